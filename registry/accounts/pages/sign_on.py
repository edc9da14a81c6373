"""Pages of single sign-on: out to a provider, back from it, and the links of one's own account to providers."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import proof, queries, registration, sign_on
from registry.accounts.cookies import browser_of, keep, read
from registry.accounts.guard import Asker
from registry.accounts.pages.entry import PER, came_in, shown, shown_again, to, urls
from registry.accounts.pages.own import OWN
from registry.accounts.providers import Known, Providers
from registry.accounts.registration import Newcomer
from registry.accounts.sign_on import (
    ATTEMPT,
    ATTEMPT_LASTS,
    NEWCOMER,
    NEWCOMER_WAITS,
    Attempt,
    SignOnFailed,
)
from registry.accounts.vault import Keys, Vault
from registry.accounts.viewer import Viewer
from registry.db.limits import take
from registry.errors import Conflict, Invalid, TooOften, mark
from registry.web.forms import Form
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.languages import LANGUAGES
from registry.web.render import language_of_request
from registry.web.urls import Urls

LINKS: Final = mark("Single sign-on")
GO_ON: Final = mark("Go on to the provider")
WELCOME: Final = mark("Make an account")
CONFIRM: Final = mark("Link your account")
SENT: Final = mark("Look into your mailbox")
SIGN_ONS_OF_ONE: Final = 30
"""Times an hour that one person may come by a provider; each may send a mail."""


def _redirect_uri(request: Request[Any, Any, Any], provider_id: str) -> str:
    """Where the provider sends people back to: the same address in every language, as providers must know it."""
    base_url = request.app.state.base_url or f"{request.url.scheme}://{request.url.netloc}"
    return f"{base_url}/sign-on/{provider_id}/return"


def _attempt(
    request: Request[Any, Any, Any], provider_id: str, back: str = "", account_id: str = ""
) -> Attempt:
    return Attempt(
        provider_id, _redirect_uri(request, provider_id), back, language_of_request(request), account_id
    )


@get("/sign-in/with/{provider:str}", sync_to_thread=True)
def set_out(
    request: Request[Any, Any, Any], vault: Keys, providers: Known, provider: PathText
) -> Response[Any]:
    """Send the browser to the provider."""
    attempt = _attempt(request, providers.get(provider).id, request.query_params.get("next", ""))
    try:
        answer: Response[Any] = Redirect(sign_on.set_out(providers, attempt), status_code=303)
    except SignOnFailed as error:
        return to(request, "sign-in", failed=error.why)
    keep(answer, request, ATTEMPT, sign_on.seal(vault, attempt, ATTEMPT), ATTEMPT_LASTS)
    return answer


@get("/sign-on/{provider:str}/return", sync_to_thread=True, include_in_schema=False)
def come_back(
    request: Request[Any, Any, Any],
    db: Db,
    vault: Keys,
    providers: Known,
    viewer: Asker,
    provider: PathText,
) -> Response[Any]:
    """Take in who comes back from the provider; it has no language, the attempt knows it."""
    attempt = Attempt(provider, "", "", language_of_request(request))
    try:
        attempt = sign_on.opened_attempt(vault, read(request.scope, ATTEMPT))
        answer = _taken_in(request, db, vault, providers, viewer, provider, attempt)
    except (SignOnFailed, Conflict) as error:
        why = error.why if isinstance(error, SignOnFailed) else "taken"
        where = ("account", "sign-on") if attempt.account_id else ("sign-in",)
        answer = Redirect(_in(attempt, *where, failed=why), status_code=303)
    keep(answer, request, ATTEMPT, "", ATTEMPT_LASTS * 0)
    return answer


def _taken_in(
    request: Request[Any, Any, Any],
    db: Db,
    vault: Vault,
    providers: Providers,
    viewer: Viewer,
    provider_id: str,
    attempt: Attempt,
) -> Response[Any]:
    if provider_id != attempt.provider or attempt.account_id not in {"", viewer.account_id}:
        raise SignOnFailed("lapsed")
    claims = sign_on.come_back(providers, attempt, request.query_params)
    with db.read() as session:
        person = sign_on.person_of(session, providers.get(provider_id), claims)
    take(db, "sign on", f"{person.issuer} {person.subject}", SIGN_ONS_OF_ONE, PER)
    browser = browser_of(request)
    with db.write() as session:
        arrival = sign_on.arrive(session, vault, attempt, person, browser)
    if arrival.entry:
        return came_in(request, db, arrival.entry, attempt.back or _in(attempt, "account"))
    if arrival.newcomer:
        answer: Response[Any] = Redirect(_in(attempt, "sign-in", "new", next=attempt.back), status_code=303)
        keep(answer, request, NEWCOMER, sign_on.seal(vault, arrival.newcomer, NEWCOMER), NEWCOMER_WAITS)
        return answer
    if arrival.linked:
        return Redirect(_in(attempt, "account", "sign-on", done="linked"), status_code=303)
    return Redirect(_in(attempt, "sign-in", "link", "sent"), status_code=303)


def _in(attempt: Attempt, *segments: str, **params: object) -> str:
    """An address in the language in which the attempt began."""
    return Urls(attempt.language if attempt.language in LANGUAGES else "en").to(*segments, **params)


@get("/sign-in/new", sync_to_thread=True)
def welcome_page(request: Request[Any, Any, Any], vault: Keys, providers: Known) -> Response[Any]:
    """Ask who came by a provider, and has no account yet, for a name."""
    try:
        person = sign_on.opened_newcomer(vault, read(request.scope, NEWCOMER))
    except SignOnFailed as error:
        return to(request, "sign-in", failed=error.why)
    return shown(
        request,
        "accounts/welcome.html",
        title=WELCOME,
        email=person.email,
        name=person.name,
        provider=providers.get(person.provider),
        back=request.query_params.get("next", ""),
    )


@post("/sign-in/new", status_code=303, sync_to_thread=True)
def welcome(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, providers: Known
) -> Response[Any]:
    """Make the account of somebody whose address a provider vouches for."""
    try:
        person = sign_on.opened_newcomer(vault, read(request.scope, NEWCOMER))
    except SignOnFailed as error:
        return to(request, "sign-in", failed=error.why)
    try:
        newcomer = Newcomer(registration.demand_name(form.text("name")), language_of_request(request))
    except Invalid as error:
        return shown_again(
            request,
            "accounts/welcome.html",
            error,
            "name",
            title=WELCOME,
            email=person.email,
            name=form.text("name"),
            provider=providers.get(person.provider),
            back=form.text("next"),
        )
    with db.write() as session:
        entry = sign_on.welcome(session, vault, person, newcomer, browser_of(request))
    answer = came_in(request, db, entry, form.text("next"))
    keep(answer, request, NEWCOMER, "", NEWCOMER_WAITS * 0)
    return answer


@get("/sign-in/link/sent", sync_to_thread=True)
def link_sent_page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Say that the address has an account, whose owner gets a mail."""
    return shown(request, "accounts/link_sent.html", title=SENT, again=urls(request).sign_in())


@get("/sign-in/link/{token:str}", sync_to_thread=True)
def confirm_link_page(
    request: Request[Any, Any, Any], db: Db, providers: Known, token: PathText
) -> Response[bytes]:
    """Ask whether an account shall be linked; a click does it, as programs follow links in mails by themselves."""
    with db.read() as session:
        person = sign_on.person_by_link(session, token)
        return shown(
            request,
            "accounts/confirm_link.html",
            title=CONFIRM,
            email=person.email,
            provider=providers.get(person.provider),
            token=token,
        )


@post("/sign-in/link/{token:str}", status_code=303, sync_to_thread=True)
def confirm_link(
    request: Request[Any, Any, Any], form: Form, db: Db, vault: Keys, token: PathText
) -> Response[Any]:
    """Link the account and let its owner in."""
    with db.write() as session:
        entry = sign_on.link_by_mail(session, vault, token, browser_of(request))
    return came_in(request, db, entry)


@get("/account/sign-on", sync_to_thread=True, opt=OWN)
def links_page(request: Request[Any, Any, Any], db: Db, providers: Known, viewer: Asker) -> Response[bytes]:
    """The providers that my account is linked to, and those that it can be."""
    with db.read() as session:
        return shown(
            request,
            "accounts/sign_on.html",
            title=LINKS,
            done=request.query_params.get("done", ""),
            failed=request.query_params.get("failed", ""),
            **_links(session, providers, viewer),
        )


def _links(session: Session, providers: Providers, viewer: Viewer) -> dict[str, Any]:
    linked = queries.identities_of(session, viewer.account_id)
    taken = {each.issuer for each in linked}
    return {
        "me": queries.my_account(session, viewer.account_id),
        "linked": [(each, providers.of_issuer(each.issuer)) for each in linked],
        "free": [each for each in providers.configured if each.issuer not in taken],
    }


@post("/account/sign-on", status_code=303, sync_to_thread=True, opt=OWN)
def begin_link(
    request: Request[Any, Any, Any],
    form: Form,
    db: Db,
    vault: Keys,
    providers: Known,
    viewer: Asker,
) -> Response[Any]:
    """Lead on to a provider, to link it. A form may not lead to another site, so the page asks for one more click."""
    provider = providers.get(form.text("provider"))
    attempt = _attempt(request, provider.id, account_id=viewer.account_id)
    try:
        proof.demand(db, vault, viewer, form.secret("password"), browser_of(request))
        address = sign_on.set_out(providers, attempt)
    except (Invalid, TooOften) as error:
        with db.read() as session:
            context = _links(session, providers, viewer)
        return shown_again(
            request,
            "accounts/sign_on.html",
            error,
            "password",
            title=LINKS,
            done="",
            failed="",
            **context,
        )
    except SignOnFailed as error:
        return to(request, "account", "sign-on", failed=error.why)
    answer = shown(
        request, "accounts/go_on.html", title=GO_ON, status=201, provider=provider, address=address
    )
    keep(answer, request, ATTEMPT, sign_on.seal(vault, attempt, ATTEMPT), ATTEMPT_LASTS)
    return answer


@post("/account/sign-on/{number:int}/unlink", status_code=303, sync_to_thread=True, opt=OWN)
def unlink(
    request: Request[Any, Any, Any],
    form: Form,
    db: Db,
    providers: Known,
    viewer: Asker,
    number: PathNumber,
) -> Response[Any]:
    """End a link."""
    with db.write() as session:
        sign_on.unlink(session, providers, queries.account(session, viewer.account_id), number)
    return to(request, "account", "sign-on", done="unlinked")


ROOT: Final[list[ControllerRouterHandler]] = [come_back]
PAGES: Final[list[ControllerRouterHandler]] = [
    set_out,
    welcome_page,
    welcome,
    link_sent_page,
    confirm_link_page,
    confirm_link,
    links_page,
    begin_link,
    unlink,
]
