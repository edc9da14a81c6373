"""Reads of what reviewers judged before any consensus, of reviews that count.

Only assessments that were published and are not open again count, so that nothing is told before all have locked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.db.base import Names, select_columns
from registry.evaluation.assessments.models import Assessment, Judgement, Review, ReviewState
from registry.evaluation.assessments.workflow import State
from registry.evaluation.frameworks.models import FrameworkCriterion, FrameworkLevel, FrameworkVersion


@dataclass(frozen=True, slots=True)
class Rating:
    """One judgement before consensus; `share` is its place on the criterion's scale, from 0 to 1."""

    assessment: str
    solution: str
    version: str
    criterion: str
    reviewer: str
    place: int
    share: float


def ratings(session: Session, *, practice: bool = False) -> list[Rating]:
    """All judgements with a level, of reviews that count; those of calibration rounds apart."""
    states = (State.COMPARING, State.CLOSED) if practice else (State.PUBLISHED, State.APPEALED)
    tops = {
        (version, criterion): number - 1
        for version, criterion, number in session.execute(
            sa.select(
                col(FrameworkLevel.version_id), col(FrameworkLevel.criterion_code), sa.func.count()
            ).group_by(col(FrameworkLevel.version_id), col(FrameworkLevel.criterion_code))
        )
    }
    rows = session.execute(
        select_columns(
            Assessment.id,
            Assessment.solution_id,
            Assessment.version_id,
            Judgement.criterion,
            Review.account_id,
            FrameworkLevel.position,
        )
        .join(Review, col(Review.assessment_id) == col(Assessment.id))
        .join(Judgement, col(Judgement.review_id) == col(Review.id))
        .join(
            FrameworkLevel,
            sa.and_(
                col(FrameworkLevel.version_id) == col(Assessment.version_id),
                col(FrameworkLevel.criterion_code) == col(Judgement.criterion),
                col(FrameworkLevel.code) == col(Judgement.level),
            ),
        )
        .where(
            col(Review.state) == ReviewState.LOCKED,
            col(Assessment.state).in_(states),
            col(Assessment.is_practice).is_(practice),
        )
        .order_by(col(Assessment.id), col(Judgement.criterion), col(Review.id))
    )
    return [
        Rating(
            assessment, solution, version, criterion, reviewer, place, place / (tops[version, criterion] or 1)
        )
        for assessment, solution, version, criterion, reviewer, place in rows
    ]


def samples(session: Session, assessment_ids: Iterable[str]) -> int:
    """How many of these assessments are made up."""
    made_up = col(Assessment.id).in_(set(assessment_ids)), col(Assessment.is_sample)
    return session.scalar(sa.select(sa.func.count()).select_from(Assessment).where(*made_up)) or 0


def called(
    session: Session, version_ids: Iterable[str]
) -> tuple[dict[str, Names], dict[tuple[str, str], Names]]:
    """What these versions are called, and each of their criteria."""
    wanted = set(version_ids)
    frameworks = session.execute(
        select_columns(FrameworkVersion.id, FrameworkVersion.names).where(
            col(FrameworkVersion.id).in_(wanted)
        )
    )
    criteria = session.execute(
        select_columns(
            FrameworkCriterion.version_id, FrameworkCriterion.code, FrameworkCriterion.names
        ).where(col(FrameworkCriterion.version_id).in_(wanted))
    )
    return {row[0]: row[1] for row in frameworks}, {(row[0], row[1]): row[2] for row in criteria}
