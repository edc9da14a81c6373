"""Notices over HTTP."""

from typing import Final

from litestar import get
from litestar.types import ControllerRouterHandler

from registry.errors import NotFound
from registry.notices import queries
from registry.notices.schemas import NoticeView
from registry.web.inputs import Db, PathNumber
from registry.web.listing import Cursor, Limit, Listing
from registry.web.pagination import decode_number, encode_cursor, limit_of

TAGS: Final = ["notices"]


@get("/notices", summary="Notices on records", tags=TAGS, sync_to_thread=True)
def notices(db: Db, limit: Limit = None, cursor: Cursor = None) -> Listing[NoticeView]:
    """Notices that have begun, the newest first; one is in force until `ends_on`, unless it was lifted before."""
    size = limit_of(limit)
    with db.read() as session:
        rows = queries.listed(session, begun_by=queries.today(), before=decode_number(cursor), limit=size + 1)
        shown = queries.notices(session, [row.id for row in rows[:size]])
        return Listing(shown, encode_cursor(shown[-1].id) if len(rows) > size else None)


@get("/notices/{number:int}", summary="One notice", tags=TAGS, sync_to_thread=True)
def notice(number: PathNumber, db: Db) -> NoticeView:
    """A notice that has begun, whether it is still in force or not, with what was answered."""
    with db.read() as session:
        found = queries.notice(session, number)
    if found.starts_on > queries.today():
        raise NotFound(f"No notice {number}.", number=number)
    return found


API: Final[list[ControllerRouterHandler]] = [notices, notice]
