"""Reads of the Secretariat's desk: queues, loads and figures. Callers have the permission to screen."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct
from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.queries import names_of as people_named
from registry.accounts.viewer import Viewer
from registry.db.base import Names, now
from registry.organisations.queries import refs as organisation_refs
from registry.organisations.schemas import OrganisationRef
from registry.submissions import clock
from registry.submissions.models import Submission, SubmissionNote, SubmissionStay
from registry.submissions.workflow import WAITS_ON, Side, State

ON_DESK: Final = tuple(
    state for state in State if WAITS_ON[state] is Side.SECRETARIAT and state is not State.APPEALED
)
"""States in which the screeners are waited for; appeals have a queue of their own."""

PAGE: Final = 50
YEAR: Final = timedelta(days=365)


class Queue(StrEnum):
    """The lists of the desk."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    LATE = "late"
    ALL = "all"
    APPEALS = "appeals"


class QueueRow(Struct, frozen=True):
    """A submission in a queue; ages in whole days."""

    id: int
    kind: str
    names: Names
    is_change: bool
    organisation: OrganisationRef | None
    country: str | None
    state: str
    priority: str
    assignee: str
    submitted_at: datetime | None
    due_at: datetime | None
    is_late: bool
    age: int


class Figures(Struct, frozen=True):
    """How the desk stands; medians over what was decided in the last year, in days, None where nothing was."""

    counts: dict[str, int]
    oldest: int | None
    decided: int
    median_all: float | None
    median_own: float | None


def queues(viewer: Viewer) -> tuple[Queue, ...]:
    """The lists that the viewer works with."""
    screens = (Queue.MINE, Queue.UNASSIGNED, Queue.WAITING, Queue.LATE, Queue.ALL)
    return (
        *(screens if viewer.may(Permission.SUBMISSION_SCREEN) else ()),
        *((Queue.APPEALS,) if viewer.may(Permission.APPEAL_DECIDE) else ()),
    )


def _in(queue: Queue, viewer: Viewer, moment: datetime) -> sa.ColumnElement[bool]:
    state, waiting = col(Submission.state), State.CHANGES_ASKED
    match queue:
        case Queue.MINE:
            return sa.and_(state.in_(ON_DESK), col(Submission.assignee_id) == viewer.account_id)
        case Queue.UNASSIGNED:
            return sa.and_(state.in_(ON_DESK), col(Submission.assignee_id).is_(None))
        case Queue.WAITING:
            return state == waiting
        case Queue.LATE:
            return sa.and_(state.in_([*ON_DESK, waiting]), col(Submission.due_at) < moment)
        case Queue.APPEALS:
            return state == State.APPEALED
    return state.in_([*ON_DESK, waiting])


_URGENCY: Final = sa.case(
    {"urgent": 0, "high": 1, "normal": 2}, value=sa.cast(col(Submission.priority), sa.String), else_=3
)


def queue(session: Session, viewer: Viewer, which: Queue, page: int = 1) -> list[QueueRow]:
    """One list, what is due first at its top; up to one row more than a page holds."""
    moment = now()
    rows = session.exec(
        select(Submission)
        .where(_in(which, viewer, moment))
        .order_by(_URGENCY, sa.nulls_last(col(Submission.due_at)), col(Submission.id))
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    organisations = organisation_refs(session, [row.organisation_id for row in rows if row.organisation_id])
    people = people_named(session, [row.assignee_id or "" for row in rows])
    return [
        QueueRow(
            row.id or 0,
            row.kind.value,
            row.names,
            bool(row.target_id),
            organisations.get(row.organisation_id or ""),
            row.country,
            row.state.value,
            row.priority.value,
            people.get(row.assignee_id or "", ""),
            row.submitted_at,
            row.due_at,
            row.due_at is not None and row.due_at < moment,
            (moment - row.submitted_at).days if row.submitted_at else 0,
        )
        for row in rows
    ]


def unassigned_ids(session: Session) -> list[int]:
    """What waits for a screener, the most urgent and then the longest waiting first."""
    rows = session.exec(
        select(Submission.id)
        .where(col(Submission.state).in_(ON_DESK), col(Submission.assignee_id).is_(None))
        .order_by(_URGENCY, sa.nulls_last(col(Submission.due_at)), col(Submission.id))
        .limit(PAGE)
    )
    return [each for each in rows if each is not None]


def loads(session: Session) -> dict[str, int]:
    """Account → how many open submissions it works on."""
    rows = session.execute(
        sa.select(col(Submission.assignee_id), sa.func.count())
        .where(
            col(Submission.assignee_id).is_not(None),
            col(Submission.state).in_([*ON_DESK, State.CHANGES_ASKED]),
        )
        .group_by(col(Submission.assignee_id))
    )
    return dict(rows.all())


def figures(session: Session, viewer: Viewer) -> Figures:
    """Counts, the oldest open one, and how long decisions took in the last year."""
    moment = now()
    counts = {
        each.value: session.scalar(sa.select(sa.func.count()).where(_in(each, viewer, moment))) or 0
        for each in queues(viewer)
    }
    oldest = session.scalar(
        sa.select(sa.func.min(Submission.submitted_at)).where(_in(Queue.ALL, viewer, moment))
    )
    decided = session.execute(
        sa.select(col(Submission.id), col(Submission.submitted_at), col(Submission.decided_at)).where(
            col(Submission.decided_at) > moment - YEAR, col(Submission.submitted_at).is_not(None)
        )
    ).all()
    own = _own_times(session, [row[0] for row in decided], moment)
    return Figures(
        counts,
        (moment - oldest).days if oldest else None,
        len(decided),
        _days(clock.median_time(at - since for _, since, at in decided)),
        _days(clock.median_time(own)),
    )


def _own_times(session: Session, ids: Iterable[int], moment: datetime) -> list[timedelta]:
    """How long the Secretariat had each of these in hand."""
    by_id: dict[int, list[clock.Stay]] = {}
    rows = session.exec(select(SubmissionStay).where(col(SubmissionStay.submission_id).in_(list(ids))))
    for row in rows:
        by_id.setdefault(row.submission_id, []).append(clock.Stay(row.waits_on, row.began_at, row.ended_at))
    return [clock.spent(stays, Side.SECRETARIAT, moment) for stays in by_id.values()]


def _days(time: timedelta | None) -> float | None:
    return None if time is None else round(time.total_seconds() / 86_400, 1)


def notes(session: Session, submission_id: int) -> list[SubmissionNote]:
    """What the Secretariat wrote down for itself, oldest first; for no page of the other side."""
    return list(
        session.exec(
            select(SubmissionNote)
            .where(SubmissionNote.submission_id == submission_id)
            .order_by(col(SubmissionNote.id))
        )
    )


def to_remind(session: Session, moment: datetime) -> list[Submission]:
    """What runs out of time soon, or has, and of which nobody was reminded yet in this turn."""
    asked: Any = (
        select(Submission)
        .where(
            col(Submission.state).in_([*ON_DESK, State.CHANGES_ASKED]),
            col(Submission.due_at) < moment + clock.REMIND_BEFORE,
            col(Submission.reminded_at).is_(None),
        )
        .order_by(col(Submission.id))
        .limit(500)
        .with_for_update(of=Submission)
    )
    return list(session.exec(asked))
