"""The desk of a focal point: everything recorded for the country, by how its authority stands to it."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.errors import mark
from registry.national import queries
from registry.national.pages.frame import LOOK, SPEAK, code_of, desk_page, ticks_all, to_desk
from registry.national.queries import desk as reads
from registry.national.queries.desk import PAGE, Shown
from registry.national.service import positions
from registry.web.forms import Form
from registry.web.inputs import Db, PathText


@get("/countries/{code:str}/desk", opt=LOOK, sync_to_thread=True)
def desk(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    code: PathText,
    show: Annotated[Shown, QueryParameter(name="show")] = Shown.EVERYTHING,
    number: Annotated[int, QueryParameter(name="page", ge=1, le=1000)] = 1,
) -> Response[bytes]:
    """All that is recorded for the country, or what is pending, confirmed, disputed or merely reported."""
    with db.read() as session:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        rows = reads.rows(session, known, show, limit=PAGE + 1, offset=(number - 1) * PAGE)
        return desk_page(
            request,
            session,
            viewer,
            known,
            "desk",
            title=mark("Desk for %(country)s"),
            part="desk",
            shown=show,
            lists=list(Shown),
            counts=reads.counts(session, known),
            rows=rows[:PAGE],
            positions=queries.of_deployments(session, [row.id for row in rows]),
            number=number,
            tick_all=ticks_all(request),
            has_more=len(rows) > PAGE,
            round=queries.last_round(session, known),
        )


@post("/countries/{code:str}/desk", opt=SPEAK, sync_to_thread=True, status_code=303)
def still_true(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form
) -> Response[Any]:
    """Say of one deployment, or of those that are ticked, that what was said of it is still true."""
    with db.write() as session:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        ids = [form.text("one")] if form.text("one") else form.texts("ticked")
        if ids:
            positions.still_true(session, viewer, known, ids)
    return to_desk(
        request, known, show=form.text("show"), page=form.text("page") if form.text("page") != "1" else ""
    )


PAGES: Final[list[ControllerRouterHandler]] = [desk, still_true]
