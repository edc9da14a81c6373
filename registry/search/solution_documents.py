"""Documents of solutions: what they are, where they run and with what statuses, who says so."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session, col

from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.deployments.models import Confirmation, Deployment
from registry.deployments.queries import RUNNING
from registry.evaluation.levels.queries import UNASSESSED, LevelView, levels
from registry.search import licences
from registry.search.definition import NOT_KNOWN, place_value, status_mask
from registry.search.document_parts import (
    NO_EVIDENCE,
    EvidenceWords,
    Grouped,
    codes_and_old_names,
    concepts_of,
    evidence_of,
    grouped,
    organisations_of_solutions,
    presence_sources,
)
from registry.search.document_values import Wording, compact, document, names_of, seconds, sort_keys, yes_no
from registry.search.engine import SearchDocument
from registry.solutions.models import Solution, SolutionConcept, SolutionRole, SolutionStandard
from registry.standards.models import Standard
from registry.taxonomy.queries import CURRENT

CONCEPT_FACETS: Final = tuple(CURRENT)


class SolutionDocuments:
    """Makes the documents of solutions."""

    def __init__(self, session: Session, wording: Wording) -> None:
        self._session = session
        self._wording = wording
        self._levels: Mapping[str, LevelView] = {}

    def make(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of those of these records that exist."""
        session = self._session
        concepts = concepts_of(session, SolutionConcept, "solution_id", ids)
        standards = self._standards_of(ids)
        organisations = organisations_of_solutions(session, ids)
        codes = codes_and_old_names(session, Kind.SOLUTION, ids)
        places = grouped(
            session,
            select_columns(
                Deployment.solution_id,
                Deployment.id,
                Deployment.country,
                Deployment.status,
                Deployment.is_reported_presence,
                Deployment.confirmation,
            ).where(col(Deployment.solution_id).in_(ids)),
        )
        sources = presence_sources(session, ids)
        self._levels = levels(session, ids)
        studied = evidence_of(session, ids)
        rows = session.execute(
            select_columns(
                Solution.id,
                Solution.slug,
                Solution.names,
                Solution.aliases,
                Solution.summary,
                Solution.type,
                Solution.licence,
                Solution.openness,
                Solution.languages,
                Solution.offline,
                Solution.emergency_ready,
                Solution.uses_ai,
                Solution.stage,
                Solution.reviewed_at,
                Solution.updated_at,
            ).where(col(Solution.id).in_(ids))
        )
        for row in rows:
            yield self._one(
                row,
                concepts.get(row.id, {}),
                standards.get(row.id, ()),
                organisations.get(row.id, ()),
                codes.get(row.id, ((), ())),
                places.get(row.id, ()),
                sources.get(row.id, {}),
                studied.get(row.id, NO_EVIDENCE),
            )

    def _one(  # noqa: PLR0913, PLR0917 - all that a solution's document is made of
        self,
        row: Any,
        concepts: Mapping[str, Sequence[str]],
        standards: Sequence[Any],
        organisations: Sequence[Any],
        codes: tuple[Sequence[str], Sequence[str]],
        deployments: Sequence[Any],
        sources: Mapping[str, set[str]],
        evidence: EvidenceWords,
    ) -> SearchDocument:
        # Who paid says nothing of what a product is: the name of a vaccine fund would find all it ever paid for.
        organisations = [each for each in organisations if each.role is not SolutionRole.FUNDER]
        statuses: dict[str, set[str]] = defaultdict(set)
        for place in deployments:
            statuses[place.country].add(place.status.value)
        running = {place.country for place in deployments if place.status in RUNNING}
        standing = _standing(deployments, sources)
        level = self._levels.get(row.id, UNASSESSED)
        labels = [(facet, code) for facet, listed in concepts.items() for code in listed]
        labels += [("countries", country) for country in statuses]
        by_language = self._wording.by_language([row.names, row.summary, *evidence.names], labels)
        facets = {
            **self._place_facets(statuses),
            **self._concept_facets(concepts),
            "f_standard": tuple(dict.fromkeys(each.slug for each in standards)) or (NOT_KNOWN,),
            "f_confirmed": tuple(
                sorted(
                    {place.country for place in deployments if place.confirmation == Confirmation.CONFIRMED}
                )
            ),
            "f_type": (row.type.value,),
            "f_licence": (licences.family(row.licence),),
            "f_openness": (row.openness.value,),
            "f_offline": (yes_no(row.offline),),
            "f_ai": (yes_no(row.uses_ai),),
            "f_emergency": (yes_no(row.emergency_ready),),
            "f_stage": (row.stage.value if row.stage else NOT_KNOWN,),
            "f_language": tuple(dict.fromkeys(tag.split("-")[0] for tag in row.languages)) or (NOT_KNOWN,),
            "f_evidence": (level.standing.level.value,),
        }
        texts = {
            "name": tuple(row.names.values()),
            "alias": (*row.aliases, *codes[1], *names_of(standards)),
            "code": (compact(row.id), *codes[0], *(code for listed in concepts.values() for code in listed)),
            "summary": tuple(row.summary.values()),
            "label": self._wording.labels(labels),
            "text": (
                *names_of(organisations),
                row.licence,
                *evidence.titles,
                *dict.fromkeys(name for names in evidence.names for name in names.values()),
            ),
        }
        payload = {
            "slug": row.slug,
            "names": row.names,
            "aliases": row.aliases,
            "summary": row.summary,
            "codes": [row.id, *codes[0]],
            "old": list(codes[1]),
            "labels": labels,
            "standards": [[each.slug, each.names] for each in standards],
            "organisations": [[each.role.value, each.slug, each.names] for each in organisations],
            "type": row.type.value,
            "licence": row.licence,
            "countries": len(statuses),
            "running": len(running),
            "sources": standing[0],
            "agreed": standing[1],
            "evidence_level": level.standing.level.value,
            "stale": bool(level.stale),
            "shown_for": level.shown_outcomes,
        }
        return document(
            Kind.SOLUTION,
            row.id,
            texts,
            by_language,
            facets,
            sort_keys(row.names),
            payload,
            countries=len(statuses),
            reviewed=seconds(row.reviewed_at),
            updated=seconds(row.updated_at),
        )

    def _place_facets(self, statuses: Mapping[str, set[str]]) -> dict[str, Sequence[str]]:
        regions: dict[str, set[str]] = defaultdict(set)
        for country, found in statuses.items():
            region = self._wording.reference.region_of.get(country)
            if region:
                regions[region] |= found
        everywhere = set().union(*statuses.values()) if statuses else set()
        return {
            "f_country": tuple(place_value(code, status_mask(found)) for code, found in statuses.items()),
            "f_region": tuple(place_value(code, status_mask(found)) for code, found in regions.items()),
            "f_status": (str(status_mask(everywhere)),),
        }

    def _concept_facets(self, concepts: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
        return {
            f"f_{facet}": self._wording.reference.with_ancestors(facet, concepts.get(facet, ()))
            or (NOT_KNOWN,)
            for facet in CONCEPT_FACETS
        }

    def _standards_of(self, ids: Sequence[str]) -> Grouped:
        return grouped(
            self._session,
            select_columns(
                SolutionStandard.solution_id, Standard.slug, Standard.names, SolutionStandard.edition
            )
            .join(Standard, col(Standard.id) == col(SolutionStandard.standard_id))
            .where(col(SolutionStandard.solution_id).in_(ids))
            .order_by(Standard.slug, SolutionStandard.edition),
        )


def _standing(deployments: Sequence[Any], sources: Mapping[str, set[str]]) -> tuple[int, int]:
    """How many sources name any country of a solution, and how many countries all of them name."""
    every = set().union(*sources.values()) if sources else set()
    if len(every) < 2:
        return len(every), 0
    by_country: dict[str, set[str]] = defaultdict(set)
    for place in deployments:
        by_country[place.country] |= sources.get(place.id, set())
    return len(every), sum(named == every for named in by_country.values())
