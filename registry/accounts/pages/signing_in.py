"""Pages to sign in, to give the code of the second factor, and to sign out."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from registry.accounts import sessions, signing_in
from registry.accounts.cookies import browser_of, session_token
from registry.accounts.guard import Asker
from registry.accounts.pages.entry import back, came_in, shown, shown_again, went_out
from registry.accounts.providers import Known
from registry.accounts.vault import Keys
from registry.errors import Invalid, TooOften, mark
from registry.web.forms import Form
from registry.web.inputs import Db

SIGN_IN: Final = mark("Sign in")
CODE: Final = mark("Enter your code")


@get("/sign-in", sync_to_thread=True)
def sign_in_page(request: Request[Any, Any, Any], viewer: Asker, providers: Known) -> Response[Any]:
    """The form for address and password; whoever is signed in is led on."""
    path = request.query_params.get("next", "")
    if viewer.is_signed_in:
        return Redirect(back(request, path), status_code=303)
    return shown(
        request,
        "accounts/sign_in.html",
        title=SIGN_IN,
        email="",
        back=path,
        done=request.query_params.get("done", ""),
        failed=request.query_params.get("failed", ""),
        providers=providers.configured,
    )


@post("/sign-in", status_code=303, sync_to_thread=True)
def sign_in(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, providers: Known
) -> Response[Any]:
    """Let in whoever has the password; from the answer it is not to be learnt whether there is such an account."""
    email, path = form.text("email"), form.text("next")
    try:
        entry = signing_in.by_password(db, vault, email, form.secret("password"), browser_of(request))
    except (Invalid, TooOften) as error:
        return shown_again(
            request,
            "accounts/sign_in.html",
            error,
            "password",
            title=SIGN_IN,
            email=email,
            back=path,
            done="",
            failed="",
            providers=providers.configured,
        )
    return came_in(request, db, entry, path)


@get("/sign-in/code", sync_to_thread=True)
def code_page(request: Request[Any, Any, Any], db: Db) -> Response[Any]:
    """The form for the code of the second factor, for whoever has given the password."""
    signing_in.waiting(db, session_token(request.scope))
    return shown(request, "accounts/code.html", title=CODE, back=request.query_params.get("next", ""))


@post("/sign-in/code", status_code=303, sync_to_thread=True)
def code(request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys) -> Response[Any]:
    """Complete the sign-in."""
    path = form.text("next")
    token = session_token(request.scope)
    try:
        entry = signing_in.by_code(db, vault, token, form.text("code"), browser_of(request))
    except (Invalid, TooOften) as error:
        return shown_again(request, "accounts/code.html", error, "code", title=CODE, back=path)
    return came_in(request, db, entry, path)


@post("/sign-out", status_code=303, sync_to_thread=True)
def sign_out(request: Request[Any, Any, Any], form: Form, db: Db, viewer: Asker) -> Response[Any]:
    """End this session; who is not signed in is led home as well. The language that was chosen stays."""
    with db.write() as session:
        signing_in.sign_out(session, viewer)
        sessions.end_token(session, session_token(request.scope))
    return went_out(request)


PAGES: Final[list[ControllerRouterHandler]] = [sign_in_page, sign_in, code_page, code, sign_out]
