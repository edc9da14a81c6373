"""Runs the checks over records and keeps what they found in step with the facts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlmodel import Session, col

from registry.db import Database
from registry.db.base import now
from registry.db.bulk import chunks
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.quality import fact_queries, queries
from registry.quality.check import Found, World
from registry.quality.checks import CHECKS, duplicate
from registry.quality.facts import Facts
from registry.quality.models import Finding, FindingState
from registry.quality.states import next_state

KINDS: Final = (Kind.SOLUTION, Kind.DEPLOYMENT, Kind.STANDARD, Kind.ORGANISATION)
"""Records that are checked, in the order in which they are."""

Key: TypeAlias = tuple[str, str, str]
"""Record, check and subject of a finding."""

Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(slots=True)
class Outcome:
    """What a run changed."""

    checked: int = 0
    opened: int = 0
    fixed: int = 0
    still_open: int = 0

    def add(self, other: "Outcome") -> None:
        """Count another run's numbers as well."""
        self.checked += other.checked
        self.opened += other.opened
        self.fixed += other.fixed
        self.still_open += other.still_open


def run_all(database: Database, progress: Progress = lambda *_: None) -> Outcome:
    """Check every published record; what was found of records that are gone is fixed."""
    total = Outcome()
    for number, kind in enumerate(KINDS):
        progress(kind.value, number, len(KINDS))
        total.add(run_kind(database, kind))
    return total


def run_kind(database: Database, kind: Kind, ids: Iterable[str] | None = None) -> Outcome:
    """Check the records of one kind, or these of them, and record what changed."""
    wanted = None if ids is None else set(ids)
    with database.read() as session:
        results, checked = look_at(session, kind, wanted)
    with database.write() as session:
        return record(session, kind, results, wanted, checked=checked)


def look_at(session: Session, kind: Kind, wanted: set[str] | None) -> tuple[dict[Key, Found], int]:
    """What is found of the records of one kind, or of these of them, and how many were checked."""
    world = queries.world(session)
    listed = fact_queries.facts_of(session, kind, wanted)
    results: dict[Key, Found] = {}
    for each in listed:
        for check_id, found in findings_of(kind, each, world):
            results[each.id, check_id, found.subject] = found
    if kind in duplicate.CHECK.kinds:
        every = listed if wanted is None else fact_queries.facts_of(session, kind)
        names = {each.id: each.name for each in every}
        for pair in duplicate.likely(every, wanted):
            found = duplicate.found(pair, names[pair.other])
            results[pair.one, duplicate.CHECK.id, found.subject] = found
    return results, len({each.id for each in listed})


def findings_of(kind: Kind, facts: Facts, world: World) -> Iterable[tuple[str, Found]]:
    """What the checks that look at one record by itself find about it."""
    for check in CHECKS.values():
        if kind in check.kinds and check.run is not None:
            for found in check.run(facts, world):
                yield check.id, found


def record(
    session: Session, kind: Kind, results: Mapping[Key, Found], wanted: set[str] | None, *, checked: int
) -> Outcome:
    """Bring the findings on these records (None: all of the kind) in step with what was found now."""
    moment = now()
    outcome = Outcome(checked)
    changed = False
    known = queries.known_findings(session, kind, wanted)
    fresh: list[dict[str, Any]] = []
    for key, found in results.items():
        row = known.pop(key, None)
        if row is None:
            fresh.append(_columns(kind, key, found, moment))
            outcome.opened += 1
        else:
            was = row.state
            changed |= _follow(row, found, moment)
            outcome.opened += row.state is FindingState.OPEN and was is not FindingState.OPEN
            outcome.still_open += row.state is FindingState.OPEN
    outcome.still_open += len(fresh)
    gone = [row.id for row in known.values() if row.state is not FindingState.FIXED]
    for part in chunks(fresh):
        session.execute(sa.insert(Finding), part)
    for ids in chunks(gone):
        session.execute(
            sa.update(Finding)
            .where(col(Finding.id).in_(ids))
            .values(state=FindingState.FIXED, changed_at=moment)
        )
    outcome.fixed = len(gone)
    session.flush()
    if changed or fresh or gone:
        raise_catalogue_version(session)  # public pages show what is found
    return outcome


def _follow(row: Finding, found: Found, moment: datetime) -> bool:
    """Change a known finding as far as the facts did; gives whether anything changed."""
    state = next_state(row.state, found=True, same_fact=row.fact == found.fact) or row.state
    opened = state is FindingState.OPEN and row.state is not FindingState.OPEN
    details = msgspec.to_builtins(dict(found.details))
    severity = found.severity or CHECKS[row.check_id].severity
    values = (found.reason, details, found.fact, severity, state)
    if (row.reason, row.details, row.fact, row.severity, row.state) == values:
        return False
    row.reason, row.details, row.fact, row.severity, row.state = values
    if opened:
        row.since = row.changed_at = moment
    return True


def _columns(kind: Kind, key: Key, found: Found, moment: datetime) -> dict[str, Any]:
    record_id, check_id, subject = key
    return {
        "record_kind": kind,
        "record_id": record_id,
        "check_id": check_id,
        "subject": subject,
        "reason": found.reason,
        "details": msgspec.to_builtins(dict(found.details)),
        "fact": found.fact,
        "severity": found.severity or CHECKS[check_id].severity,
        "state": FindingState.OPEN,
        "since": moment,
        "changed_at": moment,
        "accepted_reason": "",
        "accepted_by": "",
    }


def grouped(keys: Iterable[str]) -> dict[Kind, set[str]]:
    """`solution:DHS-…` keys by kind; the deployments of a changed solution are checked with it."""
    found: dict[Kind, set[str]] = defaultdict(set)
    for key in keys:
        kind, _, record_id = key.partition(":")
        if kind in {each.value for each in KINDS}:
            found[Kind(kind)].add(record_id)
    return dict(found)
