"""What was done, by whom, to what: events that are only ever added, each sealed with the one before it.

An event's digest covers its own fields and the digest of the event before it, so nothing can be changed, left
out or put in between without all later digests failing. What names a person lies apart: the event holds only a
salted digest of it, so that it can be erased later and the chain still holds.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.audit.models import Event, EventHead, EventPersonal
from registry.db.base import now

SYSTEM: Final = ""
"""The actor of what nobody did in person."""

_request_id: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def during(request_id: str) -> Iterator[None]:
    """Note this request's id on what is recorded meanwhile."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


def record(  # noqa: PLR0913 - what is recorded is named
    session: Session,
    action: str,
    *,
    actor: str = SYSTEM,
    on: tuple[str, str] = ("", ""),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    public: bool = False,
) -> None:
    """Add an event in the caller's transaction.

    `action` is `resource.verb` in the past tense (`submission.accepted`); `actor` an account's id; `on` the kind and id
    of what it was done to. `before` and
    `after` hold what changed and nothing that names a person: that goes into `personal`. `public` events show on
    the record's own page, without their actor.
    """
    session.flush()
    head = session.exec(select(EventHead).with_for_update()).one()  # made with the tables
    salt = secrets.token_hex(16) if personal else ""
    event = Event(
        id=head.count + 1,
        at=now().replace(microsecond=0),
        actor=actor,
        action=action,
        object_kind=on[0],
        object_id=on[1],
        request_id=_request_id.get(),
        before=dict(before or {}),
        after=dict(after or {}),
        personal_digest=_digest(salt, dict(personal)) if personal else "",
        is_public=public,
        previous=head.digest,
    )
    event.digest = digest_of(event)
    session.add(event)
    session.flush()
    if personal:
        session.add(EventPersonal(event_id=event.id, account_id=actor, salt=salt, data=dict(personal)))
    head.count, head.digest = event.id, event.digest
    session.add(head)
    session.flush()


def digest_of(event: Event) -> str:
    """The seal of an event: SHA-256 over the event before it and every field but the digest itself."""
    return _digest(
        event.previous,
        {
            "id": event.id,
            "at": event.at.isoformat(),
            "actor": event.actor,
            "action": event.action,
            "object_kind": event.object_kind,
            "object_id": event.object_id,
            "request_id": event.request_id,
            "before": event.before,
            "after": event.after,
            "personal_digest": event.personal_digest,
            "is_public": event.is_public,
        },
    )


def _digest(salt: str, content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain does not hold, and what is wrong there."""

    event_id: int
    reason: str
    at: datetime | None = None


def verify(session: Session) -> list[Broken]:
    """Go through the whole chain; gives every place where it was tampered with, none when it holds."""
    faults: list[Broken] = []
    expected, previous = 1, ""
    rows = session.exec(
        select(Event).order_by(col(Event.id)).execution_options(yield_per=1000, populate_existing=True)
    )
    for event in rows:
        if event.id != expected:
            faults.append(Broken(expected, f"events {expected} to {event.id - 1} are missing", event.at))
        if event.previous != previous:
            faults.append(Broken(event.id, "does not follow the event before it", event.at))
        if event.digest != digest_of(event):
            faults.append(Broken(event.id, "was changed", event.at))
        expected, previous = event.id + 1, event.digest
    faults += _faults_of_personal(session)
    head = session.exec(select(EventHead)).one()
    if (head.count, head.digest) != (expected - 1, previous):
        faults.append(Broken(expected, "the last events are missing"))
    return faults


def _faults_of_personal(session: Session) -> list[Broken]:
    rows = session.execute(
        sa.select(
            col(EventPersonal.event_id),
            col(EventPersonal.salt),
            col(EventPersonal.data),
            col(Event.personal_digest),
            col(Event.at),
        ).outerjoin(Event, col(Event.id) == col(EventPersonal.event_id))
    )
    return [
        Broken(event_id, "what names a person was changed", at)
        for event_id, salt, data, sealed, at in rows
        if _digest(salt, data) != sealed
    ]


def erase_person(session: Session, account_id: str) -> int:
    """Erase what names a person from all events of this account; the chain still holds. Gives how many."""
    erased = session.execute(sa.delete(EventPersonal).where(col(EventPersonal.account_id) == account_id))
    return int(getattr(erased, "rowcount", 0))
