"""Keeps one client from taking the server from the others: a token bucket for each, in memory.

Processes tell each other what busy clients take, by sums in the database every few seconds, so that a client has one
limit however many processes there are. Those who ask little cost nothing there.
"""

import asyncio
import ipaddress
import logging
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Final, TypeAlias

from litestar.enums import ScopeType
from litestar.exceptions import TooManyRequestsException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

MOST_CLIENTS: Final = 20_000
SHARE_SECONDS: Final = 2.0
BUSY: Final = 30
"""Of so many requests that a client may make in a minute, one within `SHARE_SECONDS` is much."""

Add: TypeAlias = Callable[[Mapping[str, int]], dict[str, tuple[int, int]]]
"""Adds what clients took to the sums of all processes; gives the stretch of time and the sum for each."""


class Buckets:
    """A bucket per client that holds one minute's requests and refills evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._rate = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> int:
        """Take one request; return 0, or the whole seconds until one is there again."""
        now = self._clock()
        tokens, at = self._buckets.get(client, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - at) * self._rate)
        granted = tokens >= 1
        self._buckets[client] = (tokens - 1 if granted else tokens, now)
        self._buckets.move_to_end(client)
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if granted else math.ceil((1 - tokens) / self._rate)

    def spend(self, client: str, number: int) -> None:
        """Take what a client was given elsewhere; a bucket that is overdrawn fills up from there."""
        now = self._clock()
        tokens, at = self._buckets.get(client, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - at) * self._rate)
        self._buckets[client] = (max(tokens - number, -self._capacity), now)


class Sharing:
    """What busy clients took of this process since it was told to the others."""

    def __init__(self, add: Add, least: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._add = add
        self._least = least
        self._clock = clock
        self._numbers: Counter[str] = Counter()
        self._sums: dict[str, tuple[int, int]] = {}
        self._told_at = clock()

    def note(self, client: str) -> bool:
        """Count one request; says whether it is time to tell the others."""
        self._numbers[client] += 1
        return self._clock() - self._told_at >= SHARE_SECONDS

    def busy(self) -> dict[str, int]:
        """Who took much since it was told last; the count begins anew."""
        busy = {client: number for client, number in self._numbers.items() if number >= self._least}
        self._numbers.clear()
        self._told_at = self._clock()
        return busy

    def tell(self, busy: Mapping[str, int]) -> dict[str, int]:
        """Add these to the sums of all processes; gives what each client took elsewhere meanwhile."""
        sums = self._add(busy)
        elsewhere = {}
        for client, (window, total) in sums.items():
            former = self._sums.get(client, (window, 0))
            known = former[1] if former[0] == window else 0
            elsewhere[client] = total - known - busy[client]
        now = max((window for window, _ in sums.values()), default=0)
        self._sums = {client: kept for client, kept in (self._sums | sums).items() if kept[0] == now}
        return {client: number for client, number in elsewhere.items() if number > 0}


def client_of(scope: Scope, trusted_proxies: int) -> str:
    """The client's address; an IPv6 client is its /64. Only as many proxies are believed as are trusted."""
    peer = scope.get("client")
    address = peer[0] if peer else ""
    if trusted_proxies:
        forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        hops = [hop.strip() for hop in forwarded.decode("latin-1").split(",") if hop.strip()]
        if hops:
            address = hops[-min(trusted_proxies, len(hops))]
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address


class RateLimitMiddleware(ASGIMiddleware):
    """Answers 429 with Retry-After when a client's bucket is empty; files of the front end are free."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "unlimited"

    def __init__(
        self,
        per_minute: int,
        trusted_proxies: int = 0,
        *,
        add: Add | None = None,
        executor: Executor | None = None,
    ) -> None:
        self._buckets = Buckets(per_minute)
        self._trusted_proxies = trusted_proxies
        self._sharing = Sharing(add, max(1, per_minute // BUSY)) if add else None
        self._executor = executor
        self._telling: asyncio.Task[None] | None = None

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request through, or say when to come back."""
        client = client_of(scope, self._trusted_proxies)
        wait = self._buckets.take(client)
        if self._sharing and self._sharing.note(client) and (self._telling is None or self._telling.done()):
            self._telling = asyncio.create_task(self._tell(self._sharing))
        if wait:
            raise TooManyRequestsException(headers={"retry-after": str(wait)})
        await next_app(scope, receive, send)

    async def _tell(self, sharing: Sharing) -> None:
        """Tell the others and hear of them; a database that is away must not stop anybody from reading."""
        if not (busy := sharing.busy()):
            return
        try:
            elsewhere = await asyncio.get_running_loop().run_in_executor(self._executor, sharing.tell, busy)
        except SQLAlchemyError as error:
            log.warning("the limit of requests is not shared at the moment: %s", type(error).__name__)
            return
        for client, number in elsewhere.items():
            self._buckets.spend(client, number)
