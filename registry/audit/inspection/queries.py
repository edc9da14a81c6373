"""Reads of events by who did what to what and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.audit.models import Event, EventPersonal
from registry.audit.schemas import EventView


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: what is empty asks for nothing in particular; days are in UTC, both included.

    `actors` None: by anybody; else ids of accounts, where an empty one is the system.
    """

    actors: tuple[str, ...] | None = None
    action: str = ""
    object_kind: str = ""
    object_id: str = ""
    request_id: str = ""
    since: date | None = None
    until: date | None = None


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.actors is not None:
        found.append(col(Event.actor).in_(wanted.actors))
    if wanted.action:
        found.append(col(Event.action) == wanted.action)
    if wanted.object_kind:
        found.append(col(Event.object_kind) == wanted.object_kind)
    if wanted.object_id:
        found.append(col(Event.object_id) == wanted.object_id)
    if wanted.request_id:
        found.append(col(Event.request_id) == wanted.request_id)
    if wanted.since:
        found.append(col(Event.at) >= _midnight(wanted.since))
    if wanted.until:
        found.append(col(Event.at) < _midnight(wanted.until) + timedelta(days=1))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def events(session: Session, wanted: Wanted, *, before: int = 0, limit: int = 50) -> list[EventView]:
    """Events, the newest first; `before` the number of one."""
    conditions = _conditions(wanted)
    if before:
        conditions.append(col(Event.id) < before)
    rows = session.exec(select(Event).where(*conditions).order_by(col(Event.id).desc()).limit(limit))
    return [
        EventView(
            row.id,
            row.at,
            row.actor,
            row.action,
            row.object_kind,
            row.object_id,
            row.request_id,
            row.before,
            row.after,
            row.is_public,
            row.digest,
        )
        for row in rows
    ]


def personal(session: Session, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What names a person in these events, where it was not erased."""
    rows = session.exec(
        select(EventPersonal.event_id, EventPersonal.data).where(
            col(EventPersonal.event_id).in_(list(numbers))
        )
    )
    return {number: dict(data) for number, data in rows}


def actions(session: Session) -> list[str]:
    """Every action that any event is of, by name."""
    return list(session.exec(select(Event.action).distinct().order_by(Event.action)))
