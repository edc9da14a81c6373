"""The page of one finding, where editors decide on it."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import Fault, Invalid
from registry.quality import queries, service
from registry.quality.wording import in_words
from registry.web.forms import Form
from registry.web.i18n import gettext, using
from registry.web.inputs import Db, PathNumber
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

RESOLVE: Final = needs(Permission.QUALITY_RESOLVE)


@get("/quality/{number:int}", sync_to_thread=True)
def finding_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber
) -> Response[bytes]:
    """One finding: what it means, how it is mended, how it was decided."""
    with db.read() as session:
        return _finding(request, session, viewer, number)


def _finding(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    *,
    faults: dict[str, Fault] | None = None,
    reason: str = "",
) -> Response[bytes]:
    with using(language_of_request(request)):
        (found,) = in_words(session, [queries.finding_row(session, number)])
        return page(
            request,
            "quality/finding.html",
            status=422 if faults else 200,
            title=gettext(found.check.title),
            section="about",
            shown=found,
            may_decide=viewer.may(Permission.QUALITY_RESOLVE),
            faults=faults or {},
            reason=reason,
        )


@post("/quality/{number:int}/accept", opt=RESOLVE, status_code=303, sync_to_thread=True)
def accept(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Let a finding stand, with the reason."""
    reason = form.text("reason")
    try:
        with db.write() as session:
            service.accept(session, viewer, number, reason)
    except Invalid as error:
        with db.read() as session:
            return _finding(request, session, viewer, number, faults=error.faults, reason=reason)
    return _back(request, number)


@post("/quality/{number:int}/reopen", opt=RESOLVE, status_code=303, sync_to_thread=True)
def reopen(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Take an acceptance back."""
    del form  # read, so that it is checked
    with db.write() as session:
        service.reopen(session, viewer, number)
    return _back(request, number)


def _back(request: Request[Any, Any, Any], number: int) -> Redirect:
    return Redirect(Urls(language_of_request(request)).to("quality", str(number)), status_code=303)


PAGES: Final[list[ControllerRouterHandler]] = [finding_page, accept, reopen]
