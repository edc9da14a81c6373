"""The one use-case of search, for the API and the result page: parameters in, results with reasons out."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from msgspec import Struct
from sqlmodel import Session

from registry.db import Database, Kind
from registry.search import definition, facets
from registry.search.engine import Hit, SearchEngine, SearchRequest, SearchResult
from registry.search.facets import Choice
from registry.search.highlight import Highlight, Matcher, highlights
from registry.search.labels import Labels, enumerated
from registry.search.parameters import Parameters
from registry.search.query import ParsedQuery, parse
from registry.search.reference import Reference
from registry.web.ordering import name_key

VERSION_SECONDS = 0.5
MOST_WORDS_LEFT_OUT = 5


class FacetValue(Struct, frozen=True):
    """One value of a facet, with what choosing it alone would find; there are hundreds in one answer."""

    value: str
    label: str
    count: int
    parent: str = ""
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One result with why it was found."""

    kind: Kind
    id: str
    payload: Mapping[str, Any]
    highlights: Sequence[Highlight]


@dataclass(frozen=True, slots=True)
class WayOut:
    """What to leave out where nothing was found, and what that finds.

    `facet` is the filter (all of them if it is empty), or `q` for a word of the query, which `label` names.
    """

    facet: str
    label: str
    total: int
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    parameters: Parameters
    total: int
    items: Sequence[Item]
    facets: Mapping[str, Sequence[FacetValue]]
    tabs: Mapping[Kind, int]
    corrections: Mapping[str, str]
    version: str
    labels: Labels
    ways_out: Sequence[WayOut] = ()
    other_names: Sequence[str] = ()
    next_offset: int | None = None
    index_changed: bool = False
    query: ParsedQuery = field(default_factory=ParsedQuery)


class ReferenceCache:
    """Reference data, read again when the catalogue version has changed; looked at twice a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Database, tuple[int, float, Reference]] = {}

    def get(self, database: Database) -> Reference:
        """The reference data as of at most half a second ago."""
        now = time.monotonic()
        known = self._known.get(database)
        if known and now - known[1] < VERSION_SECONDS:
            return known[2]
        with self._lock:
            version = database.catalogue_version()
            known = self._known.get(database)
            if known and known[0] == version:
                reference = known[2]
            else:
                with database.read() as session:
                    reference = Reference.read(session)
            self._known[database] = (version, now, reference)
            return reference

    def forget(self, database: Database) -> None:
        """Drop what is known of a database that is closed."""
        self._known.pop(database, None)


reference_cache = ReferenceCache()


def parsed(q: str) -> ParsedQuery:
    """What was typed, without the words that mean nothing."""
    return parse(q, definition.language().stop_words)


def search(session: Session, reference: Reference, engine: SearchEngine, wanted: Parameters) -> Found:
    """Find one page of records of one kind, count its facets and the other kinds, and say why."""
    query = parsed(wanted.q)
    plan = facets.plan(wanted.kind, wanted.choices)
    request = SearchRequest(
        wanted.kind,
        query,
        plan.filters,
        wanted.sort,
        wanted.lang,
        wanted.offset,
        wanted.limit,
        plan.counts,
        plan.totals,
        exact=wanted.exact,
    )
    result = engine.search(request)
    labels = Labels(session, reference)
    end = wanted.offset + len(result.hits)
    return Found(
        parameters=wanted,
        total=result.total,
        items=_items(result, query, reference, wanted),
        facets=_facets(plan.facet_counts(result), labels, wanted),
        tabs={wanted.kind: result.total, **plan.tab_totals(result)},
        corrections=result.corrections,
        version=result.version,
        labels=labels,
        ways_out=_ways_out(engine, request, labels, wanted) if not result.total else (),
        other_names=_other_names(query, result.corrections, wanted),
        next_offset=end if result.hits and end < result.total else None,
        index_changed=bool(wanted.version and wanted.version != result.version),
        query=query,
    )


def country_counts(engine: SearchEngine, wanted: Parameters) -> dict[str, int]:
    """How many results there are in each country or area: the search as a map."""
    if wanted.kind is Kind.COUNTRY or definition.facet(wanted.kind, "country") is None:
        return {}
    plan = facets.plan(wanted.kind, wanted.choices, ["country"], tabs=False)
    # The facet's own choice replaced by each value would show every country: only those chosen are shown.
    request = SearchRequest(
        wanted.kind, parsed(wanted.q), plan.filters, limit=0, counts=plan.counts, totals=plan.totals,
        exact=wanted.exact,
    )  # fmt: skip
    found = plan.facet_counts(engine.search(request))["country"]
    choice = wanted.choices.get("country", Choice())
    kept = set(choice.any) or found.keys()
    return {
        code: number
        for code, number in found.items()
        if code in kept and code not in choice.none and code != definition.NOT_KNOWN
    }


def _items(result: SearchResult, query: ParsedQuery, reference: Reference, wanted: Parameters) -> list[Item]:
    matcher = Matcher(query, result.corrections, exact=wanted.exact)
    return [_item(hit, matcher, reference, wanted) for hit in result.hits]


def _item(hit: Hit, matcher: Matcher, reference: Reference, wanted: Parameters) -> Item:
    why = highlights(matcher, hit.payload, reference, wanted.lang)
    return Item(wanted.kind, hit.id, hit.payload, why)


def _facets(
    counts: Mapping[str, Mapping[str, int]], labels: Labels, wanted: Parameters
) -> dict[str, list[FacetValue]]:
    return {
        facet.name: _values(facet, counts[facet.name], labels, wanted)
        for facet in definition.FACETS[wanted.kind]
        if facet.name in counts
    }


def _values(
    facet: definition.Facet, counts: Mapping[str, int], labels: Labels, wanted: Parameters
) -> list[FacetValue]:
    """Values that occur or are chosen; trees in their order, open lists by number, not known last."""
    choice = wanted.choices.get(facet.name, Choice())
    chosen = {value: mode for mode in ("any", "all", "none") for value in getattr(choice, mode)}
    present = [value for value, number in counts.items() if number or value in chosen]
    present += [value for value in chosen if value not in counts]
    named = labels.of(facet, present)
    terms = labels.reference.terms.get(facet.vocabulary, {})
    made = [
        FacetValue(
            value,
            named[value],
            counts.get(value, 0),
            terms[value].parent if facet.tree and value in terms else "",
            chosen.get(value, ""),
        )
        for value in present
    ]
    return sorted(made, key=_order(facet, labels))


def _order(facet: definition.Facet, labels: Labels) -> Any:
    fixed = list(enumerated(facet.vocabulary)) or (
        list(labels.reference.terms[facet.vocabulary]) if facet.tree or facet.vocabulary == "regions" else []
    )
    place = {value: index for index, value in enumerate(fixed)}

    def key(item: FacetValue) -> tuple[bool, int, tuple[str, str]]:
        last = item.value == definition.NOT_KNOWN
        return (last, place.get(item.value, len(place)) if place else -item.count, name_key(item.label))

    return key


def _other_names(query: ParsedQuery, corrections: Mapping[str, str], wanted: Parameters) -> list[str]:
    """Other names that were searched for as well, to be named to the reader."""
    if wanted.exact or not query.terms:
        return []
    table = definition.language().synonyms
    terms = tuple(
        replace(term, tokens=(corrections[term.text],)) if term.text in corrections else term
        for term in query.terms
    )
    written = definition.language().written
    found = [written[phrase] for clause in table.clauses(terms) for phrase in clause.synonyms]
    return list(dict.fromkeys(found))


def _ways_out(
    engine: SearchEngine, request: SearchRequest, labels: Labels, wanted: Parameters
) -> list[WayOut]:
    """For each filter, and for each of a few words, what leaving it out would find; the most first."""

    def total(without: Parameters) -> int:
        query = request.query if without.q == wanted.q else parsed(without.q)
        filters = facets.filters_of(wanted.kind, without.choices)
        less = replace(request, query=query, filters=filters, counts=(), totals=(), limit=0, offset=0)
        return engine.search(less).total

    ways: list[WayOut] = []
    for name, choice in wanted.choices.items():
        facet = definition.facet(wanted.kind, name)
        without = wanted.choose(name, Choice())
        number = total(without)
        if facet and number:
            named = labels.of(facet, choice.values)
            label = ", ".join(named[value] for value in choice.values)
            ways.append(WayOut(name, label, number, without))
    for term in request.query.terms if 1 < len(request.query.terms) <= MOST_WORDS_LEFT_OUT else ():
        without = replace(wanted, q=request.query.without(term), offset=0)
        if number := total(without):
            ways.append(WayOut("q", term.text, number, without))
    if not ways and len(wanted.choices) > 1:
        bare = replace(wanted, choices={}, offset=0)
        ways += [WayOut("", "", number, bare)] if (number := total(bare)) else []
    return sorted(ways, key=lambda way: -way.total)
