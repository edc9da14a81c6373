"""Decisions and consultations over HTTP, as the public sees them."""

from typing import Annotated, Final

from litestar import get, post
from litestar.params import JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import ANYBODY
from registry.submissions import consultation_queries, consulting
from registry.submissions.consultation_queries import CommentView, ConsultationView, DecisionView
from registry.web.inputs import Db, PathNumber, Said
from registry.web.listing import Cursor, Limit, Listing
from registry.web.pagination import decode_number, encode_cursor, limit_of

TAGS: Final = ["decisions"]


@get("/decisions", summary="Decisions on submissions", tags=TAGS, sync_to_thread=True)
def decisions(db: Db, limit: Limit = None, cursor: Cursor = None) -> Listing[DecisionView]:
    """All decisions with their reasons, the last one first."""
    size = limit_of(limit)
    with db.read() as session:
        rows = consultation_queries.decisions(session, before=decode_number(cursor), limit=size + 1)
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


class Comment(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said, and for whom: an organisation (id) or country (code) that you act for, or neither.

    `no_patient_data`: what looks like patient data in it is none.
    """

    text: Said
    organisation: Said = ""
    country: Said = ""
    no_patient_data: bool = False


@post(
    "/consultations/{number:int}/comments",
    summary="Comment",
    tags=TAGS,
    opt=needs(Permission.COMMENT_CREATE),
    sync_to_thread=True,
)
def comment(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Comment]) -> CommentView:
    """Comment on an open consultation; it is published once a moderator has seen it."""
    with db.write() as session:
        made = consulting.comment(
            session,
            viewer,
            number,
            data.text,
            organisation=data.organisation,
            country=data.country,
            is_clear=data.no_patient_data,
        )
        mine = consultation_queries.comments(session, number, viewer)
        return next(each for each in mine if each.id == made.id)


API: Final[list[ControllerRouterHandler]] = [decisions, decisions_on, consultations, comments, comment]
