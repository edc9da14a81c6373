"""Reads what was filled in on a form into the shape of the record.

Nothing that was typed is lost: what cannot be read as it should be, such as a number, stays as its text and is told
as wrong.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from registry.submissions.asking import asked
from registry.submissions.drafting import NEW
from registry.submissions.fields import Control, Field
from registry.submissions.merging import is_nothing
from registry.submissions.models import SubmissionKind
from registry.submissions.picking import Picker
from registry.web.forms import FormData

MOST_ROWS: Final = 200
_SEPARATORS: Final = re.compile(r"[\s\u00a0\u202f,.'’](?=\d{3}(\D|$))")
_DIGITS: Final = re.compile(r"\d+")


def read_section(form: FormData, kind: SubmissionKind, section: str, picker: Picker) -> dict[str, Any]:
    """The fields of one section as they were filled in; those that say nothing are left out."""
    found: dict[str, Any] = {}
    fields = asked(kind, section)
    for field in fields:
        if field.control is not Control.NEW_ORGANISATIONS:
            value = _READERS[field.control](form, field, field.name, picker)
            if not is_nothing(value):
                found[field.name] = value
    if any(field.control is Control.NEW_ORGANISATIONS for field in fields):
        added = _new_organisations(form, picker, found)
        if added:
            found[NEW] = added
    return found


def _text(form: FormData, _field: Field, path: str, _picker: Picker) -> str:
    return form.text(path)


def _texts(form: FormData, _field: Field, path: str, _picker: Picker) -> dict[str, str]:
    names = [name for name in form.fields if name.startswith(f"{path}.")]
    texts = {name.removeprefix(f"{path}."): form.text(name) for name in names}
    return {language: text for language, text in texts.items() if text}


def _lines(form: FormData, _field: Field, path: str, _picker: Picker) -> list[str]:
    return form.lines(path)


def _several(form: FormData, _field: Field, path: str, _picker: Picker) -> list[str]:
    return list(dict.fromkeys(form.texts(path)))


def _languages(form: FormData, _field: Field, path: str, _picker: Picker) -> list[str]:
    others = re.split(r"[\s,;]+", form.text(f"{path}.others"))
    return list(dict.fromkeys([*form.texts(path), *(each for each in others if each)]))


def _yes_no(form: FormData, _field: Field, path: str, _picker: Picker) -> bool | None:
    return {"yes": True, "no": False}.get(form.text(path))


def _count(form: FormData, _field: Field, path: str, _picker: Picker) -> int | str:
    text = form.text(path)
    plain = _SEPARATORS.sub("", text)
    return int(plain) if _DIGITS.fullmatch(plain) and len(plain) < 16 else text


def _share(form: FormData, _field: Field, path: str, _picker: Picker) -> float | str:
    text = form.text(path)
    try:
        share = float(text.rstrip("%٪").strip().replace(",", ".")) / 100
    except ValueError:
        return text
    return round(share, 6) if math.isfinite(share) else text


def _pick(form: FormData, field: Field, path: str, picker: Picker) -> str:
    return picker.key(
        field.sort, form.text(path), was=form.text(f"{path}.is"), choice=form.text(f"{path}.choice")
    )


def _rows(form: FormData, field: Field, path: str, picker: Picker) -> list[dict[str, Any]]:
    pattern = re.compile(rf"{re.escape(path)}\.(\d{{1,4}})\.")
    numbers = sorted({int(match[1]) for name in form.fields if (match := pattern.match(name))})
    rows = [_group(form, field, f"{path}.{number}", picker) for number in numbers[:MOST_ROWS]]
    # A row whose boxes are all empty, or in which nothing but a choice was left standing, is none.
    return [row for row in rows if any(name not in _WITH_DEFAULT for name in row)]


def _group(form: FormData, field: Field, path: str, picker: Picker) -> dict[str, Any]:
    if form.flag(f"{path}.remove"):
        return {}
    parts = {
        column.name: _READERS[column.control](form, column, f"{path}.{column.name}", picker)
        for column in field.columns
    }
    return {name: value for name, value in parts.items() if not is_nothing(value)}


_WITH_DEFAULT: Final = frozenset({"role", "strength"})


def _new_organisations(form: FormData, picker: Picker, found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The organisations that are to be added and are named, with what was filled in about them."""
    named = set(_texts_in(found.values()))
    added: dict[str, dict[str, Any]] = {}
    for slug, body in picker.new_organisations.items():
        if slug not in named:
            continue
        told = {part: form.text(f"{NEW}.{slug}.{part}") for part in ("kind", "country", "home")}
        sent = any(f"{NEW}.{slug}.{part}" in form.fields for part in told)
        kept = {"names": body["names"]} if sent else dict(body)
        added[slug] = kept | {part: text for part, text in told.items() if not is_nothing(text)}
    return added


def _texts_in(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts_in(value.values())
        elif isinstance(value, list):
            yield from _texts_in(value)


Reader = Callable[[FormData, Field, str, Picker], Any]

_READERS: Final[Mapping[Control, Reader]] = {
    Control.TEXT: _text,
    Control.AREA: _text,
    Control.TEXTS: _texts,
    Control.AREAS: _texts,
    Control.LINES: _lines,
    Control.ADDRESS: _text,
    Control.ADDRESSES: _lines,
    Control.DATE: _text,
    Control.CHOICE: _text,
    Control.CHOICES: _several,
    Control.YES_NO: _yes_no,
    Control.COUNT: _count,
    Control.YEAR: _count,
    Control.SHARE: _share,
    Control.CONCEPTS: _several,
    Control.LANGUAGES: _languages,
    Control.LICENCE: _text,
    Control.COUNTRY: _text,
    Control.SUBDIVISION: _text,
    Control.PICK: _pick,
    Control.ROWS: _rows,
    Control.GROUP: _group,
}
