"""The mails of a demonstration, to be read where they would otherwise be sent: `/dev/mail`. Nowhere else is it served."""

import re
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from markupsafe import Markup, escape
from msgspec import Struct

from registry.errors import NotFound
from registry.mail.message import base_url_of
from registry.mail.transport import FOLDER, FolderTransport
from registry.settings import Settings
from registry.web.i18n import gettext, using
from registry.web.inputs import Chosen, PathText
from registry.web.languages import chosen_in, direction_of, negotiate
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

ADDRESS: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)”»]")
UNKEPT: Final = {"uncached": True}
KEPT_BY_NOBODY: Final = {"cache-control": "private, no-store"}


class Mail(Struct, frozen=True):
    """One mail as it is shown."""

    name: str
    message: EmailMessage

    @property
    def at(self) -> Any:
        """When it was made."""
        return parsedate_to_datetime(self.message["Date"])

    @property
    def language(self) -> str:
        """The language it is in."""
        return str(self.message["Content-Language"] or "en")

    @property
    def direction(self) -> str:
        """The direction of its language."""
        return direction_of(self.language)


def _folder(settings: Settings) -> FolderTransport:
    """Where mails are kept, in a demonstration; elsewhere there is no such page."""
    if not settings.demo:
        raise NotFound
    return FolderTransport(settings.data_dir / FOLDER)


@get("/dev/mail", include_in_schema=False, sync_to_thread=False, opt=UNKEPT)
def enter(request: Request[Any, Any, Any], settings: Chosen) -> Response[str]:
    """Send the reader to the mails in their own language."""
    _folder(settings)
    lang = negotiate(request.headers.get("accept-language", ""), chosen_in(request.cookies))
    headers = {"location": Urls(lang).to("dev", "mail"), **KEPT_BY_NOBODY}
    return Response("", status_code=302, media_type="text/plain", headers=headers)


@get("/dev/mail", sync_to_thread=True, opt=UNKEPT)
def mails_page(
    request: Request[Any, Any, Any],
    settings: Chosen,
    to: Annotated[str, QueryParameter(name="to")] = "",
) -> Response[bytes]:
    """The last mails, newest first; `to` shows those to one address."""
    folder = _folder(settings)
    found = [Mail(name, message) for name in folder.names() if (message := folder.find(name))]
    with using(language_of_request(request)):
        return page(
            request,
            "mail/list.html",
            title=gettext("Mails of the demonstration"),
            mails=[mail for mail in found if to in {"", mail.message["To"]}],
            to=to,
            headers=KEPT_BY_NOBODY,
        )


@get("/dev/mail/{name:str}", sync_to_thread=True, opt=UNKEPT)
def mail_page(request: Request[Any, Any, Any], settings: Chosen, name: PathText) -> Response[bytes]:
    """One mail, with links that can be followed."""
    message = _folder(settings).find(name)
    if message is None:
        raise NotFound
    own = base_url_of(settings)
    with using(language_of_request(request)):
        return page(
            request,
            "mail/detail.html",
            title=str(message["Subject"]),
            mail=Mail(name, message),
            body=linked(str(message.get_content()), own),
            unsubscribe=str(message["List-Unsubscribe"] or "").strip("<>").removeprefix(own),
            headers=KEPT_BY_NOBODY,
        )


def linked(text: str, own: str) -> Markup:
    """A text whose addresses are links; those of this site stay on it, whatever name it was reached by."""
    parts: list[Markup] = []
    end = 0
    for found in ADDRESS.finditer(text):
        rest = found[0].removeprefix(own)
        target = rest if rest.startswith("/") else found[0]
        parts += [
            escape(text[end : found.start()]),
            Markup('<a href="{}" rel="noopener">{}</a>').format(target, found[0]),
        ]
        end = found.end()
    return Markup().join([*parts, escape(text[end:])])


ROOT: Final[list[ControllerRouterHandler]] = [enter]
PAGES: Final[list[ControllerRouterHandler]] = [mails_page, mail_page]
