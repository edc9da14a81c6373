"""Tells requests for a part of a page (HTMX) from requests for a whole one."""

from litestar.connection import ASGIConnection
from litestar.types import Scope

VARY = "HX-Request"


def scope_is_fragment(scope: Scope) -> bool:
    """Whether HTMX asks for a part; going back through history and boosted links want the whole page."""
    asked = {name for name, value in scope["headers"] if name.startswith(b"hx-") and value == b"true"}
    return b"hx-request" in asked and not asked & {b"hx-boosted", b"hx-history-restore-request"}


def is_fragment(request: ASGIConnection) -> bool:  # type: ignore[type-arg]
    """Whether this request wants only the part of the page that changes."""
    return scope_is_fragment(request.scope)
