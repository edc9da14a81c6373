"""Takes the text out of PDF files that were checked, page by page, to look for patient data in it."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import IO, BinaryIO, Final

from msgspec import structs
from pypdf import PageObject, PdfReader

from registry.attachments.patient_data import MOST_FOUND, Suspicion, suspicious, suspicious_rows

MOST_PAGES: Final = 300
MOST_CONTENT: Final = 3_000_000
"""Bytes of unpacked drawing instructions of all pages together: a few seconds of work."""

_COLUMNS: Final = re.compile(r"\s{2,}")


def suspicions(file: BinaryIO | IO[bytes]) -> list[Suspicion] | None:
    """What looks like patient data; None where nothing was found and not every page could be read."""
    found: list[Suspicion] = []
    try:
        pages = PdfReader(file).pages
        is_whole = 0 < len(pages) <= MOST_PAGES
        left = MOST_CONTENT
        for number, page in enumerate(itertools.islice(pages, MOST_PAGES), 1):
            content = page.get_contents()
            if content is None:
                continue  # an empty page
            left -= len(content.get_data())
            if left < 0:
                is_whole = False
                break
            text = _plain(page.extract_text())
            is_whole = is_whole and bool(text.strip())  # else it is a picture of a page
            found += [structs.replace(each, page=number) for each in _on(page, text)]
    except Exception:  # noqa: BLE001 - the library says in many ways that it does not know something
        is_whole = False
    return found[:MOST_FOUND] if found or is_whole else None


def _on(page: PageObject, text: str) -> Iterator[Suspicion]:
    """What stands in a page's sentences, then what only its tables show."""
    in_text = suspicious(text)
    yield from in_text
    known = {(each.kind, each.excerpt) for each in in_text}
    lines = _plain(page.extract_text(extraction_mode="layout")).splitlines()
    for each in suspicious_rows(_COLUMNS.split(line.strip()) for line in lines):
        if (each.kind, each.excerpt) not in known:
            yield each


def _plain(text: str) -> str:
    """Letters as they are typed: PDF files hold forms of them that differ only in how they are drawn."""
    return unicodedata.normalize("NFKC", text)
