import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from litestar import Litestar, Request, Response, get
from litestar.testing import TestClient

from registry.web.caching import CacheMiddleware, Entry, PageStore, VersionClock, answering_head
from registry.web.fragments import is_fragment


class Site:
    """A small application behind the cache, which counts how often each page is made."""

    def __init__(self) -> None:
        self.version = 1
        self.made: list[str] = []
        self.cache = CacheMiddleware(VersionClock(lambda: self.version), "build", 1_000_000)
        app = Litestar(self._handlers(), middleware=[self.cache], openapi_config=None)
        app.asgi_handler = answering_head(app.asgi_handler)
        self.client = TestClient(app)

    def publish(self) -> None:
        self.version += 1
        self.cache._clock._read_at = float("-inf")

    def _handlers(self) -> list[Any]:
        made = self.made

        @get("/page", sync_to_thread=False)
        def page(request: Request) -> Response[str]:
            made.append("fragment" if is_fragment(request) else "page")
            return Response(
                f"{made[-1]} {len(made)} " + "x" * 9000,
                media_type="text/html",
                headers={"vary": "HX-Request"},
            )

        @get("/cookie", sync_to_thread=False)
        def cookie() -> Response[str]:
            made.append("cookie")
            response = Response("mine", media_type="text/html")
            response.set_cookie("session", "1")
            return response

        @get("/private", sync_to_thread=False)
        def private() -> Response[str]:
            made.append("private")
            return Response("mine", headers={"cache-control": "private, no-store"})

        @get("/fault", status_code=404, sync_to_thread=False)
        def fault() -> str:
            made.append("fault")
            return "none"

        return [page, cookie, private, fault]


@pytest.fixture
def site():
    return Site()


def test_a_page_is_made_once(site):
    first, second = site.client.get("/page"), site.client.get("/page")
    assert first.text == second.text
    assert site.made == ["page"]
    assert second.headers["cache-control"] == "public, no-cache"
    assert second.headers["etag"].startswith('W/"')


def test_query_and_fragment_are_apart(site):
    whole = site.client.get("/page")
    other = site.client.get("/page?a=1")
    part = site.client.get("/page", headers={"HX-Request": "true"})
    back = site.client.get("/page", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert site.made == ["page", "page", "fragment"]
    assert part.text.startswith("fragment")
    assert back.text == whole.text
    assert len({answer.headers["etag"] for answer in (whole, other, part)}) == 3
    assert "HX-Request" in whole.headers["vary"]


def test_a_reader_with_the_page_gets_304_without_its_being_made(site):
    etag = site.client.get("/page").headers["etag"]
    again = site.client.get("/page", headers={"If-None-Match": f'"other", {etag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == etag
    assert site.made == ["page"]


def test_publishing_voids_what_is_kept(site):
    etag = site.client.get("/page").headers["etag"]
    site.publish()
    again = site.client.get("/page", headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again.headers["etag"] != etag
    assert site.made == ["page", "page"]
    assert len(site.cache.store) == 1


@pytest.mark.parametrize("path", ["/cookie", "/private", "/fault"])
def test_what_is_somebodys_own_or_a_fault_is_never_kept(site, path):
    answers = [site.client.get(path) for _ in range(2)]
    assert len(site.made) == 2
    assert all("etag" not in answer.headers for answer in answers)


def test_a_request_that_says_who_it_is_passes_by(site):
    for headers in ({"Authorization": "Bearer x"}, {"Cookie": "session=1"}):
        site.client.get("/page", headers=headers)
        site.client.get("/page", headers=headers)
    assert len(site.made) == 4
    assert len(site.cache.store) == 0


def test_answers_are_compressed_only_for_those_who_accept_it(site):
    packed = site.client.get("/page", headers={"Accept-Encoding": "gzip"})
    plain = site.client.get("/page", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(plain.headers["content-length"]) == len(plain.content) > int(packed.headers["content-length"])
    assert packed.text == plain.text
    assert site.made == ["page"]


def test_head_has_the_headers_of_get_and_no_body(site):
    whole, head = site.client.get("/page"), site.client.head("/page")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == whole.headers["content-length"]


def entry(size: int) -> Entry:
    return Entry({"type": "http.response.start", "status": 200, "headers": []}, b"x" * size, compressed=False)


def test_the_store_keeps_within_its_bytes_and_drops_what_was_used_longest_ago():
    store = PageStore(100_000)
    store.enter("1")
    for number in range(12):
        store.put("1", (str(number), b"", False), entry(7_000))
        store.get(("0", b"", False))
    assert store.size <= 100_000
    assert store.get(("0", b"", False)) is not None
    assert store.get(("1", b"", False)) is None
    store.put("1", ("large", b"", False), entry(50_000))
    assert store.get(("large", b"", False)) is None


def test_an_answer_of_an_older_generation_is_not_kept():
    store = PageStore(100_000)
    store.enter("1")
    store.enter("2")
    store.put("1", ("page", b"", False), entry(10))
    assert len(store) == 0


def test_many_requests_share_one_reading_of_the_version():
    reads = []

    def read() -> int:
        reads.append(1)
        return 7

    async def ask() -> list[int]:
        clock = VersionClock(read)
        return await asyncio.gather(*(clock.current() for _ in range(50)))

    # In a thread of its own: where a browser is open, this one has a loop already.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, ask()).result() == [7] * 50
    assert len(reads) == 1
