"""Reads of the positions that authorities take."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col, select

from registry.db.bulk import chunks
from registry.deployments.drafts import PRESENCE
from registry.national.models import CountryAuthority, CountryPosition
from registry.national.schemas import PositionView


def of_deployments(session: Session, ids: Iterable[str]) -> dict[str, list[PositionView]]:
    """The positions on each of these deployments: on itself first, then field by field."""
    found: dict[str, list[PositionView]] = defaultdict(list)
    for chunk in chunks(dict.fromkeys(ids)):
        rows = session.exec(
            select(CountryPosition, CountryAuthority)
            .join(CountryAuthority, col(CountryAuthority.country) == col(CountryPosition.country))
            .where(col(CountryPosition.deployment_id).in_(chunk))
        ).all()
        for position, authority in sorted(rows, key=lambda row: _order(row[0])):
            found[position.deployment_id].append(_view(position, authority))
    return dict(found)


def of_country(session: Session, country: str, after: str, limit: int) -> list[str]:
    """Ids of the deployments of a country on which there is a position, behind `after`, in their order."""
    return list(
        session.exec(
            select(CountryPosition.deployment_id)
            .where(CountryPosition.country == country, CountryPosition.deployment_id > after)
            .distinct()
            .order_by(CountryPosition.deployment_id)
            .limit(limit)
        )
    )


def positions_on(session: Session, ids: Iterable[str]) -> dict[tuple[str, str, str], CountryPosition]:
    """The positions on these deployments, by what they are about; to be changed."""
    found: dict[tuple[str, str, str], CountryPosition] = {}
    for chunk in chunks(dict.fromkeys(ids)):
        for row in session.exec(select(CountryPosition).where(col(CountryPosition.deployment_id).in_(chunk))):
            found[row.deployment_id, row.field, row.source_id] = row
    return found


def _order(row: CountryPosition) -> tuple[bool, str, str]:
    return (row.field != PRESENCE, row.field, row.source_id)


def _view(row: CountryPosition, authority: CountryAuthority) -> PositionView:
    return PositionView(
        row.deployment_id,
        row.country,
        authority.names,
        row.field,
        row.source_id,
        row.stance,
        row.value,
        row.former,
        row.reason,
        row.stated_on,
    )
