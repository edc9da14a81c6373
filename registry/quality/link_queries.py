"""Reads of how links answered."""

from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from registry.db.base import select_columns
from registry.quality.models import LinkCheck

DEAD_AFTER: Final = 3
"""An address that failed so often in a row, days apart, counts as dead."""


def is_dead(row: LinkCheck) -> bool:
    """Whether an address counts as dead."""
    return row.failures >= DEAD_AFTER


def dead(session: Session) -> dict[str, str]:
    """Addresses that count as dead, each with why: gone, or no answer."""
    rows = session.execute(
        select_columns(LinkCheck.url, LinkCheck.status).where(col(LinkCheck.failures) >= DEAD_AFTER)
    )
    return {url: "gone" if status else "no_answer" for url, status in rows}


def digests(session: Session) -> set[str]:
    """All addresses that are known."""
    return set(session.exec(select(LinkCheck.digest)))


def due(session: Session, moment: datetime, limit: int) -> list[LinkCheck]:
    """The addresses that are to be asked, those that have waited longest first."""
    return list(
        session.exec(
            select(LinkCheck)
            .where(LinkCheck.due_at <= moment)
            .order_by(col(LinkCheck.due_at), col(LinkCheck.digest))
            .limit(limit)
        )
    )
