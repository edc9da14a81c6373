"""Documents of deployments: a solution in a country, with how its sources and the country stand to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.deployments.models import (
    Deployment,
    DeploymentConcept,
    DeploymentFunder,
    DeploymentOrganisation,
    SolutionSource,
)
from registry.organisations.models import Organisation
from registry.provenance.models import Claim
from registry.search.definition import NOT_KNOWN
from registry.search.document_parts import Grouped, codes_and_old_names, concepts_of, grouped
from registry.search.document_values import Wording, compact, document, names_of, seconds, sort_keys
from registry.search.engine import SearchDocument
from registry.search.reference import Names
from registry.solutions.models import Solution, SolutionConcept

NAMED_IN_DEPLOYMENTS: Final = ("intervention",)


class DeploymentDocuments:
    """Makes the documents of deployments."""

    def __init__(self, session: Session, wording: Wording) -> None:
        self._session = session
        self._wording = wording
        self._country_keys: dict[str, dict[str, str]] = {}
        self._solution_keys: tuple[str, dict[str, str]] = ("", {})

    def make(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of those of these records that exist."""
        session = self._session
        rows = session.execute(
            select_columns(
                Deployment.id,
                Deployment.solution_id,
                Deployment.country,
                Deployment.subdivision,
                Deployment.status,
                Deployment.is_reported_presence,
                Deployment.started,
                Deployment.ended,
                Deployment.confirmation,
                Deployment.updated_at,
            ).where(col(Deployment.id).in_(ids))
        ).all()
        solution_ids = sorted({row.solution_id for row in rows})
        solutions = {
            row.id: row
            for row in session.execute(
                select_columns(Solution.id, Solution.slug, Solution.names, Solution.aliases).where(
                    col(Solution.id).in_(solution_ids)
                )
            )
        }
        classified = concepts_of(session, SolutionConcept, "solution_id", solution_ids)
        concepts = concepts_of(session, DeploymentConcept, "deployment_id", ids)
        organisations = self._organisations_of(ids)
        codes = codes_and_old_names(session, Kind.DEPLOYMENT, ids)
        all_sources = grouped(
            session,
            select_columns(SolutionSource.solution_id, SolutionSource.source_id).where(
                col(SolutionSource.solution_id).in_(solution_ids)
            ),
        )
        said = grouped(
            session,
            select_columns(Claim.record_id, Claim.source_id, Claim.value).where(
                col(Claim.record_kind) == Kind.DEPLOYMENT,
                col(Claim.record_id).in_(ids),
                col(Claim.field) == "presence",
            ),
        )
        for row in rows:
            solution = solutions[row.solution_id]
            own = {**classified.get(row.solution_id, {}), **concepts.get(row.id, {})}
            naming = {each.source_id for each in all_sources.get(row.solution_id, ())}
            yield self._one(
                row,
                solution,
                own,
                organisations.get(row.id, ()),
                codes.get(row.id, ((), ())),
                said.get(row.id, ()),
                naming,
            )

    def _one(
        self,
        row: Any,
        solution: Any,
        concepts: Mapping[str, Sequence[str]],
        organisations: Sequence[Any],
        codes: tuple[Sequence[str], Sequence[str]],
        claims: Sequence[Any],
        all_sources: set[str],
    ) -> SearchDocument:
        reference = self._wording.reference
        sources = tuple(sorted({claim.source_id for claim in claims}))
        agreement = _agreement(claims, all_sources)
        labels = [("countries", row.country)]
        labels += [(facet, code) for facet in NAMED_IN_DEPLOYMENTS for code in concepts.get(facet, ())]
        region = reference.region_of.get(row.country)
        facets = {
            "f_country": (row.country,),
            "f_region": (region,) if region else (NOT_KNOWN,),
            "f_status": (row.status.value,),
            "f_record": ("reported" if row.is_reported_presence else "recorded",),
            "f_confirmation": (row.confirmation.value,),
            "f_agreement": (agreement,) if agreement else (NOT_KNOWN,),
            "f_intervention": reference.with_ancestors("intervention", concepts.get("intervention", ()))
            or (NOT_KNOWN,),
            "f_service": reference.with_ancestors("service", concepts.get("service", ())) or (NOT_KNOWN,),
            "f_source": sources or (NOT_KNOWN,),
            "f_solution": (solution.slug,),
        }
        texts = {
            "name": tuple(solution.names.values()),
            "alias": tuple(solution.aliases),
            "code": (compact(row.id), *codes[0], row.country),
            "label": self._wording.labels(labels),
            "text": names_of(organisations),
        }
        payload = {
            "slug": row.id,
            "names": solution.names,
            "aliases": solution.aliases,
            "codes": [row.id, *codes[0]],
            "labels": labels,
            "organisations": [[each.role, each.slug, each.names] for each in organisations],
            "solution": solution.slug,
            "country": row.country,
            "status": row.status.value,
            "reported": row.is_reported_presence,
            "started": row.started,
            "ended": row.ended,
            "sources": len(sources),
            "agreement": agreement,
            "confirmation": row.confirmation.value,
        }
        return document(
            Kind.DEPLOYMENT,
            row.id,
            texts,
            self._wording.by_language([solution.names], []),
            facets,
            self._keys(solution.id, solution.names, row.country),
            payload,
            updated=seconds(row.updated_at),
        )

    def _keys(self, solution_id: str, names: Names, country: str) -> dict[str, str]:
        """Deployments sort by the name of the solution, then of the country."""
        if self._solution_keys[0] != solution_id:  # they come solution by solution
            self._solution_keys = (solution_id, sort_keys(names))
        then = self._country_keys.get(country)
        if then is None:
            then = self._country_keys[country] = sort_keys(
                self._wording.reference.names("countries", country)
            )
        return {language: f"{key}\t{then[language]}" for language, key in self._solution_keys[1].items()}

    def _organisations_of(self, ids: Sequence[str]) -> Grouped:
        named = select_columns(
            DeploymentOrganisation.deployment_id,
            Organisation.slug,
            Organisation.names,
            sa.cast(col(DeploymentOrganisation.role), sa.String).label("role"),
        ).join(Organisation, col(Organisation.id) == col(DeploymentOrganisation.organisation_id))
        funding = select_columns(
            DeploymentFunder.deployment_id,
            Organisation.slug,
            Organisation.names,
            sa.literal("funder").label("role"),
        ).join(Organisation, col(Organisation.id) == col(DeploymentFunder.organisation_id))
        found: dict[str, list[Any]] = defaultdict(list)
        for statement, owner in (
            (named, DeploymentOrganisation.deployment_id),
            (funding, DeploymentFunder.deployment_id),
        ):
            for key, rows in grouped(self._session, statement.where(col(owner).in_(ids))).items():
                found[key] += rows
        return found


def _agreement(claims: Sequence[Any], all_sources: set[str]) -> str:
    """How the sources of a solution stand to one of its deployments; silence is no denial."""
    naming = {claim.source_id for claim in claims}
    if not naming:
        return ""
    if any(claim.value is False for claim in claims):
        return "disputed"
    if all_sources - naming:
        return "not_all_list"
    return "all_list" if len(naming) > 1 else "one_source"
