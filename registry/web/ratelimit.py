"""Keeps one client from taking the server from the others: a token bucket for each, in memory."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from litestar.enums import ScopeType
from litestar.exceptions import TooManyRequestsException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

MOST_CLIENTS: Final = 20_000


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

    def __init__(self, per_minute: int, trusted_proxies: int = 0) -> None:
        self._buckets = Buckets(per_minute)
        self._trusted_proxies = trusted_proxies

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request through, or say when to come back."""
        wait = self._buckets.take(client_of(scope, self._trusted_proxies))
        if wait:
            raise TooManyRequestsException(headers={"retry-after": str(wait)})
        await next_app(scope, receive, send)
