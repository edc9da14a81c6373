"""Looks into OpenDocument files: what they are, and what in them runs or loads something."""

import re
from collections.abc import Mapping
from typing import Final

from registry.attachments.archives import PROTECTED, Archive
from registry.attachments.elements import elements, root
from registry.attachments.formats import FileFormat, Flag, Found, Refused
from registry.attachments.ooxml import DDE, MACROS, PACKAGED
from registry.errors import mark

MIMETYPE: Final = "mimetype"
MANIFEST: Final = "META-INF/manifest.xml"
TYPES: Final = {
    b"application/vnd.oasis.opendocument.text": FileFormat.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileFormat.ODS,
    b"application/vnd.oasis.opendocument.presentation": FileFormat.ODP,
}
_OTHER: Final = mark("This kind of OpenDocument file is not taken. Save it as .odt, .ods or .odp.")
_LOADS: Final = mark("The file loads “%(target)s” from elsewhere when it is opened. Remove that link.")

_SCRIPT_PARTS: Final = re.compile(r"^(.*/)?(Basic|Scripts|Dialogs)/.", re.IGNORECASE)
_LINKED: Final = frozenset(
    {"image", "object", "object-ole", "plugin", "applet", "floating-frame", "section-source"}
)
_RUN: Final = frozenset({"plugin", "applet", "floating-frame", "object-ole", "section-source"})
_DDE_ELEMENTS: Final = frozenset({"dde-source", "dde-link", "dde-connection-decl"})
_SOURCES: Final = frozenset(
    {"table-source", "cell-range-source", "database-source-sql", "database-source-table"}
)
_OUTSIDE: Final = re.compile(r"^([a-z][a-z0-9+.-]*:|//|\\\\|\.\./|/)", re.IGNORECASE)
_SCRIPT_LANGUAGE: Final = "vnd.sun.star.script:"


def is_odf(archive: Archive) -> bool:
    """Whether a container says that it is an OpenDocument file."""
    return archive.names[:1] == [MIMETYPE] and b"opendocument" in archive.read(MIMETYPE, 200)


def check_archive(archive: Archive) -> Found:
    """What an OpenDocument container is; `Refused` where it runs, hides or loads something."""
    found = TYPES.get(archive.read(MIMETYPE, 200).strip())
    if found is None or MANIFEST not in archive or "content.xml" not in archive:
        raise Refused(_OTHER)
    _check_manifest(archive)
    flags: set[Flag] = set()
    for name in archive.names:
        if _SCRIPT_PARTS.match(name):
            raise Refused(MACROS)
        if name.rsplit("/", 1)[-1] in {"content.xml", "styles.xml"}:
            flags |= _check_content(archive, name)
        elif name.endswith((".xml", ".rdf")):
            with archive.open(name) as stream:
                root(stream)
    return Found(found, tuple(sorted(flags)))


def _check_manifest(archive: Archive) -> None:
    def each(element: str, _: Mapping[str, str]) -> None:
        if element == "encryption-data":
            raise Refused(PROTECTED)

    with archive.open(MANIFEST) as stream:
        elements(stream, each)


def _check_content(archive: Archive, name: str) -> set[Flag]:
    flags: set[Flag] = set()

    def each(element: str, attributes: Mapping[str, str]) -> None:
        target = attributes.get("href", "")
        if element in _DDE_ELEMENTS:
            raise Refused(DDE)
        if element == "event-listener" or target.lower().startswith(_SCRIPT_LANGUAGE):
            raise Refused(MACROS)
        if element in _LINKED and _OUTSIDE.match(target):
            if element in _RUN:
                raise Refused(_LOADS, {"target": target[:100]})
            flags.add(Flag.EXTERNAL_LINKS)
        elif element == "object-ole":
            raise Refused(PACKAGED)
        elif element in _SOURCES:
            flags.add(Flag.EXTERNAL_LINKS)

    with archive.open(name) as stream:
        elements(stream, each)
    return flags
