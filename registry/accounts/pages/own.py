"""Pages of one's own account: what is known of me, my name, my address, my sessions, leaving."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import addresses, leaving, proof, queries, registration, sessions
from registry.accounts.cookies import browser_of, is_secure
from registry.accounts.guard import Asker, needs
from registry.accounts.models import LinkPurpose
from registry.accounts.pages.entry import limit_mails, shown, shown_again, to, went_out
from registry.accounts.pages.places import places_of
from registry.accounts.permissions import Permission
from registry.accounts.providers import Known
from registry.accounts.vault import Keys
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.errors import Invalid, TooOften, mark
from registry.web.forms import Form
from registry.web.inputs import Db, PathText
from registry.web.languages import COOKIE, LANGUAGES, SECURE_COOKIE
from registry.web.urls import Urls

ACCOUNT: Final = mark("My account")
NAME: Final = mark("Change your name or language")
ADDRESS: Final = mark("Change your e-mail address")
CONFIRM_ADDRESS: Final = mark("Confirm the change of address")
SESSIONS: Final = mark("Where you are signed in")
DELETE: Final = mark("Delete your account")

OWN: Final = needs(Permission.ACCOUNT_USE)
ID_DIGITS: Final = 10
"""Longer numbers are those of no session."""


@get("/account", sync_to_thread=True, opt=OWN)
def account_page(request: Request[Any, Any, Any], db: Db, providers: Known, viewer: Asker) -> Response[bytes]:
    """All that is known of me, with what I hold and where to change it."""
    with db.read() as session:
        me = queries.my_account(session, viewer.account_id)
        held = queries.held_by(session, [me.id]).get(me.id, [])
        invitations = queries.open_invitations(session, email=me.email)
        requests = queries.open_requests(session, account_id=me.id)
        return shown(
            request,
            "accounts/account.html",
            title=ACCOUNT,
            me=me,
            held=held,
            invitations=invitations,
            requests=requests,
            places=places_of(session, [*held, *invitations, *requests]),
            inviters=queries.names_of(session, [each.invited_by for each in invitations]),
            sessions=queries.sessions_of(session, me.id),
            tokens=queries.tokens_of(session, me.id),
            identities=queries.identities_of(session, me.id),
            providers=providers.configured,
            languages=LANGUAGES,
            done=request.query_params.get("done", ""),
        )


@get("/account/name", sync_to_thread=True, opt=OWN)
def name_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """The form for name and language."""
    with db.read() as session:
        me = queries.my_account(session, viewer.account_id)
        return shown(
            request,
            "accounts/name.html",
            title=NAME,
            name=me.name,
            chosen=me.language,
            languages=LANGUAGES,
        )


@post("/account/name", status_code=303, sync_to_thread=True, opt=OWN)
def name(request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker) -> Response[Any]:
    """Keep another name and language; from now on the registry opens in that language in this browser."""
    language = form.text("language")
    try:
        plain = registration.demand_name(form.text("name"))
        _demand(language in LANGUAGES, "language", mark("Choose one of the languages."))
    except Invalid as error:
        return shown_again(
            request,
            "accounts/name.html",
            error,
            "name",
            title=NAME,
            name=form.text("name"),
            chosen=language,
            languages=LANGUAGES,
        )
    with db.write() as session:
        account = queries.account(session, viewer.account_id)
        account.name, account.language = plain, language
        session.add(account)
        events.record(session, "account.renamed", actor=account.id, on=("account", account.id))
    answer = Redirect(Urls(language).to("account", done="name"), status_code=303)
    secure = is_secure(request.scope)
    cookie = SECURE_COOKIE if secure else COOKIE
    answer.set_cookie(cookie, language, max_age=365 * 86400, samesite="lax", secure=secure)
    return answer


def _demand(kept: bool, field: str, rule: str) -> None:
    if not kept:
        raise Invalid({field: rule})


@get("/account/email", sync_to_thread=True, opt=OWN)
def email_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """The form for another address."""
    with db.read() as session:
        me = queries.my_account(session, viewer.account_id)
        return shown(request, "accounts/email.html", title=ADDRESS, me=me, email="")


@post("/account/email", status_code=303, sync_to_thread=True, opt=OWN)
def email(request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, viewer: Asker) -> Response[Any]:
    """Send a link to both addresses."""
    typed = form.text("email")
    try:
        proof.demand(db, vault, viewer, form.secret("password"), browser_of(request))
        limit_mails(request, db, registration.demand_email(typed))
        with db.write() as session:
            addresses.ask(session, queries.account(session, viewer.account_id), typed)
    except (Invalid, TooOften) as error:
        with db.read() as session:
            me = queries.my_account(session, viewer.account_id)
        return shown_again(
            request, "accounts/email.html", error, "password", title=ADDRESS, me=me, email=typed
        )
    return to(request, "account", done="email-asked")


@get("/account/email/{token:str}", sync_to_thread=True)
def confirm_email_page(request: Request[Any, Any, Any], db: Db, token: PathText) -> Response[bytes]:
    """One end of a change of address; a click confirms it, as programs follow links in mails by themselves."""
    with db.read() as session:
        link = addresses.read(session, token)
        return shown(
            request,
            "accounts/confirm_email.html",
            title=CONFIRM_ADDRESS,
            token=token,
            new=link.payload["email"],
            at_new=link.purpose is LinkPurpose.CHANGE_EMAIL_NEW,
        )


@post("/account/email/{token:str}", status_code=303, sync_to_thread=True)
def confirm_email(
    request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker, token: PathText
) -> Response[Any]:
    """Confirm one end; with the second the address is changed."""
    with db.write() as session:
        changed = addresses.confirm(session, token)
    done = "email-changed" if changed else "email-half"
    return to(request, "account" if viewer.is_signed_in else "sign-in", done=done)


@get("/account/sessions", sync_to_thread=True, opt=OWN)
def sessions_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """The browsers in which I am signed in."""
    with db.read() as session:
        done = request.query_params.get("done", "")
        return shown(
            request, "accounts/sessions.html", title=SESSIONS, done=done, **_sessions(session, viewer)
        )


def _sessions(session: Session, viewer: Viewer) -> dict[str, Any]:
    return {
        "me": queries.my_account(session, viewer.account_id),
        "rows": queries.sessions_of(session, viewer.account_id),
        "present": viewer.session_id,
    }


@post("/account/sessions/end", status_code=303, sync_to_thread=True, opt=OWN)
def end_sessions(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, viewer: Asker
) -> Response[Any]:
    """Sign the chosen ones of my other browsers out, or all of them."""
    chosen = [int(each) for each in form.texts("session") if each.isdecimal() and len(each) < ID_DIGITS]
    every = form.text("which") == "others"
    try:
        _demand(every or bool(chosen), "session", mark("Choose the browsers to sign out."))
        proof.demand(db, vault, viewer, form.secret("password"), browser_of(request))
    except (Invalid, TooOften) as error:
        with db.read() as session:
            context = _sessions(session, viewer)
        return shown_again(
            request, "accounts/sessions.html", error, "password", title=SESSIONS, done="", **context
        )
    with db.write() as session:
        for number in [None] if every else chosen:
            sessions.end(session, account_id=viewer.account_id, session_id=number, keep=viewer.session_id)
        events.record(
            session, "account.sessions_ended", actor=viewer.account_id, on=("account", viewer.account_id)
        )
    return to(request, "account", "sessions", done="ended")


@get("/account/delete", sync_to_thread=True, opt=OWN)
def delete_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """What stays and what goes, and the last question."""
    with db.read() as session:
        return shown(request, "accounts/delete.html", title=DELETE, **_left(session, viewer.account_id))


@post("/account/delete", status_code=303, sync_to_thread=True, opt=OWN)
def delete(request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, viewer: Asker) -> Response[Any]:
    """Erase the person."""
    try:
        _demand(form.flag("confirm"), "confirm", mark("Confirm that the account shall be deleted."))
        proof.demand(db, vault, viewer, form.secret("password"), browser_of(request))
        with db.write() as session:
            leaving.delete_account(session, queries.account(session, viewer.account_id))
    except (Invalid, TooOften) as error:
        with db.read() as session:
            left = _left(session, viewer.account_id)
        return shown_again(request, "accounts/delete.html", error, "password", title=DELETE, **left)
    return went_out(request, "sign-in", done="deleted")


def _left(session: Any, account_id: str) -> dict[str, Any]:
    alone = leaving.left_without_owner(session, account_id)
    return {
        "me": queries.my_account(session, account_id),
        "places": list(places_of(session, alone).values()),
    }


PAGES: Final[list[ControllerRouterHandler]] = [
    account_page,
    name_page,
    name,
    email_page,
    email,
    confirm_email_page,
    confirm_email,
    sessions_page,
    end_sessions,
    delete_page,
    delete,
]
