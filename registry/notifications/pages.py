"""Pages of notifications: what somebody was told, how often by mail, and the end of mails by a link in them."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

import registry.notifications.words  # noqa: F401 - names what the templates show
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import BadParameter, Fault, Invalid, NotFound, mark
from registry.notifications import queries, service
from registry.notifications.groups import GROUPS, Group
from registry.notifications.kind import Kind
from registry.notifications.kinds import KINDS, frequency_of
from registry.notifications.models import Frequency
from registry.notifications.schemas import NotificationView
from registry.notifications.sentences import in_page
from registry.notifications.unsubscribing import Signer
from registry.web.csrf import FROM_ANYWHERE
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, using
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.pagination import decode_cursor, encode_cursor
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

PAGE: Final = 30
OWN: Final = needs(Permission.ACCOUNT_USE)
KEPT_BY_NOBODY: Final = {"cache-control": "private, no-store"}


class Shown(Struct, frozen=True):
    """A notification in words."""

    view: NotificationView
    subject: str
    body: str


class Choice(Struct, frozen=True):
    """One kind in the preferences, and what is chosen for it."""

    name: str
    kind: Kind
    chosen: Frequency

    @property
    def field(self) -> str:
        """What its field is called in the form."""
        return self.name.replace(".", "-")


@get("/notifications", opt=OWN, sync_to_thread=True)
def notifications_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    after: Annotated[str, QueryParameter(name="after")] = "",
) -> Response[bytes]:
    """What the reader was told, unread first."""
    place = _place(after) if after else None
    with db.read() as session, using(language_of_request(request)) as language:
        views = queries.notifications(session, viewer.account_id, limit=PAGE + 1, before=place)
        last = views[PAGE - 1] if len(views) > PAGE else None
        following = encode_cursor(last.is_unread, last.id) if last else ""
        return page(
            request,
            "notifications/list.html",
            title=gettext("Notifications"),
            shown=[_shown(view) for view in views[:PAGE] if view.kind in KINDS],
            unread=queries.unread(session, viewer.account_id),
            is_first=not after,
            following=Urls(language.code).to("notifications", after=following) if following else "",
        )


def _place(cursor: str) -> tuple[bool, int]:
    """The place after the last notification of a page: whether that is unread, and its id."""
    match decode_cursor(cursor, 2, "after"):
        case [bool(is_unread), int(number)] if 0 < number <= queries.LARGEST_ID:
            return is_unread, number
    raise BadParameter("after", "This cursor was not given out by this server.")


def _shown(view: NotificationView) -> Shown:
    return Shown(view, *in_page(view.kind, view.texts))


@post("/notifications/read", opt=OWN, sync_to_thread=True, status_code=303)
def read_all(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Redirect:
    """Note that everything is read."""
    del form  # it holds nothing, but was checked for forgery
    with db.write() as session:
        service.mark_read(session, viewer)
    return _to(request, "notifications")


@get("/notifications/{number:int}", opt=OWN, sync_to_thread=True)
def open_notification(request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber) -> Redirect:
    """Lead to what a notification is about; it is read by that."""
    with db.write() as session:
        found = queries.notification(session, viewer.account_id, number)
        if found.is_unread:
            service.mark_read(session, viewer, number)
    lang = language_of_request(request)
    path = f"/{lang}{found.path}" if found.path else Urls(lang).to("notifications")
    return Redirect(path, status_code=303, headers=KEPT_BY_NOBODY)


@post("/notifications/{number:int}/read", opt=OWN, sync_to_thread=True, status_code=303)
def read_one(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Redirect:
    """Note that one notification is read."""
    del form
    with db.write() as session:
        queries.notification(session, viewer.account_id, number)
        service.mark_read(session, viewer, number)
    return _to(request, "notifications")


@get("/notifications/settings", opt=OWN, sync_to_thread=True)
def settings_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    saved: Annotated[bool, QueryParameter(name="saved")] = False,
) -> Response[bytes]:
    """How often the reader wants what by mail."""
    with db.read() as session:
        return _settings(request, session, viewer, saved=saved)


@post("/notifications/settings", opt=OWN, sync_to_thread=True, status_code=303)
def save_settings(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Keep what the reader chose: for each kind, or one frequency for all."""
    try:
        chosen = _chosen(form, _offered(viewer))
    except Invalid as error:
        with db.read() as session:
            return _settings(request, session, viewer, faults=dict(error.faults))
    with db.write() as session:
        service.choose(session, viewer, chosen)
    return _to(request, "notifications", "settings", saved="true")


def _chosen(form: FormData, names: list[str]) -> dict[str, Frequency]:
    """The frequencies of a form; `Invalid` for one that there is not."""
    for_all = form.text("all")
    given = {name: for_all or form.text(name.replace(".", "-")) for name in names}
    known = {each.value for each in Frequency}
    if faults := {
        name.replace(".", "-"): Fault(mark("Choose one of the list."))
        for name, value in given.items()
        if value and value not in known
    }:
        raise Invalid(faults)
    return {name: Frequency(value) for name, value in given.items() if value}


def _offered(viewer: Viewer) -> list[str]:
    """The kinds that concern the reader."""
    groups = {
        group
        for group, words in GROUPS.items()
        if not words.permissions or any(viewer.may_somewhere(each) for each in words.permissions)
    }
    return [name for name, kind in KINDS.items() if kind.group in groups]


def _settings(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    *,
    faults: dict[str, Fault] | None = None,
    saved: bool = False,
) -> Response[bytes]:
    preferences = queries.preferences(session, viewer.account_id)
    choices = [Choice(name, KINDS[name], frequency_of(name, preferences)) for name in _offered(viewer)]
    groups = [
        (GROUPS[group], those)
        for group in Group
        if (those := [choice for choice in choices if choice.kind.group is group])
    ]
    with using(language_of_request(request)):
        return page(
            request,
            "notifications/settings.html",
            title=gettext("Notifications by mail"),
            status=422 if faults else 200,
            groups=groups,
            frequencies=list(Frequency),
            faults=faults or {},
            saved=saved,
        )


@get("/unsubscribe/{account:str}/{what:str}/{link:str}", sync_to_thread=True)
def unsubscribe_page(
    request: Request[Any, Any, Any], account: PathText, what: PathText, link: PathText
) -> Response[bytes]:
    """Ask whether mails shall end; programs that look at every link of a mail end nothing by that."""
    _demand_good(request, account, what, link)
    return _unsubscribe(request, what, done=False)


@post(
    "/unsubscribe/{account:str}/{what:str}/{link:str}",
    opt={FROM_ANYWHERE: True},
    sync_to_thread=True,
    status_code=200,
)
def unsubscribe(
    request: Request[Any, Any, Any], db: Db, account: PathText, what: PathText, link: PathText
) -> Response[bytes]:
    """End mails at once (RFC 8058): the link is all that is needed, whoever sends the request."""
    _demand_good(request, account, what, link)
    with db.write() as session:
        service.stop(session, account, what)
    return _unsubscribe(request, what, done=True)


def _demand_good(request: Request[Any, Any, Any], account: str, scope: str, link: str) -> None:
    signer: Signer = request.app.state.unsubscribing
    if not signer.is_good(account, scope, link):
        raise NotFound


def _unsubscribe(request: Request[Any, Any, Any], scope: str, *, done: bool) -> Response[bytes]:
    with using(language_of_request(request)):
        return page(
            request,
            "notifications/unsubscribe.html",
            title=gettext("Mails are ended") if done else gettext("End these mails?"),
            scope=scope,
            kind=KINDS.get(scope),
            done=done,
            headers=KEPT_BY_NOBODY,
        )


def _to(request: Request[Any, Any, Any], *segments: str, **query: str) -> Redirect:
    return Redirect(Urls(language_of_request(request)).to(*segments, **query), status_code=303)


PAGES: Final[list[ControllerRouterHandler]] = [
    notifications_page,
    read_all,
    open_notification,
    read_one,
    settings_page,
    save_settings,
    unsubscribe_page,
    unsubscribe,
]
