"""Where attached files lie: a folder by default, behind a small protocol; each has a random name and no ending."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, Final, Protocol
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session

from registry.db import Database
from registry.settings import Settings

BLOCK: Final = 256 * 1024


class Store(Protocol):
    """Keeps files by name; a file is there whole or not at all."""

    def put(self, name: str, source: BinaryIO | IO[bytes]) -> None:
        """Keep what can be read from `source`."""

    def size(self, name: str) -> int | None:
        """How many bytes are kept under a name; None where there is nothing."""

    def read(self, name: str) -> Iterator[bytes]:
        """A file block by block."""

    def delete(self, name: str) -> None:
        """Keep it no longer; it does not matter whether it was there."""

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Names of the files that were kept before that moment."""


class FolderStore:
    """Files in a folder that only the server's own user can enter; two letters of the name make a subfolder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, name: str) -> Path:
        if not name.isalnum():
            raise ValueError(f"{name!r} is no name of a stored file")
        return self._folder / name[:2] / name

    def put(self, name: str, source: BinaryIO | IO[bytes]) -> None:
        """Write beside the place, then move there."""
        path = self._path(name)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_suffix(f".{uuid4().hex}.part")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                shutil.copyfileobj(source, target, BLOCK)
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def size(self, name: str) -> int | None:
        """The size of the file."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, name: str) -> Iterator[bytes]:
        """The file, a block at a time."""
        with self._path(name).open("rb") as file:
            while block := file.read(BLOCK):
                yield block

    def delete(self, name: str) -> None:
        """Remove the file."""
        self._path(name).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Names by the time of the file, left-over drafts included."""
        for path in self._folder.glob("??/*"):
            try:
                changed = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
            except FileNotFoundError:
                continue
            if changed >= moment:
                continue
            if path.suffix == ".part":
                path.unlink(missing_ok=True)
            else:
                yield path.name


def open_store(settings: Settings) -> Store:
    """The store that the settings choose."""
    return FolderStore(settings.attachments_dir)


_stores: dict[sa.URL, Store] = {}


def use(database: Database, store: Store) -> None:
    """Keep the files of these records here; said once, where the program is put together."""
    _stores[database.engine.url] = store


def store_of(session: Session) -> Store:
    """Where the files of the records lie that this session reads."""
    store = _stores.get(session.connection().engine.url)
    if store is None:
        raise LookupError(
            "no store is chosen for the files of these records: see registry.attachments.stores.use"
        )
    return store
