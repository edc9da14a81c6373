"""Reads of consultations and decisions: what the public sees of submissions, and what moderators do."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from msgspec import Struct
from sqlmodel import Session, col, select

from registry.accounts.viewer import Viewer
from registry.countries.queries import refs as country_refs
from registry.countries.schemas import CountryRef
from registry.db.base import Names, now
from registry.errors import NotFound
from registry.organisations.queries import refs as organisation_refs
from registry.organisations.schemas import OrganisationRef
from registry.submissions.models import (
    Consultation,
    ConsultationComment,
    Moderation,
    Submission,
    SubmissionDecision,
)
from registry.submissions.workflow import State


class Proposal(Struct, frozen=True):
    """What the public sees of a submission; `organisation` None: a reader made it."""

    id: int
    kind: str
    names: Names
    target_id: str
    country: str | None
    organisation: OrganisationRef | None


class ConsultationView(Struct, frozen=True):
    """A consultation."""

    proposal: Proposal
    question: str
    opened_at: datetime
    closes_at: datetime
    is_open: bool
    comments: int


class CommentView(Struct, frozen=True):
    """A comment with for whom it speaks: an organisation, a country, or a member of the public."""

    id: int
    submission_id: int
    names: Names
    organisation: OrganisationRef | None
    country: CountryRef | None
    at: datetime
    text: str
    moderation: str
    reason: str
    answer: str
    answered_at: datetime | None


class DecisionView(Struct, frozen=True):
    """A decision as the public reads it."""

    id: int
    proposal: Proposal
    outcome: str
    reasons: str
    at: datetime
    on_appeal: bool
    record_id: str
    revision: int | None


def _proposals(session: Session, rows: Iterable[Submission]) -> dict[int, Proposal]:
    every = list(rows)
    organisations = organisation_refs(session, [row.organisation_id for row in every if row.organisation_id])
    return {
        row.id or 0: Proposal(
            row.id or 0,
            row.kind.value,
            row.names,
            row.target_id,
            row.country,
            organisations.get(row.organisation_id or ""),
        )
        for row in every
    }


def consultations(session: Session, *, is_open: bool, limit: int = 100) -> list[ConsultationView]:
    """Consultations that are open, the next to close first; or those that are over, the last closed first."""
    moment = now()
    closes = col(Consultation.closes_at)
    asked = (
        select(Consultation, Submission)
        .join(Submission, col(Submission.id) == col(Consultation.submission_id))
        .where(closes > moment if is_open else closes <= moment)
        .order_by(closes if is_open else closes.desc())
        .limit(limit)
    )
    rows = session.exec(asked).all()
    proposals = _proposals(session, [submission for _, submission in rows])
    counts = _published(session, [each.submission_id for each, _ in rows])
    return [_view(each, proposals[each.submission_id], counts, moment) for each, _ in rows]


def consultation(session: Session, submission_id: int) -> tuple[ConsultationView, Submission]:
    """One consultation and what is proposed; `NotFound` where none was ever held."""
    row = session.get(Consultation, submission_id)
    submission = session.get(Submission, submission_id)
    if row is None or submission is None:
        raise NotFound(f"No consultation {submission_id}.", id=submission_id)
    proposal = _proposals(session, [submission])[submission_id]
    return _view(row, proposal, _published(session, [submission_id]), now()), submission


def _view(
    row: Consultation, proposal: Proposal, counts: dict[int, int], moment: datetime
) -> ConsultationView:
    return ConsultationView(
        proposal,
        row.question,
        row.opened_at,
        row.closes_at,
        row.opened_at <= moment < row.closes_at,
        counts.get(row.submission_id, 0),
    )


def _published(session: Session, ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        sa.select(col(ConsultationComment.submission_id), sa.func.count())
        .where(
            col(ConsultationComment.submission_id).in_(ids),
            col(ConsultationComment.moderation) == Moderation.PUBLISHED,
        )
        .group_by(col(ConsultationComment.submission_id))
    )
    return dict(rows.all())


def comments(session: Session, submission_id: int, viewer: Viewer) -> list[CommentView]:
    """The published comments on a submission, and the viewer's own whatever became of them; oldest first."""
    shown = col(ConsultationComment.moderation) == Moderation.PUBLISHED
    if viewer.is_signed_in:
        shown = sa.or_(shown, col(ConsultationComment.account_id) == viewer.account_id)
    asked = select(ConsultationComment).where(ConsultationComment.submission_id == submission_id, shown)
    return _comments(session, asked.order_by(col(ConsultationComment.id)))


def to_moderate(session: Session, limit: int = 100) -> list[CommentView]:
    """Comments that wait for a moderator, oldest first."""
    asked = select(ConsultationComment).where(ConsultationComment.moderation == Moderation.WAITING)
    return _comments(session, asked.order_by(col(ConsultationComment.id)).limit(limit))


def all_comments(session: Session, submission_id: int) -> list[CommentView]:
    """Every comment on a submission, for the desk."""
    asked = select(ConsultationComment).where(ConsultationComment.submission_id == submission_id)
    return _comments(session, asked.order_by(col(ConsultationComment.id)))


def _comments(session: Session, asked: Any) -> list[CommentView]:
    rows: list[ConsultationComment] = list(session.exec(asked))
    organisations = organisation_refs(session, [row.organisation_id for row in rows if row.organisation_id])
    countries = country_refs(session, [row.country for row in rows if row.country])
    called = session.exec(
        select(Submission.id, Submission.names).where(
            col(Submission.id).in_({row.submission_id for row in rows})
        )
    ).all()
    names = dict(called)
    return [
        CommentView(
            row.id or 0,
            row.submission_id,
            names[row.submission_id],
            organisations.get(row.organisation_id or ""),
            countries.get(row.country or ""),
            row.at,
            row.text,
            row.moderation.value,
            row.moderation_reason,
            row.answer,
            row.answered_at,
        )
        for row in rows
    ]


def comment(session: Session, comment_id: int) -> ConsultationComment:
    """A comment, to be moderated."""
    found = session.exec(
        select(ConsultationComment).where(ConsultationComment.id == comment_id).with_for_update()
    ).first()
    if found is None:
        raise NotFound(f"No comment {comment_id}.", id=comment_id)
    return found


def decisions(session: Session, *, before: int = 0, limit: int = 50) -> list[DecisionView]:
    """Decisions, the last one first; `before`: the id of the last one seen."""
    asked = (
        select(SubmissionDecision, Submission)
        .join(Submission, col(Submission.id) == col(SubmissionDecision.submission_id))
        .order_by(col(SubmissionDecision.id).desc())
        .limit(limit)
    )
    if before:
        asked = asked.where(col(SubmissionDecision.id) < before)
    rows = session.exec(asked).all()
    return _decisions(session, rows)


def decisions_on(session: Session, submission_id: int) -> list[DecisionView]:
    """The decisions on one submission, the last one first; `NotFound` where none was taken."""
    rows = session.exec(
        select(SubmissionDecision, Submission)
        .join(Submission, col(Submission.id) == col(SubmissionDecision.submission_id))
        .where(SubmissionDecision.submission_id == submission_id)
        .order_by(col(SubmissionDecision.id).desc())
    ).all()
    if not rows:
        raise NotFound(f"No decision on {submission_id}.", id=submission_id)
    return _decisions(session, rows)


def _decisions(session: Session, rows: Iterable[tuple[SubmissionDecision, Submission]]) -> list[DecisionView]:
    every = list(rows)
    proposals = _proposals(session, [submission for _, submission in every])
    return [
        DecisionView(
            row.id or 0,
            proposals[row.submission_id],
            row.outcome.value,
            row.reasons,
            row.at,
            row.on_appeal,
            row.record_id,
            row.revision,
        )
        for row, _ in every
    ]


def open_appeal(session: Session, submission_id: int) -> bool:
    """Whether an appeal against the decision is being looked at."""
    found = session.exec(select(Submission.state).where(Submission.id == submission_id)).first()
    return found is State.APPEALED
