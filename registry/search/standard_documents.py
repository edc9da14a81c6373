"""Documents of standards: their editions, who publishes them, how many solutions claim them."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.organisations.models import Organisation
from registry.search.definition import NOT_KNOWN
from registry.search.document_parts import codes_and_old_names, grouped, numbers_of
from registry.search.document_values import Wording, compact, document, seconds, sort_keys
from registry.search.engine import SearchDocument
from registry.search.reference import Names
from registry.solutions.models import SolutionStandard
from registry.standards.models import Standard, StandardEdition


class StandardDocuments:
    """Makes the documents of standards."""

    def __init__(self, session: Session, wording: Wording) -> None:
        self._session = session
        self._wording = wording

    def make(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of those of these records that exist."""
        session = self._session
        editions = grouped(
            session,
            select_columns(StandardEdition.standard_id, StandardEdition.label, StandardEdition.version)
            .where(col(StandardEdition.standard_id).in_(ids))
            .order_by(col(StandardEdition.position)),
        )
        spoken = numbers_of(
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
            yield self._one(
                standard,
                sdo or "",
                sdo_names or {},
                editions.get(standard.id, ()),
                codes.get(standard.id, ((), ())),
                spoken.get(standard.id, 0),
            )

    def _one(
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
        return document(
            Kind.STANDARD,
            row.id,
            texts,
            self._wording.by_language([row.names, row.summary, row.note], []),
            facets,
            sort_keys(row.names),
            payload,
            countries=solutions,
            updated=seconds(row.updated_at),
        )
