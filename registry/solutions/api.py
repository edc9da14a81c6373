"""Solutions over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler
from msgspec.structs import replace

from registry.audit.api import history_routes
from registry.db.ids import Kind
from registry.evaluation.levels import queries as levels
from registry.provenance.schemas import FieldClaims
from registry.solutions import queries
from registry.solutions.schemas import SolutionRow, SolutionView, StandardClaim
from registry.web.inputs import Db, PathText
from registry.web.listing import Cursor, Limit, Listing, listing

TAGS: Final = ["solutions"]


@get("/solutions", summary="All solutions", tags=TAGS, sync_to_thread=True)
def solutions(db: Db, limit: Limit = None, cursor: Cursor = None) -> Listing[SolutionRow]:
    """All solutions by id; use search to narrow them."""
    with db.read() as session:
        return listing(
            lambda after, number: queries.page_of_ids(session, after, number),
            lambda ids: queries.by_ids(session, ids),
            limit,
            cursor,
        )


@get("/solutions/{name:str}", summary="One solution", tags=TAGS, sync_to_thread=True)
def solution(name: PathText, db: Db) -> SolutionView:
    """A solution by id or slug, with what every source states about it, and its evidence level."""
    with db.read() as session:
        found = queries.solution(session, name)
        return replace(found, evidence_level=levels.level(session, found.id).standing.level)


@get("/solutions/{name:str}/claims", summary="What sources state", tags=TAGS, sync_to_thread=True)
def claims(name: PathText, db: Db) -> list[FieldClaims]:
    """All statements about a solution, by field, each with whether its sources agree."""
    with db.read() as session:
        return queries.solution(session, name).claims


@get("/solutions/{name:str}/standards", summary="Standards of a solution", tags=TAGS, sync_to_thread=True)
def standards(name: PathText, db: Db) -> list[StandardClaim]:
    """The standards a solution speaks and how strong each claim is."""
    with db.read() as session:
        return queries.solution(session, name).standards


API: Final[list[ControllerRouterHandler]] = [
    solutions,
    solution,
    claims,
    standards,
    *history_routes("solutions", Kind.SOLUTION, queries.solution_id),
]
