"""Documents of countries and areas: how many solutions are named and run there."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.countries.models import Country
from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.deployments.models import Deployment
from registry.deployments.queries import RUNNING
from registry.search.definition import NOT_KNOWN
from registry.search.document_values import Wording, document, seconds, sort_keys
from registry.search.engine import SearchDocument


class CountryDocuments:
    """Makes the documents of countries and areas."""

    def __init__(self, session: Session, wording: Wording) -> None:
        self._session = session
        self._wording = wording

    def make(self, ids: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of those of these records that exist."""
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
                "label": self._wording.labels(labels),
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
            yield document(
                Kind.COUNTRY,
                row.code,
                texts,
                self._wording.by_language([row.names], []),
                facets,
                sort_keys(row.names),
                payload,
                countries=named,
                updated=seconds(updated),
            )
