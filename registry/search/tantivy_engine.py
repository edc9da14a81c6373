"""The embedded engine: one Tantivy index per kind in a folder beside the database.

`search/current` names the generation in use; a rebuild fills another folder and replaces that file. Each
index has the searchable fields unstemmed, one stemmed field per language, and `all`, which holds every token
and decides what matches; the others only rank. Texts are folded and tokenised before they come here, so the
index itself splits at spaces.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec
import tantivy
from tantivy import Document, Index, Occur, Order, Query, TextAnalyzerBuilder, Tokenizer
from tantivy import Filter as TokenFilter

from registry.db.ids import Kind
from registry.errors import SearchUnavailable
from registry.search import definition
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
from registry.search.tantivy_query import RANKED, MatchedQuery, QueryBuilder
from registry.search.text import token_string, tokens
from registry.search.vocabulary import WordList

POINTER: Final = "current"
HEAP: Final = 32_000_000
FEWEST_FIELDS: Final = 4  # of one part: finding the records again costs as much as counting so many
HIGHEST_32: Final = 2**32 - 1
GAP: Final = " | "
"""Between the texts of one field, so that no phrase is found across two of them."""

SUGGEST_FIELDS: Final = ("name", "alias", "code")

# Sort → the fast field and its direction. Numbers carry a tie-breaker in their low bits.
ORDERS: Final = {
    Sort.COUNTRIES: ("by_countries", Order.Desc),
    Sort.REVIEWED: ("by_reviewed", Order.Desc),
    Sort.UPDATED: ("by_updated", Order.Desc),
}


def build_schema() -> tantivy.Schema:
    """The fields of every index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stamp", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    for name in RANKED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for language in definition.STEMMED:
        builder.add_text_field(f"stem_{language}", tokenizer_name=f"stem_{language}", index_option="freq")
    for name in definition.ALL_FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for language in definition.LANGUAGES:
        builder.add_text_field(f"sort_{language}", fast=True, tokenizer_name="raw", index_option="basic")
    for name, _ in ORDERS.values():
        builder.add_unsigned_field(name, fast=True)
    builder.add_unsigned_field("reach", fast=True)
    builder.add_bytes_field("payload", stored=True)
    return builder.build()


def stemmer(language: str) -> tantivy.TextAnalyzer:
    """Splits at spaces and stems."""
    return (
        TextAnalyzerBuilder(Tokenizer.whitespace())
        .filter(TokenFilter.stemmer(definition.STEMMED[language]))
        .build()
    )


@dataclass
class Part:
    """The index of one kind, as this process has it open."""

    index: Index
    meta: Path
    stamp: tuple[int, int]
    words: WordList

    def fresh(self) -> "Part":
        """This part with everything committed since it was opened, by any process."""
        stamp = _file_stamp(self.meta)
        if stamp != self.stamp:
            self.index.reload()
            self.stamp = stamp
            self.words = WordList(self.index.searcher())
        return self


def _file_stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_ino


class TantivyEngine:
    """Search in a folder, by this process and any number of others; one of them writes."""

    capabilities = frozenset({Capability.STEMMING})

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schema = build_schema()
        self.stemmers = {language: stemmer(language) for language in definition.STEMMED}
        self._parts: dict[Kind, Part] = {}
        self._generation = ""
        self._pointer_stamp = (0, 0)
        self._opening = threading.Lock()
        self._processors = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._processors, thread_name_prefix="search")
        self._lock = FileLock(folder / "lock")

    # Reading ------------------------------------------------------------------------------------

    def is_reachable(self) -> bool:
        """Whether an index of this version is there."""
        with suppress(SearchUnavailable, OSError, ValueError):
            self._part(Kind.SOLUTION)
            return True
        return False

    def version(self, kind: Kind) -> str:
        """Changes with every commit and every rebuild."""
        part = self._part(kind)
        return f"{self._generation}-{part.stamp[0]:x}"

    def search(self, request: SearchRequest) -> SearchResult:
        """Find, count and page."""
        part = self._part(request.kind)
        version = f"{self._generation}-{part.stamp[0]:x}"
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
        part = self._part(wanted.kind)
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
            term = Query.term_query(self.schema, field, values[0], "basic")
            return Query.const_score_query(term, 0.0)
        return Query.const_score_query(Query.term_set_query(self.schema, field, list(values)), 0.0)

    def suggest(self, text: str, kinds: Sequence[Kind], limit: int) -> list[tuple[Kind, Hit]]:
        """Records by the beginnings of the words of their names."""
        words = tokens(text)[:8]
        found: list[tuple[Kind, Hit]] = []
        if not words:
            return found
        for kind in kinds:
            part = self._part(kind)
            searcher = part.index.searcher()
            query = self._builder(part).suggesting(words, SUGGEST_FIELDS)
            best = searcher.search(query, limit=limit, count=False, weight_by_field="reach")
            found += [(kind, _hit(searcher, address)) for _, address in best.hits]
        return found

    def stamps(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """The id and stamp of every document."""
        searcher = self._part(kind).index.searcher()
        for start in range(0, searcher.num_docs, 5_000):
            found = searcher.search(Query.all_query(), limit=5_000, offset=start, count=False)
            for _, address in found.hits:
                document = searcher.doc(address)
                yield document.get_first("id") or "", document.get_first("stamp") or ""

    def _builder(self, part: Part) -> QueryBuilder:
        return QueryBuilder(self.schema, part.words, self.stemmers)

    def _part(self, kind: Kind) -> Part:
        """The current index of a kind, following the pointer and what was committed."""
        try:
            stamp = _file_stamp(self.folder / POINTER)
            if stamp != self._pointer_stamp or kind not in self._parts:
                self._open(stamp)
            return self._parts[kind].fresh()
        except (FileNotFoundError, KeyError) as error:
            raise SearchUnavailable("The search index is not built; run `registry index rebuild`.") from error

    def _open(self, stamp: tuple[int, int]) -> None:
        with self._opening:
            if stamp == self._pointer_stamp and self._parts:
                return
            generation = (self.folder / POINTER).read_text("utf-8").strip()
            folder = self.folder / generation
            if (folder / "definition").read_text("utf-8") != definition.fingerprint():
                raise SearchUnavailable(
                    "The search index is of another version; run `registry index rebuild`."
                )
            self._parts = {kind: self._open_part(folder / kind.value) for kind in Kind}
            self._generation, self._pointer_stamp = generation, stamp

    def _open_part(self, folder: Path) -> Part:
        stamp = _file_stamp(folder / "meta.json")
        index = self._register(Index(self.schema, str(folder), reuse=True))
        index.config_reader(reload_policy="manual")
        index.reload()
        return Part(index, folder / "meta.json", stamp, WordList(index.searcher()))

    def _register(self, index: Index) -> Index:
        for language, analyzer in self.stemmers.items():
            index.register_tokenizer(f"stem_{language}", analyzer)
        return index

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
            with self._writer(kind) as writer:
                for document in listed:
                    writer.delete_documents_by_term("id", document.id)
                    writer.add_document(self._document(document))

    def delete(self, kind: Kind, ids: Iterable[str]) -> None:
        """Remove, in one commit."""
        with self._writer(kind) as writer:
            for record_id in ids:
                writer.delete_documents_by_term("id", record_id)

    @contextmanager
    def _writer(self, kind: Kind) -> Iterator[tantivy.IndexWriter]:
        part = self._part(kind)
        writer = part.index.writer(HEAP, 1)
        yield writer
        writer.commit()
        writer.wait_merging_threads()

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Fill a new folder, then point to it; the old one is removed when no new search can open it."""
        generation = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{os.getpid():x}-{os.urandom(2).hex()}"
        folder = self.folder / generation
        try:
            written = self._fill(folder, documents)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        former = self._point_to(generation)
        self._remove_others(keep={generation, former})
        return written

    def _fill(self, folder: Path, documents: Iterable[SearchDocument]) -> int:
        for kind in Kind:
            (folder / kind.value).mkdir(parents=True)
            Index(self.schema, str(folder / kind.value), reuse=False)
        (folder / "definition").write_text(definition.fingerprint(), "utf-8")
        written = 0
        writer: tantivy.IndexWriter | None = None
        filling: Kind | None = None
        for document in documents:  # come kind by kind, so that one writer's memory is needed at a time
            if document.kind is not filling:
                _finish(writer)
                filling = document.kind
                writer = self._register(Index.open(str(folder / filling.value))).writer(HEAP, 1)
            assert writer is not None
            writer.add_document(self._document(document))
            written += 1
        _finish(writer)
        return written

    def _point_to(self, generation: str) -> str:
        pointer = self.folder / POINTER
        former = pointer.read_text("utf-8").strip() if pointer.is_file() else ""
        new = self.folder / f"{POINTER}.new"
        with new.open("w", encoding="utf-8") as file:
            file.write(generation)
            file.flush()
            os.fsync(file.fileno())
        new.replace(pointer)
        return former

    def _remove_others(self, keep: set[str]) -> None:
        """Remove the generations before the last one, which a reader may be opening this moment."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)

    def _document(self, document: SearchDocument) -> Document:
        """The document as Tantivy keeps it."""
        values: dict[str, Any] = {
            "id": [document.id],
            "stamp": [document.stamp],
            "payload": [msgspec.json.encode(document.payload)],
            "exact": _exact_names(document),
        }
        every: list[str] = []
        for field, texts in document.texts.items():
            listed = [token_string(text) for text in texts if text]
            if field in RANKED:
                values[field] = GAP.join(listed)
            every += listed
        values["all"] = GAP.join(dict.fromkeys(every))
        for language, texts in document.by_language.items():
            if language in definition.STEMMED:
                values[f"stem_{language}"] = " ".join([token_string(text) for text in texts if text])
        values.update((field, list(listed)) for field, listed in document.facets.items())
        for language, key in document.sort_names.items():
            values[f"sort_{language}"] = f"{key}\t{document.id}"
        tie = HIGHEST_32 - int.from_bytes(document.id.encode()[-4:])
        values["reach"] = [document.countries]
        values["by_countries"] = [document.countries << 32 | tie]
        values["by_reviewed"] = [document.reviewed << 32 | tie]
        values["by_updated"] = [document.updated << 32 | tie]
        return Document.from_dict(values, self.schema)


def _exact_names(document: SearchDocument) -> list[str]:
    names = [token_string(text) for field in ("name", "alias") for text in document.texts.get(field, ())]
    codes = [f"={token_string(text)}" for text in document.texts.get("code", ())]
    return list(dict.fromkeys([*names, *codes]))


def _finish(writer: tantivy.IndexWriter | None) -> None:
    if writer is not None:
        writer.commit()
        writer.wait_merging_threads()


def _hit(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Hit:
    document = searcher.doc(address)
    payload = document.get_first("payload") or b"{}"
    return Hit(document.get_first("id") or "", msgspec.json.decode(bytes(payload)))


def _number(found: tantivy.SearchResult) -> int:
    """How many documents were counted; the attribute is missing from the library's types."""
    return int(found.count or 0)  # type: ignore[attr-defined]
