"""Builds search documents: one path for one record and for all, in a fixed number of queries per batch."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec
import sqlalchemy as sa
from sqlmodel import Session, col

from registry.countries.models import Country
from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.deployments.models import (
    Confirmation,
    Deployment,
    DeploymentConcept,
    DeploymentFunder,
    DeploymentOrganisation,
    DeploymentStatus,
    SolutionSource,
)
from registry.organisations.models import Organisation
from registry.provenance.models import Claim
from registry.search import definition, licences
from registry.search.definition import NOT_KNOWN, place_value, status_mask
from registry.search.document_parts import (
    Grouped,
    codes_and_old_names,
    concepts_of,
    grouped,
    organisations_of_solutions,
    presence_sources,
)
from registry.search.engine import SearchDocument
from registry.search.reference import Names, Reference
from registry.search.text import collation_key
from registry.solutions.models import (
    Solution,
    SolutionConcept,
    SolutionOrganisation,
    SolutionRole,
    SolutionStandard,
)
from registry.standards.models import Standard, StandardEdition
from registry.taxonomy.queries import CURRENT

BATCH: Final = 1_000
RUNNING: Final = {DeploymentStatus.PILOT, DeploymentStatus.ACTIVE, DeploymentStatus.SCALED}
CONCEPT_FACETS: Final = tuple(CURRENT)
NAMED_IN_DEPLOYMENTS: Final = ("intervention",)

Item = TypeVar("Item")


class DocumentBuilder:
    """Reads records in one session and makes their documents."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._reference = Reference.read(session)
        self._texts: dict[tuple[str, str], tuple[str, ...]] = {}
        self._country_keys: dict[str, dict[str, str]] = {}
        self._solution_keys: tuple[str, dict[str, str]] = ("", {})
        self._makers: dict[Kind, Callable[[Sequence[str]], Iterator[SearchDocument]]] = {
            Kind.SOLUTION: self._solutions,
            Kind.DEPLOYMENT: self._deployments,
            Kind.STANDARD: self._standards,
            Kind.ORGANISATION: self._organisations,
            Kind.COUNTRY: self._countries,
        }

    def build(self, kind: Kind, ids: Iterable[str]) -> Iterator[SearchDocument]:
        """The documents of those of these records that exist."""
        for batch in batches(ids, BATCH):
            yield from self._makers[kind](batch)

    def all(self, kinds: Iterable[Kind] = Kind) -> Iterator[SearchDocument]:
        """The documents of every record, kind by kind."""
        for kind in kinds:
            yield from self.build(kind, self.ids(kind))

    def ids(self, kind: Kind) -> list[str]:
        """The ids of all records of a kind, those that share what must be read beside each other."""
        by_kind: dict[Kind, sa.Select[Any]] = {
            Kind.SOLUTION: select_columns(Solution.id).order_by(Solution.id),
            Kind.DEPLOYMENT: select_columns(Deployment.id).order_by(Deployment.solution_id, Deployment.id),
            Kind.STANDARD: select_columns(Standard.id).order_by(Standard.id),
            Kind.ORGANISATION: select_columns(Organisation.id).order_by(Organisation.id),
            Kind.COUNTRY: select_columns(Country.code).order_by(Country.code),
        }
        return list(self._session.scalars(by_kind[kind]))

    # Solutions ----------------------------------------------------------------------------------

    def _solutions(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
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
            yield self._solution(
                row,
                concepts.get(row.id, {}),
                standards.get(row.id, ()),
                organisations.get(row.id, ()),
                codes.get(row.id, ((), ())),
                places.get(row.id, ()),
                sources.get(row.id, {}),
            )

    def _solution(
        self,
        row: Any,
        concepts: Mapping[str, Sequence[str]],
        standards: Sequence[Any],
        organisations: Sequence[Any],
        codes: tuple[Sequence[str], Sequence[str]],
        deployments: Sequence[Any],
        sources: Mapping[str, set[str]],
    ) -> SearchDocument:
        # Who paid says nothing of what a product is: the name of a vaccine fund would find all it ever paid for.
        organisations = [each for each in organisations if each.role is not SolutionRole.FUNDER]
        statuses: dict[str, set[str]] = defaultdict(set)
        for place in deployments:
            statuses[place.country].add(place.status.value)
        running = {place.country for place in deployments if place.status in RUNNING}
        standing = _standing(deployments, sources)
        labels = [(facet, code) for facet, listed in concepts.items() for code in listed]
        labels += [("countries", country) for country in statuses]
        by_language = self._by_language([row.names, row.summary], labels)
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
            "f_offline": (_yes_no(row.offline),),
            "f_ai": (_yes_no(row.uses_ai),),
            "f_emergency": (_yes_no(row.emergency_ready),),
            "f_stage": (row.stage.value if row.stage else NOT_KNOWN,),
            "f_language": tuple(dict.fromkeys(tag.split("-")[0] for tag in row.languages)) or (NOT_KNOWN,),
            "f_evidence": ("not_assessed",),
        }
        texts = {
            "name": tuple(row.names.values()),
            "alias": (*row.aliases, *codes[1], *_names_of(standards)),
            "code": (compact(row.id), *codes[0], *(code for listed in concepts.values() for code in listed)),
            "summary": tuple(row.summary.values()),
            "label": self._labels(labels),
            "text": (*_names_of(organisations), row.licence),
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
        }
        return _document(
            Kind.SOLUTION,
            row.id,
            texts,
            by_language,
            facets,
            sort_keys(row.names),
            payload,
            countries=len(statuses),
            reviewed=_seconds(row.reviewed_at),
            updated=_seconds(row.updated_at),
        )

    def _place_facets(self, statuses: Mapping[str, set[str]]) -> dict[str, Sequence[str]]:
        regions: dict[str, set[str]] = defaultdict(set)
        for country, found in statuses.items():
            region = self._reference.region_of.get(country)
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
            f"f_{facet}": self._reference.with_ancestors(facet, concepts.get(facet, ())) or (NOT_KNOWN,)
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

    # Deployments --------------------------------------------------------------------------------

    def _deployments(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
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
            yield self._deployment(
                row,
                solution,
                own,
                organisations.get(row.id, ()),
                codes.get(row.id, ((), ())),
                said.get(row.id, ()),
                naming,
            )

    def _deployment(
        self,
        row: Any,
        solution: Any,
        concepts: Mapping[str, Sequence[str]],
        organisations: Sequence[Any],
        codes: tuple[Sequence[str], Sequence[str]],
        claims: Sequence[Any],
        all_sources: set[str],
    ) -> SearchDocument:
        reference = self._reference
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
            "label": self._labels(labels),
            "text": _names_of(organisations),
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
        return _document(
            Kind.DEPLOYMENT,
            row.id,
            texts,
            self._by_language([solution.names], []),
            facets,
            self._deployment_keys(solution.id, solution.names, row.country),
            payload,
            updated=_seconds(row.updated_at),
        )

    def _deployment_keys(self, solution_id: str, names: Names, country: str) -> dict[str, str]:
        """Deployments sort by the name of the solution, then of the country."""
        if self._solution_keys[0] != solution_id:  # they come solution by solution
            self._solution_keys = (solution_id, sort_keys(names))
        then = self._country_keys.get(country)
        if then is None:
            then = self._country_keys[country] = sort_keys(self._reference.names("countries", country))
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

    # Standards, organisations, countries --------------------------------------------------------

    def _standards(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
        session = self._session
        editions = grouped(
            session,
            select_columns(StandardEdition.standard_id, StandardEdition.label, StandardEdition.version)
            .where(col(StandardEdition.standard_id).in_(ids))
            .order_by(col(StandardEdition.position)),
        )
        spoken = _numbers(
            session,
            select_columns(
                SolutionStandard.standard_id, sa.func.count(sa.distinct(col(SolutionStandard.solution_id)))
            )
            .where(col(SolutionStandard.standard_id).in_(ids))
            .group_by(SolutionStandard.standard_id),
        )
        codes = codes_and_old_names(session, Kind.STANDARD, ids)
        rows = session.execute(
            select_columns(Standard, Organisation.slug, Organisation.names)
            .outerjoin(Organisation, col(Organisation.id) == col(Standard.sdo_id))
            .where(col(Standard.id).in_(ids))
        )
        for standard, sdo, sdo_names in rows:
            yield self._standard(
                standard,
                sdo or "",
                sdo_names or {},
                editions.get(standard.id, ()),
                codes.get(standard.id, ((), ())),
                spoken.get(standard.id, 0),
            )

    def _standard(
        self,
        row: Standard,
        sdo: str,
        sdo_names: Names,
        editions: Sequence[Any],
        codes: tuple[Sequence[str], Sequence[str]],
        solutions: int,
    ) -> SearchDocument:
        facets = {
            "f_category": (row.category or NOT_KNOWN,),
            "f_standard_kind": (row.kind.value,),
            "f_sdo": (sdo or NOT_KNOWN,),
            "f_access_cost": (row.access_cost.value,),
            "f_maturity": (row.process_maturity.value,),
            "f_provenance": (row.provenance.value,),
        }
        labelled = [f"{edition.label} {edition.version}".strip() for edition in editions]
        texts = {
            "name": tuple(row.names.values()),
            "alias": (*row.aliases, *codes[1]),
            "code": (compact(row.id), *codes[0]),
            "summary": tuple(row.summary.values()),
            "label": (*sdo_names.values(), *labelled),
            "text": (*row.note.values(), row.canonical_uri, row.openhie_component.replace("_", " ")),
        }
        payload = {
            "slug": row.slug,
            "names": row.names,
            "aliases": row.aliases,
            "summary": row.summary,
            "codes": [row.id, *codes[0]],
            "old": list(codes[1]),
            "labels": [],
            "texts": [*labelled, row.canonical_uri],
            "organisations": [["publisher", sdo, sdo_names]] if sdo else [],
            "standard_kind": row.kind.value,
            "category": row.category,
            "access_cost": row.access_cost.value,
            "maturity": row.process_maturity.value,
            "provenance": row.provenance.value,
            "solutions": solutions,
        }
        return _document(
            Kind.STANDARD,
            row.id,
            texts,
            self._by_language([row.names, row.summary, row.note], []),
            facets,
            sort_keys(row.names),
            payload,
            countries=solutions,
            updated=_seconds(row.updated_at),
        )

    def _organisations(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
        session = self._session
        roles: dict[str, set[str]] = defaultdict(set)
        for table in (SolutionOrganisation, DeploymentOrganisation):
            found = session.execute(
                select_columns(table.organisation_id, table.role)
                .where(col(table.organisation_id).in_(ids))
                .distinct()
            )
            for owner, role in found:
                roles[owner].add(role.value)
        for owner in session.scalars(
            sa.select(col(DeploymentFunder.organisation_id))
            .where(col(DeploymentFunder.organisation_id).in_(ids))
            .distinct()
        ):
            roles[owner].add("funder")
        solutions = _numbers(
            session,
            select_columns(
                SolutionOrganisation.organisation_id,
                sa.func.count(sa.distinct(col(SolutionOrganisation.solution_id))),
            )
            .where(col(SolutionOrganisation.organisation_id).in_(ids))
            .group_by(SolutionOrganisation.organisation_id),
        )
        published = _numbers(
            session,
            select_columns(Standard.sdo_id, sa.func.count())
            .where(col(Standard.sdo_id).in_(ids))
            .group_by(Standard.sdo_id),
        )
        codes = codes_and_old_names(session, Kind.ORGANISATION, ids)
        for row in session.scalars(sa.select(Organisation).where(col(Organisation.id).in_(ids))):
            found_roles = sorted(roles[row.id]) + (["publisher"] if row.id in published else [])
            yield self._organisation(
                row,
                found_roles,
                codes.get(row.id, ((), ())),
                {"solutions": solutions.get(row.id, 0), "published": published.get(row.id, 0)},
            )

    def _organisation(
        self,
        row: Organisation,
        roles: Sequence[str],
        codes: tuple[Sequence[str], Sequence[str]],
        numbers: Mapping[str, int],
    ) -> SearchDocument:
        labels = [("countries", row.country)] if row.country else []
        facets = {
            "f_country": (row.country or NOT_KNOWN,),
            "f_organisation_kind": (row.kind.value,),
            "f_role": tuple(roles) or (NOT_KNOWN,),
        }
        texts = {
            "name": tuple(row.names.values()),
            "alias": (*row.aliases, *codes[1]),
            "code": (compact(row.id), *codes[0]),
            "label": self._labels(labels),
        }
        payload = {
            "slug": row.slug,
            "names": row.names,
            "aliases": row.aliases,
            "codes": [row.id, *codes[0]],
            "old": list(codes[1]),
            "labels": labels,
            "organisation_kind": row.kind.value,
            "country": row.country or "",
            "roles": list(roles),
            **numbers,
        }
        return _document(
            Kind.ORGANISATION,
            row.id,
            texts,
            self._by_language([row.names], []),
            facets,
            sort_keys(row.names),
            payload,
            countries=sum(numbers.values()),
            updated=_seconds(row.updated_at),
        )

    def _countries(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
        session = self._session
        here = col(Deployment.country)
        counted = session.execute(
            select_columns(
                here,
                sa.func.count(sa.distinct(col(Deployment.solution_id))),
                sa.func.count(
                    sa.distinct(sa.case((col(Deployment.status).in_(RUNNING), col(Deployment.solution_id))))
                ),
                sa.func.max(Deployment.updated_at),
            )
            .where(here.in_(ids))
            .group_by(here)
        )
        numbers = {row[0]: row[1:] for row in counted}
        for row in session.scalars(sa.select(Country).where(col(Country.code).in_(ids))):
            named, running, updated = numbers.get(row.code, (0, 0, None))
            labels = [("regions", row.region)] if row.region else []
            facets = {
                "f_region": (row.region or NOT_KNOWN,),
                "f_income": (row.income.value if row.income else NOT_KNOWN,),
                "f_membership": (row.membership.value,),
            }
            texts = {
                "name": tuple(row.names.values()),
                "alias": tuple(row.aliases),
                "code": (row.code, row.alpha2),
                "label": self._labels(labels),
            }
            payload = {
                "slug": row.code.lower(),
                "names": row.names,
                "aliases": row.aliases,
                "codes": [row.code, row.alpha2],
                "labels": labels,
                "region": row.region or "",
                "income": row.income.value if row.income else "",
                "membership": row.membership.value,
                "solutions": named,
                "running": running,
            }
            yield _document(
                Kind.COUNTRY,
                row.code,
                texts,
                self._by_language([row.names], []),
                facets,
                sort_keys(row.names),
                payload,
                countries=named,
                updated=_seconds(updated),
            )

    # Parts --------------------------------------------------------------------------------------

    def _labels(self, labels: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        found: list[str] = []
        for each in labels:
            texts = self._texts.get(each)
            if texts is None:
                texts = self._texts[each] = self._reference.all_names(*each)
            found += texts
        return tuple(found)

    def _by_language(self, texts: Iterable[Names], labels: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for names in (*texts, *(self._reference.names(*each) for each in labels)):
            for language, text in names.items():
                found[language].append(text)
        return found


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    listed = list(items)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


def _document(
    kind: Kind,
    record_id: str,
    texts: Mapping[str, Sequence[str]],
    by_language: Mapping[str, Sequence[str]],
    facets: Mapping[str, Sequence[str]],
    keys: Mapping[str, str],
    payload: Mapping[str, Any],
    **numbers: int,
) -> SearchDocument:
    """Add the stamp, by which a document is compared with its record."""
    content = msgspec.json.encode((texts, facets, payload, numbers), order="sorted")
    stamp = hashlib.blake2b(content, digest_size=8).hexdigest()
    return SearchDocument(kind, record_id, texts, by_language, facets, keys, payload, stamp=stamp, **numbers)


def compact(record_id: str) -> str:
    """An id as one token: its prefix would else be a word of every record."""
    return record_id.replace("-", "")


def sort_keys(names: Names) -> dict[str, str]:
    """The collation key of a name in each language, in English or any other where it has none."""
    fallback = names.get("en") or next(iter(names.values()), "")
    return {language: _key(names.get(language) or fallback, language) for language in definition.LANGUAGES}


@lru_cache(maxsize=4096)
def _key(name: str, language: str) -> str:
    return collation_key(name, language)


def _names_of(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in rows for name in row.names.values()))


def _numbers(session: Session, statement: sa.Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(statement)}


def _yes_no(value: bool | None) -> str:
    return NOT_KNOWN if value is None else "yes" if value else "no"


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


def _standing(deployments: Sequence[Any], sources: Mapping[str, set[str]]) -> tuple[int, int]:
    """How many sources name any country of a solution, and how many countries all of them name."""
    every = set().union(*sources.values()) if sources else set()
    if len(every) < 2:
        return len(every), 0
    by_country: dict[str, set[str]] = defaultdict(set)
    for place in deployments:
        by_country[place.country] |= sources.get(place.id, set())
    return len(every), sum(named == every for named in by_country.values())


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
