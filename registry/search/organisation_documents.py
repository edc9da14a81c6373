"""Documents of organisations: what they are to solutions, deployments and standards."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.deployments.models import DeploymentFunder, DeploymentOrganisation
from registry.organisations.models import Organisation
from registry.search.definition import NOT_KNOWN
from registry.search.document_parts import codes_and_old_names, numbers_of
from registry.search.document_values import Wording, compact, document, seconds, sort_keys
from registry.search.engine import SearchDocument
from registry.solutions.models import SolutionOrganisation
from registry.standards.models import Standard


class OrganisationDocuments:
    """Makes the documents of organisations."""

    def __init__(self, session: Session, wording: Wording) -> None:
        self._session = session
        self._wording = wording

    def make(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of those of these records that exist."""
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
        solutions = numbers_of(
            session,
            select_columns(
                SolutionOrganisation.organisation_id,
                sa.func.count(sa.distinct(col(SolutionOrganisation.solution_id))),
            )
            .where(col(SolutionOrganisation.organisation_id).in_(ids))
            .group_by(SolutionOrganisation.organisation_id),
        )
        published = numbers_of(
            session,
            select_columns(Standard.sdo_id, sa.func.count())
            .where(col(Standard.sdo_id).in_(ids))
            .group_by(Standard.sdo_id),
        )
        codes = codes_and_old_names(session, Kind.ORGANISATION, ids)
        for row in session.scalars(sa.select(Organisation).where(col(Organisation.id).in_(ids))):
            found_roles = sorted(roles[row.id]) + (["publisher"] if row.id in published else [])
            yield self._one(
                row,
                found_roles,
                codes.get(row.id, ((), ())),
                {"solutions": solutions.get(row.id, 0), "published": published.get(row.id, 0)},
            )

    def _one(
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
            "label": self._wording.labels(labels),
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
        return document(
            Kind.ORGANISATION,
            row.id,
            texts,
            self._wording.by_language([row.names], []),
            facets,
            sort_keys(row.names),
            payload,
            countries=sum(numbers.values()),
            updated=seconds(row.updated_at),
        )
