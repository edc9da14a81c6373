"""Reads of confirmation rounds."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.deployments.models import Deployment
from registry.national.models import ConfirmationRound, RoundEntry
from registry.national.schemas import RoundView


def last_round(session: Session, country: str) -> RoundView | None:
    """The round that is open, else the last one; None if there was none."""
    row = session.exec(
        select(ConfirmationRound)
        .where(ConfirmationRound.country == country)
        .order_by(col(ConfirmationRound.id).desc())
        .limit(1)
    ).first()
    if row is None or row.id is None:
        return None
    listed, done = session.exec(
        select(sa.func.count(), sa.func.count(col(RoundEntry.done_at)))
        .join(Deployment, col(Deployment.id) == col(RoundEntry.deployment_id))
        .where(RoundEntry.round_id == row.id)
    ).one()
    return RoundView(row.id, row.country, row.opened_on, row.ends_on, row.closed_on, listed, done)


def waiting(session: Session, round_id: int) -> set[str]:
    """Ids of the deployments in a round to which the authority has not come yet."""
    return set(
        session.exec(
            select(RoundEntry.deployment_id).where(
                RoundEntry.round_id == round_id, col(RoundEntry.done_at).is_(None)
            )
        )
    )
