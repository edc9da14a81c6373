"""Pages of one's secrets: the password, the second factor, API tokens. What is new is shown once."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import proof, queries, recovery, second_factor, tokens
from registry.accounts.cookies import browser_of
from registry.accounts.guard import Asker
from registry.accounts.notice import Notice, tell
from registry.accounts.pages.entry import shown, shown_again, to
from registry.accounts.pages.own import OWN
from registry.accounts.permissions import SECOND_FACTOR
from registry.accounts.vault import Keys, Vault
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.errors import Invalid, TooOften, mark
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, using
from registry.web.inputs import Db, PathNumber
from registry.web.render import language_of_request

PASSWORD: Final = mark("Change your password")
SECOND: Final = mark("Second factor")
CODES: Final = mark("Your recovery codes")
TOKENS: Final = mark("API tokens")
NEW_TOKEN: Final = mark("Your new token")


@get("/account/password", sync_to_thread=True, opt=OWN)
def password_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """The form for the present and the new password."""
    with db.read() as session:
        me = queries.my_account(session, viewer.account_id)
        return shown(request, "accounts/password.html", title=PASSWORD, me=me)


@post("/account/password", status_code=303, sync_to_thread=True, opt=OWN)
def password(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, viewer: Asker
) -> Response[Any]:
    """Set the new password; every other browser is signed out."""
    try:
        proof.demand(db, vault, viewer, form.secret("password"), browser_of(request))
        with db.read() as session:
            account = queries.account(session, viewer.account_id)
        hashed = recovery.strong(form.secret("new"), account, "new")
    except (Invalid, TooOften) as error:
        with db.read() as session:
            me = queries.my_account(session, viewer.account_id)
        return shown_again(request, "accounts/password.html", error, "password", title=PASSWORD, me=me)
    with db.write() as session:
        recovery.change(session, queries.account(session, viewer.account_id), hashed, viewer.session_id)
    return to(request, "account", done="password")


@get("/account/second-factor", sync_to_thread=True, opt=OWN)
def second_factor_page(
    request: Request[Any, Any, Any], db: Db, vault: Keys, viewer: Asker
) -> Response[bytes]:
    """Set it up, or look after it."""
    offer = second_factor.offer(vault, viewer.account_id)
    with db.read() as session, using(language_of_request(request)):
        return shown(
            request,
            "accounts/second_factor.html",
            title=SECOND,
            done=request.query_params.get("done", ""),
            **_second_factor(session, vault, viewer, offer),
        )


def _second_factor(session: Session, vault: Vault, viewer: Viewer, offer: str) -> dict[str, Any]:
    me = queries.my_account(session, viewer.account_id)
    secret = second_factor.offered(vault, me.id, offer) or ""
    held = queries.held_by(session, [me.id]).get(me.id, [])
    address = second_factor.address_for_app(secret, me.email) if secret else ""
    return {
        "me": me,
        "offer": offer,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "address": address,
        "picture": second_factor.picture(address, gettext("QR code for your app")) if secret else "",
        "needing": [each.role for each in held if each.role in SECOND_FACTOR],
    }


@post("/account/second-factor", status_code=303, sync_to_thread=True, opt=OWN)
def set_up_second_factor(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, viewer: Asker
) -> Response[Any]:
    """Set it up with a first code; the recovery codes are shown this once."""
    offer = form.text("offer")
    try:
        proof.demand(db, vault, viewer, form.secret("password"), browser_of(request))
        with db.write() as session:
            account = queries.account(session, viewer.account_id)
            codes = second_factor.set_up(session, vault, account, offer, form.text("code"))
            tell(session, account, Notice.SECOND_FACTOR_SET)
    except (Invalid, TooOften) as error:
        return _second_factor_again(request, db, vault, viewer, error, offer)
    return shown(request, "accounts/recovery_codes.html", title=CODES, status=201, codes=codes, is_new=True)


def _second_factor_again(
    request: Request[Any, Any, Any],
    db: Database,
    vault: Vault,
    viewer: Viewer,
    error: Invalid | TooOften,
    offer: str,
) -> Response[bytes]:
    if not second_factor.offered(vault, viewer.account_id, offer):
        offer = second_factor.offer(vault, viewer.account_id)
    with db.read() as session, using(language_of_request(request)):
        context = _second_factor(session, vault, viewer, offer)
    return shown_again(
        request, "accounts/second_factor.html", error, "password", title=SECOND, done="", **context
    )


@post("/account/second-factor/codes", status_code=303, sync_to_thread=True, opt=OWN)
def new_recovery_codes(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, viewer: Asker
) -> Response[Any]:
    """New recovery codes in place of the old ones, shown this once."""
    try:
        _prove_both(request, form, db, vault, viewer)
        with db.write() as session:
            account = queries.account(session, viewer.account_id)
            codes = second_factor.new_codes(session, account)
            tell(session, account, Notice.RECOVERY_CODES_MADE)
    except (Invalid, TooOften) as error:
        return _second_factor_again(request, db, vault, viewer, error, "")
    return shown(request, "accounts/recovery_codes.html", title=CODES, status=201, codes=codes, is_new=False)


@post("/account/second-factor/remove", status_code=303, sync_to_thread=True, opt=OWN)
def remove_second_factor(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, viewer: Asker
) -> Response[Any]:
    """Do without a second factor; roles that need one sleep."""
    try:
        _prove_both(request, form, db, vault, viewer)
        with db.write() as session:
            account = queries.account(session, viewer.account_id)
            second_factor.remove(session, account, viewer.account_id)
            tell(session, account, Notice.SECOND_FACTOR_REMOVED)
    except (Invalid, TooOften) as error:
        return _second_factor_again(request, db, vault, viewer, error, "")
    return to(request, "account", done="second-factor-removed")


def _prove_both(
    request: Request[Any, Any, Any], form: FormData, db: Database, vault: Vault, viewer: Viewer
) -> None:
    """Ask for the password and a code."""
    browser = browser_of(request)
    proof.demand(db, vault, viewer, form.secret("password"), browser)
    proof.demand_code(db, vault, viewer, form.text("code"), browser)


@get("/account/tokens", sync_to_thread=True, opt=OWN)
def tokens_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """My tokens, and the form for another."""
    with db.read() as session:
        return shown(
            request,
            "accounts/tokens.html",
            title=TOKENS,
            name="",
            chosen=[],
            days=90,
            done=request.query_params.get("done", ""),
            **_tokens(session, viewer),
        )


def _tokens(session: Session, viewer: Viewer) -> dict[str, Any]:
    return {
        "rows": queries.tokens_of(session, viewer.account_id),
        "offered": tokens.offered(viewer),
        "lasting": tokens.LASTING_DAYS,
        "me": queries.my_account(session, viewer.account_id),
    }


@post("/account/tokens", status_code=303, sync_to_thread=True, opt=OWN)
def make_token(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, viewer: Asker
) -> Response[Any]:
    """Make a token and show it this once."""
    name, chosen = form.text("name"), form.texts("permissions")
    days = int(form.text("days")) if form.text("days").isdecimal() else None
    try:
        proof.demand(db, vault, viewer, form.secret("password"), browser_of(request))
        with db.write() as session:
            token = tokens.make(session, viewer, name, chosen, days)
    except (Invalid, TooOften) as error:
        with db.read() as session:
            context = _tokens(session, viewer)
        return shown_again(
            request,
            "accounts/tokens.html",
            error,
            "password",
            title=TOKENS,
            name=name,
            chosen=chosen,
            days=days,
            done="",
            **context,
        )
    return shown(request, "accounts/new_token.html", title=NEW_TOKEN, status=201, token=token, name=name)


@post("/account/tokens/{number:int}/revoke", status_code=303, sync_to_thread=True, opt=OWN)
def revoke_token(
    request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker, number: PathNumber
) -> Response[Any]:
    """Make one of my tokens good for nothing."""
    with db.write() as session:
        tokens.revoke(session, viewer, number)
    return to(request, "account", "tokens", done="revoked")


PAGES: Final[list[ControllerRouterHandler]] = [
    password_page,
    password,
    second_factor_page,
    set_up_second_factor,
    new_recovery_codes,
    remove_second_factor,
    tokens_page,
    make_token,
    revoke_token,
]
