"""Reads of confirmation rounds."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.deployments.models import Deployment
from registry.national.models import ConfirmationRound, CountryAuthority, RoundEntry
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


def current(session: Session, country: str) -> ConfirmationRound | None:
    """The round of a country that is open, if any; to be changed."""
    return session.exec(
        select(ConfirmationRound).where(
            ConfirmationRound.country == country, ConfirmationRound.closed_on == ""
        )
    ).first()


def open_rounds(session: Session) -> list[ConfirmationRound]:
    """All rounds that are open, to be changed."""
    return list(session.exec(select(ConfirmationRound).where(ConfirmationRound.closed_on == "")))


def last_opened(session: Session) -> dict[str, str]:
    """When each country for which anything is recorded, and somebody may speak, opened its last round; empty: never."""
    rows = session.execute(
        sa.select(col(CountryAuthority.country), sa.func.max(col(ConfirmationRound.opened_on)))
        .outerjoin(ConfirmationRound, col(ConfirmationRound.country) == col(CountryAuthority.country))
        .where(
            sa.exists().where(col(Deployment.country) == col(CountryAuthority.country)),
        )
        .group_by(col(CountryAuthority.country))
    )
    return {country: opened_on or "" for country, opened_on in rows}


def waiting(session: Session, round_id: int) -> set[str]:
    """Ids of the deployments in a round that are still recorded and to which the authority has not come yet."""
    return set(
        session.exec(
            select(RoundEntry.deployment_id)
            .join(Deployment, col(Deployment.id) == col(RoundEntry.deployment_id))
            .where(RoundEntry.round_id == round_id, col(RoundEntry.done_at).is_(None))
        )
    )
