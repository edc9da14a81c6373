"""Applications to test: their routes take long to assemble, so a process does that once and equips them anew."""

from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar

from registry.app import assemble, equip
from registry.settings import Settings

_idle: list[Litestar] = []


@contextmanager
def application(settings: Settings) -> Iterator[Litestar]:
    """The application as `create_app` makes it, for this long."""
    app = _idle.pop() if _idle else assemble()
    routes = len(app.routes)
    yield equip(app, settings)
    if len(app.routes) == routes:  # one that a test gave routes of its own is not used again
        _idle.append(app)
