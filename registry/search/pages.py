"""The result page and the suggestions under the search box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler
from markupsafe import Markup, escape
from sqlmodel import Session

from registry.db import Kind
from registry.search import definition, facets, finding, wording
from registry.search.engine import SearchEngine, Sort
from registry.search.facets import Choice
from registry.search.facts import facts_of
from registry.search.finding import FacetValue, Found, Item, WayOut, reference_cache
from registry.search.highlight import Highlight
from registry.search.parameters import Parameters, read
from registry.search.suggestions import suggestions
from registry.taxonomy.queries import CURRENT
from registry.web import i18n
from registry.web.i18n import gettext, using
from registry.web.inputs import Db
from registry.web.languages import LANGUAGES
from registry.web.ordering import name_key
from registry.web.parameters import ANY
from registry.web.render import language_of_request, page, text
from registry.web.urls import Urls
from registry.web.vocabulary import explain

OPEN: Final[dict[Kind, frozenset[str]]] = {
    Kind.SOLUTION: frozenset({"country", "status", "evidence", "standard", "intervention"}),
    Kind.DEPLOYMENT: frozenset({"country", "status", "record", "agreement"}),
    Kind.STANDARD: frozenset({"category", "standard_kind", "maturity"}),
    Kind.ORGANISATION: frozenset({"organisation_kind", "role"}),
    Kind.COUNTRY: frozenset({"region", "income", "membership"}),
}
FEW: Final = 8
"""Values of an open list that are shown before the reader asks for more."""


@dataclass(slots=True)
class Node:
    """A value in a facet group, with those below it."""

    value: str
    label: str
    count: int
    chosen: bool
    children: list["Node"] = field(default_factory=list)

    @property
    def opened(self) -> bool:
        """Whether something below is chosen."""
        return any(child.chosen or child.opened for child in self.children)


@dataclass(frozen=True, slots=True)
class Group:
    """A facet as the page shows it: `mode` is how its boxes combine, `modes` lead to the other two."""

    name: str
    title: str
    field: str
    mode: str
    modes: Sequence[tuple[str, str, str]]
    nodes: Sequence[Node]
    more: Sequence[Node]
    size: int
    is_open: bool
    chosen: int
    kept: Sequence[tuple[str, str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A result as the page shows it."""

    item: Item
    name: Markup
    summary: Markup
    country: str
    facts: Sequence[object]
    why: Sequence[tuple[str, str, Markup]]


@get("/search", sync_to_thread=True, opt={ANY: True})
def results(
    request: Request[Any, Any, Any], db: Db, search: NamedDependency[SearchEngine]
) -> Response[bytes]:
    """Results of a search; HTMX gets the part that changes."""
    lang = language_of_request(request)
    with db.read() as session, using(lang):
        reference = reference_cache.get(db)
        wanted = read(session, reference, request.query_params.multi_items(), lang)
        if wanted.view == "map" and wanted.kind is Kind.COUNTRY:
            wanted = replace(wanted, view="")
        found = finding.search(session, reference, search, wanted)
        return page(
            request,
            "search/results.html",
            fragment="search/_results.html",
            title=_title(found),
            section="standards" if wanted.kind is Kind.STANDARD else "search",
            headers={"cache-control": "public, no-cache"},
            **_context(session, search, found),
        )


@get("/suggest", sync_to_thread=True)
def suggest(
    request: Request[Any, Any, Any], search: NamedDependency[SearchEngine], q: FromQuery[str] = ""
) -> Response[bytes]:
    """The list under the search box: records to go to."""
    with using(language_of_request(request)):
        rows = [(each, Markup(each.html)) for each in suggestions(search, q)]  # noqa: S704 - escaped there
        html = text(request, "search/suggestions.html", rows=rows, q=q.strip()[:100])
    return Response(html.encode(), media_type="text/html; charset=utf-8")


def _title(found: Found) -> str:
    kind = gettext(wording.KINDS[found.parameters.kind])
    return (
        gettext("%(query)s: %(kind)s") % {"query": found.parameters.q, "kind": kind}
        if found.parameters.q
        else kind
    )


def _context(session: Session, engine: SearchEngine, found: Found) -> dict[str, Any]:
    wanted = found.parameters
    urls = Urls(i18n.current().code)
    address = _Addresses(urls)
    groups = [_group(facet, found, address) for facet in definition.FACETS[wanted.kind]]
    return {
        "found": found,
        "wanted": wanted,
        "groups": [group for group in groups if group.size],
        "chips": sum(len(choice.values) for choice in wanted.choices.values()),
        "chip_rows": _chips(found, address),
        "clear": address.of(replace(wanted, choices={}, offset=0)),
        "tabs": [
            (kind, gettext(wording.KINDS[kind]), found.tabs[kind], address.of(_tab(wanted, kind)))
            for kind in Kind
        ],
        "sorts": [(sort.value, gettext(wording.SORTS[sort])) for sort in wording.SORTS_OF[wanted.kind]],
        "rows": [_row(item, found) for item in found.items],
        "exact": address.of(replace(wanted, exact=True, offset=0)),
        "ways_out": [
            (
                way.facet,
                _left_out(way),
                way.total,
                address.of(way.parameters),
            )
            for way in found.ways_out
        ],
        "without_words": address.of(replace(wanted, q="", offset=0)),
        "previous": address.at(wanted, max(0, wanted.offset - wanted.limit), found.version)
        if wanted.offset
        else "",
        "next": address.at(wanted, found.next_offset, found.version) if found.next_offset else "",
        "map": _map(session, engine, found, address) if wanted.view == "map" else None,
        "as_list": address.of(replace(wanted, view="", offset=0)),
        "as_map": address.of(replace(wanted, view="map", offset=0))
        if definition.facet(wanted.kind, "country")
        else "",
        # What the filter form has no field for, and what a new query keeps.
        "carried": [
            pair
            for pair in _hidden(wanted, without=("sort",))
            if pair[0].partition(".")[0] not in {group.name for group in groups if group.size}
        ],
        "kept": _hidden(wanted, without=("q", "exact")),
    }


@dataclass(frozen=True, slots=True)
class _Addresses:
    urls: Urls

    def of(self, wanted: Parameters) -> str:
        return self.urls.search(wanted.pairs())

    def at(self, wanted: Parameters, offset: int, version: str) -> str:
        cursor = wanted.cursor(offset, version) if offset else ""
        return self.urls.search({**wanted.pairs(), "cursor": cursor})


def _left_out(way: WayOut) -> str:
    """A word as it was typed, or a filter with its values."""
    if way.facet in ("", "q"):
        return way.label
    return gettext("%(facet)s: %(value)s") % {"facet": gettext(wording.FACETS[way.facet]), "value": way.label}


def _tab(wanted: Parameters, kind: Kind) -> Parameters:
    """The same search for another kind, with the filters that it shares."""
    if kind is wanted.kind:
        return replace(wanted, offset=0)
    shared = facets.shared_choices(kind, wanted.choices)
    sort = wanted.sort if wanted.sort in wording.SORTS_OF[kind] else Sort.RELEVANCE
    return replace(wanted, kind=kind, choices=shared, sort=sort, offset=0, view="")


def _hidden(wanted: Parameters, without: Sequence[str]) -> list[tuple[str, str]]:
    """Name-value pairs that a form must carry along."""
    pairs: list[tuple[str, str]] = []
    for name, value in wanted.pairs().items():
        if name in without:
            continue
        values: Sequence[object] = value if isinstance(value, tuple) else (value,)
        pairs += [(name, str(each)) for each in values if each]
    return pairs


# Facets ---------------------------------------------------------------------------------------------


def _group(facet: definition.Facet, found: Found, address: _Addresses) -> Group:
    wanted = found.parameters
    choice = wanted.choices.get(facet.name, Choice())
    mode = "all" if choice.all else "not" if choice.none and not choice.any else "any"
    ticked = {"any": choice.any, "all": choice.all, "not": choice.none}[mode]
    values = found.facets.get(facet.name, ())
    nodes = _tree(values, ticked) if facet.tree else [_node(each, ticked) for each in values]
    few, more = _split(nodes, facet)
    return Group(
        name=facet.name,
        title=gettext(wording.FACETS[facet.name]),
        field=facet.name if mode == "any" else f"{facet.name}.{mode}",
        mode=mode,
        modes=_modes(facet, wanted, ticked, address),
        nodes=few,
        more=more,
        size=len(values),
        is_open=bool(choice) or facet.name in OPEN[wanted.kind],
        chosen=len(choice.values),
        kept=[
            (f"{facet.name}{suffix}", value)
            for other, suffix, values in (
                ("any", "", choice.any),
                ("all", ".all", choice.all),
                ("not", ".not", choice.none),
            )
            if other != mode
            for value in values
        ],
        note=explain("evidence_level", "not_assessed") if facet.name == "evidence" else "",
    )


def _node(value: FacetValue, ticked: Sequence[str]) -> Node:
    return Node(value.value, value.label, value.count, value.value in ticked)


def _tree(values: Sequence[FacetValue], ticked: Sequence[str]) -> list[Node]:
    """Values below each other; one whose parent does not occur stands at the top."""
    nodes = {value.value: _node(value, ticked) for value in values}
    roots: list[Node] = []
    for value in values:
        node = nodes[value.value]
        node.label = (
            f"{value.value} {value.label}" if value.value[:1].isdigit() or value.parent else value.label
        )
        (nodes[value.parent].children if value.parent in nodes else roots).append(node)
    return roots


def _split(nodes: list[Node], facet: definition.Facet) -> tuple[list[Node], list[Node]]:
    """What is chosen in a long list and the first few others, and the rest."""
    if facet.tree or len(nodes) <= FEW + 2:
        return nodes, []
    chosen = [node for node in nodes if node.chosen]
    others = [node for node in nodes if not node.chosen]
    return chosen + others[:FEW], others[FEW:]


def _modes(
    facet: definition.Facet, wanted: Parameters, ticked: Sequence[str], address: _Addresses
) -> list[tuple[str, str, str]]:
    """Links that combine the ticked boxes otherwise; none where nothing is ticked."""
    if not ticked:
        return []
    values = tuple(ticked)
    return [
        ("any", gettext("Any of these"), address.of(wanted.choose(facet.name, Choice(any=values)))),
        ("all", gettext("All of these"), address.of(wanted.choose(facet.name, Choice(all=values)))),
        ("not", gettext("None of these"), address.of(wanted.choose(facet.name, Choice(none=values)))),
    ]


def _chips(found: Found, address: _Addresses) -> list[tuple[str, str, bool]]:
    """Active filters: text, the address without it, and whether it excludes."""
    wanted = found.parameters
    chips: list[tuple[str, str, bool]] = []
    for name, choice in wanted.choices.items():
        labels = {each.value: each.label for each in found.facets.get(name, ())}
        for mode in ("any", "all", "none"):
            for value in getattr(choice, mode):
                without = replace(choice, **{mode: tuple(v for v in getattr(choice, mode) if v != value)})
                facet = gettext(wording.FACETS[name])
                template = (
                    gettext("%(facet)s: not %(value)s") if mode == "none" else gettext("%(facet)s: %(value)s")
                )
                text = template % {"facet": facet, "value": labels.get(value, value)}
                chips.append((text, address.of(wanted.choose(name, without)), mode == "none"))
    return chips


# Results --------------------------------------------------------------------------------------------


def _row(item: Item, found: Found) -> Row:
    """Name and summary with what was found marked, facts in words, and the other reasons."""
    payload = item.payload
    name = i18n.label(payload["names"])
    summary = i18n.label(payload.get("summary"))
    plain = {"name": str(name), "summary": str(summary)}
    marked = {each.field: each for each in item.highlights if plain.get(each.field) == each.text}
    why = [
        (gettext(wording.FOUND_IN[each.field]), _code(each), _marked(each))
        for each in item.highlights
        if each is not marked.get(each.field)
    ]
    names = found.labels.reference.names
    return Row(
        item,
        _shown(marked.get("name"), name),
        _shown(marked.get("summary"), summary),
        str(i18n.label(names("countries", payload["country"]))) if payload.get("country") else "",
        facts_of(item, names),
        why,
    )


def _code(highlight: Highlight) -> str:
    """The code of a classification; slugs and country codes say nothing to a reader."""
    return highlight.code if highlight.field in CURRENT else ""


def _marked(highlight: Highlight) -> Markup:
    """What was found, saying its language where that is not the reader's."""
    html = Markup(highlight.html())  # noqa: S704 - escaped there
    return i18n.in_language(html, highlight.lang) if highlight.lang in LANGUAGES else html


def _shown(highlight: Highlight | None, label: i18n.Label) -> Markup:
    if highlight is None:
        return escape(label)
    return i18n.in_language(Markup(highlight.html()), label.lang)  # noqa: S704 - escaped there


def _map(session: Session, engine: SearchEngine, found: Found, address: _Addresses) -> Mapping[str, Any]:
    """Where the results run: a figure for each country, and the same as a table."""
    from registry.atlas.worldmap import world_map
    from registry.countries import queries as countries
    from registry.deployments import country_queries

    wanted = found.parameters
    counts = finding.country_counts(engine, wanted)

    def narrowed(code: str) -> str:
        return address.of(replace(wanted.choose("country", Choice(any=(code,))), view=""))

    facet = definition.facet(wanted.kind, "country")
    labels = found.labels.of(facet, counts) if facet else {}
    table = sorted(
        ((labels[code], narrowed(code), number) for code, number in counts.items()),
        key=lambda row: (-row[2], name_key(row[0])),
    )
    # A country of which sources report something else has none of these results; of others nothing is known.
    known = (
        country_queries.named_countries(session) if wanted.kind in (Kind.SOLUTION, Kind.DEPLOYMENT) else ()
    )
    drawn = world_map(countries.countries(session), counts, narrowed, known=known)
    return {"drawn": drawn, "table": table}


PAGES: Final[list[ControllerRouterHandler]] = [results, suggest]
