"""Small documents for tests of engines."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from registry.db import Kind
from registry.search.definition import FACETS, NOT_KNOWN
from registry.search.engine import SearchDocument, SearchEngine, SearchRequest, SearchResult
from registry.search.facets import Choice, Plan, plan
from registry.search.locking import FileLock
from registry.search.meilisearch_engine import MeilisearchEngine
from registry.search.query import parse
from registry.search.tantivy_engine import TantivyEngine
from registry.search.text import collation_key
from tests.search.meili_standin import Standin

MEILISEARCH = "REGISTRY_TEST_MEILISEARCH_URL"


def document(
    record_id: str,
    name: str,
    kind: Kind = Kind.SOLUTION,
    *,
    summary: Mapping[str, str] | None = None,
    alias: Iterable[str] = (),
    code: Iterable[str] = (),
    label: Iterable[str] = (),
    facets: Mapping[str, Iterable[str]] | None = None,
    countries: int = 0,
    updated: int = 0,
) -> SearchDocument:
    """A document with the given texts and index values; facets that are left out are not known."""
    values: dict[str, tuple[str, ...]] = {facet.field: (NOT_KNOWN,) for facet in FACETS[kind]}
    if kind is Kind.SOLUTION:
        values |= {"f_country": (), "f_region": (), "f_status": ("0",)}
    values |= {f"f_{key}": tuple(listed) for key, listed in (facets or {}).items()}
    summary = summary or {}
    return SearchDocument(
        kind,
        record_id,
        {
            "name": (name,),
            "alias": tuple(alias),
            "code": tuple(code),
            "summary": tuple(summary.values()),
            "label": tuple(label),
            "text": (),
        },
        {"en": [name], **{lang: [text] for lang, text in summary.items()}},
        values,
        {lang: collation_key(name, lang) for lang in ("en", "fr", "es", "ru", "zh", "ar")},
        {"slug": record_id.lower(), "names": {"en": name}, "summary": dict(summary)},
        countries=countries,
        updated=updated,
        stamp=f"stamp-{record_id}",
    )


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[SearchEngine]:
    """An engine by name, with an empty index."""
    made: Any
    if engine == "tantivy":
        made = TantivyEngine(folder / "search")
        made.rebuild([])
        yield made
        return
    lock = FileLock(folder / "lock")
    if engine == "standin":
        with Standin() as server:
            made = MeilisearchEngine(server.url, "", "test", lock)
            made.rebuild([])
            made.standin = server
            yield made
        return
    made = MeilisearchEngine(os.environ[MEILISEARCH], os.environ.get("REGISTRY_TEST_MEILISEARCH_KEY", ""),
                             f"test{os.getpid()}", lock)  # fmt: skip
    made.rebuild([])
    yield made
    for kind in Kind:
        made.client.delete_index(made.uid(kind))


def ask(engine: SearchEngine, q: str = "", kind: Kind = Kind.SOLUTION, **options: Any) -> SearchResult:
    """Search by text and request options."""
    return engine.search(SearchRequest(kind, parse(q), **options))


def ids(result: SearchResult) -> list[str]:
    """The ids of the hits in their order."""
    return [hit.id for hit in result.hits]


def choose(
    engine: SearchEngine, kind: Kind, choices: Mapping[str, Choice], q: str = ""
) -> tuple[SearchResult, Plan]:
    """Search with facets chosen and all counted."""
    planned = plan(kind, choices)
    result = engine.search(
        SearchRequest(kind, parse(q), planned.filters, counts=planned.counts, totals=planned.totals)
    )
    return result, planned
