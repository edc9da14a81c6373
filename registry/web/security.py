"""Headers that keep a page to itself: no third party, no inline script, no frame."""

from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: Final[dict[str, str]] = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}

# Reading the public API is for every site; a page elsewhere may also ask conditionally.
CROSS_ORIGIN: Final[dict[str, str]] = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Retry-After, X-Request-ID",
}
PREFLIGHT: Final[dict[str, str]] = {
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-allow-headers": "Accept, Accept-Language, If-None-Match",
    "access-control-max-age": "86400",
}
API: Final = "/api/"


def headers_for(path: str, method: str) -> dict[str, str]:
    """The headers every answer to this path carries, success or not."""
    if not path.startswith(API):
        return HEADERS
    return {**HEADERS, **CROSS_ORIGIN, **(PREFLIGHT if method == "OPTIONS" else {})}


class SecurityMiddleware(ASGIMiddleware):
    """Adds the headers to what the handlers answer; it stands inside the cache, so they are kept with a page."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on and complete the headers of its answer."""
        wanted = headers_for(scope["path"], scope["method"])  # type: ignore[typeddict-item]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await next_app(scope, receive, send_with_headers)
