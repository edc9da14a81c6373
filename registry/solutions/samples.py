"""Which records are made up, for every page that names one."""

from collections.abc import Callable
from functools import cache

from registry.db import Database
from registry.db.ids import Kind
from registry.solutions import sample_queries
from registry.web.caching import VersionClock


class Samples:
    """The records that are made up, asked of the database once per catalogue version; only a demo has any."""

    def __init__(self, database: Database, clock: VersionClock) -> None:
        self._database = database
        self._clock = clock
        self._known: tuple[int, frozenset[tuple[Kind, str]]] | None = None

    def for_page(self) -> Callable[[str, str], bool]:
        """A lookup for one page, by kind and by id or slug, which asks at most once."""
        known = cache(self._all)
        return lambda kind, name: (Kind(kind), name) in known()

    def _all(self) -> frozenset[tuple[Kind, str]]:
        version = self._clock.fresh()
        if version is not None and self._known is not None and self._known[0] == version:
            return self._known[1]
        with self._database.read() as session:
            found = sample_queries.samples(session)
        self._known = (version, found) if version is not None else None
        return found
