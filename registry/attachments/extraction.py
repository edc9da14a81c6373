"""Takes the text out of tables and documents, to look for patient data in it.

Not read are the older office formats, pictures, and PDF files that are pictures of pages: who attached them is told to
look through them.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, BinaryIO, Final

import openpyxl

from registry.attachments import pdf_text, tables
from registry.attachments.archives import Archive, Budget, opened
from registry.attachments.elements import elements
from registry.attachments.formats import FileFormat
from registry.attachments.patient_data import (
    MOST_FOUND,
    MOST_ROWS,
    MOST_TEXT,
    Suspicion,
    suspicious,
    suspicious_rows,
)

MOST_SHEETS: Final = 50
_READ: Final = frozenset(
    {
        FileFormat.CSV,
        FileFormat.XLSX,
        FileFormat.ODS,
        FileFormat.DOCX,
        FileFormat.PPTX,
        FileFormat.ODT,
        FileFormat.ODP,
    }
)
_TEXT_PARTS: Final[dict[FileFormat, tuple[str, ...]]] = {
    FileFormat.DOCX: ("word/document", "word/header", "word/footer", "word/comments", "word/footnotes"),
    FileFormat.PPTX: ("ppt/slides/", "ppt/notesSlides/"),
}
_MOST_REPEATED: Final = 50


def suspicions_of(file: BinaryIO | IO[bytes], found: FileFormat) -> list[Suspicion] | None:
    """What in a file that was checked looks like patient data; None where its text cannot be read."""
    if found is FileFormat.PDF:
        return pdf_text.suspicions(file)
    if found not in _READ:
        return None
    every: list[Suspicion] = []
    if found is FileFormat.CSV:
        every += suspicious_rows(row for _, row in tables.rows(file))
    elif found is FileFormat.XLSX:
        sheets = _workbook(file)
        if sheets is None:
            return None
        every += sheets
    else:
        with opened(file, Budget()) as archive:
            every += _of_archive(archive, found)
    return every[:MOST_FOUND]


def _workbook(file: BinaryIO | IO[bytes]) -> list[Suspicion] | None:
    """Sheet by sheet; what a library cannot read of a workbook that Excel may well read is left to people."""
    found: list[Suspicion] = []
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in itertools.islice(book.worksheets, MOST_SHEETS):
            rows = itertools.islice(sheet.iter_rows(values_only=True), MOST_ROWS)
            found += suspicious_rows((_texts(row) for row in rows), sheet.title)
        book.close()
    except Exception:  # noqa: BLE001 - the library says in many ways that it does not know something
        return None
    return found


def _texts(row: Sequence[object]) -> list[str]:
    return ["" if value is None else str(value) for value in row]


def _of_archive(archive: Archive, found: FileFormat) -> Iterable[Suspicion]:
    if found is FileFormat.ODS:
        return list(
            itertools.chain.from_iterable(
                suspicious_rows(rows, sheet) for sheet, rows in _sheets(archive)[:MOST_SHEETS]
            )
        )
    return suspicious("\n".join(_paragraphs(archive, _text_parts(archive, found))))


def _text_parts(archive: Archive, found: FileFormat) -> list[str]:
    wanted = _TEXT_PARTS.get(found)
    if wanted is None:
        return ["content.xml"]
    return [name for name in archive.names if name.startswith(wanted) and name.endswith(".xml")]


def _paragraphs(archive: Archive, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        pieces: list[str] = []
        left = MOST_TEXT

        def each(element: str, _: Mapping[str, str], pieces: list[str] = pieces) -> None:
            if element in {"p", "h", "br", "line-break"}:
                pieces.append("\n")
            elif element in {"tab", "tc", "table-cell"}:
                pieces.append("\t")

        def text(element: str, content: str, pieces: list[str] = pieces) -> None:
            nonlocal left
            if element not in {"instrText", "delText"} and left > 0:
                left -= len(content)
                pieces.append(content)

        with archive.open(name) as stream:
            elements(stream, each, text)
        yield "".join(pieces)


def _sheets(archive: Archive) -> list[tuple[str, list[list[str]]]]:
    """The sheets of an OpenDocument table, row by row."""
    sheets: list[tuple[str, list[list[str]]]] = []

    def each(element: str, attributes: Mapping[str, str]) -> None:
        if element == "table":
            sheets.append((attributes.get("name", ""), []))
        elif not sheets:
            return
        elif element == "table-row" and len(sheets[-1][1]) < MOST_ROWS:
            sheets[-1][1].append([])
        elif element in {"table-cell", "covered-table-cell"} and sheets[-1][1]:
            times = attributes.get("number-columns-repeated", "1")
            sheets[-1][1][-1] += [""] * (min(int(times), _MOST_REPEATED) if times.isdigit() else 1)

    def text(_element: str, content: str) -> None:
        if sheets and sheets[-1][1] and sheets[-1][1][-1]:
            sheets[-1][1][-1][-1] += content

    with archive.open("content.xml") as stream:
        elements(stream, each, text)
    return sheets
