"""Looks into CSV files: that they are text in rows, and that no cell starts a program where a spreadsheet opens it."""

import codecs
import csv
import re
from collections.abc import Iterator
from typing import IO, BinaryIO, Final

from registry.attachments.formats import FileFormat, Flag, Found, Refused
from registry.errors import mark

NOT_TEXT: Final = mark("The file is named .csv, but it is not text in rows and columns.")
_RUNS: Final = mark("Line %(line)s holds a formula that starts a program or calls another site. Remove it.")
_MARKUP: Final = (b"<", b"#!", b"%!", b"{\\rtf")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_FORMULA: Final = re.compile(r"^\s*(=|@|[+-](?=.*[A-Za-z(]))")
_REACHES_OUT: Final = re.compile(
    r"\||\b(HYPERLINK|WEBSERVICE|IMPORT\w*|CALL|EXEC|REGISTER|RTD|DDE)\s*\(", re.IGNORECASE
)
_NUMBER_OR_PHONE: Final = re.compile(r"^\s*[+-]?[\d\s().,/%eE-]*$")
SNIFFED: Final = 64 * 1024
LONGEST_LINE: Final = 1_000_000


def check(file: BinaryIO | IO[bytes]) -> Found:
    """That a file is a table in text; `Refused` otherwise."""
    file.seek(0)
    if file.read(512).lstrip(codecs.BOM_UTF8).lstrip().startswith(_MARKUP):
        raise Refused(NOT_TEXT)
    flags: set[Flag] = set()
    for line, row in rows(file):
        for cell in row:
            if _CONTROL.search(cell):
                raise Refused(NOT_TEXT)
            if _FORMULA.match(cell) and not _NUMBER_OR_PHONE.match(cell):
                if _REACHES_OUT.search(cell):
                    raise Refused(_RUNS, {"line": line})
                flags.add(Flag.FORMULAS)
    return Found(FileFormat.CSV, tuple(sorted(flags)))


def rows(file: BinaryIO | IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with the number of the line each ends on; `Refused` where it is none."""
    file.seek(0)
    encoding = encoding_of(file)
    file.seek(0)
    try:
        reader = csv.reader(_lines(file, encoding), _dialect(file, encoding))
        for row in reader:
            yield reader.line_num, row
    except (csv.Error, UnicodeError) as error:
        raise Refused(NOT_TEXT) from error


def encoding_of(file: BinaryIO | IO[bytes]) -> str:
    """UTF-8 where it can be that, UTF-16 where it says so, else the old Western letters: digits are the same in all."""
    head = file.read(2)
    if head in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while block := file.read(SNIFFED):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def _dialect(file: BinaryIO | IO[bytes], encoding: str) -> "type[csv.Dialect]":
    head = file.read(SNIFFED).decode(encoding, "ignore")
    file.seek(0)
    try:
        return csv.Sniffer().sniff(head, ",;\t|")
    except csv.Error:
        return csv.excel  # a single column has nothing to be told by


def _lines(file: BinaryIO | IO[bytes], encoding: str) -> Iterator[str]:
    """The lines of a text with their ends; the file stays open, as its owner has more to do with it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest = ""
    while block := file.read(SNIFFED):
        rest += decoder.decode(block)
        if len(rest) > LONGEST_LINE:
            raise Refused(NOT_TEXT)
        *lines, rest = rest.split("\n")
        yield from (f"{line}\n" for line in lines)
    if last := rest + decoder.decode(b"", final=True):
        yield last
