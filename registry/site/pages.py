"""Pages that belong to no single feature: home, about the data, the API guide, the accessibility statement."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.interchange import scope as read_scope
from registry.provenance import queries as provenance
from registry.site import api_guide, queries
from registry.solutions import queries as solutions
from registry.taxonomy import queries as taxonomy
from registry.web import assets
from registry.web.i18n import gettext, using
from registry.web.inputs import Db
from registry.web.languages import chosen_in, negotiate
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

ROBOTS: Final = "User-agent: *\nDisallow: /*/search\nDisallow: /*/suggest\nDisallow: /*/unsubscribe\n"
BUSIEST: Final = 12
CHANGES: Final = 8


@get("/", include_in_schema=False, sync_to_thread=False)
def enter(request: Request[Any, Any, Any]) -> Response[str]:
    """Send the reader to the home page in their own language."""
    lang = negotiate(request.headers.get("accept-language", ""), chosen_in(request.cookies))
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


@get("/favicon.ico", include_in_schema=False, sync_to_thread=False)
def favicon() -> Response[str]:
    """Lead programs that look here by themselves to the icon."""
    headers = {"location": assets.built().url("images/favicon.svg"), "cache-control": "public, max-age=86400"}
    return Response("", status_code=302, media_type="text/plain", headers=headers)


@get("/", sync_to_thread=True)
def home(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """The first page: search, what is here in numbers, by challenge, by country, last changes."""
    with using(language_of_request(request)):
        title = gettext("Digital Health Registry")
        description = gettext(
            "Digital health solutions, the standards they speak and where they run, with who says so."
        )
    scheme = taxonomy.CURRENT["challenge"]
    with db.read() as session:
        counts = solutions.count_by_subtree(session, scheme)
        return page(
            request,
            "site/home.html",
            title=title,
            description=description,
            totals=queries.totals(session),
            challenges=[(node, counts.get(node.code, 0)) for node in taxonomy.tree(session, scheme)],
            countries=queries.busiest_countries(session, BUSIEST),
            changes=queries.last_changes(session, CHANGES),
        )


@get("/about", sync_to_thread=True)
def about(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """About the data: sources, licences, freshness, what the registry is and is not."""
    with using(language_of_request(request)):
        title = gettext("About the data")
    with db.read() as session:
        return page(
            request,
            "site/about.html",
            title=title,
            section="about",
            sources=provenance.sources(session),
            schemes=taxonomy.schemes(session),
            totals=queries.totals(session),
        )


@get("/about/scope", sync_to_thread=True)
def scope(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """What was read, what was taken as a health product, and what was not and why."""
    with using(language_of_request(request)):
        title = gettext("What is taken in, and what is not")
    decisions = read_scope.decisions()
    slugs = [each.solution for decision in decisions for each in decision.taken]
    with db.read() as session:
        return page(
            request,
            "site/scope.html",
            title=title,
            section="about",
            decisions=decisions,
            names=solutions.names_of(session, slugs),
            sources=provenance.source_refs(session),
        )


@get("/api", sync_to_thread=True)
def api(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The API guide, from the same description that programs read."""
    with using(language_of_request(request)):
        title = gettext("API guide")
    groups = api_guide.operations(request.app.openapi_schema.to_schema())
    return page(request, "site/api.html", title=title, groups=groups)


@get("/accessibility", sync_to_thread=True)
def accessibility(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The accessibility statement."""
    with using(language_of_request(request)):
        title = gettext("Accessibility statement")
    return page(request, "site/accessibility.html", title=title)


ROOT: Final[list[ControllerRouterHandler]] = [enter, robots, favicon]
PAGES: Final[list[ControllerRouterHandler]] = [home, about, scope, api, accessibility]
