"""The embedded engine: searches and writes the Tantivy indexes of a folder."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec
import tantivy
from tantivy import Occur, Order, Query

from registry.db.ids import Kind
from registry.errors import SearchUnavailable
from registry.search.engine import (
    Capability,
    CountRequest,
    Counts,
    Filters,
    Hit,
    SearchDocument,
    SearchRequest,
    SearchResult,
    Sort,
    TotalRequest,
)
from registry.search.locking import FileLock
from registry.search.tantivy_folder import IndexFolder, Part
from registry.search.tantivy_query import MatchedQuery, QueryBuilder
from registry.search.tantivy_schema import ORDERS, as_document
from registry.search.text import tokens

FEWEST_FIELDS: Final = 4  # of one part: finding the records again costs as much as counting so many
SUGGEST_FIELDS: Final = ("name", "alias", "code")


class TantivyEngine:
    """Search in a folder, by this process and any number of others; one of them writes."""

    capabilities = frozenset({Capability.STEMMING})

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder)
        self._processors = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._processors, thread_name_prefix="search")
        self._lock = FileLock(folder / "lock")

    # Reading ------------------------------------------------------------------------------------

    def is_reachable(self) -> bool:
        """Whether an index of this version is there."""
        with suppress(SearchUnavailable, OSError, ValueError):
            self._folder.part(Kind.SOLUTION)
            return True
        return False

    def version(self, kind: Kind) -> str:
        """Changes with every commit and every rebuild."""
        return self._folder.version(self._folder.part(kind))

    def search(self, request: SearchRequest) -> SearchResult:
        """Find, count and page."""
        part = self._folder.part(request.kind)
        version = self._folder.version(part)
        searcher = part.index.searcher()
        builder = self._builder(part)
        query = builder.build(request.query, lang=request.lang, exact=request.exact)
        # Counting takes longest and lets other threads run: it goes on while hits and totals are found.
        counting = [self._in_parts(searcher, query, each) for each in request.counts]
        matches = {request.kind: query.match}
        tasks = [partial(self._total, each, request, matches) for each in request.totals]
        # Few totals take no longer than handing them to other threads.
        waiting = [self._pool.submit(task).result if len(tasks) > len(Kind) else task for task in tasks]
        total, hits = self._hits(searcher, query, request)
        totals = tuple(each() for each in waiting)
        counts = tuple(
            dict(chain.from_iterable(each.result().items() for each in parts)) for parts in counting
        )
        return SearchResult(total, hits, counts, totals, query.corrections, version)

    def _in_parts(
        self, searcher: tantivy.Searcher, query: MatchedQuery, request: CountRequest
    ) -> list[Future[Counts]]:
        """Count some of the fields in each of several parts, so small that no processor has to wait long."""
        number = max(1, min(2 * self._processors, len(request.fields) // FEWEST_FIELDS))
        parts = [CountRequest(request.filters, request.fields[place::number]) for place in range(number)]
        return [self._pool.submit(self._counts, searcher, query, part) for part in parts]

    def _hits(
        self, searcher: tantivy.Searcher, query: MatchedQuery, request: SearchRequest
    ) -> tuple[int, tuple[Hit, ...]]:
        if not request.limit:
            return self._count(searcher, query.match, request.filters), ()
        sort = request.sort
        if sort is Sort.RELEVANCE and request.query.is_empty:
            sort = Sort.COUNTRIES
        wanted = query.ranked if sort is Sort.RELEVANCE else query.match
        options: dict[str, Any] = {}
        if sort is Sort.NAME:
            options = {"order_by_field": f"sort_{request.lang}", "order": Order.Asc}
        elif sort in ORDERS:
            field, order = ORDERS[sort]
            options = {"order_by_field": field, "order": order}
        found = searcher.search(
            self._filtered(wanted, request.filters),
            limit=request.limit,
            offset=request.offset,
            count=True,
            **options,
        )
        return _number(found), tuple(_hit(searcher, address) for _, address in found.hits)

    def _counts(self, searcher: tantivy.Searcher, query: MatchedQuery, request: CountRequest) -> Counts:
        if not request.fields:
            return {}
        segment_size = max(65_000, searcher.num_docs)
        wanted = {
            field: {"terms": {"field": field, "size": size or 65_000, "segment_size": segment_size}}
            for field, size in request.fields
        }
        found = searcher.aggregate(self._filtered(query.match, request.filters), wanted)
        return {
            field: {bucket["key"]: bucket["doc_count"] for bucket in found[field]["buckets"]}
            for field, _ in request.fields
        }

    def _total(self, wanted: TotalRequest, request: SearchRequest, matches: dict[Kind, Query]) -> int:
        part = self._folder.part(wanted.kind)
        if wanted.kind not in matches:
            matches[wanted.kind] = (
                self._builder(part).build(request.query, lang=request.lang, exact=request.exact).match
            )
        return self._count(part.index.searcher(), matches[wanted.kind], wanted.filters)

    def _count(self, searcher: tantivy.Searcher, query: Query, filters: Filters) -> int:
        found = searcher.search(self._filtered(query, filters), limit=1, count=True)
        return _number(found)

    def _filtered(self, query: Query, filters: Filters) -> Query:
        if not filters:
            return query
        parts = [(Occur.Must, query)]
        for each in filters:
            occur = Occur.MustNot if each.exclude else Occur.Must
            parts.append((occur, self._any_of(each.field, each.values)))
        return Query.boolean_query(parts)

    def _any_of(self, field: str, values: Sequence[str]) -> Query:
        if len(values) == 1:
            term = Query.term_query(self._folder.schema, field, values[0], "basic")
            return Query.const_score_query(term, 0.0)
        return Query.const_score_query(Query.term_set_query(self._folder.schema, field, list(values)), 0.0)

    def suggest(self, text: str, kinds: Sequence[Kind], limit: int) -> list[tuple[Kind, Hit]]:
        """Records by the beginnings of the words of their names."""
        words = tokens(text)[:8]
        found: list[tuple[Kind, Hit]] = []
        if not words:
            return found
        for kind in kinds:
            part = self._folder.part(kind)
            searcher = part.index.searcher()
            query = self._builder(part).suggesting(words, SUGGEST_FIELDS)
            best = searcher.search(query, limit=limit, count=False, weight_by_field="reach")
            found += [(kind, _hit(searcher, address)) for _, address in best.hits]
        return found

    def stamps(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """The id and stamp of every document."""
        searcher = self._folder.part(kind).index.searcher()
        for start in range(0, searcher.num_docs, 5_000):
            found = searcher.search(Query.all_query(), limit=5_000, offset=start, count=False)
            for _, address in found.hits:
                document = searcher.doc(address)
                yield document.get_first("id") or "", document.get_first("stamp") or ""

    def _builder(self, part: Part) -> QueryBuilder:
        return QueryBuilder(self._folder.schema, part.words, self._folder.stemmers)

    # Writing ------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Hold the lock of the folder; False where another process has it."""
        with self._lock.held() as held:
            yield held

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace, in one commit per kind."""
        by_kind: dict[Kind, list[SearchDocument]] = {}
        for document in documents:
            by_kind.setdefault(document.kind, []).append(document)
        for kind, listed in by_kind.items():
            with self._folder.writer(kind) as writer:
                for document in listed:
                    writer.delete_documents_by_term("id", document.id)
                    writer.add_document(as_document(document, self._folder.schema))

    def delete(self, kind: Kind, ids: Iterable[str]) -> None:
        """Remove, in one commit."""
        with self._folder.writer(kind) as writer:
            for record_id in ids:
                writer.delete_documents_by_term("id", record_id)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace everything at once; searches see the old index until the new one is whole."""
        return self._folder.rebuild(documents)


def _hit(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Hit:
    document = searcher.doc(address)
    payload = document.get_first("payload") or b"{}"
    return Hit(document.get_first("id") or "", msgspec.json.decode(bytes(payload)))


def _number(found: tantivy.SearchResult) -> int:
    """How many documents were counted; the attribute is missing from the library's types."""
    return int(found.count or 0)  # type: ignore[attr-defined]
