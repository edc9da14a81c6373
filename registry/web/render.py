"""Renders pages: one Jinja environment, bytes out, in the thread that read the records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response

from registry import resources
from registry.web import assets, i18n, plain
from registry.web.csrf import HOST_VISIT, USED, VISIT, Tokens
from registry.web.fragments import VARY, is_fragment
from registry.web.languages import LANGUAGES, Language, negotiate
from registry.web.markdown import markdown
from registry.web.urls import COLLECTIONS, CurrentUrls, in_language, language_of
from registry.web.vocabulary import TERMS, explain, term

HTML: Final = "text/html"
WITH_ADDRESS: Final = frozenset({200, 410})
"""Statuses of pages that are the same in every language: what is published, and what was."""


def _no_marks(_kind: str, _name: str) -> Sequence[str]:
    """What an application that knows no notices says of any record."""
    return ()


@dataclass(frozen=True)
class Page:
    """What the frame around every page needs to know; `page` in templates."""

    title: str
    language: Language
    path: str
    query: str = ""
    section: str = ""
    description: str = ""
    status: int = 200
    as_of: datetime | None = None
    base_url: str = ""
    search: Mapping[str, Any] = field(default_factory=dict)
    viewer: Any = None
    is_demo: bool = False
    marks: Callable[[str, str], Sequence[str]] = _no_marks
    is_sample: Callable[[str, str], bool] = lambda _kind, _name: False

    @property
    def alternates(self) -> list[tuple[Language, str]]:
        """Every language with the address of this page in it; an error page leads home."""
        path, query = (
            (self.path, self.query) if self.status in WITH_ADDRESS else (f"/{self.language.code}/", "")
        )
        return [(language, in_language(path, query, code)) for code, language in LANGUAGES.items()]


@cache
def environment(*, markup: bool = True) -> Environment:
    """The one template environment; texts, filters and addresses follow the language being rendered.

    Without `markup`: its twin for texts such as mails; nothing is escaped there (see `registry.web.plain`).
    """
    env = Environment(
        loader=FileSystemLoader(resources.path("templates")),
        autoescape=markup,  # noqa: S701 - the other makes no mark-up
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=resources.checkout() is not None,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext, npgettext=i18n.npgettext
    )
    # Jinja's own wrappers look up and call three functions for each text; a page shows hundreds.
    texts, many, listing = (
        (i18n.text, i18n.plural, i18n.listing) if markup else (plain.text, plain.plural, plain.listing)
    )
    env.globals.update(_=texts, gettext=texts, ngettext=many)
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(
        url=CurrentUrls(),
        collections=COLLECTIONS,
        icon=lambda name: assets.built().icon(name),
        asset=lambda source: assets.built().url(source),
        stylesheet=assets.stylesheet,
        script=assets.script,
        language=i18n.current,
        label=i18n.label,
        listing=listing,
        term=term,
        all_terms=lambda group: list(TERMS[group]),
        explain=explain,
    )
    filters: dict[str, Callable[..., Any]] = {
        "label": i18n.label,
        "number": i18n.number,
        "percent": i18n.percent,
        "file_size": i18n.file_size,
        "money": i18n.money,
        "date": i18n.partial_date,
        "moment": i18n.moment,
        "years_ago": i18n.years_ago,
        "listing": listing,
        "language_name": i18n.language_name,
        "fault": i18n.fault,
        "markdown": markdown,
    }
    env.filters.update(filters)
    return env


def language_of_request(request: Request[Any, Any, Any]) -> str:
    """The language of the address; where the address has none, the reader's own."""
    return language_of(request.url.path) or negotiate(
        request.headers.get("accept-language", ""), request.cookies.get("lang")
    )


def _as_of(request: Request[Any, Any, Any]) -> datetime | None:
    """The moment of the latest change; an error page does not ask, as the database may be what failed."""
    as_of: Callable[[], datetime | None] | None = getattr(request.app.state, "as_of", None)
    return as_of() if as_of else None


def _marks(request: Request[Any, Any, Any]) -> Callable[[str, str], Sequence[str]]:
    """What looks up the notices on a record, for the one page being made."""
    for_page: Callable[[], Callable[[str, str], Sequence[str]]] | None = getattr(
        request.app.state, "marks", None
    )
    return for_page() if for_page else _no_marks


def _samples(request: Request[Any, Any, Any]) -> Callable[[str, str], bool]:
    """What tells whether a record is made up, for the one page being made."""
    for_page: Callable[[], Callable[[str, str], bool]] | None = getattr(request.app.state, "samples", None)
    return for_page() if for_page else lambda _kind, _name: False


def page(  # noqa: PLR0913 - all but the first two are keywords of the frame
    request: Request[Any, Any, Any],
    template: str,
    *,
    title: str,
    fragment: str = "",
    section: str = "",
    description: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response[bytes]:
    """Render a page in the language of its address; `fragment` names the template for an HTMX request.

    `section` marks the current entry of the main navigation: search, countries, standards, taxonomies or
    about. Call it inside the session that the context's rows come from.
    """
    with i18n.using(language_of_request(request)) as language:
        frame = _frame(
            request,
            language,
            title=title,
            section=section,
            description=description,
            status=status,
            as_of=_as_of(request) if status == 200 else None,
            search=context.pop("search_box", {}),
        )
        name = fragment if fragment and is_fragment(request) else template
        html = environment().get_template(name).render(page=frame, csrf=_csrf(request), **context)
    response = Response(
        html.encode(),
        status_code=status,
        media_type=HTML,
        headers={
            "content-language": language.code,
            "vary": VARY,
            **_privacy(request, frame),
            **(headers or {}),
        },
    )
    if visit := request.scope.get("state", {}).get(VISIT):
        is_secure = frame.base_url.startswith("https://")
        response.set_cookie(
            HOST_VISIT if is_secure else VISIT, visit, httponly=True, samesite="lax", secure=is_secure
        )
    return response


def _frame(request: Request[Any, Any, Any], language: Language, **said: Any) -> Page:
    """What templates know of the page that they are part of."""
    return Page(
        language=language,
        path=request.url.path,
        query=request.url.query,
        base_url=getattr(request.app.state, "base_url", ""),
        viewer=_viewer(request),
        is_demo=getattr(request.app.state, "is_demo", False),
        marks=_marks(request),
        is_sample=_samples(request),
        **said,
    )


def _viewer(request: Request[Any, Any, Any]) -> Any:
    """Who looks at the page, if somebody is signed in; an error may come before that is known."""
    viewer = request.scope.get("user")
    return viewer if viewer is not None and viewer.is_signed_in else None


def _csrf(request: Request[Any, Any, Any]) -> Callable[[], str]:
    """`csrf()` of templates: the token that a form on this page must carry."""

    def make() -> str:
        tokens: Tokens = request.app.state.csrf
        return tokens.make(request)

    return make


def _privacy(request: Request[Any, Any, Any], frame: Page) -> dict[str, str]:
    """A page of somebody's own is kept by nobody."""
    own = frame.viewer is not None or request.scope.get("state", {}).get(USED)
    return {"cache-control": "private, no-store"} if own else {}


def text(request: Request[Any, Any, Any], template: str, **context: Any) -> str:
    """Render a template that is no page, such as a fragment that stands alone."""
    with i18n.using(language_of_request(request)) as language:
        frame = _frame(request, language, title="")
        return environment().get_template(template).render(page=frame, marks=frame.marks, **context)
