"""Looks into Word, Excel and PowerPoint files (OOXML): what they are, and what in them runs or loads something."""

import re
import shutil
from collections.abc import Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, Final

from registry.attachments import compound
from registry.attachments.archives import Archive, Budget, opened
from registry.attachments.elements import elements, root
from registry.attachments.formats import MEGABYTE, FileFormat, Flag, Found, Refused
from registry.errors import mark

TYPES: Final = "[Content_Types].xml"
MAIN_PARTS: Final = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": FileFormat.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileFormat.XLSX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": FileFormat.PPTX,
}
DEEPEST: Final = 2
"""Documents in documents: a chart's sheet in a presentation, and no more than one such step further."""

MACROS: Final = mark("The file contains macros. Save it without them.")
CONTROLS: Final = mark("The file contains controls that run programs. Save it without them.")
DDE: Final = mark("The file contains fields that start other programs (DDE). Remove them.")
PACKAGED: Final = mark("Another file is packed into this one. Attach it by itself.")
_OTHER: Final = mark("This kind of office file is not taken. Save it as .docx, .xlsx or .pptx.")
_LOADS: Final = mark("The file loads “%(target)s” from elsewhere when it is opened. Remove that link.")
_NESTED: Final = mark("The file contains an archive.")

# The last step of a relation's type → what a target outside the file means.
_HARMLESS: Final = frozenset({"hyperlink"})
_RUN: Final = frozenset(
    {"attachedtemplate", "oleobject", "frame", "subdocument", "control", "package", "afchunk"}
)
_SHOWN: Final = frozenset({"image", "video", "audio", "media"})
_SHARE: Final = re.compile(r"^(\\\\|//|file:(/{4,}|\\\\|//[^/]))", re.IGNORECASE)

_MACRO_PARTS: Final = re.compile(
    r"(^|/)(vbaproject|vbadata|vbaprojectsignature)[^/]*$|/(macrosheets|dialogsheets)/", re.IGNORECASE
)
_CONTROL_PARTS: Final = re.compile(r"/activex/|/ctrlprops/.*\.bin$", re.IGNORECASE)
_FIELD_PARTS: Final = re.compile(r"^word/(document|header|footer|footnotes|endnotes|comments)[^/]*\.xml$")
_DDE_FIELD: Final = re.compile(r"\bDDE(AUTO)?\b")
_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ")


def check(file: BinaryIO | IO[bytes], budget: Budget, depth: int = 0) -> Found:
    """What an OOXML file is; `Refused` where it runs, hides or loads something."""
    with opened(file, budget) as archive:
        return check_archive(archive, budget, depth)


def check_archive(archive: Archive, budget: Budget, depth: int = 0) -> Found:
    """The same for a container that is open already."""
    found = _format(archive)
    flags: set[Flag] = set()
    for name in archive.names:
        if name.endswith("/"):
            continue
        _check_name(name)
        if name.endswith(".rels"):
            flags |= _check_relations(archive, name)
        elif name.endswith((".xml", ".vml")):
            _check_part(archive, name)
        else:
            _check_binary(archive, name, budget, depth)
    if "xl/connections.xml" in archive:
        flags.add(Flag.EXTERNAL_LINKS)
    return Found(found, tuple(sorted(flags)))


def _format(archive: Archive) -> FileFormat:
    if TYPES not in archive:
        raise Refused(_OTHER)
    types: list[str] = []

    def each(_name: str, attributes: Mapping[str, str]) -> None:
        types.append(attributes.get("ContentType", ""))

    with archive.open(TYPES) as stream:
        elements(stream, each)
    if any("macroenabled" in each.lower() or "vbaproject" in each.lower() for each in types):
        raise Refused(MACROS)
    main = {MAIN_PARTS[each] for each in types if each in MAIN_PARTS}
    if len(main) != 1:
        raise Refused(_OTHER)
    return main.pop()


def _check_name(name: str) -> None:
    if _MACRO_PARTS.search(name):
        raise Refused(MACROS)
    if _CONTROL_PARTS.search(name):
        raise Refused(CONTROLS)


def _check_relations(archive: Archive, name: str) -> set[Flag]:
    flags: set[Flag] = set()

    def each(_name: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("Type", "").rsplit("/", 1)[-1].lower()
        outside = attributes.get("TargetMode", "").lower() == "external"
        target = attributes.get("Target", "")
        if kind == "afchunk":
            raise Refused(PACKAGED)
        if not outside or kind in _HARMLESS:
            return
        if kind in _RUN or (kind in _SHOWN and _SHARE.match(target)):
            raise Refused(_LOADS, {"target": target[:100]})
        flags.add(Flag.EXTERNAL_LINKS)

    with archive.open(name) as stream:
        elements(stream, each)
    return flags


def _check_part(archive: Archive, name: str) -> None:
    """No part defines entities; those with fields start nothing."""
    if not _FIELD_PARTS.match(name):
        with archive.open(name) as stream:
            top = root(stream)
        if top == "externalLink":
            _check_link(archive, name)
        return
    fields: list[str] = []

    def each(element: str, attributes: Mapping[str, str]) -> None:
        if element == "fldSimple":
            fields.append(f" {attributes.get('instr', '')} ")

    def text(element: str, content: str) -> None:
        if element == "instrText":
            fields.append(content)

    with archive.open(name) as stream:
        elements(stream, each, text)
    if _DDE_FIELD.search("".join(fields)):
        raise Refused(DDE)


def _check_link(archive: Archive, name: str) -> None:
    def each(element: str, _: Mapping[str, str]) -> None:
        if element == "ddeLink":
            raise Refused(DDE)

    with archive.open(name) as stream:
        elements(stream, each)


def _check_binary(archive: Archive, name: str, budget: Budget, depth: int) -> None:
    head = archive.read(name, 8)
    if head == compound.SIGNATURE:
        with _spooled(archive, name) as inner:
            _check_object(inner)
    elif head.startswith(_ARCHIVES):
        if "/embeddings/" not in name or depth >= DEEPEST:
            raise Refused(_NESTED)
        with _spooled(archive, name) as inner:
            check(inner, budget, depth + 1)


def _check_object(file: IO[bytes]) -> None:
    """An object of an older program: a formula or chart is taken, a packed file or a macro is not."""
    names = compound.Compound(file).names
    if names & compound.MACROS:
        raise Refused(MACROS)
    if compound.PACKAGE in names:
        raise Refused(PACKAGED)


def _spooled(archive: Archive, name: str) -> "SpooledTemporaryFile[bytes]":
    """A member on its own, so that one can jump about in it."""
    copy: SpooledTemporaryFile[Any] = SpooledTemporaryFile(max_size=MEGABYTE)  # noqa: SIM115 - the caller closes it
    with archive.open(name) as stream:
        shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy
