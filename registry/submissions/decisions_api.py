"""Decisions and consultations over HTTP, as the public sees them."""

from typing import Annotated, Final

from litestar import get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from registry.accounts.viewer import ANYBODY
from registry.submissions import consultation_queries
from registry.submissions.consultation_queries import CommentView, ConsultationView, DecisionView
from registry.web.inputs import Db, PathNumber
from registry.web.listing import Cursor, Limit, Listing
from registry.web.pagination import decode_cursor, encode_cursor, limit_of

TAGS: Final = ["decisions"]


@get("/decisions", summary="Decisions on submissions", tags=TAGS, sync_to_thread=True)
def decisions(db: Db, limit: Limit = None, cursor: Cursor = None) -> Listing[DecisionView]:
    """All decisions with their reasons, the last one first."""
    size = limit_of(limit)
    before = int(decode_cursor(cursor, 1)[0]) if cursor else 0
    with db.read() as session:
        rows = consultation_queries.decisions(session, before=before, limit=size + 1)
    return Listing(rows[:size], encode_cursor(rows[size - 1].id) if len(rows) > size else None)


@get("/decisions/{number:int}", summary="Decisions on one submission", tags=TAGS, sync_to_thread=True)
def decisions_on(db: Db, number: PathNumber) -> list[DecisionView]:
    """The decision on a submission, and where it was appealed the one before."""
    with db.read() as session:
        return consultation_queries.decisions_on(session, number)


@get("/consultations", summary="Consultations", tags=TAGS, sync_to_thread=True)
def consultations(
    db: Db,
    is_open: Annotated[
        bool, QueryParameter(name="open", description="Those open now, or those closed.")
    ] = True,
) -> list[ConsultationView]:
    """Submissions on which the public may comment now, or could."""
    with db.read() as session:
        return consultation_queries.consultations(session, is_open=is_open)


@get("/consultations/{number:int}/comments", summary="Comments", tags=TAGS, sync_to_thread=True)
def comments(db: Db, number: PathNumber) -> list[CommentView]:
    """The published comments on a submission, oldest first, with the answers they got."""
    with db.read() as session:
        consultation_queries.consultation(session, number)
        return consultation_queries.comments(session, number, ANYBODY)


API: Final[list[ControllerRouterHandler]] = [decisions, decisions_on, consultations, comments]
