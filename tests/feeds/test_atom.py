"""Atom documents: well-formed whatever stands in them, with all that the format asks for."""

import re
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from registry.feeds.atom import NAMESPACE, Entry, Feed, Link, document, id_of

AT = datetime(2026, 11, 25, 12, 30, 0, 5, tzinfo=UTC)


def feed(text: str = "Text", at: datetime = AT, entries: int = 1) -> Feed:
    made = [
        Entry(
            id=id_of(number),
            title=text,
            at=at,
            author=text,
            summary=text,
            categories=[("solution", text)],
            links=[Link("alternate", "/en/solutions/a?b=1&c=2", title=text)],
        )
        for number in range(entries)
    ]
    links = [Link("self", "/en/feed", "application/atom+xml")]
    return Feed(id_of("feed"), text, text, "ar", at, "Registry", links, made)


def find(root: ET.Element, path: str) -> str:
    return root.findtext("/".join(f"{{{NAMESPACE}}}{each}" for each in path.split("/"))) or ""


def test_says_what_the_format_asks_for() -> None:
    root = ET.fromstring(document(feed(entries=2)))
    assert root.tag == f"{{{NAMESPACE}}}feed"
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "ar"
    for path in ("id", "title", "updated", "author/name", "entry/id", "entry/title", "entry/updated"):
        assert find(root, path), path
    assert find(root, "updated") == "2026-11-25T12:30:00.000005Z"


def test_gives_moments_in_universal_time_to_the_same_length() -> None:
    there = datetime(2026, 11, 25, 22, 30, tzinfo=timezone(timedelta(hours=10)))
    assert find(ET.fromstring(document(feed(at=there))), "updated") == "2026-11-25T12:30:00.000000Z"


@given(st.text())
def test_is_well_formed_whatever_records_hold(text: str) -> None:
    root = ET.fromstring(document(feed(text)))
    kept = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    assert find(root, "entry/title") == re.sub("\r\n?", "\n", kept)


def test_keeps_mark_up_as_text() -> None:
    attack = "</title><script>alert(1)</script>&amp;]]>"
    written = document(feed(attack)).decode()
    assert "<script" not in written
    assert find(ET.fromstring(written), "entry/title") == attack


def test_ids_are_the_same_for_the_same_thing_for_ever() -> None:
    assert id_of("a", "b") == "urn:uuid:d3830bb9-7317-5e54-b785-e1ccf9f07cf8"
    assert len({id_of("a", "b"), id_of("b", "a"), id_of("a"), id_of("ab")}) == 4
