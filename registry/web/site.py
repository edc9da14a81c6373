"""Pages that belong to no single feature: home, about the data, the API guide, the accessibility statement."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.db import Database
from registry.web.i18n import gettext, using
from registry.web.languages import COOKIE, negotiate
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

ROBOTS: Final = "User-agent: *\nDisallow: /*/search?\nDisallow: /*/suggest\n"


@get("/", include_in_schema=False, sync_to_thread=False)
def enter(request: Request[Any, Any, Any]) -> Response[str]:
    """Send the reader to the home page in their own language."""
    lang = negotiate(request.headers.get("accept-language", ""), request.cookies.get(COOKIE))
    headers = {
        "location": Urls(lang).home(),
        "vary": "Accept-Language, Cookie",
        "cache-control": "private, no-cache",
    }
    return Response("", status_code=302, media_type="text/plain", headers=headers)


@get("/robots.txt", include_in_schema=False, sync_to_thread=False)
def robots() -> Response[str]:
    """Records are for search engines; result pages, of which there is no end, are not."""
    return Response(ROBOTS, media_type="text/plain")


@get("/", sync_to_thread=True)
def home(request: Request[Any, Any, Any], db: Database) -> Response[bytes]:
    """The first page: search, what is here in numbers, by challenge, by country, last changes."""
    with using(language_of_request(request)):
        title = gettext("Digital Health Registry")
    with db.read():
        return page(request, "site/home.html", title=title)


@get("/accessibility", sync_to_thread=True)
def accessibility(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The accessibility statement."""
    with using(language_of_request(request)):
        return page(request, "site/accessibility.html", title=gettext("Accessibility"))


ROOT: Final[list[ControllerRouterHandler]] = [enter, robots]
PAGES: Final[list[ControllerRouterHandler]] = [home, accessibility]
