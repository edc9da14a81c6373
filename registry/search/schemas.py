"""Response shapes of the search API."""

from msgspec import Struct


class HighlightView(Struct, frozen=True):
    """A text in which something was found; `marks` are [start, end] in characters."""

    field: str
    text: str
    marks: list[tuple[int, int]]
    code: str = ""
    lang: str = ""


class ItemView(Struct, frozen=True):
    """One result; `url` is its page, `api` the record in this API, `notices` the kinds of those in force on it.

    `is_sample`: the record is made up, to show how the registry works.
    """

    kind: str
    id: str
    name: str
    url: str
    api: str
    summary: str
    highlights: list[HighlightView]
    facts: dict[str, object]
    notices: list[str]
    is_sample: bool


class FacetValueView(Struct, frozen=True, omit_defaults=True):
    """One value: `count` is the total that choosing it, in place of its facet's own choices, gives."""

    value: str
    label: str
    count: int
    parent: str = ""
    chosen: str = ""


class WayOutView(Struct, frozen=True, omit_defaults=True):
    """What to leave out where nothing was found, and how many records would then match.

    `parameter` is a filter, or `q` for one `word` of the query; it is empty for all filters.
    """

    parameter: str
    total: int
    word: str = ""


class SearchView(Struct, frozen=True):
    """The answer to a search.

    `kinds` has the totals of all kinds for the same query and the filters they share. `corrections` maps a
    typed word that no record has to the one searched for. `index_changed`: the index changed since the
    cursor was given out, so that items may come twice or be missed.
    """

    total: int
    items: list[ItemView]
    facets: dict[str, list[FacetValueView]]
    kinds: dict[str, int]
    corrections: dict[str, str]
    ways_out: list[WayOutView]
    next: str | None
    index_changed: bool


class SuggestionView(Struct, frozen=True):
    """A record whose name begins as typed."""

    kind: str
    id: str
    name: str
    url: str
    is_sample: bool


class SuggestView(Struct, frozen=True):
    """Suggestions while typing."""

    items: list[SuggestionView]
