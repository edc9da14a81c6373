import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from litestar.exceptions import TooManyRequestsException

from registry.db import Database
from registry.db.limits import add
from registry.web import ratelimit
from registry.web.ratelimit import Buckets, RateLimitMiddleware, Sharing, client_of


def test_a_bucket_empties_and_refills_evenly():
    now = [0.0]
    buckets = Buckets(60, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(60)] == [0] * 60
    assert buckets.take("a") == 1
    assert buckets.take("b") == 0
    now[0] = 1.0
    assert buckets.take("a") == 0
    assert buckets.take("a") == 1


@pytest.mark.parametrize(
    ("forwarded", "trusted", "expected"),
    [
        ("", 0, "192.0.2.1"),
        ("198.51.100.7", 0, "192.0.2.1"),
        ("203.0.113.9, 198.51.100.7", 1, "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", 2, "203.0.113.9"),
        ("198.51.100.7", 2, "198.51.100.7"),
        ("2001:db8:1:2:3::9", 1, "2001:db8:1:2::/64"),
        ("not:an:address", 1, "not:an:address"),
    ],
)
def test_only_trusted_proxies_are_believed(forwarded, trusted, expected):
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope: Any = {"client": ("192.0.2.1", 5), "headers": headers}
    assert client_of(scope, trusted) == expected


async def nothing(*_: Any) -> None:
    """Answer."""


async def asked(limit: RateLimitMiddleware, times: int) -> int:
    """How many of so many requests of one client are let through."""
    scope: Any = {"client": ("192.0.2.1", 5), "headers": []}
    through = 0
    for _ in range(times):
        try:
            await limit.handle(scope, nothing, nothing, nothing)  # type: ignore[arg-type]
        except TooManyRequestsException:
            continue
        through += 1
        if limit._telling:
            await limit._telling
    return through


def run(requests: Coroutine[Any, Any, int]) -> int:
    """In a thread: a browser of another test may have its own event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, requests).result()


def test_processes_keep_one_limit(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratelimit, "SHARE_SECONDS", 0)
    counted = partial(add, database, "request", per=timedelta(days=9999))
    first, second = (RateLimitMiddleware(20, add=counted) for _ in range(2))
    assert run(asked(first, 15)) == 15
    assert run(asked(second, 15)) == 5, "fifteen of twenty were let through elsewhere"
    assert run(asked(RateLimitMiddleware(20), 15)) == 15, "one that shares with nobody"


def test_who_asks_little_is_not_told_of() -> None:
    sharing = Sharing(lambda busy: {}, least=3, clock=lambda: 0.0)
    for client in ("a", "a", "a", "b"):
        sharing.note(client)
    assert sharing.busy() == {"a": 3}
    assert sharing.busy() == {}


def test_only_what_was_taken_elsewhere_is_taken_off() -> None:
    sums = {"a": (1, 0)}

    def counted(busy: Any) -> Any:
        for client, number in busy.items():
            sums[client] = (1, sums[client][1] + number)
        return {client: sums[client] for client in busy}

    one, other = Sharing(counted, 1), Sharing(counted, 1)
    assert one.tell({"a": 5}) == {}
    assert other.tell({"a": 3}) == {"a": 5}
    assert one.tell({"a": 2}) == {"a": 3}
    assert other.tell({"a": 1}) == {"a": 2}
