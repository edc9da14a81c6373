"""Pages to ask to belong to an organisation or a country, and to decide on it."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import joining, queries
from registry.accounts.guard import Asker, needs
from registry.accounts.pages.entry import shown, shown_again, to
from registry.accounts.pages.members import MANAGE, role_in, under
from registry.accounts.pages.places import Place, place_of
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import Conflict, Invalid, NotFound, mark
from registry.web.forms import Form
from registry.web.inputs import Db, PathNumber, PathText

JOIN: Final = mark("Ask to join")
ASK: Final = needs(Permission.MEMBERSHIP_REQUEST)


def join_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText) -> Response[bytes]:
    """The form, or a word that one belongs already or has asked already."""
    with db.read() as session:
        place = place_of(session, request, name)
        return shown(request, "accounts/join.html", title=JOIN, note="", **_standing(session, viewer, place))


def _standing(session: Session, viewer: Viewer, place: Place) -> dict[str, Any]:
    """Where the viewer stands towards the place."""
    mine = queries.open_requests(session, scope=place.scope, scope_id=place.id, account_id=viewer.account_id)
    return {
        "place": place,
        "belongs": any(grant.scope is place.scope and grant.scope_id == place.id for grant in viewer.grants),
        "asked": mine[0] if mine else None,
        "has_deciders": bool(queries.holders(session, place.roles, scope_id=place.id)),
    }


def join(request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker, name: PathText) -> Response[Any]:
    """Ask."""
    with db.read() as session:
        place = place_of(session, request, name)
        context = _standing(session, viewer, place)
    try:
        with db.write() as session:
            joining.ask(session, viewer, place.scope, place.id, form.text("note"), place.names)
    except Invalid as error:
        return shown_again(
            request,
            "accounts/join.html",
            error,
            "note",
            title=JOIN,
            note=form.text("note"),
            **context,
        )
    except Conflict:
        pass  # belongs or asked already: the page says so
    return to(request, *place.segments, "join")


def decide(
    request: Request[Any, Any, Any],
    form: Form,
    db: Db,
    viewer: Asker,
    name: PathText,
    number: PathNumber,
) -> Response[Any]:
    """Let somebody in, or not."""
    with db.write() as session:
        place = place_of(session, request, name)
        place.demand(viewer, Permission.MEMBERS_MANAGE)
        waiting = queries.open_requests(session, scope=place.scope, scope_id=place.id)
        if number not in [each.id for each in waiting]:
            raise NotFound(f"No request {number} waits here.")
        if form.text("decision") == "accept":
            joining.accept(session, viewer, number, role_in(place, form), place.names)
        else:
            joining.decline(session, viewer, number, place.names)
    return to(request, *place.segments, "members", done="decided")


PAGES: Final[list[ControllerRouterHandler]] = [
    *under(get, "/join", join_page, opt=ASK),
    *under(post, "/join", join, opt=ASK, status_code=303),
    *under(post, "/members/requests/{number:int}", decide, opt=MANAGE, status_code=303),
]
