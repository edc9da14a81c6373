"""How much one person may change in a minute, or one client where nobody is signed in; one count for all processes."""

import asyncio
from concurrent.futures import Executor
from datetime import timedelta
from typing import Final

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from registry.accounts.guard import viewer_in
from registry.db import Database
from registry.db.limits import take
from registry.web.csrf import SAFE
from registry.web.ratelimit import client_of

SHARE: Final = 5
"""Of so many requests that a client may make, one may change something."""

MINUTE: Final = timedelta(minutes=1)


class ChangeLimitMiddleware(ASGIMiddleware):
    """Counts every form and every change by the API in the database, before anything is done about it."""

    scopes = (ScopeType.HTTP,)

    def __init__(
        self, database: Database, executor: Executor, requests_per_minute: int, trusted_proxies: int = 0
    ) -> None:
        self._database = database
        self._executor = executor
        self._most = max(1, requests_per_minute // SHARE)
        self._trusted_proxies = trusted_proxies

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request through, or raise `TooOften`."""
        if scope["method"] not in SAFE:  # type: ignore[typeddict-item]
            who = viewer_in(scope).account_id or client_of(scope, self._trusted_proxies)
            await asyncio.get_running_loop().run_in_executor(
                self._executor, take, self._database, "change", who, self._most, MINUTE
            )
        await next_app(scope, receive, send)
