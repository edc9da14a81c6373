"""Reads the rows of a workbook or CSV file into checked values, with the cell in every complaint."""

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from pydantic import TypeAdapter, ValidationError

from registry.errors import Fault, mark
from registry.interchange.template import SHEETS, Column, Form

NEEDED = mark("A value is needed here.")
NONE_OF = mark("“%(text)s” is none of the choices: %(choices)s.")
NOT_REGISTERED = mark("Nothing is registered under the name “%(text)s”.")
NO_COUNTRY = mark("No country or area is known as “%(text)s”.")

_EMAIL = re.compile(r"\S+@\S+\.\S+")
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})


class BadSheet(ValueError):
    """The file as a whole cannot be read as our template; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class BadCell(ValueError):
    """A cell that is not of its column's form."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.message, self.text = message, text


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a value of a file, and where it stands."""

    place: str
    fault: Fault

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}" if self.place else str(self.fault)


@dataclass(slots=True)
class Row:
    """One row: its values by column, and what is wrong with its cells."""

    sheet: str
    number: int
    letters: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[Complaint] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The row, as a person finds it."""
        return f"{self.sheet} row {self.number}"

    def cell(self, column: str) -> str:
        """The cell of a column, as a person finds it."""
        letter = self.letters.get(column)
        return f"{self.sheet}!{letter}{self.number}" if letter else self.place

    @property
    def reasons(self) -> str:
        """All that is wrong with it, in one line of English."""
        return "; ".join(map(str, self.errors))

    def complain(self, column: str, message: str, **values: Any) -> None:
        """Note what is wrong with a cell: a message id, and what its placeholders stand for."""
        self.errors.append(Complaint(f"{self.cell(column)} ({column})", Fault(message, values)))

    def get(self, column: str, default: Any = None) -> Any:
        """The value of a column, if it holds one."""
        return self.values.get(column, default)


@dataclass(slots=True)
class Sheet:
    """The rows of one sheet, and how many values stand in columns that the template does not have."""

    rows: list[Row] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)


def read_sheets(path: Path) -> dict[str, Sheet]:
    """Read the template's sheets that the file has; a CSV file is one sheet, told by its columns."""
    if path.suffix.lower() == ".csv":
        name, rows = _csv(path)
        return {name: _sheet(name, rows)}
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets errors of zip and XML through in many types
        raise BadSheet(Fault(mark("This is no XLSX workbook that can be opened."))) from error
    try:
        found = {
            name: _sheet(name, (list(row) for row in book[name].iter_rows(values_only=True)))
            for name in SHEETS
            if name in book.sheetnames
        }
    finally:
        book.close()
    if not found:
        message = mark("None of the sheets %(names)s is there.")
        raise BadSheet(Fault(message, {"names": ", ".join(SHEETS)}))
    return found


def _csv(path: Path) -> tuple[str, Iterator[list[Any]]]:
    content = path.read_text(encoding="utf-8-sig")
    first = content.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = iter(csv.reader(content.splitlines(keepends=True), delimiter=delimiter))
    header = next(rows, [])
    names = {name.strip() for name in header}
    for sheet, columns in SHEETS.items():
        if sheet != "Sources" and {column.name for column in columns if column.required} <= names:
            return sheet, _chain(header, rows)
    raise BadSheet(Fault(mark("The columns are those of neither solutions nor deployments.")))


def _chain(header: list[Any], rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    yield header
    yield from rows


def _sheet(name: str, rows: Iterator[list[Any]]) -> Sheet:
    columns = {column.name: column for column in SHEETS[name]}
    header = [str(title or "").strip() for title in next(rows, [])]
    if missing := [
        column.name for column in columns.values() if column.required and column.name not in header
    ]:
        message = mark("In the sheet %(sheet)s the column %(names)s is missing.")
        raise BadSheet(Fault(message, {"sheet": name, "names": ", ".join(missing)}))
    letters = {title: get_column_letter(position + 1) for position, title in enumerate(header) if title}
    sheet = Sheet()
    for number, cells in enumerate(rows, start=2):
        texts = {title: text for title, cell in zip(header, cells, strict=False) if (text := _text(cell))}
        if not texts:
            continue
        row = Row(name, number, letters)
        for title, text in texts.items():
            if title in columns:
                _read_cell(row, columns[title], text)
            else:
                sheet.unknown[title or "without a title"] = sheet.unknown.get(title, 0) + 1
        for column in columns.values():
            if column.required and column.name not in texts:
                row.complain(column.name, NEEDED)
        sheet.rows.append(row)
    return sheet


def _text(cell: Any) -> str:
    """A cell as text: dates by their digits, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _read_cell(row: Row, column: Column, text: str) -> None:
    if text in _ERRORS:
        row.complain(column.name, mark("It holds the error %(text)s."), text=text)
        return
    if _EMAIL.search(text):
        row.complain(column.name, mark("It holds an e-mail address; contact data is never recorded."))
        return
    try:
        row.values[column.name] = _value(column, text)
    except ValidationError as error:
        first = error.errors()[0]
        choices, reason = first.get("ctx", {}).get("expected"), first["msg"].removeprefix("Value error, ")
        if first["type"] in {"enum", "literal_error"}:
            row.complain(column.name, NONE_OF, text=first["input"], choices=choices)
        else:
            row.complain(column.name, mark("It cannot be read: %(reason)s"), reason=reason)
    except BadCell as error:
        row.complain(column.name, error.message, text=error.text)


def _value(column: Column, text: str) -> Any:
    check = _adapter(column)
    if column.form is Form.LIST:
        items = [item.strip() for item in text.split(";") if item.strip()]
        return [check.validate_python(item) for item in dict.fromkeys(items)]
    if column.form is Form.YES_NO:
        if text.casefold() not in _YES_NO:
            raise BadCell(mark("“%(text)s” is neither yes nor no."), text)
        return _YES_NO[text.casefold()]
    if column.form is Form.NUMBER:
        return check.validate_python(_number(text))
    return check.validate_python(text)


def _number(text: str) -> float | int:
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    percent = plain.endswith("%")
    try:
        number = float(plain.rstrip("%"))
    except ValueError as error:
        raise BadCell(mark("“%(text)s” is not a number."), text) from error
    if percent:
        return number / 100
    return int(number) if number.is_integer() else number


@cache
def _adapter(column: Column) -> TypeAdapter[Any]:
    return column.adapter()


def unknown_columns(sheets: Mapping[str, Sheet]) -> Sequence[tuple[str, str, int]]:
    """Sheet, column and number of values of all columns that the template does not have."""
    return [
        (name, title, number) for name, sheet in sheets.items() for title, number in sheet.unknown.items()
    ]
