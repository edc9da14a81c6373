"""Compares the index with the records and names every difference."""

from dataclasses import dataclass, field

from registry.db import Database, Kind
from registry.jobs.queue import backlog
from registry.search.documents import DocumentBuilder
from registry.search.engine import SearchEngine
from registry.search.sync import JOB_KIND


@dataclass(frozen=True, slots=True)
class Difference:
    """One kind: records the index lacks, documents of records that are gone, documents that are out of date."""

    missing: tuple[str, ...] = ()
    superfluous: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """How many records differ."""
        return len(self.missing) + len(self.superfluous) + len(self.stale)


@dataclass(frozen=True, slots=True)
class Report:
    """What both sides hold, and the changes that wait to be brought over."""

    records: dict[Kind, int] = field(default_factory=dict)
    differences: dict[Kind, Difference] = field(default_factory=dict)
    waiting: int = 0

    @property
    def agrees(self) -> bool:
        """Whether the index shows exactly what the records say."""
        return not any(difference.number for difference in self.differences.values())


def check(database: Database, engine: SearchEngine) -> Report:
    """Build every document anew and compare it with the one in the index, by id and stamp."""
    records: dict[Kind, int] = {}
    differences: dict[Kind, Difference] = {}
    with database.read() as session:
        waiting = backlog(session, JOB_KIND).waiting
        builder = DocumentBuilder(session)
        for kind in Kind:
            wanted = {document.id: document.stamp for document in builder.all([kind])}
            held = dict(engine.stamps(kind))
            records[kind] = len(wanted)
            differences[kind] = Difference(
                tuple(sorted(wanted.keys() - held.keys())),
                tuple(sorted(held.keys() - wanted.keys())),
                tuple(sorted(key for key in wanted.keys() & held.keys() if wanted[key] != held[key])),
            )
    return Report(records, differences, waiting)
