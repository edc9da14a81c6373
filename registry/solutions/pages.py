"""The page of a solution."""

from collections.abc import Iterable
from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.audit import queries as audit
from registry.audit.pages import wording
from registry.countries import queries as countries
from registry.db import Database
from registry.db.ids import Kind
from registry.deployments import queries as deployments
from registry.deployments.grouping import RegionGroup, by_region
from registry.deployments.schemas import DeploymentRow, SolutionNumbers
from registry.errors import Moved
from registry.provenance.schemas import ClaimView, FieldClaims
from registry.solutions import queries
from registry.solutions.licence import licence_parts
from registry.solutions.schemas import SolutionView
from registry.web.i18n import label, using
from registry.web.ordering import name_key
from registry.web.render import language_of_request, page
from registry.web.wording import Node

MOST_RECORDED: Final = 100
MOST_REPORTED: Final = 300


class Stated(Struct, frozen=True):
    """What one source states about a field, in words."""

    claim: ClaimView
    value: Node


class Places(Struct, frozen=True):
    """Where a solution is: deployments proper, apart from countries that sources merely name."""

    numbers: SolutionNumbers
    recorded: list[DeploymentRow]
    reported: list[RegionGroup]
    reported_shown: int


@get("/solutions/{name:str}", sync_to_thread=True)
def solution_page(request: Request[Any, Any, Any], db: Database, name: str) -> Response[bytes]:
    """A solution with all that is known of it, and who says so."""
    with db.read() as session, using(language_of_request(request)):
        solution = queries.solution(session, name)
        if solution.slug != name:
            raise Moved(Kind.SOLUTION, solution.slug)
        stated = _stated(session, solution.claims)
        return page(
            request,
            "solutions/detail.html",
            title=str(label(solution.names)),
            section="search",
            description=str(label(solution.summary)),
            solution=solution,
            licence=licence_parts(solution.licence),
            places=_places(session, solution),
            stated=stated,
            disputed=[field for field in solution.claims if not field.agree],
            revisions=audit.revisions(session, Kind.SOLUTION, solution.id),
        )


def _stated(session: Session, fields: Iterable[FieldClaims]) -> dict[str, list[Stated]]:
    """By field, what each source states, in words."""
    claims = [claim for field in fields for claim in field.claims]
    words = wording(session, Kind.SOLUTION, [{claim.field: claim.value} for claim in claims])
    found: dict[str, list[Stated]] = {}
    for claim in claims:
        found.setdefault(claim.field, []).append(Stated(claim, words.value(claim.value, claim.field)))
    return found


def _places(session: Session, solution: SolutionView) -> Places:
    recorded = deployments.of_solution(session, solution.id, presences=False, limit=MOST_RECORDED)
    reported = deployments.of_solution(session, solution.id, presences=True, limit=MOST_REPORTED)
    region_of = countries.region_of(session, [row.country.code for row in reported])
    return Places(
        deployments.solution_numbers(session, solution.id),
        sorted(recorded, key=lambda row: name_key(label(row.country.names))),
        by_region(reported, countries.regions(session), region_of),
        len(reported),
    )


PAGES: Final[list[ControllerRouterHandler]] = [solution_page]
