"""Queries that several kinds of search document share; each reads one thing for a whole batch."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct
from sqlmodel import Session, col

import registry.evidence.words  # noqa: F401 - names the kinds
from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.db.models import Slug
from registry.deployments.models import Deployment, DeploymentConcept
from registry.evidence.hierarchy import EvidenceKind
from registry.evidence.models import Evidence, EvidenceResult, EvidenceSolution, EvidenceState
from registry.organisations.models import Organisation
from registry.provenance.models import Claim, ExternalIdentifier, Source, SourceKind
from registry.solutions.models import SolutionConcept, SolutionOrganisation
from registry.taxonomy.models import Concept
from registry.taxonomy.queries import CURRENT
from registry.web.i18n import using
from registry.web.languages import LANGUAGES
from registry.web.vocabulary import term

Grouped = Mapping[str, Sequence[Any]]
_FACET_OF_SCHEME = {scheme: facet for facet, scheme in CURRENT.items()}


def grouped(session: Session, statement: sa.Select[Any]) -> Grouped:
    """Rows by their first column."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(statement):
        found[row[0]].append(row)
    return found


def concepts_of(
    session: Session,
    table: type[SolutionConcept] | type[DeploymentConcept],
    owner: str,
    ids: Sequence[str],
) -> dict[str, dict[str, list[str]]]:
    """Record → facet → codes, of the classifications in force."""
    column = getattr(table, owner)
    rows = session.execute(
        select_columns(column, table.scheme_id, table.code)
        .where(column.in_(ids), col(table.scheme_id).in_(_FACET_OF_SCHEME))
        .order_by(column, table.scheme_id, table.code)
    )
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for record_id, scheme, code in rows:
        found[record_id].setdefault(_FACET_OF_SCHEME[scheme], []).append(code)
    return found


class EvidenceWords(Struct, frozen=True):
    """By what words a solution is found for its published evidence: titles; names of kinds and of outcomes."""

    titles: list[str]
    names: list[Mapping[str, str]]


NO_EVIDENCE: Final = EvidenceWords([], [])


def evidence_of(session: Session, ids: Sequence[str]) -> dict[str, EvidenceWords]:
    """Solution → the words of its published evidence."""
    rows = session.execute(
        select_columns(
            EvidenceSolution.solution_id, Evidence.title, Evidence.kind, Concept.code, Concept.label
        )
        .select_from(EvidenceSolution)
        .join(Evidence, col(Evidence.id) == col(EvidenceSolution.evidence_id))
        .outerjoin(EvidenceResult, col(EvidenceResult.evidence_id) == col(Evidence.id))
        .outerjoin(
            Concept,
            sa.and_(
                col(Concept.scheme_id) == col(EvidenceResult.scheme_id),
                col(Concept.code) == col(EvidenceResult.outcome),
            ),
        )
        .where(col(EvidenceSolution.solution_id).in_(ids), col(Evidence.state) == EvidenceState.PUBLISHED)
        .order_by(Evidence.id, Concept.code)
    )
    titles: dict[str, dict[str, None]] = defaultdict(dict)
    names: dict[str, dict[str, Mapping[str, str]]] = defaultdict(dict)
    for solution, title, kind, outcome, label in rows:
        titles[solution][title] = None
        names[solution][kind] = _kind_names(kind)
        if outcome is not None:
            names[solution][outcome] = label
    return {each: EvidenceWords(list(titles[each]), list(names[each].values())) for each in titles}


@cache
def _kind_names(kind: EvidenceKind) -> Mapping[str, str]:
    """What a kind of evidence is called in every language, so that one finds "trial"."""
    found = {}
    for code in LANGUAGES:
        with using(code):
            found[code] = term("evidence_kind", kind.value)
    return found


def organisations_of_solutions(session: Session, ids: Sequence[str]) -> Grouped:
    """Solution → organisations with their roles, the owner first."""
    rows = grouped(
        session,
        select_columns(
            SolutionOrganisation.solution_id, SolutionOrganisation.role, Organisation.slug, Organisation.names
        )
        .join(Organisation, col(Organisation.id) == col(SolutionOrganisation.organisation_id))
        .where(col(SolutionOrganisation.solution_id).in_(ids))
        .order_by(Organisation.slug),
    )
    return {
        record_id: sorted(listed, key=lambda row: row.role.value != "owner")
        for record_id, listed in rows.items()
    }


def codes_and_old_names(
    session: Session, kind: Kind, ids: Sequence[str]
) -> dict[str, tuple[list[str], list[str]]]:
    """Record → the ids that other registries gave it, and the names it had in addresses and has."""
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    identifiers = session.execute(
        select_columns(ExternalIdentifier.record_id, ExternalIdentifier.value)
        .where(col(ExternalIdentifier.record_kind) == kind, col(ExternalIdentifier.record_id).in_(ids))
        .order_by(ExternalIdentifier.scheme, ExternalIdentifier.value)
    )
    for record_id, value in identifiers:
        found[record_id][0].append(value)
    slugs = session.execute(
        select_columns(Slug.record_id, Slug.slug)
        .where(col(Slug.kind) == kind, col(Slug.record_id).in_(ids), col(Slug.is_current).is_(False))
        .order_by(Slug.slug)
    )
    for record_id, slug in slugs:
        found[record_id][1].append(slug)
    return found


def presence_sources(session: Session, solution_ids: Sequence[str]) -> dict[str, dict[str, set[str]]]:
    """Solution → deployment → the sources that state it; a country's authority, which speaks of no other, is left out."""
    rows = session.execute(
        select_columns(Deployment.solution_id, Deployment.id, Claim.source_id)
        .join(
            Claim,
            sa.and_(
                col(Claim.record_kind) == Kind.DEPLOYMENT,
                col(Claim.record_id) == col(Deployment.id),
                col(Claim.field) == "presence",
            ),
        )
        .join(Source, sa.and_(col(Source.id) == col(Claim.source_id), col(Source.kind) != SourceKind.COUNTRY))
        .where(col(Deployment.solution_id).in_(solution_ids))
    )
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for solution_id, deployment_id, source_id in rows:
        found[solution_id][deployment_id].add(source_id)
    return found


def numbers_of(session: Session, statement: sa.Select[Any]) -> dict[str, int]:
    """The numbers in the second column by the first."""
    return {row[0]: row[1] for row in session.execute(statement)}
