"""Pages of who belongs to an organisation or a country: members, invitations, and what is asked."""

from collections.abc import Callable
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import queries, service
from registry.accounts.guard import Asker, needs
from registry.accounts.pages.entry import limit_invitations, shown, shown_again, to
from registry.accounts.pages.places import Place, place_of
from registry.accounts.permissions import Permission, Role, ScopeKind
from registry.accounts.registration import demand_email
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.errors import Invalid, NotFound, TooOften, mark
from registry.web.forms import Form, FormData
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request

MEMBERS: Final = mark("Members")
READ: Final = needs(Permission.MEMBERS_READ)
MANAGE: Final = needs(Permission.MEMBERS_MANAGE)


def under(
    method: Callable[..., Any], path: str, handler: Callable[..., Any], **options: Any
) -> list[ControllerRouterHandler]:
    """The same page below every organisation and below every country."""
    return [
        method(f"/{kind}/{{name:str}}{path}", sync_to_thread=True, **options)(handler)
        for kind in ("organisations", "countries")
    ]


def members_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText) -> Response[bytes]:
    """Who belongs to it; for those who manage that, the means to."""
    with db.read() as session:
        place = place_of(session, request, name)
        place.demand(viewer, Permission.MEMBERS_READ)
        return shown(
            request,
            "accounts/members.html",
            title=MEMBERS,
            email="",
            chosen="",
            done=request.query_params.get("done", ""),
            **_members(session, viewer, place),
        )


def _members(session: Session, viewer: Viewer, place: Place) -> dict[str, Any]:
    manages = place.allows(viewer, Permission.MEMBERS_MANAGE)
    invitations = queries.open_invitations(session, scope=place.scope, scope_id=place.id) if manages else []
    return {
        "place": place,
        "manages": manages,
        "given": [role for role in place.roles if service.may_give(viewer, role, place.id)],
        "appoints": place.scope is ScopeKind.COUNTRY and viewer.may(Permission.FOCAL_POINT_APPOINT),
        "members": queries.members(session, place.scope, place.id),
        "invitations": invitations,
        "inviters": queries.names_of(session, [each.invited_by for each in invitations]),
        "requests": queries.open_requests(session, scope=place.scope, scope_id=place.id) if manages else [],
    }


def _again(
    request: Request[Any, Any, Any],
    db: Database,
    viewer: Viewer,
    place: Place,
    error: Invalid | TooOften,
    form: FormData,
) -> Response[bytes]:
    with db.read() as session:
        context = _members(session, viewer, place)
    return shown_again(
        request,
        "accounts/members.html",
        error,
        "email",
        title=MEMBERS,
        email=form.text("email"),
        chosen=form.text("role"),
        done="",
        **context,
    )


def role_in(place: Place, form: FormData) -> Role:
    """The role that was chosen, if it can be held there."""
    chosen = form.text("role")
    if chosen not in [role.value for role in place.roles]:
        raise Invalid({"role": mark("Choose a role.")})
    return Role(chosen)


def invite(
    request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker, name: PathText
) -> Response[Any]:
    """Send somebody an invitation."""
    with db.read() as session:
        place = place_of(session, request, name)
        place.demand(viewer, Permission.MEMBERS_MANAGE)
    try:
        role = role_in(place, form)
        limit_invitations(db, viewer.account_id, demand_email(form.text("email")))
        with db.write() as session:
            service.invite(
                session,
                viewer,
                form.text("email"),
                role,
                place.id,
                called=place.names,
                language=language_of_request(request),
            )
    except (Invalid, TooOften) as error:
        return _again(request, db, viewer, place, error, form)
    return to(request, *place.segments, "members", done="invited")


def withdraw(
    request: Request[Any, Any, Any],
    form: Form,
    db: Db,
    viewer: Asker,
    name: PathText,
    number: PathNumber,
) -> Response[Any]:
    """Take an invitation back."""
    with db.write() as session:
        place = place_of(session, request, name)
        place.demand(viewer, Permission.MEMBERS_MANAGE)
        waiting = queries.open_invitations(session, scope=place.scope, scope_id=place.id)
        if number not in [each.id for each in waiting]:
            raise NotFound(f"No invitation {number} waits here.")
        service.withdraw_invitation(session, viewer, number)
    return to(request, *place.segments, "members", done="withdrawn")


def change_role(
    request: Request[Any, Any, Any],
    form: Form,
    db: Db,
    viewer: Asker,
    name: PathText,
    number: PathNumber,
) -> Response[Any]:
    """Give a member another role."""
    with db.read() as session:
        place = place_of(session, request, name)
        place.demand(viewer, Permission.MEMBERS_MANAGE)
        _demand_member(session, place, number)
    try:
        with db.write() as session:
            service.change_role(session, viewer, number, role_in(place, form))
    except Invalid as error:
        return _again(request, db, viewer, place, error, FormData())
    return to(request, *place.segments, "members", done="changed")


def end_role(
    request: Request[Any, Any, Any],
    form: Form,
    db: Db,
    viewer: Asker,
    name: PathText,
    number: PathNumber,
) -> Response[Any]:
    """End a member's role, or one's own."""
    with db.read() as session:
        place = place_of(session, request, name)
        member = next(
            (each for each in queries.members(session, place.scope, place.id) if each.grant_id == number),
            None,
        )
        own = member is not None and member.account_id == viewer.account_id
        if not own:
            place.demand(viewer, Permission.MEMBERS_MANAGE)
            _demand_member(session, place, number)
    try:
        with db.write() as session:
            service.end_role(session, viewer, number)
    except Invalid as error:
        return _again(request, db, viewer, place, error, FormData())
    if own:
        return to(request, "account", done="left")
    return to(request, *place.segments, "members", done="ended")


def _demand_member(session: Session, place: Place, grant_id: int) -> None:
    """Only roles that are held here are changed here."""
    if grant_id not in [each.grant_id for each in queries.members(session, place.scope, place.id)]:
        raise NotFound(f"There is no member {grant_id} here.")


PAGES: Final[list[ControllerRouterHandler]] = [
    *under(get, "/members", members_page, opt=READ),
    *under(post, "/members/invite", invite, opt=MANAGE, status_code=303),
    *under(post, "/members/invitations/{number:int}/withdraw", withdraw, opt=MANAGE, status_code=303),
    *under(post, "/members/{number:int}/role", change_role, opt=MANAGE, status_code=303),
    *under(post, "/members/{number:int}/end", end_role, opt=needs(Permission.ACCOUNT_USE), status_code=303),
]
