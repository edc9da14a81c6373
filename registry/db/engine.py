"""Engine, units of work and the catalogue version.

SQLite: the driver never begins by itself; reads `BEGIN`, writes `BEGIN IMMEDIATE`, so that two writers queue
instead of failing half-way. PostgreSQL: read committed, reads marked read-only.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlmodel import Session

BUSY_SECONDS = 30
AT_END = "at_end"


def at_end(session: Session, call: Callable[[Session], None]) -> None:
    """Have this done at the end of the unit of work, just before it commits.

    For what every unit of work does to the same row: whoever locks that row last waits for nobody else meanwhile.
    """
    session.info.setdefault(AT_END, []).append(call)


class Database:
    """One database: hands out sessions that read, and units of work that write and commit at their end."""

    def __init__(self, url: str, *, pool_size: int = 20, echo: bool = False) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._told: list[Callable[[], None]] = []
        # Values of statements may be secrets or name people: errors, which are logged, shall not repeat them.
        options: dict[str, Any] = {
            "echo": echo,
            "hide_parameters": True,
            "json_deserializer": msgspec.json.decode,  # a page reads hundreds of names
        }
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            # Autocommit at the driver: our own BEGIN below decides when and how a transaction starts.
            options["connect_args"] = {
                "timeout": BUSY_SECONDS,
                "check_same_thread": False,
                "isolation_level": None,
            }
        options |= {
            "pool_size": pool_size,
            "max_overflow": pool_size,
            "pool_pre_ping": not self.is_sqlite,
            "pool_use_lifo": True,  # the connection used last still has at hand what pages read
        }
        self.engine = sa.create_engine(self.url, **options)
        if self.is_sqlite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one consistent, read-only view of the records."""
        options = (
            {} if self.is_sqlite else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        )
        with (
            self.engine.connect().execution_options(registry_mode="BEGIN", **options) as connection,
            Session(connection, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One unit of work: commits at its end, rolls back whatever is raised. Nobody else commits."""
        with (
            self.engine.connect().execution_options(registry_mode="BEGIN IMMEDIATE") as connection,
            connection.begin(),
            Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session,
        ):
            yield session
            session.flush()
            for call in session.info.pop(AT_END, ()):
                call(session)
            session.flush()
        for tell in self._told:
            tell()

    def on_commit(self, tell: Callable[[], None]) -> None:
        """Have this called, quickly, after each unit of work of this process that was committed."""
        self._told.append(tell)

    def catalogue_version(self) -> int:
        """The number raised by every publishing transaction; 0 before the first."""
        with self.engine.connect().execution_options(registry_mode="BEGIN") as connection:
            return connection.execute(sa.text("SELECT version FROM catalogue_version")).scalar() or 0

    def dispose(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-16000",
        "mmap_size=134217728",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    mode = connection.get_execution_options().get("registry_mode", "BEGIN IMMEDIATE")
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if mode == 'BEGIN' else 'OFF'}")
    connection.exec_driver_sql(mode)
