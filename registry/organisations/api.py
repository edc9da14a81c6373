"""Organisations over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.audit.api import history_routes
from registry.db.ids import Kind
from registry.organisations import queries
from registry.organisations.schemas import OrganisationRef, OrganisationView
from registry.web.inputs import Db, PathText
from registry.web.listing import Cursor, Limit, Listing, listing

TAGS: Final = ["organisations"]


@get("/organisations", summary="All organisations", tags=TAGS, sync_to_thread=True)
def organisations(db: Db, limit: Limit = None, cursor: Cursor = None) -> Listing[OrganisationRef]:
    """All organisations by id."""
    with db.read() as session:
        return listing(
            lambda after, number: queries.page_of_ids(session, after, number),
            lambda ids: [found[key] for found in [queries.refs(session, ids)] for key in ids],
            limit,
            cursor,
        )


@get("/organisations/{name:str}", summary="One organisation", tags=TAGS, sync_to_thread=True)
def organisation(name: PathText, db: Db) -> OrganisationView:
    """An organisation by id or slug."""
    with db.read() as session:
        return queries.organisation(session, name)


API: Final[list[ControllerRouterHandler]] = [
    organisations,
    organisation,
    *history_routes("organisations", Kind.ORGANISATION, queries.organisation_id),
]
