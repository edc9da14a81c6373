"""The administrators' page of events, and the same as a file."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.params import QueryParameter
from litestar.response import Stream
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.audit import events as recording
from registry.audit.difference import difference
from registry.audit.inspection import queries
from registry.audit.inspection.export import EXPORTED, Format, export
from registry.audit.inspection.reading import SYSTEM, Asked
from registry.audit.pages import titles
from registry.audit.schemas import Change, EventView
from registry.audit.verification import last_seal
from registry.audit.words import action_words, object_words
from registry.db.base import now
from registry.db.ids import Kind
from registry.web.i18n import Label, gettext, using
from registry.web.inputs import LARGEST, Db
from registry.web.ordering import name_key
from registry.web.render import language_of_request, page

PAGE: Final = 50
LONGEST: Final = 140
ACCOUNT: Final = "account"
MEDIA_TYPES: Final = {Format.CSV: "text/csv", Format.JSON_LINES: "application/jsonl"}


class EventShown(Struct, frozen=True):
    """An event in words; `actor` is empty for the system.

    `about` is what the record or person is called, else which sort of thing it is; `is_record` if it has a page.
    """

    event: EventView
    action: str
    actor: str
    about: Label | str
    is_record: bool
    changes: list[Change]
    personal: Mapping[str, Any]


def _asked(request: Request[Any, Any, Any]) -> Asked:
    """What the address asks for."""
    given = {name: request.query_params.get(name, "")[:LONGEST] for name in Asked().pairs()}
    return Asked(**given)


@get("/events", opt=needs(Permission.AUDIT_READ), sync_to_thread=True)
def events_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    before: Annotated[int, QueryParameter(ge=0, le=LARGEST)] = 0,
) -> Response[bytes]:
    """Everything that was done, the newest first, narrowed by who, what and when."""
    viewer.demand(Permission.AUDIT_READ)
    asked = _asked(request)
    with db.read() as session, using(language_of_request(request)):
        wanted = asked.wanted(lambda text: accounts.ids_named(session, text))
        found = queries.events(session, wanted, before=before, limit=PAGE + 1)
        return page(
            request,
            "audit/events.html",
            title=gettext("What was done"),
            rows=_shown(session, found[:PAGE]),
            asked=asked,
            actions=_actions(session),
            seal=last_seal(session),
            system=SYSTEM,
            next=found[PAGE - 1].id if len(found) > PAGE else 0,
            before=before,
        )


def _actions(session: Session) -> list[tuple[str, str]]:
    """Every action that any event is of, in words, in the reader's order."""
    return sorted(
        ((each, action_words(each)) for each in queries.actions(session)), key=lambda each: name_key(each[1])
    )


def _shown(session: Session, events: list[EventView]) -> list[EventShown]:
    people = {each.object_id for each in events if each.object_kind == ACCOUNT}
    names = accounts.names_of(session, people | {each.actor for each in events})
    kinds = set(Kind)
    records = titles(
        session, {(Kind(each.object_kind), each.object_id) for each in events if each.object_kind in kinds}
    )
    called: dict[tuple[str, str], Label | str] = {(ACCOUNT, each): name for each, name in names.items()}
    called.update({(kind.value, record_id): title for (kind, record_id), title in records.items()})
    personal = queries.personal(session, [each.id for each in events])
    return [
        EventShown(
            each,
            action_words(each.action),
            names.get(each.actor, each.actor),
            called.get((each.object_kind, each.object_id)) or object_words(each.object_kind),
            each.object_kind in kinds and (each.object_kind, each.object_id) in called,
            difference(each.before, each.after),
            personal.get(each.id, {}),
        )
        for each in events
    ]


@get("/events/export", opt=needs(Permission.AUDIT_READ), sync_to_thread=True)
def export_events(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    file_format: Annotated[Format, QueryParameter(name="format")] = Format.CSV,
) -> Stream:
    """The events that the page shows as a file; that somebody took it is an event as well."""
    viewer.demand(Permission.AUDIT_READ)
    asked = _asked(request)
    with db.read() as session:
        wanted = asked.wanted(lambda text: accounts.ids_named(session, text))
    with db.write() as session:
        recording.record(
            session,
            EXPORTED,
            actor=viewer.account_id,
            after={"format": file_format.value, **asked.narrowed(wanted)},
        )
    name = f"events-{now():%Y-%m-%d}.{file_format.value}"
    return Stream(
        export(db, wanted, file_format, accounts.names_of),
        media_type=MEDIA_TYPES[file_format],
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "private, no-store",
        },
    )


PAGES: Final[list[ControllerRouterHandler]] = [events_page, export_events]
