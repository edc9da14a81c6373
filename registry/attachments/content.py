"""Tells what a file is by its content and decides whether it is taken; what it is called decides nothing but CSV."""

from typing import IO, BinaryIO, Final

import puremagic

from registry.attachments import images, legacy, odf, ooxml, pdf, tables
from registry.attachments.archives import Budget, opened
from registry.attachments.compound import SIGNATURE
from registry.attachments.formats import MEDIA_TYPES, FileFormat, Found, Refused
from registry.errors import mark

HEAD: Final = 8_192
EMPTY: Final = mark("The file is empty.")
_UNKNOWN: Final = mark(
    "This kind of file is not taken. Attach a PDF, a Word, Excel, PowerPoint or OpenDocument file, a CSV file, "
    "or a PNG, JPEG or WebP image."
)
_IMAGE_TYPES: Final = frozenset(
    MEDIA_TYPES[each] for each in (FileFormat.PNG, FileFormat.JPEG, FileFormat.WEBP)
)
_ZIP: Final = b"PK\x03\x04"


def check(file: BinaryIO | IO[bytes], name: str) -> tuple[Found, IO[bytes] | None]:
    """What a file is and what is to be said of it; for an image also what is kept in its place (close it).

    `Refused` with the reason for everything that is not taken.
    """
    file.seek(0)
    head = file.read(HEAD)
    if not head.strip(b"\x00"):
        raise Refused(EMPTY)
    types = _types(head)
    if types & _IMAGE_TYPES:
        found, kept = images.rewritten(file)
        return Found(found), kept
    if MEDIA_TYPES[FileFormat.PDF] in types:
        return pdf.check(file), None
    if head.startswith(SIGNATURE):
        return legacy.check(file), None
    if head.startswith(_ZIP):
        return _container(file), None
    if name.lower().endswith(".csv"):
        return tables.check(file), None
    raise Refused(_UNKNOWN)


def _types(head: bytes) -> set[str]:
    """The media types that the first bytes may mean."""
    try:
        return {each.mime_type for each in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _container(file: BinaryIO | IO[bytes]) -> Found:
    budget = Budget()
    with opened(file, budget) as archive:
        if odf.is_odf(archive):
            return odf.check_archive(archive)
        return ooxml.check_archive(archive, budget)
