"""What the pages of coming in share: limits on mails, the answer to whoever came in, faults told on the form."""

from datetime import timedelta
from typing import Any, Final

from babel.dates import format_timedelta
from litestar import Request, Response
from litestar.response import Redirect

from registry.accounts import sessions
from registry.accounts.cookies import browser_of, drop_session, keep_marks, keep_session, session_token
from registry.accounts.signing_in import Entry
from registry.db import Database
from registry.db.limits import take
from registry.errors import Fault, Invalid, RegistryError, TooOften, mark
from registry.web import i18n
from registry.web.render import language_of_request, page
from registry.web.urls import Urls, local

MAILS_TO_ONE: Final = 5
MAILS_FOR_ONE: Final = 30
INVITATIONS_BY_ONE: Final = 50
PER: Final = timedelta(hours=1)
TOO_OFTEN: Final = mark("This was tried too often. Wait %(wait)s, then try again.")


def urls(request: Request[Any, Any, Any]) -> Urls:
    """Addresses in the language of the page that asks."""
    return Urls(language_of_request(request))


def back(request: Request[Any, Any, Any], path: str) -> str:
    """Where the person was before, if that is a page of this site; else the own account."""
    return local(path, urls(request).to("account"))


def to(request: Request[Any, Any, Any], *segments: str, **params: object) -> Response[Any]:
    """Lead on to another page after something was done."""
    return Redirect(urls(request).to(*segments, **params), status_code=303)


def limit_mails(request: Request[Any, Any, Any], database: Database, address: str) -> None:
    """Keep anybody from filling a mailbox with our mails; the same for every address, known or not."""
    take(database, "mail to", address.strip().lower(), MAILS_TO_ONE, PER)
    take(database, "mail for", browser_of(request).client, MAILS_FOR_ONE, PER)


def limit_invitations(database: Database, account_id: str, address: str) -> None:
    """Keep anybody from having the registry write to many people, or to one of them many times."""
    take(database, "mail to", address.strip().lower(), MAILS_TO_ONE, PER)
    take(database, "invite", account_id, INVITATIONS_BY_ONE, PER)


def came_in(
    request: Request[Any, Any, Any], database: Database, entry: Entry, path: str = ""
) -> Response[Any]:
    """Give the browser its new session, end the one it had, and lead on: to the code if one is due, or back."""
    former = session_token(request.scope)
    if former and former != entry.token:
        with database.write() as session:
            sessions.end_token(session, former)
    answer = (
        to(request, "sign-in", "code", next=path)
        if entry.code_due
        else Redirect(back(request, path), status_code=303)
    )
    keep_session(answer, request, entry.token)
    if entry.marks:
        keep_marks(answer, request, entry.marks)
    return answer


def went_out(request: Request[Any, Any, Any], *segments: str, **params: object) -> Response[Any]:
    """Take the session from the browser, with what it kept of pages, and lead on."""
    answer = to(request, *segments, **params)
    answer.headers["clear-site-data"] = '"cache", "storage"'
    drop_session(answer, request)
    return answer


def refused(error: RegistryError, field: str) -> tuple[int, dict[str, Fault], dict[str, str]]:
    """The status, faults and headers for a form that is shown again; a wait is told in the reader's words."""
    if isinstance(error, Invalid):
        return error.status, dict(error.faults), {}
    if isinstance(error, TooOften):
        wait = format_timedelta(timedelta(seconds=error.seconds), threshold=1.5, locale=i18n.current().locale)
        return error.status, {field: Fault(TOO_OFTEN, {"wait": wait})}, {"retry-after": str(error.seconds)}
    raise error


def shown_again(
    request: Request[Any, Any, Any],
    template: str,
    error: RegistryError,
    field: str,
    *,
    title: str,
    **context: Any,
) -> Response[bytes]:
    """The form once more with what was typed, and what is wrong with it."""
    with i18n.using(language_of_request(request)):
        status, faults, headers = refused(error, field)
        return page(
            request,
            template,
            title=i18n.gettext(title),
            status=status,
            headers=headers,
            faults=faults,
            **context,
        )


def shown(request: Request[Any, Any, Any], template: str, *, title: str, **context: Any) -> Response[bytes]:
    """A page whose title is a message id."""
    with i18n.using(language_of_request(request)):
        return page(request, template, title=i18n.gettext(title), **{"faults": {}, **context})
