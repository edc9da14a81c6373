"""Migrations: bring a database to this version, say which version it has, find drift."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel.sql.sqltypes import AutoString

from registry.db.base import JSON, UtcDateTime
from registry.db.engine import Database
from registry.resources import path as resource_path


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones they are, so that migrations import nothing of ours."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if item is JSON or (isinstance(item, sa.JSON) and not item.none_as_null):
        return "JSON"
    return False


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resource_path("migrations")))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _transaction(database: Database) -> Iterator[sa.Connection]:
    """One transaction for all migrations; SQLite rebuilds tables in batch mode, so its key checks wait."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if database.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("a migration left rows that point nowhere")
        finally:
            if database.is_sqlite:
                connection.connection.cursor().execute("PRAGMA foreign_keys = ON")


def upgrade(database: Database, revision: str = "head") -> str:
    """Bring the database to `revision`; gives the revision it has then."""
    with _transaction(database) as connection:
        command.upgrade(_config(connection), revision)
        return _current(connection)


def downgrade(database: Database, revision: str) -> None:
    """Take migrations back down to `revision` (`base`: all of them)."""
    with _transaction(database) as connection:
        command.downgrade(_config(connection), revision)


def make_revision(database: Database, sentence: str) -> None:
    """Write a migration from the difference between the tables and the models."""
    with _transaction(database) as connection:
        command.revision(_config(connection), sentence, autogenerate=True)


def _current(connection: sa.Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def is_current(database: Database) -> bool:
    """Whether every migration of this version has been applied."""
    with database.engine.connect().execution_options(registry_mode="BEGIN") as connection:
        return _current(connection) == (ScriptDirectory.from_config(_config()).get_current_head() or "")


def drift(database: Database) -> list[Any]:
    """Differences between the database's tables and the models; empty when they agree."""
    from registry.models import Table  # the models import this package: looked up when needed

    with database.engine.connect().execution_options(registry_mode="BEGIN") as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "render_as_batch": database.is_sqlite}
        )
        return list(compare_metadata(context, Table.metadata))
