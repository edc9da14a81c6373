"""Reads of notices. What is in force depends on the day, in UTC."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.db.base import Table, now
from registry.db.ids import Kind
from registry.db.models import Slug
from registry.errors import NotFound
from registry.notices.models import Notice, NoticeAnswer, NoticeKind, NoticeStep
from registry.notices.schemas import NoticeAnswerView, NoticeRow, NoticeStepView, NoticeView

Record = tuple[Kind, str]
GRAVEST_FIRST = {kind: place for place, kind in enumerate(NoticeKind)}


def today() -> date:
    """The day by which it is decided what is in force."""
    return now().date()


def _in_force(day: date) -> list[sa.ColumnElement[bool]]:
    return [
        col(Notice.lifted_at).is_(None),
        col(Notice.starts_on) <= day,
        sa.or_(col(Notice.ends_on).is_(None), col(Notice.ends_on) >= day),
    ]


def in_force(session: Session, *records: Record) -> list[NoticeView]:
    """The notices in force on any of these records, the gravest first."""
    if not records:
        return []
    of_records = [
        sa.and_(col(Notice.record_kind) == kind, col(Notice.record_id) == record_id)
        for kind, record_id in records
    ]
    rows = session.exec(select(Notice).where(sa.or_(*of_records), *_in_force(today()))).all()
    return _views(session, sorted(rows, key=_gravity))


def by_record(session: Session) -> dict[Record, list[NoticeView]]:
    """All notices in force by the record that they are on, the gravest first."""
    rows = session.exec(select(Notice).where(*_in_force(today()))).all()
    found: dict[Record, list[NoticeView]] = defaultdict(list)
    for view in _views(session, sorted(rows, key=_gravity)):
        found[Kind(view.record_kind), view.record_id].append(view)
    return found


def _gravity(row: Notice) -> tuple[int, date, int | None]:
    return (GRAVEST_FIRST[row.kind], row.starts_on, row.id)


def notice(session: Session, number: int) -> NoticeView:
    """A notice in whatever state; `NotFound` if there is none of that number."""
    row = session.get(Notice, number)
    if row is None:
        raise NotFound(f"No notice {number}.", number=number)
    return _views(session, [row])[0]


def notices(session: Session, numbers: list[int]) -> list[NoticeView]:
    """These notices, in this order."""
    rows = session.exec(select(Notice).where(col(Notice.id).in_(numbers))).all()
    return _views(session, sorted(rows, key=lambda row: numbers.index(row.id or 0)))


def _views(session: Session, rows: list[Notice]) -> list[NoticeView]:
    answers = _answers(session, [row.id or 0 for row in rows])
    return [
        NoticeView(
            row.id or 0,
            row.record_kind,
            row.record_id,
            row.kind,
            row.reason,
            row.language,
            row.link,
            row.starts_on,
            row.ends_on,
            row.placed_at,
            row.changed_at,
            row.lifted_at,
            row.steps,
            answers.get(row.id or 0, []),
        )
        for row in rows
    ]


def _answers(session: Session, notice_ids: list[int]) -> dict[int, list[NoticeAnswerView]]:
    """The last answer of each body to each of these notices, the earliest first."""
    if not notice_ids:
        return {}
    last = (
        select(sa.func.max(NoticeAnswer.id))
        .where(col(NoticeAnswer.notice_id).in_(notice_ids))
        .group_by(col(NoticeAnswer.notice_id), col(NoticeAnswer.scope), col(NoticeAnswer.scope_id))
    )
    rows = session.exec(
        select(NoticeAnswer).where(col(NoticeAnswer.id).in_(last)).order_by(col(NoticeAnswer.id))
    )
    found: dict[int, list[NoticeAnswerView]] = defaultdict(list)
    for row in rows:
        found[row.notice_id].append(_answer(row))
    return found


def _answer(row: NoticeAnswer) -> NoticeAnswerView:
    return NoticeAnswerView(row.scope, row.scope_id, row.text, row.language, row.at)


def answers_ever(session: Session, number: int) -> list[NoticeAnswerView]:
    """Every answer to a notice, also those that a later one of the same body stands in place of."""
    rows = session.exec(
        select(NoticeAnswer).where(NoticeAnswer.notice_id == number).order_by(col(NoticeAnswer.id))
    )
    return [_answer(row) for row in rows]


def steps(session: Session, number: int) -> list[NoticeStepView]:
    """The states that a notice was in, the latest first."""
    rows = session.exec(
        select(NoticeStep).where(NoticeStep.notice_id == number).order_by(col(NoticeStep.number).desc())
    )
    return [
        NoticeStepView(
            row.number,
            row.step,
            row.at,
            row.kind,
            row.reason,
            row.language,
            row.link,
            row.starts_on,
            row.ends_on,
        )
        for row in rows
    ]


def listed(
    session: Session, *, begun_by: date | None = None, before: int = 0, limit: int = 50
) -> list[NoticeRow]:
    """Notices, the newest first: those that began by a day, or all of them; `before` a number."""
    day = today()
    conditions = [col(Notice.starts_on) <= begun_by] if begun_by else []
    if before:
        conditions.append(col(Notice.id) < before)
    rows = session.exec(select(Notice).where(*conditions).order_by(col(Notice.id).desc()).limit(limit))
    return [
        NoticeRow(
            row.id or 0,
            row.record_kind,
            row.record_id,
            row.kind,
            row.starts_on,
            row.ends_on,
            row.lifted_at,
            row.lifted_at is None and row.starts_on <= day <= (row.ends_on or day),
        )
        for row in rows
    ]


def marks(session: Session, kind: Kind) -> dict[str, tuple[NoticeKind, ...]]:
    """The kinds of notice in force on records of one kind, by their ids, the gravest first; there are never many."""
    rows = session.execute(
        sa.select(col(Notice.record_id), col(Notice.kind)).where(
            col(Notice.record_kind) == kind, *_in_force(today())
        )
    )
    found: dict[str, set[NoticeKind]] = defaultdict(set)
    for record_id, what in rows:
        found[record_id].add(what)
    return {record_id: gravest_first(kinds) for record_id, kinds in found.items()}


def gravest_first(kinds: Iterable[NoticeKind]) -> tuple[NoticeKind, ...]:
    """Each of these kinds once, the gravest first."""
    return tuple(sorted(set(kinds), key=GRAVEST_FIRST.__getitem__))


def kinds_in_force(session: Session) -> dict[Record, tuple[NoticeKind, ...]]:
    """What kinds of notice are in force on which record, by its id and by its current slug, the gravest first.

    A notice on a solution holds for its deployments as well.
    """
    rows = session.execute(
        sa.select(col(Notice.record_kind), col(Notice.record_id), col(Notice.kind), col(Slug.slug))
        .outerjoin(
            Slug,
            sa.and_(
                col(Slug.kind) == col(Notice.record_kind),
                col(Slug.record_id) == col(Notice.record_id),
                col(Slug.is_current),
            ),
        )
        .where(*_in_force(today()))
    ).all()
    found: dict[Record, set[NoticeKind]] = defaultdict(set)
    for kind, record_id, what, slug in rows:
        for name in (record_id, slug) if slug else (record_id,):
            found[kind, name].add(what)
    # Deployments live in a feature above this one: their table is named, not imported.
    deployments = Table.metadata.tables["deployment"].c
    solutions = [record_id for kind, record_id, _, _ in rows if kind is Kind.SOLUTION]
    for deployment_id, solution_id in (
        session.execute(
            sa.select(deployments.id, deployments.solution_id).where(deployments.solution_id.in_(solutions))
        )
        if solutions
        else ()
    ):
        found[Kind.DEPLOYMENT, deployment_id] |= found[Kind.SOLUTION, solution_id]
    return {record: gravest_first(kinds) for record, kinds in found.items()}
