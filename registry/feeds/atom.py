"""Atom feeds (RFC 4287), in pages that lead on to older entries (RFC 5005). Pure: figures in, bytes out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"
IDS: Final = UUID("6f0b1c2e-0d0a-5b5e-9c43-3a9a3f1d2b77")
"""The name space of the ids of feeds and entries; another one would make every entry new to every reader."""

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, not even escaped."""


def id_of(*parts: object) -> str:
    """A permanent id for what these parts name; it holds no address, so it outlives a move of the site."""
    return uuid5(IDS, "\n".join(map(str, parts))).urn


@dataclass(frozen=True, slots=True)
class Link:
    """Where something is; `rel` as the Atom registry has it."""

    rel: str
    href: str
    type: str = "text/html"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; a category is a code with its name."""

    id: str
    title: str
    at: datetime
    author: str
    summary: str
    categories: Sequence[tuple[str, str]]
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries, newest first."""

    id: str
    title: str
    subtitle: str
    language: str
    updated: datetime
    author: str
    links: Sequence[Link]
    entries: Sequence[Entry]


def document(feed: Feed) -> bytes:
    """The feed as an XML document."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _moment(feed.updated))
    _add(ET.SubElement(root, "author"), "name", feed.author)
    _add_links(root, feed.links)
    for each in feed.entries:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", each.id)
        _add(entry, "title", each.title)
        _add(entry, "published", _moment(each.at))
        _add(entry, "updated", _moment(each.at))
        _add(ET.SubElement(entry, "author"), "name", each.author)
        for code, name in each.categories:
            ET.SubElement(entry, "category", {"term": code, "label": _legal(name)})
        _add_links(entry, each.links)
        _add(entry, "summary", each.summary)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, name: str, text: str) -> None:
    if text:
        ET.SubElement(parent, name).text = _legal(text)


def _add_links(parent: ET.Element, links: Iterable[Link]) -> None:
    for link in links:
        title = {"title": _legal(link.title)} if link.title else {}
        ET.SubElement(parent, "link", {"rel": link.rel, "type": link.type, "href": link.href, **title})


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
