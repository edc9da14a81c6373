"""Recognises who asks, and keeps routes to those who may use them.

A route names one permission: `@post(…, opt=needs(Permission.SUBMISSION_CREATE))`. Here it is only checked that
the viewer has it anywhere at all, without a look at the database; what it is done to is checked where that is
known, by `viewer.demand(…)`.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, Final, TypeAlias

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from sqlmodel import Session

from registry.accounts import sessions, tokens
from registry.accounts.cookies import session_token
from registry.accounts.permissions import Permission
from registry.accounts.viewer import ANYBODY, Viewer
from registry.db import Database
from registry.errors import SignInNeeded
from registry.web.security import API

PERMISSION: Final = "permission"

Asker: TypeAlias = NamedDependency[Viewer]
"""The type of a handler's argument `viewer`."""


def needs(permission: Permission) -> dict[str, Any]:
    """Options of a route that only those may use who have this permission somewhere."""
    return {PERMISSION: permission}


async def permitted(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard: the viewer has the permission that the route names."""
    permission = handler.opt.get(PERMISSION)
    if permission is not None:
        viewer_in(connection.scope).demand_somewhere(permission)


def viewer_in(scope: Scope) -> Viewer:
    """Who asks, as the middleware found."""
    found = scope.get("user")
    return found if isinstance(found, Viewer) else ANYBODY


def provide_viewer(request: Request[Any, Any, Any]) -> Viewer:
    """Who asks."""
    return viewer_in(request.scope)


class AuthenticationMiddleware(ASGIMiddleware):
    """Finds out who asks: by cookie on pages, by bearer token under /api. Readers without either cost nothing."""

    scopes = (ScopeType.HTTP,)

    def __init__(
        self, database: Database, executor: Executor, unread: Callable[[Session, str], int] = lambda *_: 0
    ) -> None:
        self._database = database
        self._executor = executor
        self._unread = unread

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Put the viewer where handlers find it; a bearer token that is not good is refused."""
        viewer = ANYBODY
        if scope["path"].startswith(API):
            bearer = _bearer(scope)
            if bearer:
                viewer = await self._in_thread(tokens.viewer_of, self._database, bearer)
                if not viewer.is_signed_in:
                    raise SignInNeeded("The token is unknown, expired or revoked.")
        elif token := session_token(scope):
            viewer = await self._in_thread(sessions.viewer_of, self._database, token, self._unread)
        scope["user"] = viewer
        await next_app(scope, receive, send)

    async def _in_thread(self, call: Any, *arguments: Any) -> Viewer:
        found = await asyncio.get_running_loop().run_in_executor(self._executor, call, *arguments)
        return found if isinstance(found, Viewer) else ANYBODY


def _bearer(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, token = value.decode("latin-1").partition(" ")
            if kind.lower() != "bearer" or not token.strip():
                raise SignInNeeded("Send the token as `Authorization: Bearer …`.")
            return token.strip()
    return ""
