"""Reads of findings: of records, organisations, countries and the whole registry."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias

import sqlalchemy as sa
from msgspec.structs import replace
from sqlmodel import Session, col, select

from registry.db.base import now
from registry.db.bulk import chunks
from registry.db.ids import Kind
from registry.deployments.models import Deployment, DeploymentOrganisation
from registry.errors import NotFound
from registry.quality import fact_queries, link_queries
from registry.quality.check import World
from registry.quality.checks import CHECKS, duplicate
from registry.quality.models import Finding, FindingState, Severity
from registry.quality.record_refs import refs
from registry.quality.schemas import CheckNumbers, FindingRow, FindingView
from registry.quality.sentences import sentence
from registry.solutions.models import SolutionOrganisation
from registry.taxonomy import queries as taxonomy

About: TypeAlias = sa.ColumnElement[bool]
"""Which findings are meant; see `about_country` and its neighbours."""

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def world(session: Session, today: date | None = None) -> World:
    """What checks know beside the records."""
    interventions = taxonomy.CURRENT["intervention"]
    answers = {
        challenge: frozenset(code for scheme, code, _ in each if scheme == interventions)
        for challenge, each in taxonomy.answered_by(session, taxonomy.CURRENT["challenge"]).items()
    }
    return World(today or now().date(), answers, link_queries.dead(session))


def known_findings(
    session: Session, kind: Kind, ids: Iterable[str] | None
) -> dict[tuple[str, str, str], Finding]:
    """Findings on records of a kind (None: all) by record, check and subject, to be changed by a run.

    Of pairs also those in which one of the records is the second.
    """
    asked = select(Finding).where(Finding.record_kind == kind)
    if ids is None:
        rows = list(session.exec(asked))
    else:
        rows = [
            row
            for chunk in chunks(ids)
            for row in session.exec(asked.where(sa.or_(col(Finding.record_id).in_(chunk), _is_other(chunk))))
        ]
    return {(row.record_id, row.check_id, row.subject): row for row in rows}


def _is_other(ids: Iterable[str]) -> sa.ColumnElement[bool]:
    return sa.and_(col(Finding.check_id) == duplicate.CHECK.id, col(Finding.subject).in_(list(ids)))


def view(row: Finding) -> FindingView:
    """A finding as it is shown."""
    return FindingView(
        row.id or 0,
        row.check_id,
        row.severity,
        row.state,
        row.record_kind,
        row.record_id,
        row.subject,
        row.reason,
        row.details,
        sentence(row.check_id, row.reason, row.details),
        row.since,
        row.accepted_reason,
        bool(row.accepted_reason) and row.state is FindingState.OPEN,
    )


def finding(session: Session, finding_id: int) -> Finding:
    """One finding; `NotFound` if there is none of that number, or of a check that is no longer made."""
    row = session.get(Finding, finding_id)
    if row is None or row.check_id not in CHECKS:
        raise NotFound(f"No finding {finding_id}.", id=finding_id)
    return row


def finding_row(session: Session, finding_id: int) -> FindingRow:
    """One finding with its record; `NotFound` if there is none, or its record is no longer published."""
    rows = rows_of(session, [finding(session, finding_id)])
    if not rows:
        raise NotFound(f"The record of finding {finding_id} is no longer published.", id=finding_id)
    return rows[0]


def of_record(session: Session, kind: Kind, record_id: str, *, fixed: bool = False) -> list[FindingRow]:
    """What stands against a record, the gravest first; with `fixed` also what stood."""
    asked = select(Finding).where(
        Finding.record_kind == kind,
        sa.or_(col(Finding.record_id) == record_id, _is_other([record_id])),
        col(Finding.check_id).in_(list(CHECKS)),
    )
    if not fixed:
        asked = asked.where(Finding.state != FindingState.FIXED)
    rows = rows_of(session, sorted(session.exec(asked), key=_gravity))
    return [row if row.finding.record_id == record_id else _turned(row) for row in rows]


def _turned(row: FindingRow) -> FindingRow:
    """That two records are likely one, as it is said of the other of them."""
    if row.other is None:
        return row
    finding = row.finding
    names = row.record.names
    details = {**finding.details, "other": names.get("en") or next(iter(names.values()), "")}
    message = sentence(finding.check, finding.reason, details)
    return FindingRow(replace(finding, details=details, message=message), row.record, row.other)


def of_pair(session: Session, kind: Kind, one: str, other: str) -> list[FindingRow]:
    """That these two records are likely one, where that stands open."""
    return [
        row
        for row in of_record(session, kind, one)
        if row.finding.check == duplicate.CHECK.id
        and {row.finding.record_id, row.finding.subject} == {one, other}
    ]


def _gravity(row: Finding) -> tuple[Any, ...]:
    return (ORDER[Severity(row.severity)], list(CHECKS).index(row.check_id), row.id)


def rows_of(session: Session, found: Iterable[Finding]) -> list[FindingRow]:
    """Findings with the records that they are about."""
    listed = list(found)
    wanted = {(Kind(row.record_kind), row.record_id) for row in listed}
    wanted |= {(Kind(row.record_kind), row.subject) for row in listed if row.check_id == duplicate.CHECK.id}
    records = refs(session, wanted)
    return [
        FindingRow(
            view(row),
            records[row.record_kind, row.record_id],
            records.get((row.record_kind, row.subject)) if row.check_id == duplicate.CHECK.id else None,
        )
        for row in listed
        if (row.record_kind, row.record_id) in records
    ]


# Whose records ------------------------------------------------------------------------------------


def about_organisation(organisation_id: str) -> About:
    """Findings on an organisation, on the products that are its own, and on the deployments it has a role in."""
    own = sa.select(col(SolutionOrganisation.solution_id)).where(
        col(SolutionOrganisation.organisation_id) == organisation_id,
        col(SolutionOrganisation.role).in_(fact_queries.OWNING),
    )
    part = sa.select(col(DeploymentOrganisation.deployment_id)).where(
        col(DeploymentOrganisation.organisation_id) == organisation_id
    )
    return sa.or_(
        sa.and_(col(Finding.record_kind) == Kind.ORGANISATION, col(Finding.record_id) == organisation_id),
        sa.and_(col(Finding.record_kind) == Kind.SOLUTION, col(Finding.record_id).in_(own)),
        sa.and_(col(Finding.record_kind) == Kind.DEPLOYMENT, col(Finding.record_id).in_(part)),
    )


def about_country(code: str) -> About:
    """Findings on the deployments of a country."""
    here = sa.select(col(Deployment.id)).where(col(Deployment.country) == code)
    return sa.and_(col(Finding.record_kind) == Kind.DEPLOYMENT, col(Finding.record_id).in_(here))


def everything() -> About:
    """Findings on all records."""
    return sa.true()


def numbers(session: Session, about: About) -> list[CheckNumbers]:
    """What each check has found there, in the order of checks; those that found nothing are among them."""
    rows = session.execute(
        sa.select(col(Finding.check_id), col(Finding.state), sa.func.count())
        .where(about)
        .group_by(col(Finding.check_id), col(Finding.state))
    )
    counts = {(check_id, state): total for check_id, state, total in rows}
    return [
        CheckNumbers(
            check.id,
            check.severity,
            *(
                counts.get((check.id, state), 0)
                for state in (FindingState.OPEN, FindingState.ACCEPTED, FindingState.FIXED)
            ),
        )
        for check in CHECKS.values()
    ]


def records_with_open(session: Session, about: About) -> int:
    """How many records have anything open there that is more than a note."""
    rows = (
        sa.select(col(Finding.record_kind), col(Finding.record_id))
        .where(about, col(Finding.state) == FindingState.OPEN, col(Finding.severity) != Severity.NOTE)
        .distinct()
        .subquery()
    )
    return int(session.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one())


def listed(
    session: Session,
    about: About,
    *,
    check: str = "",
    state: str = FindingState.OPEN,
    kind: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[int, list[FindingRow]]:
    """How many findings there are of a check, state and kind, and a page of them: the gravest and oldest first."""
    chosen = [about, col(Finding.check_id).in_([check] if check else list(CHECKS))]
    chosen += [col(Finding.state) == state] if state else []
    chosen += [col(Finding.record_kind) == kind] if kind else []
    total = session.execute(sa.select(sa.func.count()).select_from(Finding).where(*chosen)).scalar_one()
    gravity = sa.case({each.value: place for each, place in ORDER.items()}, value=col(Finding.severity))
    rows = session.exec(
        select(Finding)
        .where(*chosen)
        .order_by(gravity, col(Finding.since), col(Finding.id))
        .limit(limit)
        .offset(offset)
    )
    return total, rows_of(session, rows)
