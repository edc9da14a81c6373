"""How the authority of a country is called, and whether a change by others waits for its word."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import mark
from registry.national import queries
from registry.national.pages.frame import LOOK, MANAGE, Faults, code_of, desk_page, done, to_desk
from registry.national.service import authority
from registry.web.forms import Form, FormData
from registry.web.inputs import Db, PathText
from registry.web.languages import LANGUAGES


@get("/countries/{code:str}/desk/settings", opt=LOOK, sync_to_thread=True)
def settings_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText) -> Response[bytes]:
    """The name of the authority and the rules of its confirmation."""
    with db.read() as session:
        return _show(request, session, viewer, code_of(session, viewer, code, Permission.COUNTRY_READ))


def _show(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    code: str,
    faults: Faults | None = None,
    sent: FormData | None = None,
) -> Response[bytes]:
    known = queries.authority(session, code)
    names = known.names if known else {}
    return desk_page(
        request,
        session,
        viewer,
        code,
        "settings",
        title=mark("Settings of %(country)s"),
        part="settings",
        faults=faults,
        languages=list(LANGUAGES.values()),
        names={each: sent.text(f"name_{each}") if sent else names.get(each, "") for each in LANGUAGES},
        approval=sent.flag("approval") if sent else bool(known and known.approval_required),
    )


@post("/countries/{code:str}/desk/settings", opt=MANAGE, sync_to_thread=True, status_code=303)
def save(request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form) -> Response[Any]:
    """Keep both."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_MANAGE)
        names = {each: form.text(f"name_{each}") for each in LANGUAGES}
        authority.rename(session, viewer, known, names)
        authority.require_approval(session, viewer, known, required=form.flag("approval"))

    def again(session: Session, faults: Faults) -> Response[bytes]:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _show(request, session, viewer, known, faults, form)

    return done(db, change, to_desk(request, code, "settings"), again)


PAGES: Final[list[ControllerRouterHandler]] = [settings_page, save]
