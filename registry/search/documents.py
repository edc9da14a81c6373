"""Builds search documents: one path for one record and for all, in a fixed number of queries per batch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from registry.countries.models import Country
from registry.db.base import select_columns
from registry.db.ids import Kind
from registry.deployments.models import Deployment
from registry.organisations.models import Organisation
from registry.search.country_documents import CountryDocuments
from registry.search.deployment_documents import DeploymentDocuments
from registry.search.document_values import Wording
from registry.search.engine import SearchDocument
from registry.search.organisation_documents import OrganisationDocuments
from registry.search.reference import Reference
from registry.search.solution_documents import SolutionDocuments
from registry.search.standard_documents import StandardDocuments
from registry.solutions.models import Solution
from registry.standards.models import Standard

BATCH: Final = 1_000

Item = TypeVar("Item")


class DocumentBuilder:
    """Reads records in one session and makes their documents."""

    def __init__(self, session: Session) -> None:
        self._session = session
        wording = Wording(Reference.read(session))
        self._makers: dict[Kind, Callable[[Sequence[str]], Iterator[SearchDocument]]] = {
            Kind.SOLUTION: SolutionDocuments(session, wording).make,
            Kind.DEPLOYMENT: DeploymentDocuments(session, wording).make,
            Kind.STANDARD: StandardDocuments(session, wording).make,
            Kind.ORGANISATION: OrganisationDocuments(session, wording).make,
            Kind.COUNTRY: CountryDocuments(session, wording).make,
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


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    listed = list(items)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
