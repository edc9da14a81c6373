"""The addresses of all pages, built in one place; paths only, so that no answer depends on a Host header."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

from registry.db.ids import Kind
from registry.web import i18n
from registry.web.languages import LANGUAGES

COLLECTIONS: dict[Kind, str] = {
    Kind.SOLUTION: "solutions",
    Kind.DEPLOYMENT: "deployments",
    Kind.STANDARD: "standards",
    Kind.ORGANISATION: "organisations",
    Kind.COUNTRY: "countries",
}
"""Each kind's segment in addresses, of pages and of the API alike."""

PLAIN = re.compile(r"[A-Za-z0-9_-]+").fullmatch
"""Whether a text stands in an address as it is."""


def query(params: Mapping[str, object]) -> str:
    """`?a=1&b=2`, or nothing; lists repeat their name, empty values are left out, order is kept."""
    pairs: list[str] = []
    for name, value in params.items():
        values: Iterable[object] = value if isinstance(value, list | tuple | set | frozenset) else (value,)
        pairs += [
            f"{_quoted(name)}={_quoted(str(item))}" for item in values if item is not None and item != ""
        ]
    return "?" + "&".join(pairs) if pairs else ""


def _quoted(text: str) -> str:
    # Most are plain, and a page has hundreds.
    return text if PLAIN(text) else quote_plus(text)


def _join(*segments: str) -> str:
    return "/" + "/".join(segment if PLAIN(segment) else quote(segment, safe="") for segment in segments)


class Urls:
    """Addresses in one language: `Urls("fr").solution("openmrs")` is `/fr/solutions/openmrs`."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    @property
    def lang(self) -> str:
        """The language that these addresses lead to."""
        return self._lang

    def home(self) -> str:
        """The first page."""
        return f"/{self.lang}/"

    def search(self, params: Mapping[str, object] | None = None, **more: object) -> str:
        """Results for these parameters; a name with a dot goes in `params`, as `{"country.not": "KEN"}`."""
        return _join(self.lang, "search") + query({**(params or {}), **more})

    def suggest(self) -> str:
        """Where the search box asks for suggestions."""
        return _join(self.lang, "suggest")

    def record(self, kind: Kind | str, name: str) -> str:
        """A record of any kind by its slug, id or country code."""
        return _join(self.lang, COLLECTIONS[Kind(kind)], name.lower() if kind == Kind.COUNTRY else name)

    def solution(self, slug: str) -> str:
        """One solution."""
        return self.record(Kind.SOLUTION, slug)

    def deployment(self, record_id: str) -> str:
        """One deployment; it has no slug, its id is its name."""
        return self.record(Kind.DEPLOYMENT, record_id)

    def standard(self, slug: str) -> str:
        """One standard."""
        return self.record(Kind.STANDARD, slug)

    def organisation(self, slug: str) -> str:
        """One organisation."""
        return self.record(Kind.ORGANISATION, slug)

    def country(self, code: str) -> str:
        """One country or area, by its alpha-3 code in any case."""
        return self.record(Kind.COUNTRY, code)

    def countries(self) -> str:
        """All countries and areas, with the map."""
        return _join(self.lang, "countries")

    def taxonomies(self) -> str:
        """All classifications."""
        return _join(self.lang, "taxonomies")

    def taxonomy(self, scheme: str, code: str = "") -> str:
        """One classification, or one of its concepts."""
        return _join(self.lang, "taxonomies", scheme, *([code] if code else []))

    def history(self, kind: Kind | str, name: str) -> str:
        """The revisions of a record."""
        return self.record(kind, name) + "/history"

    def diff(self, kind: Kind | str, name: str, first: int, second: int) -> str:
        """The difference between two revisions of a record."""
        return self.history(kind, name) + "/diff" + query({"from": first, "to": second})

    def about(self) -> str:
        """About the data."""
        return _join(self.lang, "about")

    def scope(self) -> str:
        """What was read, and what of it was taken."""
        return _join(self.lang, "about", "scope")

    def api_guide(self) -> str:
        """The API for people."""
        return _join(self.lang, "api")

    def accessibility(self) -> str:
        """The accessibility statement."""
        return _join(self.lang, "accessibility")

    def to(self, *segments: str, **params: object) -> str:
        """Any other page: `url.to("submissions", "17", "edit")`."""
        return _join(self.lang, *segments) + query(params)

    def sign_in(self, back: str = "") -> str:
        """The page to sign in, which leads back to a page of this site."""
        return self.to("sign-in", next=back)

    def api(self, *segments: str, **params: object) -> str:
        """An address of the API, which has no language prefix."""
        return _join("api", "v1", *segments) + query(params)


class CurrentUrls(Urls):
    """Addresses in the language of what is being rendered; `url` in every template."""

    def __init__(self) -> None:
        super().__init__("")

    @property
    def lang(self) -> str:
        """The language of what is being rendered."""
        return i18n.current().code


def local(path: str, otherwise: str) -> str:
    """A path that was sent along to lead back to, if it is one of this site's pages, else another."""
    safe = language_of(path) is not None and not re.search(r"[\\\x00-\x20]|^//", path)
    return path if safe else otherwise


def language_of(path: str) -> str | None:
    """The language prefix of a path, or None if it has none."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in LANGUAGES else None


def in_language(path: str, query_string: str, lang: str) -> str:
    """The same page, with the same query, in another language."""
    rest = path.split("/", 2)[2] if path.count("/") > 1 else ""
    return f"/{lang}/{quote(rest, safe='/')}" + (f"?{query_string}" if query_string else "")
