"""What is wrong with a value by itself: each control's rule, with a sentence for the one who filled it in. Pure.

A path says where: the name of the field in the form, `names.fr`, `standards.0.edition`, `price.amount`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from registry.db.values import LanguageTag, PartialDate, SchemeName, SpdxExpression, WebAddress
from registry.db.withheld import NOT_PUBLIC
from registry.errors import Fault, mark
from registry.submissions.fields import Control, Field, Need
from registry.submissions.merging import is_nothing
from registry.submissions.shared_fields import NAMES

Faults = Iterator[tuple[str, Fault]]

MOST_ITEMS: Final = 500
MOST_COUNTED: Final = 10**12
EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2100
NEEDED: Final = mark("This is needed.")
TWICE: Final = mark("This stands twice.")
WRONG_FORM: Final = mark("This has not the form that is expected here.")

_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def faults_of(field: Field, value: Any, path: str = "") -> Faults:
    """What is wrong with the value of a field; nothing is never wrong."""
    if not is_nothing(value):
        yield from _RULES.get(field.control, _anything)(field, value, path or field.name)


def _anything(_field: Field, _value: Any, _path: str) -> Faults:
    return iter(())


def _text(field: Field, value: Any, path: str) -> Faults:
    if not isinstance(value, str):
        yield path, Fault(WRONG_FORM)
        return
    if len(value) > field.longest:
        message = mark("At most %(most)s characters are taken; this has %(number)s.")
        yield path, Fault(message, {"most": field.longest, "number": len(value)})
    if _EMAIL.search(value):
        yield path, Fault(mark("This holds an e-mail address. Contact data of people are never published."))
    elif rule := _TEXT_RULES.get(path.rpartition(".")[2] if "." in path else ""):
        yield from rule(value, path)


def _texts(field: Field, value: Any, path: str) -> Faults:
    if not isinstance(value, dict):
        yield path, Fault(WRONG_FORM)
        return
    for language, text in value.items():
        if not _fits(LanguageTag, language):
            yield path, Fault(_NO_LANGUAGE, {"text": language})
        yield from _text(field, text, f"{path}.{language}")


def _lines(field: Field, value: Any, path: str) -> Faults:
    yield from _each(field, value, path, _text)


def _address(_field: Field, value: Any, path: str) -> Faults:
    if not _fits(WebAddress, value):
        message = mark("“%(text)s” is not a web address. One begins with https:// and names nobody.")
        yield path, Fault(message, {"text": str(value)[:200]})


def _addresses(field: Field, value: Any, path: str) -> Faults:
    yield from _each(field, value, path, _address)


def _date(_field: Field, value: Any, path: str) -> Faults:
    if not _fits(PartialDate, value) or not _is_day(value):
        message = mark("“%(text)s” is not a date. Write it as 2025, 2025-05 or 2025-05-23.")
        yield path, Fault(message, {"text": str(value)[:40]})


def _is_day(value: str) -> bool:
    if len(value) < len("2025-05-23"):
        return True
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _choice(field: Field, value: Any, path: str) -> Faults:
    if not isinstance(value, str) or (field.values and value not in field.values):
        yield path, Fault(mark("“%(text)s” is none of the choices."), {"text": str(value)[:80]})


def _choices(field: Field, value: Any, path: str) -> Faults:
    yield from _each(field, value, path, _choice)


def _yes_no(_field: Field, value: Any, path: str) -> Faults:
    if not isinstance(value, bool):
        yield path, Fault(WRONG_FORM)


def _count(_field: Field, value: Any, path: str) -> Faults:
    if value == NOT_PUBLIC and path.endswith(".amount"):
        return  # what the record holds and does not show: it stays as it is
    if isinstance(value, bool) or not isinstance(value, int):
        yield path, Fault(mark("“%(text)s” is not a whole number."), {"text": str(value)[:40]})
    elif not 0 <= value <= MOST_COUNTED:
        yield path, Fault(mark("A number from 0 to %(most)s is expected."), {"most": f"{MOST_COUNTED:,}"})


def _year(_field: Field, value: Any, path: str) -> Faults:
    if isinstance(value, bool) or not isinstance(value, int) or not EARLIEST_YEAR <= value <= LATEST_YEAR:
        yield path, Fault(mark("“%(text)s” is not a year, such as 2024."), {"text": str(value)[:40]})


def _share(_field: Field, value: Any, path: str) -> Faults:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        yield path, Fault(mark("Give a share from 0 to 100 per cent, such as 45."))


def _languages(field: Field, value: Any, path: str) -> Faults:
    def language(_field: Field, tag: Any, place: str) -> Faults:
        if not _fits(LanguageTag, tag):
            yield place, Fault(_NO_LANGUAGE, {"text": str(tag)[:40]})

    yield from _each(field, value, path, language)


def _licence(field: Field, value: Any, path: str) -> Faults:
    if not isinstance(value, str) or len(value) > field.longest or not _fits(SpdxExpression, value):
        message = mark("“%(text)s” is not an expression of the SPDX list of licences, such as MPL-2.0.")
        yield path, Fault(message, {"text": str(value)[:80]})


def _codes(field: Field, value: Any, path: str) -> Faults:
    def code(_field: Field, each: Any, place: str) -> Faults:
        if not isinstance(each, str):
            yield place, Fault(WRONG_FORM)

    yield from _each(field, value, path, code)


def _key(_field: Field, value: Any, path: str) -> Faults:
    if not isinstance(value, str):
        yield path, Fault(WRONG_FORM)


def _rows(field: Field, value: Any, path: str) -> Faults:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        yield path, Fault(WRONG_FORM)
        return
    keys = [column.name for column in field.columns if column.need is Need.RECORD]
    keys += ["edition"] if field.name == "standards" else []
    seen: list[list[Any]] = []
    for number, row in enumerate(value):
        place = f"{path}.{number}"
        if not isinstance(row, dict) or set(row) - {column.name for column in field.columns}:
            yield place, Fault(WRONG_FORM)
            continue
        yield from _columns(field, row, place)
        key = [row.get(name) for name in keys]
        if field.name != "funders" and key in seen:
            yield f"{place}.{field.columns[0].name}", Fault(TWICE)
        seen.append(key)


def _group(field: Field, value: Any, path: str) -> Faults:
    if not isinstance(value, dict) or set(value) - {column.name for column in field.columns}:
        yield path, Fault(WRONG_FORM)
        return
    yield from _columns(field, value, path)


def _columns(field: Field, row: Mapping[str, Any], path: str) -> Faults:
    for column in field.columns:
        place = f"{path}.{column.name}"
        if column.need is Need.RECORD and is_nothing(row.get(column.name)):
            yield place, Fault(NEEDED)
        yield from faults_of(column, row.get(column.name), place)


def _new_organisations(_field: Field, value: Any, path: str) -> Faults:
    if not isinstance(value, dict):
        yield path, Fault(WRONG_FORM)
        return
    for slug, body in value.items():
        place = f"{path}.{slug}"
        if not isinstance(body, dict) or set(body) - {"names", "kind", "country", "home"}:
            yield place, Fault(WRONG_FORM)
            continue
        if is_nothing(body.get("names")):
            yield place, Fault(NEEDED)
        yield from _texts(NAMES, body.get("names", {}), f"{place}.names")
        if not is_nothing(body.get("home")):
            yield from _address(NAMES, body["home"], f"{place}.home")


def _each(field: Field, value: Any, path: str, rule: Callable[[Field, Any, str], Faults]) -> Faults:
    """The first thing that is wrong with any item of a list: one sentence at its field is enough."""
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        yield path, Fault(WRONG_FORM)
        return
    seen: list[Any] = []
    for item in value:
        found = next(iter(rule(field, item, path)), None)
        if found is None and item in seen:
            found = path, Fault(mark("“%(text)s” stands twice."), {"text": str(item)[:80]})
        if found is not None:
            yield path, found[1]
            return
        seen.append(item)


_NO_LANGUAGE: Final = mark("“%(text)s” is not a language tag, such as fr or pt-BR.")


@cache
def _adapter(type_: Any) -> TypeAdapter[Any]:
    return TypeAdapter(type_)


def _fits(type_: Any, value: Any) -> bool:
    if not isinstance(value, str) or not value:
        return False
    try:
        _adapter(type_).validate_python(value)
    except (ValidationError, ValueError):  # urlsplit raises by itself on half an IPv6 address
        return False
    return True


def _amount(value: str, path: str) -> Faults:
    try:
        amount = Decimal(value)
        is_amount = amount.is_finite() and amount >= 0
    except InvalidOperation:
        is_amount = False
    if not is_amount:
        yield path, Fault(mark("“%(text)s” is not an amount, such as 2.50."), {"text": value})


def _currency(value: str, path: str) -> Faults:
    if not re.fullmatch(r"[A-Z]{3}", value):
        yield path, Fault(mark("Give the three letters of the currency, such as USD."))


def _scheme(value: str, path: str) -> Faults:
    if not _fits(SchemeName, value):
        yield path, Fault(mark("Use lower-case letters, digits and hyphens, such as wikidata."))


_TEXT_RULES: Final[Mapping[str, Callable[[str, str], Faults]]] = MappingProxyType(
    {"amount": _amount, "currency": _currency, "scheme": _scheme}
)
"""Rules of single columns, by their name."""

_RULES: Final[Mapping[Control, Callable[[Field, Any, str], Faults]]] = MappingProxyType(
    {
        Control.TEXT: _text,
        Control.AREA: _text,
        Control.TEXTS: _texts,
        Control.AREAS: _texts,
        Control.LINES: _lines,
        Control.ADDRESS: _address,
        Control.ADDRESSES: _addresses,
        Control.DATE: _date,
        Control.CHOICE: _choice,
        Control.CHOICES: _choices,
        Control.YES_NO: _yes_no,
        Control.COUNT: _count,
        Control.YEAR: _year,
        Control.SHARE: _share,
        Control.CONCEPTS: _codes,
        Control.LANGUAGES: _languages,
        Control.LICENCE: _licence,
        Control.COUNTRY: _key,
        Control.SUBDIVISION: _key,
        Control.PICK: _key,
        Control.ROWS: _rows,
        Control.GROUP: _group,
        Control.NEW_ORGANISATIONS: _new_organisations,
    }
)
