"""Keeps other sites from sending forms in a reader's name.

Two checks, each enough by itself: every unsafe request must say that it comes from this site (the browser's
`Sec-Fetch-Site` or `Origin`), and every form carries a token that only this site can make, bound to the
reader's session, or to a cookie of the visit where nobody is signed in.
"""

import hashlib
import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from registry.errors import ForgedRequest

FIELD: Final = "csrf"
VISIT: Final = "visit"
HOST_VISIT: Final = "__Host-visit"
"""The same cookie behind https: only this very host can have set it."""

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FROM_ANYWHERE: Final = "from_anywhere"
"""Option of a route that other sites may send to: what its address holds is proof enough by itself."""

USED: Final = "csrf_used"
"""Key in a request's state: the page holds a token, so it is this reader's own."""


def cookies_of(scope: Scope) -> dict[str, str]:
    """The cookies of a request."""
    jar: SimpleCookie = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                continue
    return {name: morsel.value for name, morsel in jar.items()}


class Tokens:
    """Makes and checks the tokens of forms; `secret` is the registry's own key."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"csrf:" + secret.encode()).digest()

    def make(self, request: Request[Any, Any, Any]) -> str:
        """The token for a form on this page; notes that the page may not be shared."""
        state = request.scope.setdefault("state", {})
        if _binding(request.scope) is None:
            state[VISIT] = secrets.token_urlsafe(16)
        state[USED] = True
        return self._sign(_binding(request.scope) or "")

    def check(self, request: Request[Any, Any, Any], token: str) -> None:
        """Refuse a form whose token is not this reader's."""
        visit = _binding(request.scope)
        if visit is None or not hmac.compare_digest(self._sign(visit).encode(), token.encode()):
            raise ForgedRequest

    def _sign(self, binding: str) -> str:
        return hmac.new(self._key, binding.encode(), hashlib.sha256).hexdigest()


def _binding(scope: Scope) -> str | None:
    """What a token is bound to: the session, else the visit; None where there is neither yet."""
    cookies = cookies_of(scope)
    for name, prefix in (("__Host-session", "s"), ("session", "s"), (HOST_VISIT, "v"), (VISIT, "v")):
        if cookies.get(name):
            return f"{prefix}:{cookies[name]}"
    visit = scope.get("state", {}).get(VISIT)
    return f"v:{visit}" if visit else None


class SameOriginMiddleware(ASGIMiddleware):
    """Refuses requests that change something and come from another site.

    A request with a bearer token is a program's: no browser adds that by itself. A route with the option
    `FROM_ANYWHERE` is left out.
    """

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = FROM_ANYWHERE

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request through, or say that it is forged."""
        if scope["method"] not in SAFE and not _is_ours(scope):  # type: ignore[typeddict-item]
            raise ForgedRequest
        await next_app(scope, receive, send)


def _is_ours(scope: Scope) -> bool:
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    if b"authorization" in headers:
        return True
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get(b"origin")
    return origin is None or origin.partition("://")[2] == headers.get(b"host", "")
