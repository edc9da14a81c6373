"""Reads of the history."""

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session, col, select

from registry.audit.difference import difference
from registry.audit.models import Event, Revision
from registry.audit.schemas import DecisionView, Difference, RevisionHead, RevisionView
from registry.db.base import Names
from registry.db.ids import Kind
from registry.db.withheld import public_body
from registry.errors import NotFound

REFERENCES: Final = ("notice", "submission", "revision")
"""What of an event's content everybody may read: what it refers to."""

WITH_REASON: Final = ("deployment.", "finding.")
"""Beginnings of the actions whose reason was given in public."""


def revisions(session: Session, kind: Kind, record_id: str) -> list[RevisionHead]:
    """All revisions of a record, newest first."""
    rows = session.exec(
        select(Revision.number, Revision.author, Revision.at, Revision.note)
        .where(Revision.record_kind == kind, Revision.record_id == record_id)
        .order_by(col(Revision.number).desc())
    )
    return [RevisionHead(*row) for row in rows]


def revision(session: Session, kind: Kind, record_id: str, number: int) -> RevisionView:
    """One revision with its body as everybody may read it; `NotFound` if there is none of that number."""
    row = session.exec(
        select(Revision).where(
            Revision.record_kind == kind, Revision.record_id == record_id, Revision.number == number
        )
    ).first()
    if row is None:
        raise NotFound(f"{record_id} has no revision {number}.", id=record_id, number=number)
    return RevisionView(row.number, row.author, row.at, row.note, public_body(row.body))


def compare(session: Session, kind: Kind, record_id: str, before: int, after: int) -> Difference:
    """What changed between any two revisions of a record."""
    first, second = (revision(session, kind, record_id, number) for number in (before, after))
    return Difference(
        RevisionHead(first.number, first.author, first.at, first.note),
        RevisionHead(second.number, second.author, second.at, second.note),
        difference(first.body, second.body),
    )


def latest(session: Session, limit: int) -> list[tuple[Kind, str, RevisionHead]]:
    """The last revisions of all records, newest first."""
    rows = session.exec(select(Revision).order_by(col(Revision.id).desc()).limit(limit))
    return [
        (row.record_kind, row.record_id, RevisionHead(row.number, row.author, row.at, row.note))
        for row in rows
    ]


def decisions(session: Session, kind: Kind, record_id: str, limit: int = 100) -> list[DecisionView]:
    """The public events on a record, newest first; who did it in person is not among what they say."""
    rows = session.exec(
        select(Event.at, Event.action, Event.after)
        .where(Event.object_kind == kind.value, Event.object_id == record_id, col(Event.is_public))
        .order_by(col(Event.id).desc())
        .limit(limit)
    )
    return [
        DecisionView(
            at,
            action,
            str(after.get("by", "")),
            {name: after[name] for name in REFERENCES if isinstance(after.get(name), int)},
            _said(action, after),
        )
        for at, action, after in rows
    ]


def _said(action: str, after: Mapping[str, Any]) -> Names:
    text = (after.get("reason") if action.startswith(WITH_REASON) else None) or {}
    return {"und": text} if isinstance(text, str) else dict(text)
