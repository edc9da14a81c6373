"""As of when the records are what a page shows: the moment of the latest published change."""

from datetime import datetime

from registry.db import Database
from registry.site import queries
from registry.web.caching import VersionClock


class Freshness:
    """The moment of the latest change, asked of the database once per catalogue version."""

    def __init__(self, database: Database, clock: VersionClock) -> None:
        self._database = database
        self._clock = clock
        self._known: tuple[int, datetime | None] | None = None

    def as_of(self) -> datetime | None:
        """The latest change, or None while nothing is published."""
        version = self._clock.fresh()
        known = self._known
        if version is not None and known is not None and known[0] == version:
            return known[1]
        with self._database.read() as session:
            latest = queries.latest_change(session)
        self._known = (version, latest) if version is not None else None
        return latest
