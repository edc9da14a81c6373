"""Events as a file: a line of JSON or a row of a table for each, the newest first.

What names a person in the content of an event is not in it.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlmodel import Session

from registry.audit.inspection import queries
from registry.audit.inspection.queries import Wanted
from registry.audit.schemas import EventView
from registry.db import Database

EXPORTED: Final = "events.exported"
"""The event by which it is known that somebody took such a file."""

AT_ONCE: Final = 1_000
COLUMNS: Final = (
    "id", "at", "actor", "actor_name", "action", "object_kind", "object_id", "request_id", "before", "after",
    "is_public", "digest",
)  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

NamesOf = Callable[[Session, Iterable[str]], Mapping[str, str]]
"""What accounts are called."""


class Format(StrEnum):
    """How events are written."""

    CSV = "csv"
    JSON_LINES = "jsonl"


def export(database: Database, wanted: Wanted, form: Format, names_of: NamesOf) -> Iterator[bytes]:
    """The file in parts. Each part has a session of its own, so a slow reader holds none up."""
    before = 0
    if form is Format.CSV:
        yield _csv([dict(zip(COLUMNS, COLUMNS, strict=True))])
    while True:
        with database.read() as session:
            found = queries.events(session, wanted, before=before, limit=AT_ONCE)
            names = names_of(session, {each.actor for each in found})
        if not found:
            return
        rows = [_row(each, names) for each in found]
        yield _csv([_flat(row) for row in rows]) if form is Format.CSV else _lines(rows)
        before = found[-1].id


def _row(event: EventView, names: Mapping[str, str]) -> dict[str, Any]:
    row = msgspec.to_builtins(event)
    return {name: names.get(event.actor, "") if name == "actor_name" else row[name] for name in COLUMNS}


def _lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _flat(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: Any) -> str:
    """The value as text; a spreadsheet shall not take it for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False) if value else ""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(rows: list[dict[str, str]]) -> bytes:
    stream = io.StringIO()
    csv.DictWriter(stream, COLUMNS).writerows(rows)
    return stream.getvalue().encode()
