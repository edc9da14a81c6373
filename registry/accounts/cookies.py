"""The cookies that a browser is given: its session, and the marks by which it is known again.

Behind https their names begin with `__Host-`: only this very host can have set them, and only over https.
"""

from datetime import timedelta
from typing import Any, Final

from litestar import Request, Response
from litestar.types import Scope

from registry.accounts.devices import MOST_MARKS, Browser, describe
from registry.accounts.sessions import LONGEST
from registry.web.csrf import cookies_of
from registry.web.ratelimit import client_of

HOST: Final = "__Host-"
SESSION: Final = "session"
DEVICE: Final = "device"
DEVICE_KEPT: Final = timedelta(days=365)
BETWEEN: Final = "~"


def browser_of(request: Request[Any, Any, Any]) -> Browser:
    """The browser that sent this request."""
    marks = read(request.scope, DEVICE).split(BETWEEN)
    return Browser(
        client_of(request.scope, request.app.state.settings.trusted_proxies),
        describe(request.headers.get("user-agent", "")),
        tuple(mark for mark in marks if mark)[:MOST_MARKS],
    )


def session_token(scope: Scope) -> str:
    """The token in the session cookie; empty without one."""
    return read(scope, SESSION)


def keep_session(response: Response[Any], request: Request[Any, Any, Any], token: str) -> None:
    """Let the browser carry this session; any other that it had is gone."""
    keep(response, request, SESSION, token, LONGEST)


def drop_session(response: Response[Any], request: Request[Any, Any, Any]) -> None:
    """Take the session from the browser; what else it keeps, such as the language, stays."""
    keep(response, request, SESSION, "", timedelta())


def keep_marks(response: Response[Any], request: Request[Any, Any, Any], marks: tuple[str, ...]) -> None:
    """Let the browser be known again."""
    keep(response, request, DEVICE, BETWEEN.join(marks), DEVICE_KEPT)


def keep(
    response: Response[Any], request: Request[Any, Any, Any], kind: str, value: str, age: timedelta
) -> None:
    """Give the browser a cookie that no script reads and no other site's form brings along."""
    response.set_cookie(
        _name(kind, request.scope),
        value,
        max_age=int(age.total_seconds()),
        path="/",
        secure=is_secure(request.scope),
        httponly=True,
        samesite="lax",
    )


def read(scope: Scope, kind: str) -> str:
    """What the browser brings in a cookie of ours; empty without one."""
    return cookies_of(scope).get(_name(kind, scope), "")


def _name(kind: str, scope: Scope) -> str:
    return HOST + kind if is_secure(scope) else kind


def is_secure(scope: Scope) -> bool:
    """Whether the registry's public address is https."""
    base_url: str = scope["litestar_app"].state.base_url
    return base_url.startswith("https://")
