"""Keeps public answers ready, keyed on what they depend on, so an unchanged page costs one integer and a send.

A key is the catalogue version (read before the page's queries, so that an entry is never newer than its
name), the build, the day (pages show ages), the path with its language, the query and whether a fragment was
asked for. The same key is the weak ETag. When version, build or day change, all entries are void at once.
"""

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, cast

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send

from registry.web.fragments import scope_is_fragment

VERSION_SECONDS: Final = 0.1
CACHE_CONTROL: Final = b"public, no-cache"  # kept by the reader's browser, asked again each time
PRIVATE_COOKIES: Final = (b"session=",)
SMALLEST_COMPRESSED: Final = 500
INLINE_COMPRESSED: Final = 4_096  # a thread costs more than compressing this much
GZIP_LEVEL: Final = 4  # half the work of 6 for a twentieth more bytes
ENTRY_OVERHEAD: Final = 1_500
COMPRESSIBLE: Final = (
    b"text/",
    b"application/json",
    b"application/vnd.oai.openapi+json",
    b"application/atom+xml",
    b"image/svg+xml",
)

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, bytes, bool]


class VersionClock:
    """The catalogue version, read in a thread at most every tenth of a second whatever the traffic."""

    def __init__(self, read: Callable[[], int], executor: Executor | None = None) -> None:
        self._read = read
        self._executor = executor
        self._version = -1
        self._read_at = float("-inf")
        self._reading: asyncio.Task[int] | None = None

    def fresh(self) -> int | None:
        """The version if it was read lately, else None."""
        return self._version if time.monotonic() - self._read_at < VERSION_SECONDS else None

    async def current(self) -> int:
        """The version as it was at most a tenth of a second ago; requests that wait share one reading."""
        if (version := self.fresh()) is not None:
            return version
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._refresh())
        return await asyncio.shield(self._reading)

    async def _refresh(self) -> int:
        started = time.monotonic()
        version = await asyncio.get_running_loop().run_in_executor(self._executor, self._read)
        self._version, self._read_at = version, started
        return version


@dataclass(slots=True)
class Entry:
    """One kept answer: the messages to send, ready made."""

    start: HTTPResponseStartEvent
    body: bytes
    compressed: bool

    @property
    def size(self) -> int:
        """Bytes this entry is counted with."""
        return len(self.body) + ENTRY_OVERHEAD


class PageStore:
    """Answers of one generation (version, build, day), the least recently used leaving first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._generation = ""

    def enter(self, generation: str) -> None:
        """Drop everything if the generation is another one."""
        if generation != self._generation:
            self._generation = generation
            self._entries.clear()
            self.size = 0

    def get(self, key: Key) -> Entry | None:
        """The kept answer, which counts as used now."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, generation: str, key: Key, entry: Entry) -> None:
        """Keep an answer of this generation, unless a newer one has begun or it is too large to be worth it."""
        if generation != self._generation or entry.size > self.limit // 8:
            return
        if (old := self._entries.pop(key, None)) is not None:
            self.size -= old.size
        self._entries[key] = entry
        self.size += entry.size
        while self.size > self.limit:
            self.size -= self._entries.popitem(last=False)[1].size

    def __len__(self) -> int:
        return len(self._entries)


class CacheMiddleware(ASGIMiddleware):
    """Answers from the store, answers 304, and keeps and compresses what the handlers answer."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "uncached"

    def __init__(self, clock: VersionClock, build: str, limit: int, executor: Executor | None = None) -> None:
        self._clock = clock
        self._build = build
        self._executor = executor
        self.store = PageStore(limit)
        self._day: tuple[float, date] = (0.0, date.min)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Answer from what is kept, or let the handler answer and keep that."""
        accepts_gzip, if_none_match, private = _read_headers(scope["headers"])
        if private or cast("HTTPScope", scope)["method"] != "GET":
            await next_app(scope, receive, send)
            return
        version = self._clock.fresh()
        if version is None:
            version = await self._clock.current()
        generation = f"{version}.{self._build}.{self._today().toordinal()}"
        self.store.enter(generation)
        key: Key = (scope["path"], scope["query_string"], scope_is_fragment(scope))
        if if_none_match is None and (entry := self.store.get(key)) is not None:
            await _send_entry(send, entry, accepts_gzip=accepts_gzip)
            return
        etag = _etag(generation, key)
        if if_none_match is not None:
            if etag in if_none_match:
                await _send_not_modified(send, etag)
                return
            if (entry := self.store.get(key)) is not None:
                await _send_entry(send, entry, accepts_gzip=accepts_gzip)
                return
        answer = _Recorder(send, accepts_gzip=accepts_gzip, etag=etag, executor=self._executor)
        await next_app(scope, receive, answer.send)
        if answer.entry is not None:
            self.store.put(generation, key, answer.entry)

    def _today(self) -> date:
        now = time.monotonic()
        if now - self._day[0] > 1:
            self._day = (now, datetime.now(UTC).date())
        return self._day[1]


class _Recorder:
    """Passes an answer on, compressed where the reader accepts it, and makes the entry to keep."""

    def __init__(self, send: Send, *, accepts_gzip: bool, etag: bytes, executor: Executor | None) -> None:
        self._send = send
        self._accepts_gzip = accepts_gzip
        self._etag = etag
        self._executor = executor
        self._start: HTTPResponseStartEvent | None = None
        self.entry: Entry | None = None

    async def send(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body" or self._start is None:
            await self._send(message)
            return
        start, self._start = self._start, None
        if message.get("more_body"):  # a stream: neither kept nor compressed
            await self._send(start)
            await self._send(message)
            return
        entry = await self._entry(start, message["body"])
        await _send_entry(self._send, entry, accepts_gzip=self._accepts_gzip)
        if _is_public(start):
            self.entry = entry

    async def _entry(self, start: HTTPResponseStartEvent, body: bytes) -> Entry:
        headers: Headers = [(name.lower(), value) for name, value in start["headers"]]
        given = dict(headers)
        if _is_public(start):
            headers.append((b"etag", self._etag))
            if b"cache-control" not in given:
                headers.append((b"cache-control", CACHE_CONTROL))
        compressed = (
            len(body) >= SMALLEST_COMPRESSED
            and b"content-encoding" not in given
            and given.get(b"content-type", b"").startswith(COMPRESSIBLE)
        )
        if compressed:
            body = await self._compress(body)
            headers = [header for header in headers if header[0] not in {b"content-length", b"vary"}]
            vary = given.get(b"vary", b"")
            headers += [
                (b"content-length", str(len(body)).encode()),
                (b"content-encoding", b"gzip"),
                (b"vary", vary + b", Accept-Encoding" if vary else b"Accept-Encoding"),
            ]
        return Entry({**start, "headers": headers}, body, compressed)

    async def _compress(self, body: bytes) -> bytes:
        if len(body) <= INLINE_COMPRESSED:
            return _gzip(body)
        return await asyncio.get_running_loop().run_in_executor(self._executor, _gzip, body)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def _read_headers(headers: object) -> tuple[bool, bytes | None, bool]:
    """Whether gzip is accepted, the reader's ETags, and whether the request is somebody's own."""
    accepts_gzip, if_none_match, private = False, None, False
    for name, value in headers:  # type: ignore[attr-defined]
        if name == b"accept-encoding":
            accepts_gzip = b"gzip" in value
        elif name == b"if-none-match":
            if_none_match = value
        elif name == b"authorization" or (name == b"cookie" and any(own in value for own in PRIVATE_COOKIES)):
            private = True
    return accepts_gzip, if_none_match, private


def _etag(generation: str, key: Key) -> bytes:
    path, query, fragment = key
    name = b"\x00".join((generation.encode(), path.encode(), query, b"1" if fragment else b"0"))
    return b'W/"' + hashlib.blake2b(name, digest_size=12).hexdigest().encode() + b'"'


def _is_public(start: HTTPResponseStartEvent) -> bool:
    """Whether an answer may be kept: a success that sets no cookie and does not forbid it."""
    if start["status"] != 200:
        return False
    for name, value in start["headers"]:
        lower = name.lower()
        if lower == b"set-cookie":
            return False
        if lower == b"cache-control" and (b"private" in value or b"no-store" in value):
            return False
    return True


async def _send_entry(send: Send, entry: Entry, *, accepts_gzip: bool) -> None:
    start, body = entry.start, entry.body
    if entry.compressed and not accepts_gzip:
        body = gzip.decompress(body)
        headers = [
            header for header in start["headers"] if header[0] not in {b"content-encoding", b"content-length"}
        ]
        start = {**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]}
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _send_not_modified(send: Send, etag: bytes) -> None:
    headers = [(b"etag", etag), (b"cache-control", CACHE_CONTROL), (b"vary", b"HX-Request, Accept-Encoding")]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def answering_head(app: ASGIApp) -> ASGIApp:
    """Let every GET also answer HEAD: the same headers, no body."""

    async def with_head(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await app({**scope, "method": "GET"}, receive, send_headers)

    return with_head
