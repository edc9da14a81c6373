"""Publishing: a new state of a record becomes a revision, and readers are told that something changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.audit.models import Revision
from registry.db.base import now
from registry.db.bulk import chunks
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """The newest revision of a record."""

    number: int
    author: str
    body: Body


def last_revisions(session: Session, kind: Kind, ids: Iterable[str]) -> dict[str, Published]:
    """The newest revision of each of these records that has any."""
    found: dict[str, Published] = {}
    for chunk in chunks(dict.fromkeys(ids)):
        newest = (
            select(Revision.record_id, sa.func.max(Revision.number).label("number"))
            .where(Revision.record_kind == kind, col(Revision.record_id).in_(chunk))
            .group_by(col(Revision.record_id))
            .subquery()
        )
        rows = session.execute(
            sa.select(col(Revision.record_id), col(Revision.number), col(Revision.author), col(Revision.body))
            .join(
                newest,
                sa.and_(
                    col(Revision.record_id) == newest.c.record_id, col(Revision.number) == newest.c.number
                ),
            )
            .where(col(Revision.record_kind) == kind)
        )
        found.update((row[0], Published(row[1], row[2], row[3])) for row in rows)
    return found


@dataclass(frozen=True, slots=True)
class Saved:
    """What a service did with a record: created, updated, unchanged, or kept as it was edited here."""

    id: str
    slug: str
    outcome: str


def publish(
    session: Session,
    kind: Kind,
    bodies: Mapping[str, Body],
    *,
    author: str,
    note: str = "",
    yield_to_others: bool = False,
) -> dict[str, str]:
    """Record a revision of each record whose body differs from its last one; gives each id's outcome.

    With `yield_to_others` a record whose newest state is by another author is kept as it is: a seed is
    loaded again and again, and must not undo what people changed since.
    """
    last = last_revisions(session, kind, bodies)
    outcomes = {
        record_id: _outcome(last.get(record_id), body, author if yield_to_others else "")
        for record_id, body in bodies.items()
    }
    moment = now()
    revisions = [
        {
            "record_kind": kind,
            "record_id": record_id,
            "number": last[record_id].number + 1 if record_id in last else 1,
            "author": author,
            "at": moment,
            "note": note,
            "body": bodies[record_id],
        }
        for record_id, outcome in outcomes.items()
        if outcome in CHANGED
    ]
    for part in chunks(revisions):
        session.execute(sa.insert(Revision), part)
    if revisions:
        raise_catalogue_version(session)
    return outcomes


CHANGED = frozenset({"created", "updated"})
"""The outcomes after which the record's rows must be written."""


def _outcome(last: Published | None, body: Body, only_after: str) -> str:
    if last is None:
        return "created"
    if last.body == body:
        return "unchanged"
    return "kept" if only_after and last.author != only_after else "updated"
