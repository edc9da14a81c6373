"""Reads compound files (OLE, [MS-CFB]): the names of what they hold, and the streams themselves."""

import struct
from collections.abc import Iterator
from typing import IO, BinaryIO, Final

from registry.attachments.archives import BROKEN
from registry.attachments.formats import MEGABYTE, Refused

SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
MACROS: Final = frozenset({"macros", "_vba_project_cur", "vba", "_vba_project", "vbaproject"})
"""Names (lower case) of storages and streams that hold programs."""

PACKAGE: Final = "\x01ole10native"
"""A stream that holds a packed file of any kind."""

_HEADER: Final = 512
_IN_HEADER: Final = 109
_LAST: Final = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""

_MOST_ENTRIES: Final = 20_000
_ENTRY: Final = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class Compound:
    """A compound file; `names` are those of all storages and streams, in lower case."""

    def __init__(self, file: BinaryIO | IO[bytes]) -> None:
        self._file = file
        try:
            self._read_header()
            self._read_entries()
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            raise Refused(BROKEN) from error
        self.names = frozenset(self._entries)

    def _read_header(self) -> None:
        self._file.seek(0)
        head = self._file.read(_HEADER)
        if head[:8] != SIGNATURE:
            raise ValueError("no compound file")
        shift, small_shift = struct.unpack_from("<HH", head, 30)
        if shift not in {9, 12} or small_shift != 6:
            raise ValueError("odd sectors")
        self._size = 1 << shift
        self._small = 1 << small_shift
        tables, self._directory, _, self._cutoff, self._small_table, _, extra, extras = struct.unpack_from(
            "<IIIIIIII", head, 44
        )
        self._file.seek(0, 2)
        self._sectors = self._file.tell() // self._size + 1
        places = list(struct.unpack_from(f"<{_IN_HEADER}I", head, 76))
        while extras and extra < _LAST and len(places) < self._sectors:
            block = self._table(self._sector(extra))
            places += block[:-1]
            extra, extras = block[-1], extras - 1
        self._next: list[int] = []
        for place in places[:tables]:
            if len(self._next) > self._sectors:  # more of the table than there is file
                break
            self._next += self._table(self._sector(place))

    def _table(self, block: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(block) // 4}I", block))

    def _sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._size)
        block = self._file.read(self._size)
        if len(block) < self._size:
            block += bytes(self._size - len(block))
        return block

    def _chain(self, number: int, following: list[int]) -> Iterator[int]:
        """The sectors of a stream in their order; one that runs in a circle is broken."""
        for _ in range(len(following) + 1):
            if number >= _LAST:
                return
            yield number
            number = following[number]
        raise ValueError("runs in a circle")

    def _read_entries(self) -> None:
        self._entries: dict[str, tuple[int, int]] = {}
        root = (_LAST, 0)
        count = 0
        for sector in self._chain(self._directory, self._next):
            block = self._sector(sector)
            for at in range(0, len(block), _ENTRY):
                count += 1
                if count > _MOST_ENTRIES:
                    raise ValueError("too many entries")
                length, kind = struct.unpack_from("<HB", block, at + 64)
                start, size = struct.unpack_from("<II", block, at + 116)
                name = block[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
                if kind == _ROOT:
                    root = (start, size)
                elif kind in {_STORAGE, _STREAM}:
                    self._entries.setdefault(name, (start, size))
        self._root = root

    def read(self, name: str, most: int = 8 * MEGABYTE) -> bytes:
        """The beginning of a stream, by its name in lower case; nothing where there is none."""
        start, size = self._entries.get(name, (_LAST, 0))
        wanted = min(size, most)
        try:
            return b"".join(self._blocks(start, size, wanted))[:wanted]
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            raise Refused(BROKEN) from error

    def _blocks(self, start: int, size: int, wanted: int) -> Iterator[bytes]:
        if size >= self._cutoff:
            for number, sector in enumerate(self._chain(start, self._next)):
                if number * self._size >= wanted:
                    return
                yield self._sector(sector)
            return
        small = b"".join(self._sector(each) for each in self._chain(self._root[0], self._next))
        following = [
            each
            for sector in self._chain(self._small_table, self._next)
            for each in self._table(self._sector(sector))
        ]
        for sector in self._chain(start, following):
            yield small[sector * self._small : (sector + 1) * self._small]
