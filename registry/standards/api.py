"""Standards over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.audit.api import history_routes
from registry.db.ids import Kind
from registry.standards import queries
from registry.standards.schemas import EditionView, StandardRef, StandardView
from registry.web.inputs import Db, PathText
from registry.web.listing import Cursor, Limit, Listing, listing

TAGS: Final = ["standards"]


@get("/standards", summary="All standards", tags=TAGS, sync_to_thread=True)
def standards(db: Db, limit: Limit = None, cursor: Cursor = None) -> Listing[StandardRef]:
    """All standards by id."""
    with db.read() as session:
        return listing(
            lambda after, number: queries.page_of_ids(session, after, number),
            lambda ids: [found[key] for found in [queries.refs(session, ids)] for key in ids],
            limit,
            cursor,
        )


@get("/standards/{name:str}", summary="One standard", tags=TAGS, sync_to_thread=True)
def standard(name: PathText, db: Db) -> StandardView:
    """A standard by id or slug, with its editions and how the record is known."""
    with db.read() as session:
        return queries.standard(session, name)


@get("/standards/{name:str}/editions", summary="Editions of a standard", tags=TAGS, sync_to_thread=True)
def editions(name: PathText, db: Db) -> list[EditionView]:
    """The dated versions of a standard."""
    with db.read() as session:
        return queries.standard(session, name).editions


API: Final[list[ControllerRouterHandler]] = [
    standards,
    standard,
    editions,
    *history_routes("standards", Kind.STANDARD, queries.standard_id),
]
