"""Refuses what holds a zero character: no text does, and PostgreSQL keeps none, so both databases answer alike.

Forms lose theirs where they are read (`web.forms`); this is for addresses and for the bodies of the API.
"""

import re
from typing import Final

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, ReceiveMessage, Scope, Send

from registry.errors import BadParameter, NotFound

ESCAPED: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""The character as JSON writes it; behind an even number of strokes, which are text."""


class ZeroByteMiddleware(ASGIMiddleware):
    """Answers 404 to such an address, and 400 to such a parameter or body."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let through what holds none."""
        if "\x00" in scope["path"]:
            raise NotFound
        if b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
            raise BadParameter("query", "No text holds a zero character.")
        await next_app(scope, _looked_at(receive) if _is_json(scope) else receive, send)


def _is_json(scope: Scope) -> bool:
    return any(name == b"content-type" and b"json" in value for name, value in scope["headers"])


def _looked_at(receive: Receive) -> Receive:
    parts: list[bytes] = []

    async def receive_checked() -> ReceiveMessage:
        message = await receive()
        if message["type"] == "http.request":
            parts.append(message.get("body", b""))
            if not message.get("more_body", False) and ESCAPED.search(b"".join(parts)):
                raise BadParameter("body", "No text holds a zero character.")
        return message

    return receive_checked
