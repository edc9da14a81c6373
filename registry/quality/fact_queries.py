"""Reads of the facts that checks look at: of all records of a kind or of some, in a handful of statements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlmodel import Session, col

from registry.db.base import select_columns
from registry.db.bulk import chunks
from registry.db.ids import Kind
from registry.deployments.models import (
    Deployment,
    DeploymentConcept,
    DeploymentFunder,
    DeploymentOrganisation,
)
from registry.organisations.models import Organisation
from registry.provenance.models import Claim, ExternalIdentifier, Source
from registry.quality.facts import (
    DeploymentFacts,
    Facts,
    OrganisationFacts,
    SolutionFacts,
    StandardFacts,
    Statement,
)
from registry.solutions.models import (
    Solution,
    SolutionConcept,
    SolutionOrganisation,
    SolutionRelation,
    SolutionRole,
)
from registry.standards.models import Standard, StandardEdition
from registry.taxonomy import queries as taxonomy

OWNING = (SolutionRole.OWNER, SolutionRole.DEVELOPER, SolutionRole.MAINTAINER)
"""Roles by which a product is an organisation's own."""

Ids = Iterable[str] | None
"""Records that are wanted; None: all."""


def facts_of(session: Session, kind: Kind, ids: Ids = None) -> list[Facts]:
    """The facts of records of one kind, by id."""
    read: Mapping[Kind, Callable[[Session, Ids], list[Any]]] = {
        Kind.SOLUTION: solutions,
        Kind.DEPLOYMENT: deployments,
        Kind.STANDARD: standards,
        Kind.ORGANISATION: organisations,
    }
    return read[kind](session, ids) if kind in read else []


def solutions(session: Session, ids: Ids = None) -> list[SolutionFacts]:
    """Solutions with their owners, codes, identifiers, relations and what sources state."""
    wanted = _listed(ids)
    owners = _pairs(
        session,
        SolutionOrganisation.solution_id,
        SolutionOrganisation.organisation_id,
        wanted,
        col(SolutionOrganisation.role).in_(OWNING),
    )
    codes = _codes(session, SolutionConcept, SolutionConcept.solution_id, wanted)
    identifiers = _identifiers(session, Kind.SOLUTION, wanted)
    related = _pairs(session, SolutionRelation.solution_id, SolutionRelation.other_id, wanted)
    stated = _statements(session, Kind.SOLUTION, wanted)
    columns = (
        Solution.id,
        Solution.names,
        Solution.aliases,
        Solution.summary,
        Solution.type,
        Solution.licence,
        Solution.openness,
        Solution.stage,
        Solution.first_released,
        Solution.price,
        Solution.links,
        Solution.reviewed_at,
    )
    return [
        SolutionFacts(
            id=row.id,
            names=(*row.names.values(), *row.aliases),
            name=_english(row.names),
            summary_languages=frozenset(row.summary),
            type=row.type,
            licence=row.licence,
            openness=row.openness,
            stage=row.stage or "",
            first_released=row.first_released,
            price_date=(row.price or {}).get("date", ""),
            links={group: tuple(pages) for group, pages in row.links.items()},
            owners=frozenset(owners[row.id]),
            interventions=codes[row.id, taxonomy.CURRENT["intervention"]],
            challenges=codes[row.id, taxonomy.CURRENT["challenge"]],
            identifiers=identifiers[row.id],
            related=frozenset(related[row.id]),
            statements=stated[row.id],
            last_stated=_newest(
                stated[row.id], row.reviewed_at.date().isoformat() if row.reviewed_at else ""
            ),
        )
        for row in _rows(session, columns, Solution.id, wanted)
    ]


def deployments(session: Session, ids: Ids = None) -> list[DeploymentFacts]:
    """Deployments and reported presences, with their organisations, codes, claims and what their solution is."""
    wanted = _listed(ids)
    organisations_of = _pairs(
        session, DeploymentOrganisation.deployment_id, DeploymentOrganisation.organisation_id, wanted
    )
    codes = _codes(session, DeploymentConcept, DeploymentConcept.deployment_id, wanted)
    stated = _statements(session, Kind.DEPLOYMENT, wanted)
    funding: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    columns: tuple[Any, ...] = (
        DeploymentFunder.deployment_id,
        DeploymentFunder.from_year,
        DeploymentFunder.until_year,
    )
    for deployment_id, since, until in _rows(session, columns, DeploymentFunder.deployment_id, wanted):
        funding[deployment_id].append((since, until))
    columns = (
        Deployment.id,
        Deployment.solution_id,
        Deployment.country,
        Deployment.subdivision,
        Deployment.status,
        Deployment.is_reported_presence,
        Deployment.started,
        Deployment.ended,
        Deployment.links,
        Deployment.confirmation_on,
        Solution.names,
        Solution.stage,
        Solution.first_released,
    )
    on = (Solution, col(Solution.id) == col(Deployment.solution_id))
    return [
        DeploymentFacts(
            id=row.id,
            solution=row.solution_id,
            name=_english(row.names),
            country=row.country,
            subdivision=row.subdivision,
            status=row.status,
            is_presence=row.is_reported_presence,
            started=row.started,
            ended=row.ended,
            links={"links": tuple(row.links)},
            organisations=frozenset(organisations_of[row.id]),
            funding=tuple(funding[row.id]),
            interventions=codes[row.id, taxonomy.CURRENT["intervention"]],
            challenges=codes[row.id, taxonomy.CURRENT["challenge"]],
            statements=stated[row.id],
            last_stated=_newest(stated[row.id], row.confirmation_on),
            stage=row.stage or "",
            first_released=row.first_released,
        )
        for row in _rows(session, columns, Deployment.id, wanted, on)
    ]


def standards(session: Session, ids: Ids = None) -> list[StandardFacts]:
    """Standards with the dates of their editions."""
    wanted = _listed(ids)
    editions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    columns: tuple[Any, ...] = (StandardEdition.standard_id, StandardEdition.date, StandardEdition.url)
    for standard_id, date, url in _rows(session, columns, StandardEdition.standard_id, wanted):
        editions[standard_id].append((date, url))
    columns = (Standard.id, Standard.names, Standard.summary, Standard.url)
    return [
        StandardFacts(
            id=row.id,
            name=_english(row.names),
            summary_languages=frozenset(row.summary),
            links={
                "url": tuple(filter(None, [row.url])),
                "editions": tuple(url for _, url in editions[row.id] if url),
            },
            edition_dates=tuple(date for date, _ in editions[row.id] if date),
        )
        for row in _rows(session, columns, Standard.id, wanted)
    ]


def organisations(session: Session, ids: Ids = None) -> list[OrganisationFacts]:
    """Organisations with their identifiers."""
    wanted = _listed(ids)
    identifiers = _identifiers(session, Kind.ORGANISATION, wanted)
    columns = (
        Organisation.id,
        Organisation.names,
        Organisation.aliases,
        Organisation.country,
        Organisation.home,
    )
    return [
        OrganisationFacts(
            id=row.id,
            names=(*row.names.values(), *row.aliases),
            name=_english(row.names),
            country=row.country or "",
            links={"home": tuple(filter(None, [row.home]))},
            identifiers=identifiers[row.id],
        )
        for row in _rows(session, columns, Organisation.id, wanted)
    ]


def named(session: Session, kind: Kind) -> Iterator[SolutionFacts | OrganisationFacts]:
    """Only the names and addresses of all solutions or organisations, for a first look at what may be alike."""
    columns: tuple[Any, ...]
    if kind is Kind.SOLUTION:
        columns = (Solution.id, Solution.names, Solution.aliases, Solution.links)
        for record_id, names, aliases, links in _rows(session, columns, Solution.id, None):
            pages = {group: tuple(each) for group, each in links.items()}
            yield SolutionFacts(id=record_id, names=(*names.values(), *aliases), links=pages)
    elif kind is Kind.ORGANISATION:
        columns = (Organisation.id, Organisation.names, Organisation.aliases, Organisation.home)
        for record_id, names, aliases, home in _rows(session, columns, Organisation.id, None):
            pages = {"home": (home,) if home else ()}
            yield OrganisationFacts(id=record_id, names=(*names.values(), *aliases), links=pages)


def deployments_of(session: Session, solution_ids: Iterable[str]) -> set[str]:
    """Ids of all deployments of these solutions."""
    return {
        row[0]
        for chunk in chunks(solution_ids)
        for row in session.execute(
            select_columns(Deployment.id).where(col(Deployment.solution_id).in_(chunk))
        )
    }


def _listed(ids: Ids) -> list[str] | None:
    return None if ids is None else sorted(set(ids))


def _rows(
    session: Session,
    columns: Iterable[Any],
    owner: Any,
    ids: list[str] | None,
    joined: tuple[Any, Any] | None = None,
    *where: Any,
) -> Iterator[Any]:
    statement = select_columns(*columns).where(*where).order_by(owner)
    if joined is not None:
        statement = statement.join(*joined)
    if ids is None:
        yield from session.execute(statement.execution_options(yield_per=2_000))
        return
    for chunk in chunks(ids):
        yield from session.execute(statement.where(col(owner).in_(chunk)))


def _pairs(
    session: Session, owner: Any, value: Any, ids: list[str] | None, *where: Any
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for owner_id, each in _rows(session, (owner, value), owner, ids, None, *where):
        found[owner_id].add(each)
    return found


def _codes(
    session: Session, table: Any, owner: Any, ids: list[str] | None
) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for owner_id, scheme, code in _rows(session, (owner, table.scheme_id, table.code), owner, ids):
        found[owner_id, scheme] = (*found[owner_id, scheme], code)
    return found


def _identifiers(session: Session, kind: Kind, ids: list[str] | None) -> dict[str, dict[str, frozenset[str]]]:
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    columns = (ExternalIdentifier.record_id, ExternalIdentifier.scheme, ExternalIdentifier.value)
    of_kind = col(ExternalIdentifier.record_kind) == kind
    for record_id, scheme, value in _rows(session, columns, ExternalIdentifier.record_id, ids, None, of_kind):
        known = found[record_id]
        known[scheme] = known.get(scheme, frozenset()) | {value}
    return found


def _statements(session: Session, kind: Kind, ids: list[str] | None) -> dict[str, tuple[Statement, ...]]:
    """What sources state; a statement without a date of its own has its source's."""
    found: dict[str, tuple[Statement, ...]] = defaultdict(tuple)
    columns = (
        Claim.record_id,
        Claim.field,
        Claim.source_id,
        Claim.value,
        Claim.date,
        Source.date,
        Claim.url,
    )
    on = (Source, col(Source.id) == col(Claim.source_id))
    of_kind = col(Claim.record_kind) == kind
    for record_id, field, source, value, date, read, url in _rows(
        session, columns, Claim.record_id, ids, on, of_kind
    ):
        found[record_id] = (*found[record_id], (field, source, value, date or read, url))
    return found


def _newest(statements: Iterable[Statement], other: str = "") -> str:
    return max([other, *(date for _, _, _, date, _ in statements)])


def _english(names: Mapping[str, str]) -> str:
    return names.get("en") or next(iter(names.values()), "")
