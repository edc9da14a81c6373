"""Deployments over HTTP, on their own and below solutions, countries and organisations."""

from typing import Annotated, Final, TypeAlias

from litestar import get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.audit.api import history_routes
from registry.countries import queries as countries
from registry.db.ids import Kind
from registry.deployments import queries
from registry.deployments.models import Confirmation
from registry.deployments.parameters import country_named, solution_named
from registry.deployments.schemas import DeploymentRow, DeploymentView, Standing
from registry.organisations import queries as organisations
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathText
from registry.web.listing import Cursor, Limit, Listing, listing

TAGS: Final = ["deployments"]

ConfirmationParameter: TypeAlias = Annotated[
    Confirmation | None,
    QueryParameter(description="How the country's authority stands to it: pending, confirmed or disputed."),
]


def _page(
    session: Session,
    limit: int | None,
    cursor: str | None,
    *,
    solution: str = "",
    country: str = "",
    confirmation: Confirmation | None = None,
) -> Listing[DeploymentRow]:
    return listing(
        lambda after, number: queries.page_of_ids(
            session, after, number, solution, country, confirmation or ""
        ),
        lambda ids: queries.by_ids(session, ids),
        limit,
        cursor,
    )


@get("/deployments", summary="All deployments", tags=TAGS, sync_to_thread=True)
def deployments(
    db: Db,
    solution: Annotated[str | None, QueryParameter(description="Id or slug of a solution.")] = None,
    country: Annotated[str | None, QueryParameter(description="ISO 3166-1 alpha-3 or alpha-2 code.")] = None,
    confirmation: ConfirmationParameter = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Listing[DeploymentRow]:
    """Deployments and reported presences by id, of one solution or country where given."""
    with db.read() as session:
        return _page(
            session,
            limit,
            cursor,
            solution=solution_named(session, solution),
            country=country_named(session, country),
            confirmation=confirmation,
        )


@get("/deployments/{name:str}", summary="One deployment", tags=TAGS, sync_to_thread=True)
def deployment(name: PathText, db: Db) -> DeploymentView:
    """A deployment by id, with who states it and which sources do not list it."""
    with db.read() as session:
        return queries.deployment(session, name)


@get("/deployments/{name:str}/claims", summary="Who states a deployment", tags=TAGS, sync_to_thread=True)
def claims(name: PathText, db: Db) -> Standing:
    """All claims on a deployment and whether the sources agree."""
    with db.read() as session:
        return queries.deployment(session, name).standing


@get(
    "/solutions/{name:str}/deployments",
    summary="Where a solution is reported",
    tags=TAGS,
    sync_to_thread=True,
)
def of_solution(name: PathText, db: Db, limit: Limit = None, cursor: Cursor = None) -> Listing[DeploymentRow]:
    """Deployments and reported presences of a solution."""
    with db.read() as session:
        return _page(session, limit, cursor, solution=solutions.solution_id(session, name))


@get(
    "/countries/{name:str}/deployments",
    summary="What is reported in a country",
    tags=TAGS,
    sync_to_thread=True,
)
def of_country(
    name: PathText,
    db: Db,
    confirmation: ConfirmationParameter = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Listing[DeploymentRow]:
    """Deployments and reported presences in a country or area."""
    with db.read() as session:
        code = countries.existing_code(session, name)
        return _page(session, limit, cursor, country=code, confirmation=confirmation)


@get(
    "/organisations/{name:str}/deployments",
    summary="Deployments of an organisation",
    tags=TAGS,
    sync_to_thread=True,
)
def of_organisation(name: PathText, db: Db) -> list[DeploymentRow]:
    """Deployments in which an organisation has a role or which it paid for; 100 at most."""
    with db.read() as session:
        return queries.of_organisation(session, organisations.organisation_id(session, name))


API: Final[list[ControllerRouterHandler]] = [
    deployments,
    deployment,
    claims,
    of_solution,
    of_country,
    of_organisation,
    *history_routes("deployments", Kind.DEPLOYMENT, queries.deployment_id),
]
