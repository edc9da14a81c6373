"""The port that both engines fill: what is asked of an index and what it answers, in neutral terms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from registry.db.ids import Kind
from registry.search.query import ParsedQuery


class Capability(StrEnum):
    """What an engine can do beyond what both must."""

    STEMMING = "stemming"
    SORTED_BY_CLOSENESS = "sorted_by_closeness"


class Sort(StrEnum):
    """The orders that results can have."""

    RELEVANCE = "relevance"
    NAME = "name"
    COUNTRIES = "countries"
    REVIEWED = "reviewed"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What an index keeps of one record.

    `texts` holds the raw texts of each searchable field, `by_language` those to be stemmed, `facets` the
    values of each facet's field, `sort_names` a collation key per language, `payload` what a result shows.
    `reviewed` and `updated` are seconds since 1970, 0 when never.
    """

    kind: Kind
    id: str
    texts: Mapping[str, Sequence[str]]
    by_language: Mapping[str, Sequence[str]]
    facets: Mapping[str, Sequence[str]]
    sort_names: Mapping[str, str]
    payload: Mapping[str, Any]
    countries: int = 0
    reviewed: int = 0
    updated: int = 0
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Records with at least one of the values in the field; with `exclude`, those with none of them."""

    field: str
    values: tuple[str, ...]
    exclude: bool = False


Filters = tuple[Filter, ...]
"""All must hold."""


@dataclass(frozen=True, slots=True)
class CountRequest:
    """Count the records that match the query and these filters, per value of each field.

    `fields` pairs a field with how many values are wanted, most frequent first; 0 asks for all.
    """

    filters: Filters
    fields: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TotalRequest:
    """Count all records of a kind that match the query and these filters."""

    kind: Kind
    filters: Filters = ()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One page of results of one kind, with what is to be counted beside it."""

    kind: Kind
    query: ParsedQuery = field(default_factory=ParsedQuery)
    filters: Filters = ()
    sort: Sort = Sort.RELEVANCE
    lang: str = "en"
    offset: int = 0
    limit: int = 20
    counts: tuple[CountRequest, ...] = ()
    totals: tuple[TotalRequest, ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One found record."""

    id: str
    payload: Mapping[str, Any]


Counts = Mapping[str, Mapping[str, int]]
"""Field → value → number of records."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer; `counts` and `totals` in the order they were asked for.

    `corrections` maps a typed word that the index does not hold to the word taken for it.
    """

    total: int
    hits: tuple[Hit, ...]
    counts: tuple[Counts, ...] = ()
    totals: tuple[int, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
    version: str = ""


@runtime_checkable
class SearchEngine(Protocol):
    """An index of all records, one part per kind."""

    capabilities: frozenset[Capability]

    def search(self, request: SearchRequest) -> SearchResult:
        """Find, count and page."""

    def suggest(self, text: str, kinds: Sequence[Kind], limit: int) -> list[tuple[Kind, Hit]]:
        """Records whose name or other name has these words, the last one unfinished; `limit` of each kind."""

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace; when it returns, the next search sees them."""

    def delete(self, kind: Kind, ids: Iterable[str]) -> None:
        """Remove; when it returns, the next search does not see them."""

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace everything at once; searches see the old index until the new one is whole."""

    def stamps(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """The id and the stamp of every document of a kind, for comparing."""

    def version(self, kind: Kind) -> str:
        """A token that changes whenever what can be found of this kind changes."""

    def writing(self) -> AbstractContextManager[bool]:
        """Hold the right to write; gives False where another process holds it."""

    def is_reachable(self) -> bool:
        """Whether there is an index of this version to search in."""
