"""Lets everything that points to one record point to another.

What points to a record is read from the tables themselves: foreign keys to its id, columns named for it, and pairs of
columns that name a kind and an id. So a feature that is added later is not forgotten.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session

from registry.db.base import Table
from registry.db.ids import Kind

PAIRS: Final = (
    ("record_kind", "record_id"),
    ("object_kind", "object_id"),
    ("owner_kind", "owner_id"),
    ("kind", "target_id"),
    ("scope", "scope_id"),
)
"""Columns that together name a record: its kind, its id."""

APART: Final = frozenset({"revision", "event", "slug", "issued_id", "merged_record", "finding"})
"""Tables that hold what was and is never changed, or that follow by themselves."""

OWN: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.SOLUTION: frozenset(
        {
            "solution_organisation",
            "solution_concept",
            "solution_standard",
            "solution_relation",
            "solution_source",
            "deployment",
        }
    ),
    Kind.DEPLOYMENT: frozenset({"deployment_organisation", "deployment_funder", "deployment_concept"}),
    Kind.ORGANISATION: frozenset(),
}
"""Tables whose rows are part of the record, and are written when it is saved; claims and identifiers are as well."""

JUDGED: Final = frozenset({"assessment", "score", "certainty_judgement"})
"""What reviewers have judged belongs to the record that they judged."""

Reference = tuple[sa.Table, sa.Column[Any], sa.ColumnElement[bool]]


def is_judged(session: Session, kind: Kind, record_id: str) -> bool:
    """Whether reviewers have judged a record, or are about to."""
    return any(
        session.execute(sa.select(sa.literal(1)).select_from(table).where(column == record_id)).first()
        for table, column, _ in _references(kind)
        if table.name in JUDGED
    )


def repoint(session: Session, kind: Kind, old: str, new: str) -> None:
    """Point everything to `new` that points to `old`; a row that would then stand twice goes."""
    session.flush()
    for table, column, condition in _references(kind):
        _repoint(session, table, column, condition, old, new)
    session.expire_all()


def _references(kind: Kind) -> Iterator[Reference]:
    for table in Table.metadata.sorted_tables:
        if table.name in APART | OWN[kind] | {"claim", "external_identifier"}:
            continue
        for column in table.c:
            keys = [key.target_fullname for key in column.foreign_keys]
            if f"{kind.value}.id" in keys or (not keys and column.name == f"{kind.value}_id"):
                yield table, column, sa.true()
        for kind_column, id_column in PAIRS:
            if kind_column in table.c and id_column in table.c:
                yield table, table.c[id_column], sa.cast(table.c[kind_column], sa.Text) == kind.value


def _repoint(
    session: Session,
    table: sa.Table,
    column: sa.Column[Any],
    condition: sa.ColumnElement[bool],
    old: str,
    new: str,
) -> None:
    for row in session.execute(sa.select(table).where(column == old, condition)).mappings().all():
        here = sa.and_(*(key == row[key.name] for key in table.primary_key.columns))
        if _would_stand_twice(session, table, column, dict(row), new):
            session.execute(sa.delete(table).where(here))
        else:
            session.execute(sa.update(table).where(here).values({column.name: new}))


def _would_stand_twice(
    session: Session, table: sa.Table, column: sa.Column[Any], row: dict[str, Any], new: str
) -> bool:
    changed = row | {column.name: new}
    for columns in _unique(table):
        if column.name in columns and None not in (changed[name] for name in columns):
            same = sa.and_(*(table.c[name] == changed[name] for name in columns))
            if session.execute(sa.select(sa.literal(1)).select_from(table).where(same)).first():
                return True
    return False


def _unique(table: sa.Table) -> Iterator[list[str]]:
    """Columns of which no two rows may hold the same; a rule for some rows only is taken as one for all."""
    yield [column.name for column in table.primary_key.columns]
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield [column.name for column in index.columns]
