"""Looks into Word, Excel and PowerPoint files as they were before 2007."""

import re
import struct
from collections.abc import Iterator
from typing import IO, BinaryIO, Final

from registry.attachments import compound
from registry.attachments.archives import PROTECTED
from registry.attachments.formats import FileFormat, Flag, Found, Refused
from registry.attachments.ooxml import DDE, MACROS, PACKAGED
from registry.errors import mark

_OTHER: Final = mark("This kind of office file is not taken. Save it as .docx, .xlsx or .pptx.")
_DDE_FIELD: Final = re.compile(rb"\x13\s*D\x00?D\x00?E|D\x00?D\x00?E\x00?A\x00?U\x00?T\x00?O")
_WORD, _BOOKS, _SLIDES = "worddocument", ("workbook", "book"), "powerpoint document"

# Records of Excel's globals ([MS-XLS]) and of PowerPoint's documents ([MS-PPT]).
_END, _FILEPASS, _SHEET, _LINK = 0x000A, 0x002F, 0x0085, 0x01AE
_MACRO_SHEETS: Final = frozenset({0x01, 0x06})
_OWN_LINKS: Final = frozenset({0x0401, 0x3A01})
_VBA_INFO: Final = 0x0400


def check(file: BinaryIO | IO[bytes]) -> Found:
    """What an older office file is; `Refused` where it runs or hides something."""
    book = compound.Compound(file)
    if {"encryptedpackage", "encryptioninfo"} & book.names:
        raise Refused(PROTECTED)
    if book.names & compound.MACROS:
        raise Refused(MACROS)
    if compound.PACKAGE in book.names:
        raise Refused(PACKAGED)
    flags = {Flag.UNCHECKED_FORMAT}
    if _WORD in book.names:
        _check_word(book.read(_WORD))
        return Found(FileFormat.DOC, tuple(sorted(flags)))
    for name in _BOOKS:
        if name in book.names:
            flags |= _check_excel(book.read(name))
            return Found(FileFormat.XLS, tuple(sorted(flags)))
    if _SLIDES in book.names:
        _check_slides(book.read(_SLIDES))
        return Found(FileFormat.PPT, tuple(sorted(flags)))
    raise Refused(_OTHER)


def _check_word(text: bytes) -> None:
    if len(text) > 12 and struct.unpack_from("<H", text, 10)[0] & 0x0100:
        raise Refused(PROTECTED)
    if _DDE_FIELD.search(text):
        raise Refused(DDE)


def _check_excel(stream: bytes) -> set[Flag]:
    flags: set[Flag] = set()
    for kind, content in _records(stream):
        if kind == _END:
            break
        if kind == _FILEPASS:
            raise Refused(PROTECTED)
        if kind == _SHEET and len(content) > 5 and content[5] in _MACRO_SHEETS:
            raise Refused(MACROS)
        if kind == _LINK and len(content) >= 4 and struct.unpack_from("<H", content, 2)[0] not in _OWN_LINKS:
            if b"\x03" in content[4:].replace(b"\x00", b""):  # what parts a program from its topic
                raise Refused(DDE)
            flags.add(Flag.EXTERNAL_LINKS)
    return flags


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _check_slides(stream: bytes) -> None:
    at = 0
    while at + 8 <= len(stream):
        version, kind, length = struct.unpack_from("<HHI", stream, at)
        if kind == _VBA_INFO and any(stream[at + 12 : at + 16]):
            raise Refused(MACROS)
        # A container's own records follow its head; any other record is stepped over.
        at += 8 if version & 0xF == 0xF else 8 + length
