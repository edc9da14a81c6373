"""A lock between processes: who holds it may write the index. It goes with the process that holds it."""

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from registry.db import Database
from registry.settings import Settings

if os.name == "nt":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

    def _release(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class Lock(Protocol):
    """The right to write the index."""

    def held(self) -> AbstractContextManager[bool]:
        """Try to take it; gives whether this caller has it until the block ends."""


class FileLock:
    """A lock file; held by one thread of one process at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Try to take the lock; gives whether this caller has it until the block ends."""
        if not self._thread.acquire(blocking=False):
            yield False
            return
        try:
            yield from self._held_by_process()
        finally:
            self._thread.release()

    def _held_by_process(self) -> Iterator[bool]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                _take(descriptor)
            except OSError:
                yield False
                return
            try:
                yield True
            finally:
                _release(descriptor)
        finally:
            os.close(descriptor)


ADVISORY_KEY = 0x0D165EA7
"""The number of our advisory lock on a PostgreSQL server."""


class DatabaseLock:
    """An advisory lock in PostgreSQL, for processes on several machines; it goes with the connection."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Try to take the lock; gives whether this caller has it until the block ends."""
        with self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            held = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(ADVISORY_KEY))))
            try:
                yield held
            finally:
                if held:
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(ADVISORY_KEY)))


def lock_for(settings: Settings, database: Database) -> Lock:
    """The lock that all processes on this database share."""
    if database.is_sqlite:
        return FileLock(settings.search_dir / "lock")
    return DatabaseLock(database)
