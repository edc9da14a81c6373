"""The desk of a focal point: everything recorded for the country, by how its authority stands to it."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import mark
from registry.national import queries
from registry.national.pages.frame import (
    LOOK,
    SPEAK,
    Faults,
    code_of,
    desk_page,
    done,
    ticked,
    ticks_all,
    to_desk,
)
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
        return _show(request, session, viewer, code, show, number)


def _show(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    code: str,
    show: Shown,
    number: int,
    faults: Faults | None = None,
) -> Response[bytes]:
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
        faults=faults,
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
    show = Shown(form.text("show")) if form.text("show") in set(Shown) else Shown.EVERYTHING
    number = max(form.number("page") or 1, 1)

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        positions.still_true(session, viewer, known, ticked(form))

    def again(session: Session, faults: Faults) -> Response[bytes]:
        return _show(request, session, viewer, code, show, number, faults)

    then = to_desk(request, code, show=show.value, page=number if number > 1 else "")
    return done(db, change, then, again)


PAGES: Final[list[ControllerRouterHandler]] = [desk, still_true]
