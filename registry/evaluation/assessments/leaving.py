"""A reviewer who leaves: what they judged stays, what is about the person goes."""

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts.leaving import on_leaving
from registry.evaluation.assessments.models import ConflictDeclaration, ReviewerProfile


@on_leaving
def erase(session: Session, account_id: str) -> None:
    """Erase what a reviewer can review, and the words in which ties were declared; the verdicts stay."""
    session.execute(sa.delete(ReviewerProfile).where(col(ReviewerProfile.account_id) == account_id))
    session.execute(
        sa.update(ConflictDeclaration)
        .where(col(ConflictDeclaration.account_id) == account_id)
        .values(text="", began="", ended="")
    )
