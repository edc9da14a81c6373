"""Reads of what runs in one country, counted in every way that a country's page shows, and of all countries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import chain

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.db.ids import Kind
from registry.deployments.drafts import PRESENCE
from registry.deployments.models import Confirmation, Deployment, SolutionSource
from registry.deployments.queries import RUNNING
from registry.deployments.schemas import CountryTotals, GroupNumbers, Neighbour
from registry.provenance.models import Claim
from registry.solutions import queries as solutions
from registry.solutions.models import Solution, SolutionConcept, SolutionStandard
from registry.taxonomy import queries as taxonomy

_PRESENCE_CLAIM = sa.and_(
    col(Claim.record_kind) == Kind.DEPLOYMENT,
    col(Claim.record_id) == col(Deployment.id),
    col(Claim.field) == PRESENCE,
)
_STATED_HERE = (
    sa.select(sa.literal(1))
    .where(_PRESENCE_CLAIM, col(Claim.source_id) == col(SolutionSource.source_id))
    .correlate(Deployment, SolutionSource)
)
_SILENT = (
    sa.select(sa.literal(1))
    .where(col(SolutionSource.solution_id) == col(Deployment.solution_id), ~_STATED_HERE.exists())
    .correlate(Deployment)
)
"""A source on the solution that does not list the deployment's country."""

_DENIED = (
    sa.select(sa.literal(1))
    .where(_PRESENCE_CLAIM, sa.cast(col(Claim.value), sa.Text) == "false")
    .correlate(Deployment)
)
"""A claim that the deployment is not there."""


def ids(session: Session, code: str, *, presences: bool, limit: int) -> list[str]:
    """Ids of recorded deployments in a country, or of reported presences there, by the solution's slug."""
    return list(
        session.exec(
            select(Deployment.id)
            .join(Solution, col(Solution.id) == col(Deployment.solution_id))
            .where(Deployment.country == code, col(Deployment.is_reported_presence).is_(presences))
            .order_by(Solution.slug, Deployment.id)
            .limit(limit)
        )
    )


def ids_of_country(session: Session, code: str) -> list[str]:
    """Ids of all deployments and reported presences of a country."""
    return list(session.exec(select(Deployment.id).where(Deployment.country == code)))


def figures(session: Session, code: str) -> tuple[dict[str, int], dict[str, int]]:
    """Recorded deployments by status, reported presences under the empty string; and all by confirmation.

    No state of confirmation is left out.
    """
    presence = col(Deployment.is_reported_presence)
    rows = session.execute(
        sa.select(presence, col(Deployment.status), col(Deployment.confirmation), sa.func.count())
        .where(col(Deployment.country) == code)
        .group_by(presence, col(Deployment.status), col(Deployment.confirmation))
    )
    statuses: dict[str, int] = defaultdict(int)
    confirmations = {state.value: 0 for state in Confirmation}
    for is_presence, status, confirmation, total in rows:
        statuses["" if is_presence else str(status)] += total
        confirmations[str(confirmation)] += total
    return dict(statuses), confirmations


def disagreeing(session: Session, code: str, limit: int) -> tuple[int, list[str]]:
    """How many deployments a source denies, or not all sources on the solution list; and ids of the first."""
    rows = session.execute(
        sa.select(col(Deployment.id), sa.func.count().over())
        .where(col(Deployment.country) == code, sa.or_(_SILENT.exists(), _DENIED.exists()))
        .order_by(col(Deployment.id))
        .limit(limit)
    ).all()
    return (rows[0][1] if rows else 0), [row[0] for row in rows]


def intervention_groups(session: Session, code: str) -> list[GroupNumbers]:
    """Groups of interventions (the second level), each with how many solutions are recorded and reported.

    A solution counts once in each of its groups, however many interventions of it a group holds.
    """
    scheme = taxonomy.CURRENT["intervention"]
    # One row for each deployment, with the codes of its solution in a line: it reads two indexes only.
    codes = (
        sa.select(sa.func.aggregate_strings(col(SolutionConcept.code), " "))
        .where(
            col(SolutionConcept.solution_id) == col(Deployment.solution_id),
            col(SolutionConcept.scheme_id) == scheme,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(col(Deployment.solution_id), col(Deployment.is_reported_presence), codes).where(
            col(Deployment.country) == code
        )
    )
    groups = taxonomy.groups(session, scheme)
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for solution_id, is_presence, line in rows:
        for each in line.split(" ") if line else ():
            found[groups[each].code][is_presence].add(solution_id)
    return [
        GroupNumbers(group, len(found[group.code][False]), len(found[group.code][True]))
        for group in {each.code: each for each in groups.values()}.values()
        if group.code in found
    ]


def standards(session: Session, code: str, limit: int = 20) -> list[tuple[str, int]]:
    """(standard id, how many solutions reported in a country speak it), most spoken first."""
    number = sa.func.count(sa.distinct(col(Deployment.solution_id)))
    rows = session.execute(
        sa.select(col(SolutionStandard.standard_id), number)
        .join(Deployment, col(Deployment.solution_id) == col(SolutionStandard.solution_id))
        .where(col(Deployment.country) == code)
        .group_by(col(SolutionStandard.standard_id))
        .order_by(number.desc(), col(SolutionStandard.standard_id))
        .limit(limit)
    )
    return [(standard_id, total) for standard_id, total in rows]


def most_used(session: Session, codes: Sequence[str], limit: int = 10) -> list[Neighbour]:
    """The solutions that sources report in most of these countries."""
    # One line a country, counted here: to group them, the database would sort a row for each deployment.
    lines = session.scalars(
        sa.select(sa.func.aggregate_strings(col(Deployment.solution_id), " "))
        .where(col(Deployment.country).in_(codes))
        .group_by(col(Deployment.country))
    )
    number = Counter(chain.from_iterable(set(line.split(" ")) for line in lines))
    most = nsmallest(limit, ((-total, solution_id) for solution_id, total in number.items()))
    names = solutions.refs(session, [solution_id for _, solution_id in most])
    return [Neighbour(names[solution_id], number[solution_id]) for _, solution_id in most]


def named_here(session: Session, code: str, solution_ids: Iterable[str]) -> set[str]:
    """Which of these solutions any source names in a country."""
    return set(
        session.exec(
            select(Deployment.solution_id).where(
                Deployment.country == code, col(Deployment.solution_id).in_(set(solution_ids))
            )
        )
    )


def totals_by_country(session: Session) -> dict[str, CountryTotals]:
    """What each country has; countries that no source names are not in it."""
    presence = col(Deployment.is_reported_presence)
    rows = session.execute(
        sa.select(
            col(Deployment.country),
            sa.func.count(sa.distinct(col(Deployment.solution_id))),
            sa.func.count().filter(presence.is_(False)),
            sa.func.count().filter(presence.is_(False), col(Deployment.status).in_(RUNNING)),
            sa.func.count().filter(presence.is_(True)),
        ).group_by(col(Deployment.country))
    )
    return {row[0]: CountryTotals(*row[1:]) for row in rows}


def solutions_by_country(session: Session) -> dict[str, int]:
    """How many solutions any source names in each country; countries that none names are not in it."""
    rows = session.execute(
        sa.select(col(Deployment.country), sa.func.count(sa.distinct(col(Deployment.solution_id)))).group_by(
            col(Deployment.country)
        )
    )
    return {row[0]: row[1] for row in rows}


def named_countries(session: Session) -> set[str]:
    """Codes of the countries that any source names for any solution."""
    return set(session.exec(select(Deployment.country).distinct()))
