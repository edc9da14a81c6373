"""What an export holds of trust: evidence, its certainty, recommendations, what others found, what people report."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from msgspec import to_builtins
from sqlmodel import Session, col, select

from registry.evaluation.certainty import queries as certainty
from registry.evaluation.external import queries as external
from registry.evaluation.recommendations import queries as recommendations
from registry.evidence.models import Evidence, EvidenceRevision, EvidenceState
from registry.feedback import queries as feedback

Row = dict[str, Any]


def trust_files(session: Session) -> dict[str, Callable[[], Iterator[Row]]]:
    """The files by name, each with its rows."""
    return {
        "evidence": lambda: evidence_rows(session),
        "certainty": lambda: certainty_rows(session),
        "recommendations": lambda: recommendation_rows(session),
        "external-assessments": lambda: external_rows(session),
        "feedback": lambda: feedback_rows(session),
    }


def evidence_rows(session: Session) -> Iterator[Row]:
    """Every published item in its newest state."""
    newest = (
        select(EvidenceRevision.evidence_id, sa.func.max(EvidenceRevision.number).label("number"))
        .group_by(col(EvidenceRevision.evidence_id))
        .subquery()
    )
    statement = (
        sa.select(col(Evidence.id), col(EvidenceRevision.number), col(EvidenceRevision.body))
        .join(newest, newest.c.evidence_id == col(Evidence.id))
        .join(
            EvidenceRevision,
            sa.and_(
                col(EvidenceRevision.evidence_id) == newest.c.evidence_id,
                col(EvidenceRevision.number) == newest.c.number,
            ),
        )
        .where(col(Evidence.state) == EvidenceState.PUBLISHED)
        .order_by(col(Evidence.id))
    )
    for evidence_id, number, body in session.execute(statement):
        yield {"id": evidence_id, **body, "revision": number}


def certainty_rows(session: Session) -> Iterator[Row]:
    """Every judgement of certainty that was ever published, with what it follows from."""
    for view in certainty.ever_published(session):
        yield {name: value for name, value in to_builtins(view).items() if name != "remark"}


def recommendation_rows(session: Session) -> Iterator[Row]:
    """Every recommendation with its conditions and the interventions it is on."""
    for view in recommendations.recommendations(session):
        yield to_builtins(view)


def external_rows(session: Session) -> Iterator[Row]:
    """Every assessment by others."""
    for solution_id, view in external.all_of_them(session):
        yield {"solution": solution_id, **to_builtins(view)}


def feedback_rows(session: Session) -> Iterator[Row]:
    """Every published report; who wrote it is not said."""
    for view in feedback.published(session):
        yield to_builtins(view)
