"""Ids, slugs and references for many records at once, in a few statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.db.base import Table, now
from registry.db.ids import Kind, derived_id, random_id
from registry.db.models import IssuedId, Slug
from registry.db.records import issue_id, set_slug

CHUNK = 800
"""Values in one IN list or rows in one statement; far below every engine's limit."""

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Table)


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of at most `CHUNK`."""
    every = list(items)
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]


def issue_ids(session: Session, kind: Kind, keys: Sequence[str | None]) -> list[str]:
    """New ids in the order of `keys`; a key gives the same id everywhere, None a random one."""
    wanted = [derived_id(kind, key) if key else random_id(kind) for key in keys]
    taken = existing(session, "issued_id.id", wanted)
    given: list[str] = []
    fresh: set[str] = set()
    for key, candidate in zip(keys, wanted, strict=True):
        if candidate in taken or candidate in fresh:
            _record_ids(session, kind, fresh - taken)
            taken |= fresh
            candidate = issue_id(session, kind, key)  # noqa: PLW2901 - the next free one of that key
            taken.add(candidate)
        fresh.add(candidate)
        given.append(candidate)
    _record_ids(session, kind, fresh - taken)
    return given


def _record_ids(session: Session, kind: Kind, ids: Iterable[str]) -> None:
    moment = now()
    for chunk in chunks(sorted(ids)):
        session.execute(
            sa.insert(IssuedId), [{"id": each, "kind": kind, "issued_at": moment} for each in chunk]
        )


def ids_for_slugs(session: Session, kind: Kind, slugs: Sequence[str], *, seed: bool) -> dict[str, str]:
    """The id of each slug's record, in the order of `slugs`; a new one where the slug is not known.

    A seeded record's id follows from its slug, so that it is the same in every installation.
    """
    known = ids_of_slugs(session, kind, slugs)
    new = [slug for slug in dict.fromkeys(slugs) if slug not in known]
    issued = issue_ids(session, kind, [slug if seed else None for slug in new])
    known.update(zip(new, issued, strict=True))
    return {slug: known[slug] for slug in slugs}


def write_rows(session: Session, table: type[Row], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows, or change those whose `id` is known; the caller has checked the values."""
    values = {row["id"]: row for row in rows}
    identity = table.__table__.c.id  # type: ignore[attr-defined]
    known: dict[str, Row] = {}
    for chunk in chunks(values):
        found = session.scalars(sa.select(table).where(identity.in_(chunk)))
        known.update((each.id, each) for each in found)  # type: ignore[attr-defined]
    for record_id, present in known.items():
        for name, value in values[record_id].items():
            setattr(present, name, value)
    session.flush()
    for chunk in chunks(row for record_id, row in values.items() if record_id not in known):
        session.execute(sa.insert(table), chunk)


def existing(session: Session, column: str, values: Iterable[str]) -> set[str]:
    """Those of `values` that `table.column` holds; named like a foreign key, so no model is imported."""
    table_name, _, column_name = column.partition(".")
    target = Table.metadata.tables[table_name].c[column_name]
    found: set[str] = set()
    for chunk in chunks(dict.fromkeys(values)):
        found.update(session.scalars(sa.select(target).where(target.in_(chunk))))
    return found


def ids_of_slugs(session: Session, kind: Kind, slugs: Iterable[str]) -> dict[str, str]:
    """The record id of each slug, current or former, that is known."""
    found: dict[str, str] = {}
    for chunk in chunks(dict.fromkeys(slugs)):
        rows = session.exec(
            select(Slug.slug, Slug.record_id).where(Slug.kind == kind, col(Slug.slug).in_(chunk))
        )
        found.update((slug, record_id) for slug, record_id in rows)
    return found


def set_slugs(
    session: Session, kind: Kind, slugs: Mapping[str, str], former: Mapping[str, Iterable[str]]
) -> None:
    """Make each record's slug (id → slug) the current one; `former` slugs of a record redirect to it."""
    known = ids_of_slugs(session, kind, [*slugs.values(), *(old for each in former.values() for old in each)])
    has_slug = _with_slug(session, kind, slugs)
    fresh = [i for i, slug in slugs.items() if i not in has_slug and slug not in known]
    session.add_all(Slug(kind=kind, slug=slugs[record_id], record_id=record_id) for record_id in fresh)
    session.flush()
    for record_id, slug in slugs.items():
        if record_id not in fresh and has_slug.get(record_id) != slug:
            set_slug(session, kind, record_id, slug)
    for record_id, olds in former.items():
        for old in olds:
            if old not in known:
                session.add(Slug(kind=kind, slug=old, record_id=record_id, is_current=False))
    session.flush()


def _with_slug(session: Session, kind: Kind, ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        rows = session.exec(
            select(Slug.record_id, Slug.slug).where(
                Slug.kind == kind, Slug.is_current, col(Slug.record_id).in_(chunk)
            )
        )
        found.update((record_id, slug) for record_id, slug in rows)
    return found


def replace_rows(
    session: Session, table: type[Table], owner: str, ids: Iterable[str], rows: Iterable[dict[str, Any]]
) -> None:
    """Replace the rows that belong to these records: those whose `owner` column is one of `ids`."""
    columns = table.__table__.c  # type: ignore[attr-defined]
    for chunk in chunks(ids):
        session.execute(sa.delete(table).where(columns[owner].in_(chunk)))
    for part in chunks(rows):
        session.execute(sa.insert(table), part)
