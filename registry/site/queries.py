"""Reads for the frame and the pages that belong to no single feature."""

from datetime import datetime
from operator import itemgetter

from sqlmodel import Session, col, func, or_, select

from registry.audit.models import Revision
from registry.countries import queries as countries
from registry.countries.schemas import CountryRow
from registry.db.base import Names
from registry.db.ids import Kind
from registry.deployments import country_queries
from registry.deployments import queries as deployments
from registry.deployments.drafts import WITHDRAWN
from registry.feeds import queries as feeds
from registry.jobs.models import Job
from registry.organisations.models import Organisation
from registry.solutions import queries as solutions
from registry.standards.models import Standard


def latest_change(session: Session) -> datetime | None:
    """The moment of the latest published change of any record."""
    return session.exec(select(Revision.at).order_by(col(Revision.id).desc()).limit(1)).first()


def waiting_jobs(session: Session) -> int:
    """How many jobs wait, most of them records that the index has yet to learn of."""
    return session.exec(select(func.count()).select_from(Job)).one()


def totals(session: Session) -> dict[str, int]:
    """How much of each kind is recorded; a reported presence is counted apart from a deployment."""
    recorded, reported = deployments.totals(session)
    return {
        "solutions": solutions.count(session),
        "deployments": recorded,
        "presences": reported,
        "countries": len(country_queries.solutions_by_country(session)),
        "standards": session.exec(select(func.count()).select_from(Standard)).one(),
        "organisations": session.exec(select(func.count()).select_from(Organisation)).one(),
    }


def busiest_countries(session: Session, limit: int) -> list[tuple[CountryRow, int]]:
    """Countries and areas with the most solutions that any source names there."""
    counts = country_queries.solutions_by_country(session)
    rows = [(row, counts[row.code]) for row in countries.countries(session) if row.code in counts]
    return sorted(rows, key=itemgetter(1), reverse=True)[:limit]


def last_changes(session: Session, limit: int) -> list[tuple[Kind, str, Names, Revision]]:
    """The last changes: kind, name in addresses, names, revision.

    Deployments come by the hundred when a source is read, so only their later changes count here.
    """
    rows = session.exec(
        select(Revision)
        .where(or_(Revision.record_kind != Kind.DEPLOYMENT, Revision.number > 1))
        .order_by(col(Revision.id).desc())
        .limit(limit)
    ).all()
    found = feeds.named(session, [(row.record_kind, row.record_id, row.body) for row in rows])
    return [
        (row.record_kind, named.name, named.names, row)
        for row in rows
        if WITHDRAWN not in row.body and (named := found.get((row.record_kind, row.record_id)))
    ]
