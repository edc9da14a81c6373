"""Pages for whoever was invited: by the link in the mail, or in one's own account."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import queries, registration, service, signing_in
from registry.accounts.cookies import browser_of
from registry.accounts.guard import Asker
from registry.accounts.models import Invitation
from registry.accounts.pages.entry import came_in, shown, shown_again, to
from registry.accounts.pages.own import OWN
from registry.accounts.pages.places import places_of
from registry.accounts.schemas import InvitationView
from registry.accounts.vault import Keys
from registry.accounts.viewer import Viewer
from registry.errors import Forbidden, Invalid, SignInNeeded, mark
from registry.web.forms import Form
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request

INVITATION: Final = mark("You are invited")


@get("/invitations/{token:str}", sync_to_thread=True)
def invitation_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, token: PathText
) -> Response[bytes]:
    """Accept as who is signed in, sign in first, or make an account: whichever it takes."""
    with db.read() as session:
        row = service.invitation_of(session, token)
        return shown(
            request,
            "accounts/invitation.html",
            title=INVITATION,
            token=token,
            name="",
            **_invited(session, viewer, row),
        )


def _invited(session: Session, viewer: Viewer, row: Invitation) -> dict[str, Any]:
    known = queries.by_email(session, row.email)
    view = InvitationView(
        row.id or 0,
        row.email,
        row.role,
        row.scope,
        row.scope_id,
        row.invited_by,
        row.created_at,
        row.expires_at,
    )
    return {
        "invitation": view,
        "place": places_of(session, [view]).get(row.scope_id),
        "by": queries.names_of(session, [row.invited_by]).get(row.invited_by, ""),
        "has_account": known is not None,
        "is_own": known is not None and known.id == viewer.account_id,
    }


@post("/invitations/{token:str}", status_code=303, sync_to_thread=True)
def accept_by_link(
    request: Request[Any, Any, Any],
    form: Form,
    db: Db,
    vault: Keys,
    viewer: Asker,
    token: PathText,
) -> Response[Any]:
    """Take the role: with the account of the address, or with a new one that the link has proved."""
    with db.read() as session:
        row = service.invitation_of(session, token)
        invited = _invited(session, viewer, row)
    if invited["is_own"]:
        with db.write() as session:
            service.accept_by_link(session, token, queries.account(session, viewer.account_id))
        return to(request, "account", done="accepted")
    if invited["has_account"]:
        raise Forbidden if viewer.is_signed_in else SignInNeeded
    name, password = form.text("name"), form.secret("password")
    try:
        newcomer = registration.choose(name, password, row.email, language_of_request(request))
    except Invalid as error:
        return shown_again(
            request,
            "accounts/invitation.html",
            error,
            "name",
            title=INVITATION,
            token=token,
            name=name,
            **invited,
        )
    with db.write() as session:
        account = registration.make_account(session, row.email, newcomer)
        service.accept_by_link(session, token, account)
        entry = signing_in.enter(session, vault, account, browser_of(request))
    return came_in(request, db, entry)


@post("/account/invitations/{number:int}/accept", status_code=303, sync_to_thread=True, opt=OWN)
def accept(
    request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker, number: PathNumber
) -> Response[Any]:
    """Take a role that waits for my address."""
    with db.write() as session:
        service.accept(session, queries.account(session, viewer.account_id), number)
    return to(request, "account", done="accepted")


@post("/account/invitations/{number:int}/decline", status_code=303, sync_to_thread=True, opt=OWN)
def decline(
    request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker, number: PathNumber
) -> Response[Any]:
    """Say no to a role that waits for my address."""
    with db.write() as session:
        service.decline(session, queries.account(session, viewer.account_id), number)
    return to(request, "account", done="declined")


PAGES: Final[list[ControllerRouterHandler]] = [invitation_page, accept_by_link, accept, decline]
