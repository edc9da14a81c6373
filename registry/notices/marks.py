"""Which notices are in force on which record, for every page that names one."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Final

from registry.db import Database
from registry.db.ids import Kind
from registry.notices import queries
from registry.notices.models import NoticeKind
from registry.web.caching import VersionClock

NONE: Final[tuple[NoticeKind, ...]] = ()


class Marks:
    """Kinds of notice by record, asked of the database once per catalogue version and day; there are never many."""

    def __init__(self, database: Database, clock: VersionClock) -> None:
        self._database = database
        self._clock = clock
        self._known: tuple[int, date, dict[tuple[Kind, str], tuple[NoticeKind, ...]]] | None = None

    def for_page(self) -> Callable[[Kind | str, str], tuple[NoticeKind, ...]]:
        """A lookup for one page, which asks at most once however many records the page names.

        It gives the kinds of notice in force on a record, by its id or current slug, the gravest first.
        """
        in_force = cache(self._all)

        def on(kind: Kind | str, name: str) -> tuple[NoticeKind, ...]:
            wanted = Kind(kind)
            return in_force().get((wanted, name.upper() if wanted is Kind.COUNTRY else name), NONE)

        return on

    def _all(self) -> dict[tuple[Kind, str], tuple[NoticeKind, ...]]:
        version, day = self._clock.fresh(), queries.today()
        known = self._known
        if version is not None and known is not None and known[:2] == (version, day):
            return known[2]
        with self._database.read() as session:
            found = queries.kinds_in_force(session)
        self._known = (version, day, found) if version is not None else None
        return found
