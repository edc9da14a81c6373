"""Opens ZIP containers of strangers: bombs, odd names and archives in archives are refused before anything is read."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Final

from registry.attachments.formats import MEGABYTE, Refused
from registry.errors import mark

MOST_MEMBERS: Final = 5_000
MOST_UNPACKED: Final = 200 * MEGABYTE
MOST_RATIO: Final = 150
RATIO_FROM: Final = MEGABYTE
"""Smaller members may be packed as tightly as they like."""

KNOWN_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ENCRYPTED: Final = 0x1

BROKEN: Final = mark("The file is damaged: it cannot be unpacked.")
PROTECTED: Final = mark("The file is protected by a password, so it cannot be checked. Save it without one.")
_BOMB: Final = mark("The file grows far too large when it is unpacked.")
_MANY: Final = mark("The file holds too many parts.")
_NAMES: Final = mark("The file holds parts with names that no office program writes.")


class Budget:
    """How much may be unpacked from one upload, nested containers included."""

    def __init__(self, size: int = MOST_UNPACKED) -> None:
        self._left = size

    def spend(self, size: int) -> None:
        """Take from it; `Refused` when it is used up."""
        self._left -= size
        if self._left < 0:
            raise Refused(_BOMB)


class Archive:
    """A ZIP container whose list of members has been checked."""

    def __init__(self, container: zipfile.ZipFile) -> None:
        self._container = container
        self.members = {each.filename: each for each in container.infolist()}

    @property
    def names(self) -> list[str]:
        """The members' names in their order."""
        return list(self.members)

    def __contains__(self, name: str) -> bool:
        return name in self.members

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Read a member; never more than the size that was checked comes out."""
        try:
            with self._container.open(self.members[name]) as stream:
                yield stream
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise Refused(BROKEN) from error

    def read(self, name: str, most: int = MEGABYTE) -> bytes:
        """A small member; the rest of a larger one is left out."""
        with self.open(name) as stream:
            return stream.read(most)


@contextmanager
def opened(file: BinaryIO | IO[bytes], budget: Budget) -> Iterator[Archive]:
    """Open a container after a look at its list of members, which says how much each unpacks to."""
    try:
        container = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused(BROKEN) from error
    with container:
        _check(container.infolist(), budget)
        yield Archive(container)


def _check(members: list[zipfile.ZipInfo], budget: Budget) -> None:
    if len(members) > MOST_MEMBERS:
        raise Refused(_MANY)
    names = [each.filename for each in members]
    if len(set(names)) != len(names) or any(_is_odd(name) for name in names):
        raise Refused(_NAMES)
    for each in members:
        if each.flag_bits & ENCRYPTED:
            raise Refused(PROTECTED)
        if each.compress_type not in KNOWN_METHODS:
            raise Refused(BROKEN)
        budget.spend(each.file_size)
        if each.file_size > RATIO_FROM and each.file_size > MOST_RATIO * max(each.compress_size, 1):
            raise Refused(_BOMB)


def _is_odd(name: str) -> bool:
    parts = name.removesuffix("/").split("/")
    return "\\" in name or ":" in name or not name.isprintable() or any(p in {"", ".", ".."} for p in parts)
