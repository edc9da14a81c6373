"""Goes through the chain of events and says where it was tampered with.

Who can write to the database can also write a whole new chain. Against that helps a seal, the number and digest of
the last event, that was noted elsewhere before: the chain must still run through it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.audit.events import ERASED, SEALED, digest_of, digest_of_personal, seal
from registry.audit.models import Event, EventHead, EventPersonal
from registry.db.base import select_columns
from registry.errors import BadParameter

AT_ONCE: Final = 1_000
UNREADABLE: Final = (ValueError, TypeError, LookupError)
"""What a driver or JSON raises for a value that no event can have."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain does not hold, and what is wrong there."""

    event_id: int
    reason: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seal:
    """The number and digest of the last event, to be noted elsewhere: `17-9f86d0…`."""

    count: int
    digest: str

    def __str__(self) -> str:
        return f"{self.count}-{self.digest}"

    @classmethod
    def read(cls, text: str) -> "Seal":
        """A seal as it was noted; `BadParameter` if it is none."""
        count, _, digest = text.strip().partition("-")
        if not count.isdecimal() or len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise BadParameter(
                "seal", f"{text!r} is not a seal: a number, a hyphen and 64 hexadecimal digits."
            )
        return cls(int(count), digest)


def last_seal(session: Session) -> Seal:
    """The seal of the last event."""
    head = session.exec(select(EventHead).execution_options(populate_existing=True)).one()
    return Seal(head.count, head.digest)


def verify(session: Session, noted: Seal | None = None) -> list[Broken]:
    """Every place where the events were tampered with, none when all holds; `noted` is a seal from before."""
    seal(session)  # what this very unit of work recorded is part of it
    walk = _Walk()
    for row in _rows(session):
        walk.take(row)
    faults = walk.faults + _faults_of_personal(session, walk)
    end = last_seal(session)
    if (end.count, end.digest) != (walk.expected - 1, walk.previous):
        faults.append(Broken(walk.expected, "the last events are missing, or others were added"))
    if noted and noted.count and _digest_at(session, noted.count) != noted.digest:
        faults.append(Broken(noted.count, "is not the event whose seal was noted"))
    return sorted(faults, key=lambda fault: fault.event_id)


@dataclass(slots=True)
class _Walk:
    """What is known after so many events."""

    expected: int = 1
    previous: str = ""
    faults: list[Broken] = field(default_factory=list)
    personal: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)

    def take(self, row: Row) -> None:
        """Look at the next event."""
        number, at = row["id"], row.get("at")
        if number < self.expected:
            self.faults.append(Broken(number, "stands before the first event", at))
        elif number > self.expected:
            many = number - 1 > self.expected
            reason = f"and those up to {number - 1} are missing" if many else "is missing"
            self.faults.append(Broken(self.expected, reason, at))
        if not row.keys() >= set(SEALED):
            self.faults.append(Broken(number, "holds what no event can hold"))
        else:
            if row["previous"] != self.previous:
                self.faults.append(Broken(number, "does not follow the event before it", at))
            if row["digest"] != digest_of(row):
                self.faults.append(Broken(number, "was changed", at))
            if row["personal_digest"]:
                self.personal.add(number)
            if row["action"] == ERASED:
                self.erased.update(row["after"].get("events", ()))
        self.expected, self.previous = max(number, 0) + 1, row["digest"]


def _digest_at(session: Session, number: int) -> str | None:
    return session.exec(select(Event.digest).where(Event.id == number)).first()


def _rows(session: Session) -> Iterator[Row]:
    """All events in their order; of one that cannot be read, only its number and digest."""
    columns = [getattr(Event, name) for name in (*SEALED, "digest")]
    after: int | None = None
    while True:
        beyond = [] if after is None else [col(Event.id) > after]
        known = session.exec(
            select(Event.id, Event.digest).where(*beyond).order_by(col(Event.id)).limit(AT_ONCE)
        ).all()
        if not known:
            return
        after = known[-1][0]
        wanted = select_columns(*columns).order_by(col(Event.id))
        try:
            yield from _read(session, wanted.where(*beyond, col(Event.id) <= after))
        except UNREADABLE:
            for number, digest in known:
                yield _read_one(session, wanted.where(col(Event.id) == number), number, digest)


def _read(session: Session, wanted: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in session.execute(wanted).mappings()]


def _read_one(session: Session, wanted: sa.Select[Any], number: int, digest: str) -> Row:
    try:
        return _read(session, wanted)[0]
    except UNREADABLE:
        return {"id": number, "digest": digest}


def _faults_of_personal(session: Session, walk: _Walk) -> list[Broken]:
    """Personal parts that were changed, or that went without an erasure on record."""
    rows = session.execute(
        sa.select(
            col(EventPersonal.event_id),
            col(EventPersonal.account_id),
            col(EventPersonal.salt),
            sa.cast(col(EventPersonal.data), sa.Text),
            col(Event.personal_digest),
        ).outerjoin(Event, col(Event.id) == col(EventPersonal.event_id))
    )
    faults = []
    there = set()
    for event_id, person, salt, data, sealed in rows:
        there.add(event_id)
        if _digest_of_text(salt, person, data) != sealed:
            faults.append(Broken(event_id, "what names a person was changed"))
    return faults + [
        Broken(event_id, "what names a person is gone, and no erasure is on record")
        for event_id in walk.personal - there - walk.erased
    ]


def _digest_of_text(salt: str, person: str, data: str) -> str:
    try:
        return digest_of_personal(salt, person, json.loads(data))
    except UNREADABLE:
        return "unreadable"
