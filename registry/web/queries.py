"""Reads for the frame and the pages that belong to no single feature."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from registry.audit.models import Revision
from registry.jobs.models import Job


def latest_change(session: Session) -> datetime | None:
    """The moment of the latest published change of any record."""
    return session.exec(select(Revision.at).order_by(col(Revision.id).desc()).limit(1)).first()


def waiting_jobs(session: Session) -> int:
    """How many jobs wait, most of them records that the index has yet to learn of."""
    return session.exec(select(func.count()).select_from(Job)).one()
