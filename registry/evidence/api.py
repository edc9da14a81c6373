"""Evidence over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.accounts.guard import Asker
from registry.evidence import proposal_api, queries
from registry.evidence.schemas import EvidenceRow, EvidenceView
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathText
from registry.web.listing import Cursor, Limit, Listing, listing

TAGS: Final = ["evidence"]


@get("/evidence", summary="All evidence", tags=TAGS, sync_to_thread=True)
def evidence(db: Db, limit: Limit = None, cursor: Cursor = None) -> Listing[EvidenceRow]:
    """All published items by id, each with what it found; null and unfavourable findings as readily as others."""
    with db.read() as session:
        return listing(
            lambda after, number: queries.page_of_ids(session, after, number),
            lambda ids: queries.rows(session, ids),
            limit,
            cursor,
        )


@get("/evidence/{name:str}", summary="One item of evidence", tags=TAGS, sync_to_thread=True)
def evidence_item(name: PathText, db: Db, viewer: Asker) -> EvidenceView:
    """One item with its results, what it does not show, and how each group of facts is known."""
    with db.read() as session:
        return queries.item(session, name, viewer)


@get("/solutions/{name:str}/evidence", summary="Evidence on a solution", tags=TAGS, sync_to_thread=True)
def evidence_of_solution(name: PathText, db: Db, viewer: Asker) -> list[EvidenceRow]:
    """All published items on a solution, newest first."""
    with db.read() as session:
        return queries.of_solution(session, solutions.solution_id(session, name), viewer)


API: Final[list[ControllerRouterHandler]] = [
    evidence,
    *proposal_api.API,
    evidence_item,
    evidence_of_solution,
]
