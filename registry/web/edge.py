"""The outermost layer: every request gets an id, which its answer, its log lines and its events name.

It stands outside routing, so that unknown addresses and kept answers have it too. An id that a client sends along is
not believed: two requests never share one.
"""

import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any, Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from registry.tracing import during

HEADER: Final = b"x-request-id"
HSTS: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
"""Two years, as browsers advise; sent only where the registry's public address is https."""

log = logging.getLogger("registry.requests")


def at_the_edge(app: ASGIApp) -> ASGIApp:
    """The application with an id for every request; over https browsers are told to stay there."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        added = [(HEADER, request_id.encode())]
        if scope["litestar_app"].state["base_url"].startswith("https://"):
            added.append(HSTS)
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                # A new list: a kept answer's own one is sent to others as well.
                message = {**message, "headers": [*message["headers"], *added]}
                if log.isEnabledFor(logging.DEBUG):
                    milliseconds = (time.perf_counter() - started) * 1_000
                    log.debug("%s %d in %.1f ms", told(scope), message["status"], milliseconds)
            await send(message)

        with during(request_id):
            await app(scope, receive, send_with_id)

    return handle


def told(scope: Mapping[str, Any]) -> str:
    """Method and path of a request as they may be logged: without query, and with the names of what is secret."""
    path = str(scope["path"])
    for name, value in (scope.get("path_params") or {}).items():
        if name in SECRET_PARTS:
            path = path.replace(str(value), f"{{{name}}}")
    return f"{scope['method']} {path}"


SECRET_PARTS: Final = frozenset({"token", "secret", "key", "link"})
"""Names of the parts of addresses that only their receiver may know."""
