"""Reads of deployments and of how their sources stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.audit.models import Revision
from registry.countries import queries as countries
from registry.db.ids import Kind, read_id
from registry.db.records import kept_id
from registry.db.withheld import amount_is_public
from registry.deployments.drafts import PRESENCE, WITHDRAWN
from registry.deployments.models import (
    Deployment,
    DeploymentConcept,
    DeploymentFunder,
    DeploymentOrganisation,
    DeploymentStatus,
    SolutionSource,
)
from registry.deployments.schemas import (
    Agreement,
    Coverage,
    DeploymentRow,
    DeploymentView,
    FunderView,
    SolutionNumbers,
    Standing,
    Withdrawn,
)
from registry.errors import Gone, Moved, NotFound
from registry.notices import queries as notices
from registry.organisations import queries as organisations
from registry.organisations.schemas import OrganisationRef, OrganisationRole
from registry.provenance import queries as provenance
from registry.provenance.schemas import ClaimView, SourceRef
from registry.solutions import queries as solutions
from registry.taxonomy import queries as taxonomy
from registry.taxonomy.schemas import ConceptRef

RUNNING = (DeploymentStatus.PILOT, DeploymentStatus.ACTIVE, DeploymentStatus.SCALED)
"""Statuses that say that something runs."""


def sources_by_solution(session: Session, solution_ids: Iterable[str]) -> dict[str, set[str]]:
    """Ids of the sources that name any country for each of these solutions."""
    rows = session.exec(
        select(SolutionSource.solution_id, SolutionSource.source_id).where(
            col(SolutionSource.solution_id).in_(set(solution_ids))
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for solution_id, source_id in rows:
        found[solution_id].add(source_id)
    return found


def standing(claims: Sequence[ClaimView], all_sources: Iterable[SourceRef]) -> Standing:
    """How sources stand: who states the deployment, who lists the solution elsewhere but not here; pure."""
    presence = [claim for claim in claims if claim.field == PRESENCE]
    naming = {claim.source.id for claim in presence}
    silent = sorted(
        (source for source in all_sources if source.id not in naming), key=lambda item: item.title
    )
    if any(claim.value is False for claim in presence):
        agreement = Agreement.DISPUTED
    elif silent:
        agreement = Agreement.NOT_ALL_LIST
    else:
        agreement = Agreement.ALL_LIST if len(naming) > 1 else Agreement.ONE_SOURCE
    return Standing(presence, silent, agreement)


_LISTED = [
    col(column)
    for column in (
        Deployment.id,
        Deployment.solution_id,
        Deployment.country,
        Deployment.status,
        Deployment.is_reported_presence,
        Deployment.started,
        Deployment.ended,
        Deployment.people,
        Deployment.facilities,
        Deployment.health_workers,
        Deployment.confirmation,
        Deployment.confirmation_on,
    )
]


def _rows(session: Session, statement: sa.Select[Deployment]) -> list[DeploymentRow]:
    # Columns, not entities: a list of a hundred is read on every page and never changed.
    rows = session.execute(statement.with_only_columns(*_LISTED)).all()
    claims = provenance.claims_of(session, Kind.DEPLOYMENT, [row.id for row in rows], PRESENCE)
    sources = provenance.source_refs(session)
    naming = sources_by_solution(session, {row.solution_id for row in rows})
    products = solutions.refs(session, {row.solution_id for row in rows})
    places = countries.refs(session, {row.country for row in rows})
    marks = notices.marks(session, Kind.DEPLOYMENT)
    return [
        DeploymentRow(
            row.id,
            products[row.solution_id],
            places[row.country],
            row.status,
            row.is_reported_presence,
            row.started,
            row.ended,
            row.people,
            row.facilities,
            row.health_workers,
            standing(claims.get(row.id, ()), [sources[key] for key in naming.get(row.solution_id, ())]),
            row.confirmation,
            row.confirmation_on,
            notices.gravest_first((*marks.get(row.id, ()), *products[row.solution_id].notices)),
        )
        for row in rows
    ]


def of_solution(
    session: Session, solution_id: str, *, presences: bool, limit: int = 300
) -> list[DeploymentRow]:
    """Recorded deployments of a solution, or its reported presences, by country code."""
    return _rows(
        session,
        sa.select(Deployment)
        .where(
            col(Deployment.solution_id) == solution_id, col(Deployment.is_reported_presence).is_(presences)
        )
        .order_by(col(Deployment.country), col(Deployment.id))
        .limit(limit),
    )


def by_ids(session: Session, ids: Sequence[str]) -> list[DeploymentRow]:
    """These deployments, by id."""
    return _rows(
        session, sa.select(Deployment).where(col(Deployment.id).in_(ids)).order_by(col(Deployment.id))
    )


def _find(session: Session, name: str) -> Deployment:
    known = read_id(name)
    row = session.get(Deployment, known[1]) if known and known[0] is Kind.DEPLOYMENT else None
    if row is not None:
        return row
    if known and (kept := kept_id(session, known[1])) != known[1]:
        raise Moved(Kind.DEPLOYMENT, kept)
    if known and (gone := withdrawn(session, known[1])):
        raise Gone(
            f"{gone.id} was withdrawn: no source names the country for the solution any more.",
            id=gone.id,
            solution=gone.solution.slug,
            country=gone.country.code,
            since=gone.since.isoformat(),
        )
    raise NotFound(f"No deployment {name}.", kind=Kind.DEPLOYMENT, name=name)


def withdrawn(session: Session, record_id: str) -> Withdrawn | None:
    """What is known of a deployment that is published no more; None if there was none of that id."""
    last = session.exec(
        select(Revision)
        .where(Revision.record_kind == Kind.DEPLOYMENT, Revision.record_id == record_id)
        .order_by(col(Revision.number).desc())
        .limit(1)
    ).first()
    if last is None or WITHDRAWN not in last.body:
        return None
    solution, country = kept_id(session, last.body["solution"]), last.body["country"]
    return Withdrawn(
        record_id,
        solutions.refs(session, [solution])[solution],
        countries.refs(session, [country])[country],
        last.at,
    )


def deployment_id(session: Session, name: str) -> str:
    """The id under which a deployment has its history, withdrawn or not; `NotFound` if it never had any."""
    try:
        return _find(session, name).id
    except Gone as error:
        return str(error.params["id"])


def deployment(session: Session, name: str) -> DeploymentView:
    """A deployment by id; `Gone` if it was withdrawn, `NotFound` if there never was one."""
    row = _find(session, name)
    claims = provenance.claims_of(session, Kind.DEPLOYMENT, [row.id]).get(row.id, [])
    sources = provenance.source_refs(session)
    naming = sources_by_solution(session, [row.solution_id]).get(row.solution_id, set())
    concepts = _concepts(session, row.id)
    return DeploymentView(
        row.id,
        solutions.refs(session, [row.solution_id])[row.solution_id],
        countries.refs(session, [row.country])[row.country],
        row.subdivision,
        row.status,
        row.is_reported_presence,
        row.started,
        row.ended,
        row.version,
        [
            Coverage("people", row.people, row.people_share),
            Coverage("health_workers", row.health_workers, row.health_workers_share),
            Coverage("facilities", row.facilities, row.facilities_share),
        ],
        row.target_share,
        row.target_share_source,
        _organisations(session, row.id),
        _funders(session, row.id),
        concepts[taxonomy.CURRENT["intervention"]],
        concepts[taxonomy.CURRENT["challenge"]],
        row.links,
        provenance.identifiers_of(session, Kind.DEPLOYMENT, row.id),
        standing(claims, [sources[key] for key in naming]),
        provenance.by_field(claim for claim in claims if claim.field != PRESENCE),
        row.updated_at,
        row.confirmation,
        row.confirmation_on,
        notices=notices.in_force(session, (Kind.DEPLOYMENT, row.id), (Kind.SOLUTION, row.solution_id)),
    )


def _organisations(session: Session, deployment_id: str) -> list[OrganisationRole]:
    rows = session.exec(
        select(DeploymentOrganisation.role, DeploymentOrganisation.organisation_id).where(
            DeploymentOrganisation.deployment_id == deployment_id
        )
    ).all()
    names = organisations.refs(session, [organisation_id for _, organisation_id in rows])
    roles = [OrganisationRole(role, names[organisation_id]) for role, organisation_id in rows]
    return sorted(roles, key=lambda item: (item.role != "owner", item.organisation.slug))


def _funders(session: Session, deployment_id: str) -> list[FunderView]:
    rows = session.exec(
        select(DeploymentFunder)
        .where(DeploymentFunder.deployment_id == deployment_id)
        .order_by(col(DeploymentFunder.id))
    ).all()
    names = organisations.refs(session, [row.organisation_id for row in rows])
    return [_funder(row, names[row.organisation_id]) for row in rows]


def _funder(row: DeploymentFunder, organisation: OrganisationRef) -> FunderView:
    years = (row.from_year, row.until_year)
    if row.amount is None:
        return FunderView(organisation, None, "", *years, "not_known", "", "")
    if not amount_is_public({"amount_source": row.amount_source, "amount_consent": row.amount_consent}):
        return FunderView(organisation, None, "", *years, "not_public", "", "")
    return FunderView(
        organisation, row.amount, row.currency, *years, "public", row.amount_source, row.amount_consent
    )


def _concepts(session: Session, deployment_id: str) -> dict[str, list[ConceptRef]]:
    pairs = session.exec(
        select(DeploymentConcept.scheme_id, DeploymentConcept.code)
        .where(DeploymentConcept.deployment_id == deployment_id)
        .order_by(DeploymentConcept.scheme_id, DeploymentConcept.code)
    ).all()
    labels = taxonomy.labels(session, pairs)
    found: dict[str, list[ConceptRef]] = defaultdict(list)
    for pair in pairs:
        found[pair[0]].append(ConceptRef(*pair, labels[pair]))
    return found


def solution_numbers(session: Session, solution_id: str) -> SolutionNumbers:
    """How much is recorded on where a solution runs, and what sources merely name."""
    presence = col(Deployment.is_reported_presence)
    recorded, running, reported, countries_named = session.exec(
        select(
            sa.func.count().filter(presence.is_(False)),
            sa.func.count().filter(presence.is_(False), col(Deployment.status).in_(RUNNING)),
            sa.func.count().filter(presence.is_(True)),
            sa.func.count(sa.distinct(col(Deployment.country))),
        ).where(Deployment.solution_id == solution_id)
    ).one()
    return SolutionNumbers(recorded, running, reported, countries_named)


def confirmations(session: Session) -> dict[str, tuple[str, str]]:
    """How the authority of the country stands to each deployment, and since when."""
    rows = session.exec(select(Deployment.id, Deployment.confirmation, Deployment.confirmation_on))
    return {record_id: (str(state), since) for record_id, state, since in rows}


def totals(session: Session) -> tuple[int, int]:
    """How many deployments proper and how many reported presences there are."""
    presence = col(Deployment.is_reported_presence)
    recorded, reported = session.exec(
        select(sa.func.count().filter(presence.is_(False)), sa.func.count().filter(presence.is_(True)))
    ).one()
    return recorded, reported


def of_organisation(session: Session, organisation_id: str, limit: int = 100) -> list[DeploymentRow]:
    """Deployments in which an organisation has a role or which it paid for."""
    ids = sa.union(
        sa.select(col(DeploymentOrganisation.deployment_id)).where(
            col(DeploymentOrganisation.organisation_id) == organisation_id
        ),
        sa.select(col(DeploymentFunder.deployment_id)).where(
            col(DeploymentFunder.organisation_id) == organisation_id
        ),
    )
    return _rows(
        session,
        sa.select(Deployment).where(col(Deployment.id).in_(ids)).order_by(col(Deployment.id)).limit(limit),
    )


def page_of_ids(
    session: Session, after: str, limit: int, solution_id: str = "", country: str = "", confirmation: str = ""
) -> list[str]:
    """Ids in their order, behind `after`, of one solution, country or state of confirmation where given."""
    statement = select(Deployment.id).where(Deployment.id > after).order_by(Deployment.id).limit(limit)
    if solution_id:
        statement = statement.where(Deployment.solution_id == solution_id)
    if country:
        statement = statement.where(Deployment.country == country)
    if confirmation:
        statement = statement.where(Deployment.confirmation == confirmation)
    return list(session.exec(statement))
