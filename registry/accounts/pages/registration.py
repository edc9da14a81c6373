"""Pages to register: the address, the mail, then name and password."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler

from registry.accounts import links, registration, signing_in
from registry.accounts.cookies import browser_of
from registry.accounts.guard import Asker
from registry.accounts.models import LinkPurpose
from registry.accounts.pages.entry import came_in, limit_mails, shown, shown_again, to, urls
from registry.accounts.vault import Keys
from registry.errors import Invalid, TooOften, mark
from registry.web.forms import Form
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request

REGISTER: Final = mark("Make an account")
SENT: Final = mark("Look into your mailbox")
FINISH: Final = mark("Choose your name and password")


@get("/register", sync_to_thread=True)
def register_page(request: Request[Any, Any, Any], viewer: Asker) -> Response[Any]:
    """The form for the address."""
    if viewer.is_signed_in:
        return to(request, "account")
    return shown(
        request,
        "accounts/register.html",
        title=REGISTER,
        email="",
        back=request.query_params.get("next", ""),
    )


@post("/register", status_code=303, sync_to_thread=True)
def register(request: Request[Any, Any, Any], form: Form, db: Db) -> Response[Any]:
    """Send the link; the answer is the same whether or not the address has an account."""
    email = form.text("email")
    try:
        address = registration.demand_email(email)
        limit_mails(request, db, address)
    except (Invalid, TooOften) as error:
        return shown_again(
            request,
            "accounts/register.html",
            error,
            "email",
            title=REGISTER,
            email=email,
            back=form.text("next"),
        )
    with db.write() as session:
        registration.ask(session, address, language_of_request(request), form.text("next"))
    return to(request, "register", "sent")


@get("/register/sent", sync_to_thread=True)
def sent_page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Say what happens next."""
    return shown(request, "accounts/sent.html", title=SENT, again=urls(request).to("register"))


@get("/register/{token:str}", sync_to_thread=True)
def finish_page(request: Request[Any, Any, Any], db: Db, token: PathText) -> Response[bytes]:
    """The form for name and password, for whoever has the link."""
    with db.read() as session:
        email = links.read(session, token, LinkPurpose.VERIFY_EMAIL).payload["email"]
        return shown(request, "accounts/finish.html", title=FINISH, email=email, name="", token=token)


@post("/register/{token:str}", status_code=303, sync_to_thread=True)
def finish(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, token: PathText
) -> Response[Any]:
    """Make the account and let its owner in."""
    with db.read() as session:
        payload = dict(links.read(session, token, LinkPurpose.VERIFY_EMAIL).payload)
    name, password = form.text("name"), form.secret("password")
    try:
        newcomer = registration.choose(name, password, payload["email"], language_of_request(request))
    except Invalid as error:
        return shown_again(
            request,
            "accounts/finish.html",
            error,
            "name",
            title=FINISH,
            email=payload["email"],
            name=name,
            token=token,
        )
    with db.write() as session:
        account = registration.finish(session, token, newcomer)
        entry = signing_in.enter(session, vault, account, browser_of(request))
    return came_in(request, db, entry, payload.get("back", ""))


PAGES: Final[list[ControllerRouterHandler]] = [register_page, register, sent_page, finish_page, finish]
