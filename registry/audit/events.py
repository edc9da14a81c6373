"""What was done, by whom, to what: events that are only ever added, each sealed with the one before it.

An event's digest covers its own fields and the digest of the event before it, so nothing can be changed, left
out or put in between without all later digests failing. What names a person lies apart: the event holds only a
salted digest of it, so that it can be erased later and the chain still holds; what was erased is an event as well.

Events are sealed at the end of the unit of work: who adds one holds the end of the chain until the commit, and by
then nothing else is waited for, so no two can wait for each other.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col, select

from registry.audit.models import Event, EventHead, EventPersonal
from registry.db.base import now
from registry.db.engine import at_end
from registry.tracing import request_id

SYSTEM: Final = ""
"""The actor of what nobody did in person."""

ERASED: Final = "person.erased"
"""The event by which what names a person left earlier events; `after` lists their numbers."""

_PENDING: Final = "events"


@dataclass(frozen=True, slots=True)
class _Pending:
    """An event that waits for its seal; `within` is the savepoint that it was recorded in."""

    fields: dict[str, Any]
    personal: dict[str, Any]
    person: str
    within: SessionTransaction | None


def record(  # noqa: PLR0913 - what is recorded is named
    session: Session,
    action: str,
    *,
    actor: str = SYSTEM,
    on: tuple[str, str] = ("", ""),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    person: str = "",
    public: bool = False,
) -> None:
    """Add an event in the caller's transaction.

    `action` is `resource.verb` in the past tense (`submission.accepted`); `actor` an account's id; `on` the kind and id
    of what it was done to. `before` and `after` hold what changed and nothing that names a person: that goes into
    `personal`, which belongs to the account `person` (the actor, where that is left out) and is erased with it.
    `public` events show on the record's own page, without their actor.
    """
    pending: list[_Pending] = session.info.setdefault(_PENDING, [])
    if not pending:
        at_end(session, seal)
    fields = {
        "at": now().replace(microsecond=0),
        "actor": actor,
        "action": action,
        "object_kind": on[0],
        "object_id": on[1],
        "request_id": request_id(),
        "before": _plain(dict(before or {})),
        "after": _plain(dict(after or {})),
        "is_public": public,
    }
    kept = _plain(dict(personal or {}))
    pending.append(_Pending(fields, kept, person or actor, session.get_nested_transaction()))


def seal(session: Session) -> None:
    """Write what was recorded in this unit of work to the end of the chain."""
    pending: list[_Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    head = session.exec(
        select(EventHead).with_for_update().execution_options(populate_existing=True)
    ).one()  # made with the tables
    rows, personal_rows = [], []
    for each in pending:
        head.count += 1
        salt = secrets.token_hex(16) if each.personal else ""
        row = {
            "id": head.count,
            **each.fields,
            "personal_digest": digest_of_personal(salt, each.person, each.personal) if each.personal else "",
            "previous": head.digest,
        }
        head.digest = row["digest"] = digest_of(row)
        rows.append(row)
        if each.personal:
            personal_rows.append(
                {"event_id": head.count, "account_id": each.person, "salt": salt, "data": each.personal}
            )
    session.execute(sa.insert(Event), rows)
    if personal_rows:
        session.execute(sa.insert(EventPersonal), personal_rows)
    session.add(head)
    session.flush()


SEALED: Final = (
    "id",
    "at",
    "actor",
    "action",
    "object_kind",
    "object_id",
    "request_id",
    "before",
    "after",
    "personal_digest",
    "is_public",
    "previous",
)
"""The fields that an event's digest covers: all but the digest itself."""


def digest_of(event: Mapping[str, Any]) -> str:
    """The seal of an event: SHA-256 over the digest of the event before it and every field of its own."""
    at: datetime = event["at"]
    content = {name: event[name] for name in SEALED if name != "previous"}
    return _digest(event["previous"], {**content, "at": at.isoformat()})


def digest_of_personal(salt: str, person: str, data: Mapping[str, Any]) -> str:
    """What an event holds of its personal part: enough to know it again, not enough to guess it."""
    return _digest(salt, {"person": person, "data": data})


def _digest(before: str, content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value as both databases give it back: a whole number is never written as a fraction."""
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"an event cannot hold {value}")
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"an event cannot hold {value!r}")


def _forget_rolled_back(session: Session, rolled_back: SessionTransaction) -> None:
    """What was recorded in a savepoint that is rolled back did not happen."""
    pending: list[_Pending] = session.info.get(_PENDING, [])
    pending[:] = [each for each in pending if not _is_within(each.within, rolled_back)]


def _is_within(inner: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while inner is not None and inner is not outer:
        inner = inner.parent
    return inner is outer


sa.event.listen(Session, "after_soft_rollback", _forget_rolled_back)


def erase_person(session: Session, account_id: str, *, actor: str = SYSTEM) -> int:
    """Erase what names a person from all events; the chain still holds, and says so. Gives how many there were."""
    erased = sorted(
        session.scalars(
            sa.delete(EventPersonal)
            .where(col(EventPersonal.account_id) == account_id)
            .returning(col(EventPersonal.event_id))
        )
    )
    if erased:
        record(session, ERASED, actor=actor, on=("account", account_id), after={"events": erased})
    return len(erased)
