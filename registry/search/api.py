"""Search over HTTP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIType, Operation, Schema
from litestar.openapi.spec import parameter as parameters
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from registry.db import Kind
from registry.search import definition, finding
from registry.search.engine import SearchEngine, Sort
from registry.search.finding import Found, Item, reference_cache
from registry.search.parameters import Parameters, read
from registry.search.schemas import (
    FacetValueView,
    HighlightView,
    ItemView,
    SearchView,
    SuggestionView,
    SuggestView,
    WayOutView,
)
from registry.search.suggestions import KINDS, suggestions
from registry.web import i18n
from registry.web.inputs import Db
from registry.web.pagination import MOST
from registry.web.parameters import ANY
from registry.web.urls import COLLECTIONS, Urls

TAGS: Final = ["search"]
MarksOf = Callable[[Kind, str], Sequence[str]]
IsSample = Callable[[str, str], bool]
"""The kinds of notice in force on a record."""

FACTS_LEFT_OUT: Final = {"names", "summary", "labels", "aliases", "codes", "old", "texts", "organisations",
                         "standards"}  # fmt: skip

TEXT: Final = Schema(type=OpenAPIType.STRING)
DESCRIBED: Final = {
    "q": (TEXT, "Words; “exact phrases” in quotes, `-word` to exclude."),
    "kind": (Schema(type=OpenAPIType.STRING, enum=list(Kind)), "What to find; solutions when left out."),
    "sort": (Schema(type=OpenAPIType.STRING, enum=list(Sort)), "The order; relevance when left out."),
    "limit": (
        Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=MOST),
        "Items of one page, 1 to 100; 20 when left out.",
    ),
    "cursor": (TEXT, "`next` of the page before."),
    "lang": (Schema(type=OpenAPIType.STRING, enum=list(definition.LANGUAGES)), "Language of labels."),
    "exact": (
        Schema(type=OpenAPIType.STRING, enum=["0", "1"]),
        "1: no typing errors, synonyms or word forms.",
    ),
}
Lang = Literal["en", "fr", "es", "ru", "zh", "ar"]


def _described() -> list[parameters.Parameter]:
    """All parameters, for the API's description: they are read by `registry.search.parameters`."""
    plain = [
        parameters.Parameter(name, "query", schema=schema, description=described)
        for name, (schema, described) in DESCRIBED.items()
    ]
    kinds: dict[str, list[str]] = {}
    for kind, facets in definition.FACETS.items():
        for facet in facets:
            kinds.setdefault(facet.name, []).append(kind)
    listed = Schema(type=OpenAPIType.ARRAY, items=TEXT)
    return plain + [
        parameters.Parameter(
            f"{name}{mode}",
            "query",
            schema=listed,
            description=f"Facet of {', '.join(of)}: {meaning}.",
        )
        for name, of in kinds.items()
        for mode, meaning in (("", "any of"), (".all", "each of"), (".not", "none of"))
    ]


@dataclass
class SearchOperation(Operation):
    """The description of the search, with every facet as a parameter."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), *_described()]


@get(
    "/search",
    summary="Search",
    tags=TAGS,
    sync_to_thread=True,
    opt={ANY: True},
    operation_class=SearchOperation,
    description="Finds records of one kind. Each facet is also a parameter: repeat it for any-of, "
    "`name.all` asks for each value, `name.not` for none. On solutions `status` narrows `country` and "
    "`region`: the status holds in that place.",
)
def search(request: Request[Any, Any, Any], db: Db, search: NamedDependency[SearchEngine]) -> SearchView:
    """Records of one kind that match, with facet counts and the reasons."""
    with db.read() as session:
        reference = reference_cache.get(db)
        wanted = read(session, reference, request.query_params.multi_items(), "en")
        with i18n.using(wanted.lang):
            state = request.app.state
            return view(finding.search(session, reference, search, wanted), state.marks(), state.samples())


@get("/suggest", summary="Suggestions", tags=TAGS, sync_to_thread=True)
def suggest(
    request: Request[Any, Any, Any],
    search: NamedDependency[SearchEngine],
    q: FromQuery[str] = "",
    kind: FromQuery[list[Kind] | None] = None,
    lang: FromQuery[Lang] = "en",
) -> SuggestView:
    """Records whose name begins as typed, the most widely reported first."""
    kinds = tuple(kind) if kind else KINDS
    is_sample = request.app.state.samples()
    with i18n.using(lang):
        urls = Urls(lang)
        return SuggestView(
            [
                SuggestionView(
                    each.kind.value,
                    each.id,
                    str(each.name),
                    urls.record(each.kind, each.slug),
                    is_sample(each.kind, each.id),
                )
                for each in suggestions(search, q, kinds)
            ]
        )


def view(found: Found, marks: MarksOf, is_sample: IsSample) -> SearchView:
    """The answer as the API gives it."""
    wanted = found.parameters
    return SearchView(
        found.total,
        [_item(item, wanted, marks, is_sample) for item in found.items],
        {
            name: [
                FacetValueView(each.value, each.label, each.count, each.parent, each.chosen)
                for each in values
            ]
            for name, values in found.facets.items()
        },
        {kind.value: found.tabs[kind] for kind in Kind},
        dict(found.corrections),
        [WayOutView(way.facet, way.total, way.label if way.facet == "q" else "") for way in found.ways_out],
        wanted.cursor(found.next_offset, found.version) if found.next_offset is not None else None,
        found.index_changed,
    )


def _item(item: Item, wanted: Parameters, marks: MarksOf, is_sample: IsSample) -> ItemView:
    payload: Mapping[str, Any] = item.payload
    slug = payload["slug"]
    return ItemView(
        item.kind.value,
        item.id,
        str(i18n.label(payload["names"])),
        Urls(wanted.lang).record(item.kind, slug),
        f"/api/v1/{COLLECTIONS[item.kind]}/{slug}",
        str(i18n.label(payload.get("summary"))),
        [
            HighlightView(each.field, each.text, list(each.marks), each.code, each.lang)
            for each in item.highlights
        ],
        {name: value for name, value in payload.items() if name not in FACTS_LEFT_OUT},
        list(marks(item.kind, item.id)),
        is_sample(Kind.SOLUTION, payload["solution"])
        if item.kind is Kind.DEPLOYMENT
        else is_sample(item.kind, item.id),
    )


API: Final[list[ControllerRouterHandler]] = [search, suggest]
