"""Notices over HTTP."""

from datetime import date
from functools import partial
from typing import Annotated, Final, Literal

from litestar import get, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from registry.accounts.answering import Body
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission, ScopeKind
from registry.db.ids import Kind
from registry.db.records import resolve_slug
from registry.errors import NotFound
from registry.notices import queries, service
from registry.notices.models import NoticeKind
from registry.notices.schemas import NoticeView
from registry.notices.service import NoticeDraft
from registry.web.inputs import LARGEST, Db, PathNumber, Said
from registry.web.listing import Cursor, Limit, Listing
from registry.web.pagination import decode_number, encode_cursor, limit_of

TAGS: Final = ["notices"]
PLACE: Final = needs(Permission.NOTICE_PLACE)
act: Final = partial(post, tags=TAGS, sync_to_thread=True, status_code=200)

Language = Literal["en", "fr", "es", "ru", "zh", "ar"]


class NoticeBody(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a notice says; `starts_on` null: from today, `ends_on` null: until it is lifted."""

    kind: NoticeKind
    reason: Said
    language: Language = "en"
    link: Said = ""
    starts_on: date | None = None
    ends_on: date | None = None


class NewNotice(NoticeBody, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same on a record, by its kind and its id or slug."""

    record_kind: Kind
    record: Said


class ChangedNotice(NoticeBody, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same with the `steps` that were seen; 409 where another was taken since."""

    steps: Annotated[int, Meta(ge=1, le=LARGEST)]


class Lifting(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a notice is lifted, in which language, and the `steps` that were seen."""

    reason: Said
    steps: Annotated[int, Meta(ge=1, le=LARGEST)]
    language: Language = "en"


class NoticeAnswerBody(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer of an organisation (id) or a country (code)."""

    scope: Literal["organisation", "country"]
    body: Said
    text: Said
    language: Language = "en"


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


@post(
    "/notices",
    summary="Place a notice",
    tags=TAGS,
    opt=PLACE,
    sync_to_thread=True,
)
def place(db: Db, viewer: Asker, data: JSONBody[NewNotice]) -> NoticeView:
    """Place a notice on a record; it shows wherever the record shows, and whoever answers for the record is told."""
    with db.write() as session:
        kind = Kind(data.record_kind)
        found = resolve_slug(session, kind, data.record)
        record_id = data.record.upper() if kind is Kind.COUNTRY else found[0] if found else data.record
        return queries.notice(session, service.place(session, viewer, kind, record_id, _draft(data)))


@act("/notices/{number:int}", summary="Change a notice", opt=PLACE)
def change(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[ChangedNotice]) -> NoticeView:
    """Say something else with a notice; what it said before stays in its history."""
    with db.write() as session:
        service.change(session, viewer, number, _draft(data), steps=data.steps)
        return queries.notice(session, number)


@act("/notices/{number:int}/lift", summary="Lift a notice", opt=PLACE)
def lift(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Lifting]) -> NoticeView:
    """End a notice now, and say why."""
    with db.write() as session:
        service.lift(session, viewer, number, data.reason, data.language, steps=data.steps)
        return queries.notice(session, number)


@act("/notices/{number:int}/answers", summary="Answer a notice", opt=needs(Permission.NOTICE_ANSWER))
def answer(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[NoticeAnswerBody]) -> NoticeView:
    """Answer a notice for a body that answers for its record; a later answer takes the place of an earlier one."""
    with db.write() as session:
        body = Body(ScopeKind(data.scope), data.body)
        service.answer(session, viewer, number, body, data.text, data.language)
        return queries.notice(session, number)


def _draft(data: NoticeBody) -> NoticeDraft:
    return NoticeDraft(data.kind, data.reason, data.language, data.link, data.starts_on, data.ends_on)


API: Final[list[ControllerRouterHandler]] = [notices, notice, place, change, lift, answer]
