"""Texts of a draft that look like patient data: each must be removed, or confirmed to be none. Pure."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from registry.attachments.clearing import LOOKS_LIKE
from registry.attachments.patient_data import suspicious
from registry.errors import Fault
from registry.submissions.fields import Control, Field

CLEAR: Final = "no_patient_data"
"""The box by which somebody says that a text which looks like patient data is none."""

_WRITTEN: Final = frozenset({Control.TEXT, Control.AREA, Control.TEXTS, Control.AREAS, Control.LINES})


def digest_of(text: str) -> str:
    """What is kept of a text that was confirmed: enough to know it again."""
    return hashlib.sha256(text.encode()).hexdigest()


def texts_in(fields: Iterable[Field], body: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """(path, text) of everything that was written freely."""
    for field in fields:
        value, path = body.get(field.name), prefix + field.name
        if field.control in _WRITTEN:
            yield from _texts(value, path)
        elif field.control is Control.GROUP and isinstance(value, dict):
            yield from texts_in(field.columns, value, f"{path}.")
        elif field.control is Control.ROWS and isinstance(value, list):
            for number, row in enumerate(value):
                if isinstance(row, dict):
                    yield from texts_in(field.columns, row, f"{path}.{number}.")


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):  # the lines of one box
        yield path, "\n".join(each for each in value if isinstance(each, str))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, f"{path}.{key}")


def faults_of_texts(
    fields: Iterable[Field], body: Mapping[str, Any], cleared: Collection[str]
) -> Iterator[tuple[str, Fault]]:
    """What looks like patient data and was not confirmed to be none (`cleared`: digests of what was)."""
    for path, text in texts_in(fields, body):
        found = suspicious(text)
        if found and digest_of(text) not in cleared:
            yield path, Fault(LOOKS_LIKE, {"excerpt": found[0].excerpt})
