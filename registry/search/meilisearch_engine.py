"""The engine to grow into: a Meilisearch server (1.12 or newer) through its official client.

One index per kind, named `<prefix>-<kind>`. What one search finds and counts goes in one multi-search: hits, one
count per set of filters (a facet that ignores its own choices is a query of its own), and totals. Meilisearch
has no stemming; typing errors, prefixes and synonyms are its own, set from the same definition.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

import meilisearch
from meilisearch.errors import MeilisearchApiError, MeilisearchError

from registry.db.ids import Kind
from registry.errors import SearchUnavailable
from registry.search import definition
from registry.search.engine import (
    Capability,
    Filter,
    Filters,
    Hit,
    SearchDocument,
    SearchRequest,
    SearchResult,
    Sort,
)
from registry.search.locking import Lock
from registry.search.query import ParsedQuery, Term
from registry.search.text import token_string

MOST_HITS: Final = 10_000_000
MOST_VALUES: Final = 1_000_000
BATCH: Final = 1_000
TASK_MILLISECONDS: Final = 600_000
RULES: Final = ["sort", "words", "typo", "proximity", "attribute", "exactness"]
FIELDS: Final = ("exact", *definition.FIELDS)
STATE: Final = "state"
SORTS: Final = {
    Sort.COUNTRIES: "countries:desc",
    Sort.REVIEWED: "reviewed:desc",
    Sort.UPDATED: "updated:desc",
}


def settings_of(kind: Kind) -> dict[str, Any]:
    """The index settings that follow from the definition; the limits are set, not left at their defaults."""
    words = definition.language()
    synonyms: dict[str, list[str]] = {}
    for phrase, others in words.synonyms.groups.items():
        synonyms[" ".join(phrase)] = [" ".join(other) for other in others]
    return {
        "searchableAttributes": list(FIELDS),
        "filterableAttributes": ["id", *dict.fromkeys(facet.field for facet in definition.FACETS[kind])],
        "sortableAttributes": [
            "id",
            "countries",
            "reviewed",
            "updated",
            *(f"sort_{language}" for language in definition.LANGUAGES),
        ],
        "displayedAttributes": ["id", "stamp", "payload"],
        "rankingRules": RULES,
        "synonyms": synonyms,
        "stopWords": sorted(words.stop_words),
        "typoTolerance": {
            "enabled": True,
            "minWordSizeForTypos": {
                "oneTypo": definition.ONE_TYPO_FROM,
                "twoTypos": definition.TWO_TYPOS_FROM,
            },
            "disableOnAttributes": ["code"],
        },
        "pagination": {"maxTotalHits": MOST_HITS},
        "faceting": {"maxValuesPerFacet": MOST_VALUES},
    }


class MeilisearchEngine:
    """Search on a server; any number of processes may read."""

    capabilities: frozenset[Capability] = frozenset()

    def __init__(self, url: str, key: str, prefix: str, lock: Lock) -> None:
        self.client = meilisearch.Client(url, key or None, timeout=30)
        self.prefix = prefix
        self._lock = lock

    def uid(self, kind: Kind, suffix: str = "") -> str:
        """The name of the index of a kind."""
        return f"{self.prefix}-{kind.value}{suffix}"

    # Reading ------------------------------------------------------------------------------------

    def is_reachable(self) -> bool:
        """Whether the server answers and has an index of this version."""
        try:
            return self.client.is_healthy() and self._state() == definition.fingerprint()
        except MeilisearchError:
            return False

    def _state(self) -> str:
        state = self.client.index(f"{self.prefix}-{STATE}").get_document("definition")
        return str(dict(state).get("fingerprint", ""))

    def version(self, kind: Kind) -> str:
        """When the index last changed, as the server says."""
        with _translated():
            updated = self.client.get_index(self.uid(kind)).updated_at
        return updated.isoformat() if updated else ""

    def search(self, request: SearchRequest) -> SearchResult:
        """Find, count and page, in one request."""
        text = self._text(request.query, exact=request.exact)
        queries = [self._hits_query(request, text), self._total_query(request.kind, text, request.filters)]
        for count in request.counts:
            query = self._total_query(request.kind, text, count.filters)
            queries.append(query | {"facets": [field for field, _ in count.fields]})
        queries += [self._total_query(each.kind, text, each.filters) for each in request.totals]
        with _translated():
            answers = self.client.multi_search(queries)["results"]
        counts = answers[2 : 2 + len(request.counts)]
        return SearchResult(
            int(answers[1]["totalHits"]),
            tuple(Hit(hit["id"], hit["payload"]) for hit in answers[0]["hits"]),
            tuple(
                {
                    field: _most(answer.get("facetDistribution", {}).get(field, {}), most)
                    for field, most in count.fields
                }
                for answer, count in zip(counts, request.counts, strict=True)
            ),
            tuple(int(answer["totalHits"]) for answer in answers[2 + len(counts) :]),
            {},
            self.version(request.kind),
        )

    def _text(self, query: ParsedQuery, *, exact: bool) -> str:
        """The query in Meilisearch's own syntax: phrases in quotes, a minus before what is excluded."""
        wanted = [self._term(term, exact=exact) for term in query.terms]
        return " ".join([*wanted, *(f"-{self._term(term, exact=True)}" for term in query.excluded)])

    def _term(self, term: Term, *, exact: bool) -> str:
        text = " ".join(term.tokens)
        return f'"{text}"' if exact or term.quoted or not term.word else text

    def _hits_query(self, request: SearchRequest, text: str) -> dict[str, Any]:
        query: dict[str, Any] = {
            "indexUid": self.uid(request.kind),
            "q": text,
            "filter": _filter(request.filters),
            "offset": request.offset,
            "limit": request.limit,
            "matchingStrategy": "all",
            "attributesToRetrieve": ["id", "payload"],
        }
        sort = request.sort
        if sort is Sort.RELEVANCE and request.query.is_empty:
            sort = Sort.COUNTRIES
        if sort is Sort.NAME:
            query["sort"] = [f"sort_{request.lang}:asc", "id:asc"]
        elif sort in SORTS:
            query["sort"] = [SORTS[sort], "id:asc"]
        return query

    def _total_query(self, kind: Kind, text: str, filters: Filters) -> dict[str, Any]:
        """A query for no hits: paged like this, Meilisearch counts all of them instead of estimating."""
        return {
            "indexUid": self.uid(kind),
            "q": text,
            "filter": _filter(filters),
            "page": 1,
            "hitsPerPage": 0,
            "matchingStrategy": "all",
        }

    def suggest(self, text: str, kinds: Sequence[Kind], limit: int) -> list[tuple[Kind, Hit]]:
        """Records by the beginnings of the words of their names."""
        queries = [
            {
                "indexUid": self.uid(kind),
                "q": token_string(text),
                "limit": limit,
                "matchingStrategy": "all",
                "attributesToSearchOn": ["name", "alias", "code"],
                "attributesToRetrieve": ["id", "payload"],
            }
            for kind in kinds
        ]
        if not token_string(text):
            return []
        with _translated():
            answers = self.client.multi_search(queries)["results"]
        return [
            (kind, Hit(hit["id"], hit["payload"]))
            for kind, answer in zip(kinds, answers, strict=True)
            for hit in answer["hits"]
        ]

    def stamps(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """The id and stamp of every document."""
        offset = 0
        while True:
            with _translated():
                found = self.client.index(self.uid(kind)).get_documents(
                    {"offset": offset, "limit": BATCH, "fields": ["id", "stamp"]}
                )
            for document in found.results:
                fields = dict(document)
                yield fields["id"], fields["stamp"]
            offset += BATCH
            if offset >= found.total:
                return

    # Writing ------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Hold the lock that all processes on this database share."""
        with self._lock.held() as held:
            yield held

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace, and wait until the server has done it."""
        by_kind: dict[Kind, list[dict[str, Any]]] = {}
        for document in documents:
            by_kind.setdefault(document.kind, []).append(_fields(document))
        for kind, listed in by_kind.items():
            self._add(self.uid(kind), listed)

    def delete(self, kind: Kind, ids: Iterable[str]) -> None:
        """Remove, and wait until the server has done it."""
        with _translated():
            gone = _filter((Filter("id", tuple(ids)),))[0]
            self._wait(self.client.index(self.uid(kind)).delete_documents(filter=gone))

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Fill new indexes, then swap all of them with the old ones in one task."""
        for kind in Kind:
            self._make(kind)
        written = 0
        listed = iter(documents)
        while batch := list(islice(listed, BATCH)):
            for kind in dict.fromkeys(document.kind for document in batch):
                fields = [_fields(document) for document in batch if document.kind is kind]
                self._add(self.uid(kind, "-new"), fields)
            written += len(batch)
        with _translated():
            swaps: list[Mapping[str, list[str] | bool]] = [
                {"indexes": [self.uid(kind), self.uid(kind, "-new")]} for kind in Kind
            ]
            self._wait(self.client.swap_indexes(swaps))
            for kind in Kind:
                self._wait(self.client.delete_index(self.uid(kind, "-new")))
        self._add(f"{self.prefix}-{STATE}", [{"id": "definition", "fingerprint": definition.fingerprint()}])
        return written

    def _make(self, kind: Kind) -> None:
        """An empty index beside the one in use, which is made as well where there is none to swap with."""
        with _translated():
            for suffix in ("", "-new"):
                uid = self.uid(kind, suffix)
                if suffix:
                    self._wait(self.client.delete_index(uid), missing_is_fine=True)
                elif self._exists(uid):
                    continue
                self._wait(self.client.create_index(uid, {"primaryKey": "id"}))
                self._wait(self.client.index(uid).update_settings(settings_of(kind)))

    def _exists(self, uid: str) -> bool:
        try:
            self.client.get_index(uid)
        except MeilisearchApiError as error:
            if error.code == "index_not_found":
                return False
            raise
        return True

    def _add(self, uid: str, listed: Sequence[Mapping[str, Any]]) -> None:
        with _translated():
            self._wait(self.client.index(uid).add_documents(listed, primary_key="id"))

    def _wait(self, task: Any, *, missing_is_fine: bool = False) -> None:
        """Wait for a task; one that failed is an error, so that the job is tried again."""
        done = self.client.wait_for_task(task.task_uid, timeout_in_ms=TASK_MILLISECONDS, interval_in_ms=20)
        if done.status == "succeeded":
            return
        error = dict(done.error or {})
        if not (missing_is_fine and error.get("code") == "index_not_found"):
            raise SearchUnavailable(
                f"The search server refused a change: {error.get('message', done.status)}"
            )


@contextmanager
def _translated() -> Iterator[None]:
    """Tell the client's errors as ours."""
    try:
        yield
    except MeilisearchError as error:
        raise SearchUnavailable(f"The search server does not answer as expected: {error}") from error


def _filter(filters: Filters) -> list[str]:
    """Filters in Meilisearch's expression language; entries of the list must all hold."""
    return [
        f"{each.field} {'NOT IN' if each.exclude else 'IN'} [{', '.join(map(_quoted, each.values))}]"
        for each in filters
    ]


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _most(counts: Mapping[str, int], most: int) -> dict[str, int]:
    if not most or len(counts) <= most:
        return dict(counts)
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:most])


def _fields(document: SearchDocument) -> dict[str, Any]:
    """The document as Meilisearch keeps it: folded texts, so that both engines fold alike."""
    names = [token_string(text) for field in ("name", "alias") for text in document.texts.get(field, ())]
    fields: dict[str, Any] = {
        "id": document.id,
        "stamp": document.stamp,
        "exact": list(dict.fromkeys(names)),
        "payload": document.payload,
        "countries": document.countries,
        "reviewed": document.reviewed,
        "updated": document.updated,
    }
    for field in definition.FIELDS:
        fields[field] = [token_string(text) for text in document.texts.get(field, ()) if text]
    fields.update((field, list(values)) for field, values in document.facets.items())
    fields.update((f"sort_{language}", key) for language, key in document.sort_names.items())
    return fields
