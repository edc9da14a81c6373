"""Leaves a job row for every record that is published, in the same transaction, so that it is checked again."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from registry.audit.models import Revision
from registry.db.ids import Kind
from registry.jobs.queue import enqueue_many

JOB_KIND: Final = "quality"
EVERYTHING: Final = "everything"
"""The key of a job that checks all records."""

MANY: Final = 200
"""When one transaction publishes more than this, all records are checked once instead."""

TOUCHED: Final = "quality_touched"


@cache
def listen() -> None:
    """Watch every session of this process from now on; calling it again changes nothing."""
    sa.event.listen(Session, "after_flush", _after_flush)
    sa.event.listen(Session, "do_orm_execute", _on_execute)
    sa.event.listen(Session, "after_soft_rollback", _after_rollback)


def _after_rollback(session: Session, _previous: Any) -> None:
    session.info.pop(TOUCHED, None)


def _after_flush(session: Session, _context: Any) -> None:
    _write(
        session,
        [_key(each.record_kind, each.record_id) for each in session.new if isinstance(each, Revision)],
    )


def _on_execute(state: ORMExecuteState) -> None:
    """See bulk statements, which no flush shows."""
    statement: Any = state.statement
    if not state.is_insert or statement.table.name != Revision.__tablename__:
        return
    parameters: Any = state.parameters
    rows: Iterable[Mapping[str, Any]] = [parameters] if isinstance(parameters, Mapping) else parameters or []
    _write(state.session, [_key(row["record_kind"], row["record_id"]) for row in rows])


def _key(kind: Kind | str, record_id: str) -> str:
    return f"{Kind(kind).value}:{record_id}"


def _write(session: Any, keys: list[str]) -> None:
    """Write job rows for records not yet touched in this transaction; for very many, one for all."""
    touched: set[str] = session.info.setdefault(TOUCHED, set())
    fresh = [key for key in dict.fromkeys(keys) if key not in touched]
    if not fresh or EVERYTHING in touched:
        return
    if len(touched) + len(fresh) > MANY:
        fresh = [EVERYTHING]
    touched.update(fresh)
    enqueue_many(session.connection(), JOB_KIND, fresh)
