"""Makers of records: organisations, standards, solutions, deployments, claims, identifiers, revisions."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from registry.audit.models import Revision
from registry.db.ids import Kind
from registry.db.records import free_slug, issue_id, set_slug, slugify
from registry.deployments.models import (
    Deployment,
    DeploymentConcept,
    DeploymentOrganisation,
    DeploymentRole,
    DeploymentStatus,
)
from registry.deployments.service import note_sources, solutions_of
from registry.organisations.models import Organisation
from registry.provenance.models import Claim, ExternalIdentifier
from registry.solutions.models import (
    ClaimStrength,
    Solution,
    SolutionConcept,
    SolutionOrganisation,
    SolutionRole,
    SolutionStandard,
)
from registry.standards.models import Standard, StandardEdition
from tests.factories.reference import make_concept, make_country, make_source, names

CONCEPT_FIELDS = {
    "interventions": "interventions-2",
    "challenges": "challenges-2",
    "services": "services-2",
    "focus_areas": "focus-areas",
    "sdgs": "sdgs",
}


def _names_and_slug(session: Session, kind: Kind, name: str | dict[str, str], slug: str) -> dict[str, Any]:
    texts = names(name)
    first = next(iter(texts.values()))
    return {"names": texts, "slug": slug or free_slug(session, kind, slugify(first))}


def make_organisation(
    session: Session, name: str | dict[str, str] = "Example Foundation", slug: str = "", **columns: Any
) -> Organisation:
    """An organisation; each call makes a new one."""
    row = _names_and_slug(session, Kind.ORGANISATION, name, slug)
    row["id"] = issue_id(session, Kind.ORGANISATION)
    if columns.get("country"):
        make_country(session, columns["country"])
    made = Organisation.model_validate(row | columns)
    session.add(made)
    session.flush()
    set_slug(session, Kind.ORGANISATION, made.id, made.slug)
    return made


def make_standard(
    session: Session,
    name: str | dict[str, str] = "HL7 FHIR",
    slug: str = "",
    *,
    editions: Iterable[str] = (),
    **columns: Any,
) -> Standard:
    """A base standard with editions of these labels; each call makes a new one."""
    row = _names_and_slug(session, Kind.STANDARD, name, slug)
    row |= {"id": issue_id(session, Kind.STANDARD), "kind": "base_standard", "category": "exchange"}
    made = Standard.model_validate(row | columns)
    session.add(made)
    session.flush()
    set_slug(session, Kind.STANDARD, made.id, made.slug)
    session.add_all(
        StandardEdition(standard_id=made.id, label=label, position=position)
        for position, label in enumerate(editions)
    )
    session.flush()
    return made


def make_solution(
    session: Session,
    name: str | dict[str, str] = "Example Health Record",
    slug: str = "",
    *,
    organisations: Iterable[Organisation] = (),
    standards: Iterable[Standard] = (),
    identifiers: dict[str, str] | None = None,
    **columns: Any,
) -> Solution:
    """A published solution; each call makes a new one.

    `interventions`, `challenges`, `services`, `focus_areas`, `sdgs` take codes and make missing concepts;
    `organisations` become owners; `standards` are claimed; `identifiers` is scheme → value.
    """
    codes = {scheme: columns.pop(field, ()) for field, scheme in CONCEPT_FIELDS.items()}
    row = _names_and_slug(session, Kind.SOLUTION, name, slug)
    row |= {"id": issue_id(session, Kind.SOLUTION), "type": "software"}
    if "summary" in columns:
        columns["summary"] = names(columns["summary"])
    made = Solution.model_validate(row | columns)
    session.add(made)
    session.flush()
    set_slug(session, Kind.SOLUTION, made.id, made.slug)
    for scheme, wanted in codes.items():
        for code in wanted:
            make_concept(session, code, scheme)
            session.add(SolutionConcept(solution_id=made.id, scheme_id=scheme, code=code))
    for organisation in organisations:
        session.add(
            SolutionOrganisation(
                solution_id=made.id, organisation_id=organisation.id, role=SolutionRole.OWNER
            )
        )
    for standard in standards:
        session.add(
            SolutionStandard(solution_id=made.id, standard_id=standard.id, strength=ClaimStrength.CLAIMED)
        )
    for scheme, value in (identifiers or {}).items():
        make_identifier(session, Kind.SOLUTION, made.id, scheme, value)
    session.flush()
    return made


def make_deployment(
    session: Session,
    solution: Solution | None = None,
    country: str = "KEN",
    *,
    implementers: Iterable[Organisation] = (),
    sources: Iterable[str] = ("test-source",),
    **columns: Any,
) -> Deployment:
    """An active deployment that each of `sources` (ids, made when missing) states; each call makes one."""
    codes = {scheme: columns.pop(field, ()) for field, scheme in CONCEPT_FIELDS.items()}
    make_country(session, country)
    row = {
        "id": issue_id(session, Kind.DEPLOYMENT),
        "solution_id": (solution or make_solution(session)).id,
        "country": country,
        "status": DeploymentStatus.ACTIVE,
    }
    made = Deployment.model_validate(row | columns)
    session.add(made)
    session.flush()
    for scheme, wanted in codes.items():
        for code in wanted:
            make_concept(session, code, scheme)
            session.add(DeploymentConcept(deployment_id=made.id, scheme_id=scheme, code=code))
    for organisation in implementers:
        session.add(
            DeploymentOrganisation(
                deployment_id=made.id, organisation_id=organisation.id, role=DeploymentRole.IMPLEMENTER
            )
        )
    for source in sources:
        make_claim(session, Kind.DEPLOYMENT, made.id, source=source)
    session.flush()
    return made


def make_presence(
    session: Session,
    solution: Solution | None = None,
    country: str = "KEN",
    *,
    sources: Iterable[str] = ("test-source",),
    **columns: Any,
) -> Deployment:
    """A reported presence: each of `sources` merely names the country."""
    columns = {"status": DeploymentStatus.NOT_KNOWN, "is_reported_presence": True, **columns}
    return make_deployment(session, solution, country, sources=sources, **columns)


def make_claim(
    session: Session,
    kind: Kind,
    record_id: str,
    field: str = "presence",
    value: Any = True,
    *,
    source: str = "test-source",
    **columns: Any,
) -> Claim:
    """What one source (made when missing) states about one field of a record."""
    row = {"record_kind": kind, "record_id": record_id, "field": field, "value": value, "date": "2026"}
    made = Claim.model_validate(row | {"source_id": make_source(session, source).id} | columns)
    session.add(made)
    session.flush()
    if kind is Kind.DEPLOYMENT and field == "presence":
        note_sources(session, solutions_of(session, [record_id]))
    return made


def make_identifier(
    session: Session, kind: Kind, record_id: str, scheme: str, value: str, url: str = ""
) -> ExternalIdentifier:
    """The id that another registry gave to a record."""
    made = ExternalIdentifier(scheme=scheme, value=value, record_kind=kind, record_id=record_id, url=url)
    session.add(made)
    session.flush()
    return made


def make_revision(
    session: Session, kind: Kind, record_id: str, body: dict[str, Any], number: int = 1, **columns: Any
) -> Revision:
    """One published state of a record."""
    row = {
        "record_kind": kind,
        "record_id": record_id,
        "number": number,
        "author": "Test editors",
        "body": body,
    }
    made = Revision.model_validate(row | columns)
    session.add(made)
    session.flush()
    return made
