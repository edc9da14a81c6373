"""Migrations go up and down, leave no drift and keep what must not change, on both engines."""

import pytest
import sqlalchemy as sa

from registry.db import Database, Kind
from registry.db.migrate import downgrade, drift, is_current, upgrade
from registry.models import Table
from tests.factories import make_revision


def _tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names()) - {"alembic_version", "sqlite_sequence"}


def test_up_makes_every_table_and_leaves_no_drift(bare_database: Database) -> None:
    assert not is_current(bare_database)
    upgrade(bare_database)
    assert is_current(bare_database)
    assert _tables(bare_database) == set(Table.metadata.tables)
    assert drift(bare_database) == []


def test_down_leaves_nothing_and_up_again_works(bare_database: Database) -> None:
    upgrade(bare_database)
    downgrade(bare_database, "base")
    assert _tables(bare_database) == set()
    assert not is_current(bare_database)
    upgrade(bare_database)
    assert drift(bare_database) == []


def test_up_twice_changes_nothing(bare_database: Database) -> None:
    assert upgrade(bare_database) == upgrade(bare_database)


@pytest.mark.parametrize("statement", ["UPDATE revision SET note = 'other'", "DELETE FROM revision"])
def test_a_revision_can_neither_be_changed_nor_deleted(database: Database, statement: str) -> None:
    with database.write() as session:
        make_revision(session, Kind.SOLUTION, "DHS-00000", {"slug": "one"})

    def tamper() -> None:
        with database.write() as session:
            session.connection().execute(sa.text(statement))

    with pytest.raises(sa.exc.DBAPIError):
        tamper()


def test_checks_hold_in_the_database_itself(database: Database) -> None:
    def write() -> None:
        with database.write() as session:
            session.connection().execute(sa.text("INSERT INTO catalogue_version (id, version) VALUES (2, 1)"))

    with pytest.raises(sa.exc.IntegrityError):
        write()
