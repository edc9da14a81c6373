"""Pages to set a new password by a mailed link."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler

from registry.accounts import recovery, registration, signing_in
from registry.accounts.cookies import browser_of
from registry.accounts.pages.entry import came_in, limit_mails, shown, shown_again, to, urls
from registry.accounts.vault import Keys
from registry.errors import Invalid, TooOften, mark
from registry.web.forms import Form
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request

ASK: Final = mark("Set a new password")
SENT: Final = mark("Look into your mailbox")
CHOOSE: Final = mark("Choose a new password")


@get("/reset", sync_to_thread=True)
def reset_page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The form for the address."""
    return shown(request, "accounts/reset.html", title=ASK, email="")


@post("/reset", status_code=303, sync_to_thread=True)
def reset(request: Request[Any, Any, Any], form: Form, db: Db) -> Response[Any]:
    """Send the link; the answer is the same whether or not the address has an account."""
    email = form.text("email")
    try:
        address = registration.demand_email(email)
        limit_mails(request, db, address)
    except (Invalid, TooOften) as error:
        return shown_again(request, "accounts/reset.html", error, "email", title=ASK, email=email)
    with db.write() as session:
        recovery.ask(session, address, language_of_request(request))
    return to(request, "reset", "sent")


@get("/reset/sent", sync_to_thread=True)
def sent_page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Say what happens next."""
    return shown(request, "accounts/sent.html", title=SENT, again=urls(request).to("reset"))


@get("/reset/{token:str}", sync_to_thread=True)
def new_password_page(request: Request[Any, Any, Any], db: Db, token: PathText) -> Response[bytes]:
    """The form for the new password, for whoever has the link."""
    with db.read() as session:
        email = recovery.account_of(session, token).email or ""
        return shown(request, "accounts/new_password.html", title=CHOOSE, email=email, token=token)


@post("/reset/{token:str}", status_code=303, sync_to_thread=True)
def new_password(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, token: PathText
) -> Response[Any]:
    """Set the password, end every session, and let the owner in."""
    with db.read() as session:
        account = recovery.account_of(session, token)
    try:
        hashed = recovery.strong(form.secret("password"), account)
    except Invalid as error:
        return shown_again(
            request,
            "accounts/new_password.html",
            error,
            "password",
            title=CHOOSE,
            email=account.email or "",
            token=token,
        )
    with db.write() as session:
        account = recovery.finish(session, token, hashed)
        entry = signing_in.enter(session, vault, account, browser_of(request))
    return came_in(request, db, entry)


PAGES: Final[list[ControllerRouterHandler]] = [
    reset_page,
    reset,
    sent_page,
    new_password_page,
    new_password,
]
