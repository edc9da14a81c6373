"""Events over HTTP, for those who may read all of them."""

from typing import Annotated, Final

from litestar import get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from registry.accounts import queries as accounts
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.audit.inspection import queries
from registry.audit.inspection.reading import Asked
from registry.audit.schemas import EventView
from registry.web.inputs import Db
from registry.web.listing import Cursor, Limit, Listing
from registry.web.pagination import decode_number, encode_cursor, limit_of

TAGS: Final = ["events"]

Actor = Annotated[
    str, QueryParameter(description="An account's id, a part of a name, or `system`; anybody when left out.")
]
On = Annotated[str, QueryParameter(description="A kind of thing, or one of them: `solution:DHS-…`.")]
Day = Annotated[str, QueryParameter(description="A day in UTC, included: 2026-11-25.")]


@get(
    "/events",
    summary="What was done",
    tags=TAGS,
    opt=needs(Permission.AUDIT_READ),
    sync_to_thread=True,
)
def events(  # noqa: PLR0913 - parameters of the address
    db: Db,
    viewer: Asker,
    *,
    actor: Actor = "",
    action: Annotated[str, QueryParameter(description="Such as `notice.placed`.")] = "",
    on: On = "",
    request_id: Annotated[str, QueryParameter(name="request", description="Id of a request.")] = "",
    since: Day = "",
    until: Day = "",
    limit: Limit = None,
    cursor: Cursor = None,
) -> Listing[EventView]:
    """Events, the newest first: who did what to what. What names a person in them is left out."""
    viewer.demand(Permission.AUDIT_READ)
    size = limit_of(limit)
    asked = Asked(actor, action, on, request_id, since, until)
    with db.read() as session:
        wanted = asked.wanted(lambda text: accounts.ids_named(session, text))
        rows = queries.events(session, wanted, before=decode_number(cursor), limit=size + 1)
    return Listing(rows[:size], encode_cursor(rows[size - 1].id) if len(rows) > size else None)


API: Final[list[ControllerRouterHandler]] = [events]
