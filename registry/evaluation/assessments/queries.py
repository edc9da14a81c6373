"""Reads of assessments; who may see what is decided in `standing`, which every caller asks first."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.viewer import ANYBODY
from registry.db.base import Names
from registry.errors import NotFound
from registry.evaluation.assessments import asked
from registry.evaluation.assessments.asked import Asked
from registry.evaluation.assessments.models import (
    AssessingBody,
    Assessment,
    AssessmentAppeal,
    AssessmentStep,
    Assignment,
    AssignmentState,
    ConflictDeclaration,
    Consensus,
    Judgement,
    Proposal,
    Remark,
    Review,
    ReviewerProfile,
    ReviewState,
    VendorAnswer,
)
from registry.evaluation.assessments.workflow import UNDER_WAY, State
from registry.evaluation.frameworks import queries as frameworks
from registry.evaluation.frameworks.schemas import VersionView
from registry.solutions.models import Solution, SolutionType

NEED_WORK = (State.PLANNED, State.REVIEWING, State.COMPARING, State.ADJUDICATING, State.FACTS, State.APPEALED)
"""States in which somebody is waited for."""


def assessment(session: Session, assessment_id: str, *, to_change: bool = False) -> Assessment:
    """One assessment; `NotFound` if there is none."""
    statement = select(Assessment).where(Assessment.id == assessment_id.upper())
    row = session.exec(statement.with_for_update() if to_change else statement).first()
    if row is None:
        raise NotFound(f"No assessment {assessment_id}.", id=assessment_id)
    return row


def version_of(session: Session, row: Assessment) -> VersionView:
    """The version of the framework that an assessment is made under."""
    return frameworks.by_id(session, row.version_id, ANYBODY)


def is_there(session: Session, assessment_id: str) -> bool:
    """Whether there is an assessment of this id."""
    return session.get(Assessment, assessment_id) is not None


def asked_in(session: Session, row: Assessment) -> list[Asked]:
    """The criteria that an assessment asks, in the order of the framework."""
    version = version_of(session, row)
    kind = session.exec(select(Solution.type).where(Solution.id == row.solution_id)).one()
    return asked.asked(version, asked.profile_of(version, row, SolutionType(kind)))


def assessments(session: Session, *, states: Sequence[State] = (), limit: int = 200) -> list[Assessment]:
    """Assessments in any of these states (all, where none is named), those that are due first."""
    statement = select(Assessment)
    if states:
        statement = statement.where(col(Assessment.state).in_(states))
    return list(
        session.exec(
            statement.order_by(
                col(Assessment.due_at).is_(None), col(Assessment.due_at), col(Assessment.opened_at).desc()
            ).limit(limit)
        )
    )


def of_solution(session: Session, solution_id: str) -> list[Assessment]:
    """The assessments of a product by all bodies, the latest first."""
    return list(
        session.exec(
            select(Assessment)
            .where(Assessment.solution_id == solution_id)
            .order_by(col(Assessment.opened_at).desc())
        )
    )


def under_way(session: Session, like: Assessment) -> str | None:
    """The assessment of the same product by the same body and framework that is under way, practice apart."""
    framework = like.version_id.partition("@")[0]
    return session.exec(
        select(Assessment.id).where(
            Assessment.solution_id == like.solution_id,
            Assessment.body_id == like.body_id,
            col(Assessment.version_id).startswith(f"{framework}@", autoescape=True),
            col(Assessment.is_practice).is_(False),
            col(Assessment.state).in_((*UNDER_WAY, State.APPEALED)),
        )
    ).first()


def bodies(session: Session, ids: Iterable[str] | None = None) -> list[AssessingBody]:
    """Assessing bodies, the Secretariat first: all of them, or those of these ids."""
    statement = select(AssessingBody)
    if ids is not None:
        statement = statement.where(col(AssessingBody.id).in_(set(ids)))
    rows = session.exec(statement.order_by(col(AssessingBody.kind).desc(), col(AssessingBody.id)))
    return list(rows)


def body(session: Session, body_id: str) -> AssessingBody:
    """One assessing body; `NotFound` if there is none."""
    row = session.get(AssessingBody, body_id)
    if row is None:
        raise NotFound(f"No assessing body {body_id}.", id=body_id)
    return row


def product_names(session: Session, ids: Iterable[str]) -> dict[str, Names]:
    """What these products are called."""
    rows = session.exec(select(Solution.id, Solution.names).where(col(Solution.id).in_(set(ids))))
    return {row[0]: row[1] for row in rows}


# ------------------------------------------------------------------ Who reviews


def assignments(session: Session, assessment_id: str) -> list[Assignment]:
    """The offers to review of one assessment, in the order in which they were made."""
    return list(
        session.exec(
            select(Assignment).where(Assignment.assessment_id == assessment_id).order_by(col(Assignment.id))
        )
    )


def assignment(session: Session, number: int) -> Assignment:
    """One offer; `NotFound` if there is none."""
    row = session.get(Assignment, number)
    if row is None:
        raise NotFound(f"No assignment {number}.", id=number)
    return row


def assignment_of(session: Session, assessment_id: str, account_id: str) -> Assignment | None:
    """What was offered to somebody in an assessment."""
    return session.exec(
        select(Assignment).where(
            Assignment.assessment_id == assessment_id, Assignment.account_id == account_id
        )
    ).first()


def own_assignments(session: Session, account_id: str) -> list[tuple[Assignment, Assessment]]:
    """What was offered to somebody, with the assessment; the latest first."""
    rows = session.exec(
        select(Assignment, Assessment)
        .join(Assessment, col(Assessment.id) == col(Assignment.assessment_id))
        .where(Assignment.account_id == account_id)
        .order_by(col(Assignment.id).desc())
    )
    return [(row[0], row[1]) for row in rows]


def loads(session: Session) -> dict[str, int]:
    """How many offers and open reviews each account has."""
    rows = session.execute(
        sa.select(col(Assignment.account_id), sa.func.count())
        .outerjoin(
            Review,
            sa.and_(
                col(Review.assessment_id) == col(Assignment.assessment_id),
                col(Review.account_id) == col(Assignment.account_id),
            ),
        )
        .where(
            col(Assignment.state).in_((AssignmentState.OFFERED, AssignmentState.ACCEPTED)),
            sa.or_(col(Review.state).is_(None), col(Review.state) == ReviewState.OPEN),
        )
        .group_by(col(Assignment.account_id))
    )
    return {row[0]: row[1] for row in rows}


def late(session: Session, due_before: datetime) -> list[Assignment]:
    """Offers that are not answered, and accepted ones whose review is still open, that were due by then."""
    return list(
        session.exec(
            select(Assignment)
            .join(Assessment, col(Assessment.id) == col(Assignment.assessment_id))
            .outerjoin(
                Review,
                sa.and_(
                    col(Review.assessment_id) == col(Assignment.assessment_id),
                    col(Review.account_id) == col(Assignment.account_id),
                ),
            )
            .where(
                col(Assessment.state).in_((State.PLANNED, State.REVIEWING)),
                col(Assignment.state).in_((AssignmentState.OFFERED, AssignmentState.ACCEPTED)),
                sa.or_(col(Review.state).is_(None), col(Review.state) == ReviewState.OPEN),
                col(Assignment.due_at) < due_before,
            )
            .order_by(col(Assignment.id))
        )
    )


def profiles(session: Session, account_ids: Iterable[str]) -> dict[str, ReviewerProfile]:
    """What these reviewers can judge, for those who said."""
    rows = session.exec(select(ReviewerProfile).where(col(ReviewerProfile.account_id).in_(set(account_ids))))
    return {row.account_id: row for row in rows}


def declaration(session: Session, account_id: str, solution_id: str) -> ConflictDeclaration | None:
    """What somebody last declared of a product."""
    return session.exec(
        select(ConflictDeclaration)
        .where(ConflictDeclaration.account_id == account_id, ConflictDeclaration.solution_id == solution_id)
        .order_by(col(ConflictDeclaration.id).desc())
    ).first()


def declarations(session: Session, solution_id: str) -> dict[str, ConflictDeclaration]:
    """What each person last declared of a product."""
    rows = session.exec(
        select(ConflictDeclaration)
        .where(ConflictDeclaration.solution_id == solution_id)
        .order_by(col(ConflictDeclaration.id))
    )
    return {row.account_id: row for row in rows}


# ------------------------------------------------------------------ What they judged


def reviews(session: Session, assessment_id: str) -> list[Review]:
    """All reviews of an assessment, void ones too, in the order in which they were opened."""
    return list(
        session.exec(select(Review).where(Review.assessment_id == assessment_id).order_by(col(Review.id)))
    )


def counted(session: Session, assessment_id: str) -> list[Review]:
    """The reviews that count: locked, and not void."""
    return [each for each in reviews(session, assessment_id) if each.state is ReviewState.LOCKED]


def review(session: Session, number: int, *, to_change: bool = False) -> Review:
    """One review; `NotFound` if there is none."""
    statement = select(Review).where(Review.id == number)
    row = session.exec(statement.with_for_update() if to_change else statement).first()
    if row is None:
        raise NotFound(f"No review {number}.", id=number)
    return row


def review_of(session: Session, assessment_id: str, account_id: str) -> Review | None:
    """Somebody's review in an assessment."""
    return session.exec(
        select(Review).where(Review.assessment_id == assessment_id, Review.account_id == account_id)
    ).first()


def own_reviews(session: Session, account_id: str) -> dict[str, Review]:
    """Somebody's reviews by assessment."""
    rows = session.exec(select(Review).where(Review.account_id == account_id))
    return {row.assessment_id: row for row in rows}


def judgements(session: Session, review_ids: Iterable[int]) -> dict[int, dict[str, Judgement]]:
    """What was judged in these reviews: review → criterion → judgement."""
    found: dict[int, dict[str, Judgement]] = {number: {} for number in review_ids}
    for row in session.exec(select(Judgement).where(col(Judgement.review_id).in_(set(found)))):
        found[row.review_id][row.criterion] = row
    return found


# ------------------------------------------------------------------ What came of it


def consensus(session: Session, row: Assessment) -> dict[str, Consensus]:
    """What was put together in the present round, by criterion."""
    return consensus_of(session, row.id, row.round)


def consensus_of(session: Session, assessment_id: str, number: int) -> dict[str, Consensus]:
    """What was put together in one round, by criterion."""
    rows = session.exec(
        select(Consensus).where(Consensus.assessment_id == assessment_id, Consensus.round == number)
    )
    return {each.criterion: each for each in rows}


def remarks(session: Session, row: Assessment) -> list[Remark]:
    """What the reviewers said to each other in the present round."""
    return list(
        session.exec(
            select(Remark)
            .where(Remark.assessment_id == row.id, Remark.round == row.round)
            .order_by(col(Remark.id))
        )
    )


def proposals(session: Session, row: Assessment) -> list[Proposal]:
    """The levels proposed in the present round."""
    return list(
        session.exec(
            select(Proposal)
            .where(Proposal.assessment_id == row.id, Proposal.round == row.round)
            .order_by(col(Proposal.id))
        )
    )


def answers(session: Session, assessment_id: str) -> list[VendorAnswer]:
    """What those who answer for the product said, with the replies."""
    return list(
        session.exec(
            select(VendorAnswer)
            .where(VendorAnswer.assessment_id == assessment_id)
            .order_by(col(VendorAnswer.id))
        )
    )


def appeal(session: Session, assessment_id: str) -> AssessmentAppeal | None:
    """The appeal against what was published, if there was one."""
    return session.get(AssessmentAppeal, assessment_id)


def steps(session: Session, assessment_id: str) -> list[AssessmentStep]:
    """The road so far."""
    return list(
        session.exec(
            select(AssessmentStep)
            .where(AssessmentStep.assessment_id == assessment_id)
            .order_by(col(AssessmentStep.id))
        )
    )


def deciders(session: Session, assessment_id: str, criterion: str = "") -> set[str]:
    """Those who decided where reviewers differed (on one criterion), in any round."""
    statement = select(Consensus.account_id).where(
        Consensus.assessment_id == assessment_id, Consensus.account_id != ""
    )
    if criterion:
        statement = statement.where(Consensus.criterion == criterion)
    return set(session.exec(statement))
