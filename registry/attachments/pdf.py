"""Looks into PDF files for what runs or hides something, also where it is packed or spelt oddly.

Names that start something are looked for in all bytes, whatever part of the file they seem to belong to: no reader
can find one that is not found here. They are long enough that chance alone does not write them into a picture.
"""

import mmap
import re
import shutil
import zlib
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Final

from registry.attachments.archives import BROKEN
from registry.attachments.formats import MEGABYTE, FileFormat, Found, Refused
from registry.errors import mark

_ENCRYPTED: Final = mark("The PDF is encrypted, so it cannot be checked. Save it without protection.")
_SCRIPT: Final = mark("The PDF contains JavaScript. Print it to a new PDF.")
_LAUNCH: Final = mark("The PDF starts programs or loads files when it is used. Print it to a new PDF.")
_FILES: Final = mark("Other files are packed into the PDF. Attach them by themselves.")
_FORM: Final = mark("The PDF contains a form with a program of its own (XFA). Print it to a new PDF.")
_HIDDEN: Final = mark("A part of the PDF is packed in a way that cannot be checked. Print it to a new PDF.")
_BOMB: Final = mark("The file grows far too large when it is unpacked.")

# A name that may well stand in an address (`…/docs/JavaScript`) counts where a value can stand.
_VALUE: Final = rb"(?:(?<=[\s\x00<>\[\](){}/%])|(?<=/S))"
_NAMES: Final = (
    (re.compile(_VALUE + rb"/JavaScript(?![A-Za-z])"), _SCRIPT),
    (re.compile(_VALUE + rb"/Launch(?![A-Za-z])"), _LAUNCH),
    (re.compile(rb"/(?:ImportData|SubmitForm|Rendition|GoToE|GoToR)(?![A-Za-z])"), _LAUNCH),
    (re.compile(rb"/(?:RichMedia|EmbeddedFiles?)(?![A-Za-z])"), _FILES),
    (re.compile(rb"/XFA[\s\[]"), _FORM),
)
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM: Final = re.compile(rb"stream[ \t]*(?:\r\n|\n|\r)")
_PACKED: Final = re.compile(rb"/ObjStm(?![A-Za-z])")
_FILTER: Final = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_PARAMETERS: Final = re.compile(rb"/(?:DecodeParms|DP)\s*\d+\s+\d+\s+R|/Predictor\s+(?!1\b)")
_CRYPT: Final = re.compile(rb"/Encrypt\s+(\d+\s+\d+\s+R|<<)")

BLOCK: Final = MEGABYTE
PACKED_BLOCK: Final = 16 * 1024
OVERLAP: Final = 4_096
"""Bytes that two blocks share, so that no name falls between them; also how far back a stream's head is read."""

MOST_UNPACKED: Final = 300 * MEGABYTE
"""For all streams of a file together."""

MOST_STREAMS: Final = 100_000


def check(file: BinaryIO | IO[bytes]) -> Found:
    """That it is a PDF in which nothing runs; `Refused` otherwise."""
    file.seek(0)
    if not file.read(5).startswith(b"%PDF-"):
        raise Refused(BROKEN)
    with _mapped(file) as content:
        if content.rfind(b"startxref") < 0:  # where a reader begins to read
            raise Refused(BROKEN)
        for block in _blocks(content):
            _look_at(block, whole=True)
        _look_into_streams(content)
    return Found(FileFormat.PDF)


def _mapped(file: BinaryIO | IO[bytes]) -> mmap.mmap:
    """The file as bytes that are read as they are needed."""
    with TemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        return mmap.mmap(copy.fileno(), 0, access=mmap.ACCESS_READ)


def _blocks(content: mmap.mmap) -> Iterator[bytes]:
    for start in range(0, len(content), BLOCK):
        yield content[max(0, start - OVERLAP) : start + BLOCK]


def _plain(block: bytes) -> bytes:
    """The same with every letter written as itself: `/J#61va` is `/Java`."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), block) if b"#" in block else block


def _look_at(block: bytes, *, whole: bool = False) -> None:
    plain = _plain(block)
    for name, reason in _NAMES:
        if name.search(plain):
            raise Refused(reason)
    if whole and _CRYPT.search(plain):
        raise Refused(_ENCRYPTED)


def _look_into_streams(content: mmap.mmap) -> None:
    left = MOST_UNPACKED
    for number, found in enumerate(_STREAM.finditer(content)):
        if number > MOST_STREAMS:
            raise Refused(_BOMB)
        head = _plain(content[max(0, found.start() - OVERLAP) : found.start()])
        head = head[head.rfind(b"obj") + 3 :]
        holds_objects = bool(_PACKED.search(head))
        if holds_objects:
            _check_packing(head)
        try:
            for part in _inflated(content, found.end()):
                left -= len(part)
                if left < 0:
                    raise Refused(_BOMB)
                _look_at(part)
        except zlib.error as error:  # packed otherwise, or not at all
            if holds_objects and b"/Filter" in head:
                raise Refused(_HIDDEN) from error


def _check_packing(head: bytes) -> None:
    """Objects that are packed must be packed in the one way that is unpacked here."""
    filters = [each for found in _FILTER.findall(head) for each in re.findall(rb"/\w+", found)]
    as_known = filters == [b"/FlateDecode"] or (not filters and b"/Filter" not in head)
    if not as_known or _PARAMETERS.search(head):
        raise Refused(_HIDDEN)


def _inflated(content: mmap.mmap, start: int) -> Iterator[bytes]:
    """What a stream unpacks to, in blocks that overlap."""
    unpacker = zlib.decompressobj()
    kept, at = b"", start
    while at < len(content):
        packed = content[at : at + PACKED_BLOCK]
        at += len(packed)
        while packed:
            part = unpacker.decompress(packed, BLOCK)
            packed = unpacker.unconsumed_tail
            if part:
                yield kept + part
                kept = part[-64:]
            if unpacker.eof:
                return
