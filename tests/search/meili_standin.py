"""A stand-in that speaks Meilisearch's HTTP protocol, to test what the adapter sends and reads.

It answers in the documented shapes, refuses what the real server refuses (unknown indexes, attributes that
are not filterable, facets beyond the limit), and keeps the real defaults where no setting says otherwise. Its
matching is crude on purpose: it shows nothing about how the real server finds and ranks.
"""

import json
import re
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

_FILTER = re.compile(r"^(\w+) (NOT IN|IN) \[(.*)\]$")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_QUERY = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')


class Refused(Exception):
    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status


class Index:
    def __init__(self, uid: str) -> None:
        self.uid = uid
        self.documents: dict[str, dict[str, Any]] = {}
        self.settings: dict[str, Any] = {}
        self.updated = datetime.now(UTC)

    def show(self) -> dict[str, Any]:
        moment = self.updated.isoformat()
        return {"uid": self.uid, "primaryKey": "id", "createdAt": moment, "updatedAt": moment}


class Standin:
    """The server's state; `requests` are (method, path, body) as they came."""

    def __init__(self) -> None:
        self.indexes: dict[str, Index] = {}
        self.tasks: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, Any]] = []
        self.fail_next = ""
        state = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                state.requests.append((self.command, self.path, body))
                try:
                    status, answer = state.handle(self.command, self.path, body)
                except Refused as error:
                    status = error.status
                    answer = {
                        "message": str(error),
                        "code": error.code,
                        "type": "invalid_request",
                        "link": "",
                    }
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            # The names that `http.server` looks for.
            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # Routes -------------------------------------------------------------------------------------

    def handle(self, method: str, path: str, body: Any) -> tuple[int, Any]:  # noqa: C901, PLR0911
        path = path.partition("?")[0]
        parts = path.strip("/").split("/")
        match (method, *parts):
            case ("GET", "health"):
                return 200, {"status": "available"}
            case ("GET", "tasks", number):
                return 200, self.tasks[int(number)]
            case ("POST", "indexes"):
                return 202, self._task(lambda: self._create(body["uid"]))
            case ("GET", "indexes", uid):
                return 200, self._index(uid).show()
            case ("DELETE", "indexes", uid):
                return 202, self._task(lambda: self._drop(uid))
            case ("PATCH", "indexes", uid, "settings"):
                return 202, self._task(lambda: self._index(uid).settings.update(body))
            case ("POST", "indexes", uid, "documents"):
                return 202, self._task(lambda: self._add(uid, body))
            case ("POST", "indexes", uid, "documents", "delete"):
                return 202, self._task(lambda: self._remove(uid, body["filter"]))
            case ("POST", "indexes", uid, "documents", "fetch"):
                return 200, self._page(uid, body)
            case ("GET", "indexes", uid, "documents", document):
                return 200, self._document(uid, document)
            case ("POST", "swap-indexes"):
                return 202, self._task(lambda: self._swap(body))
            case ("POST", "multi-search"):
                return 200, {"results": [self._search(each) for each in body["queries"]]}
        raise Refused("not_found", f"{method} {path}", 404)

    def _task(self, change: Any) -> dict[str, Any]:
        number = len(self.tasks)
        moment = datetime.now(UTC).isoformat()
        task: dict[str, Any] = {
            "uid": number, "taskUid": number, "indexUid": None, "status": "succeeded", "type": "change",
            "canceledBy": None, "details": None, "error": None, "duration": None,
            "enqueuedAt": moment, "startedAt": moment, "finishedAt": moment,
        }  # fmt: skip
        try:
            if self.fail_next:
                message, self.fail_next = self.fail_next, ""
                raise Refused("internal", message)
            change()
        except Refused as error:
            task |= {
                "status": "failed",
                "error": {"message": str(error), "code": error.code, "type": "x", "link": ""},
            }
        self.tasks.append(task)
        return task

    def _index(self, uid: str) -> Index:
        if uid not in self.indexes:
            raise Refused("index_not_found", f"Index `{uid}` not found.", 404)
        return self.indexes[uid]

    def _create(self, uid: str) -> None:
        if uid in self.indexes:
            raise Refused("index_already_exists", f"Index `{uid}` already exists.")
        self.indexes[uid] = Index(uid)

    def _drop(self, uid: str) -> None:
        self._index(uid)
        del self.indexes[uid]

    def _add(self, uid: str, documents: list[dict[str, Any]]) -> None:
        index = self.indexes.setdefault(uid, Index(uid))
        index.documents.update((document["id"], document) for document in documents)
        index.updated = datetime.now(UTC)

    def _remove(self, uid: str, condition: str) -> None:
        index = self._index(uid)
        gone = [
            key
            for key, document in index.documents.items()
            if self._passes(index, {"id": [document["id"]]}, [condition])
        ]
        for each in gone:
            del index.documents[each]
        index.updated = datetime.now(UTC)

    def _swap(self, swaps: list[dict[str, Any]]) -> None:
        for swap in swaps:
            one, other = swap["indexes"]
            self._index(one), self._index(other)
            self.indexes[one], self.indexes[other] = self.indexes[other], self.indexes[one]

    def _page(self, uid: str, parameters: dict[str, Any]) -> dict[str, Any]:
        documents = list(self._index(uid).documents.values())
        offset, limit = int(parameters.get("offset", 0)), int(parameters.get("limit", 20))
        return {
            "results": documents[offset : offset + limit], "offset": offset, "limit": limit,
            "total": len(documents),
        }  # fmt: skip

    def _document(self, uid: str, document: str) -> dict[str, Any]:
        documents = self._index(uid).documents
        if document not in documents:
            raise Refused("document_not_found", f"Document `{document}` not found.", 404)
        return documents[document]

    # Searching ----------------------------------------------------------------------------------

    def _search(self, query: dict[str, Any]) -> dict[str, Any]:
        index = self._index(query["indexUid"])
        found = [
            document
            for document in index.documents.values()
            if self._matches(index, document, query)
            and self._passes(index, document, query.get("filter") or [])
        ]
        self._sort(index, found, query.get("sort") or [])
        most = index.settings.get("pagination", {}).get("maxTotalHits", 1000)
        answer: dict[str, Any] = {"indexUid": index.uid, "query": query.get("q", ""), "processingTimeMs": 0}
        if query.get("facets"):
            answer["facetDistribution"] = {name: self._counts(index, found, name) for name in query["facets"]}
        found = found[:most]
        if "hitsPerPage" in query:
            answer |= {
                "hits": [],
                "totalHits": len(found),
                "page": query["page"],
                "hitsPerPage": query["hitsPerPage"],
            }
            return answer
        hits = (
            found[query["offset"] : query["offset"] + query["limit"]]
            if "offset" in query
            else found[: query["limit"]]
        )
        shown = query.get("attributesToRetrieve") or ["*"]
        answer["hits"] = [{key: hit[key] for key in shown if key in hit} for hit in hits]
        answer["estimatedTotalHits"] = len(found)
        return answer

    def _matches(self, index: Index, document: dict[str, Any], query: dict[str, Any]) -> bool:
        fields = query.get("attributesToSearchOn") or index.settings.get("searchableAttributes", [])
        text = " | ".join(str(each) for field in fields for each in document.get(field, []))
        words = text.split()
        for minus, phrase, word in _QUERY.findall(query.get("q", "")):
            held = f" {phrase} " in f" {text} " if phrase else any(each.startswith(word) for each in words)
            if held == bool(minus):
                return False
        return True

    def _passes(self, index: Index, document: dict[str, Any], filters: list[str]) -> bool:
        for each in filters:
            parsed = _FILTER.match(each)
            if parsed is None:
                raise Refused("invalid_search_filter", each)
            field, how, listed = parsed.groups()
            self._must_be_filterable(index, field)
            wanted = {re.sub(r"\\(.)", r"\1", value) for value in _QUOTED.findall(listed)}
            held = bool(wanted & set(document.get(field, [])))
            if held == (how == "NOT IN"):
                return False
        return True

    def _must_be_filterable(self, index: Index, field: str) -> None:
        if field not in index.settings.get("filterableAttributes", []):
            raise Refused("invalid_search_filter", f"Attribute `{field}` is not filterable.")

    def _counts(self, index: Index, found: list[dict[str, Any]], field: str) -> dict[str, int]:
        self._must_be_filterable(index, field)
        counts: dict[str, int] = {}
        for document in found:
            for value in set(document.get(field, [])):
                counts[value] = counts.get(value, 0) + 1
        most = index.settings.get("faceting", {}).get("maxValuesPerFacet", 100)
        return dict(sorted(counts.items())[:most])

    def _sort(self, index: Index, found: list[dict[str, Any]], sorts: list[str]) -> None:
        for rule in reversed(sorts):
            field, _, way = rule.partition(":")
            if field not in index.settings.get("sortableAttributes", []):
                raise Refused("invalid_search_sort", f"Attribute `{field}` is not sortable.")
            found.sort(key=partial(_value_of, field), reverse=way == "desc")


def _value_of(field: str, document: dict[str, Any]) -> Any:
    return document.get(field)
