"""Puts the registry's own codes into words, as message ids: what they are called, and what they mean.

`codes` and `field_names` hold the words of records; a feature may add its own from its `words.py`.
"""

from collections.abc import Mapping
from typing import Final

from registry.errors import mark
from registry.web import codes
from registry.web.field_names import FIELD_NAMES
from registry.web.i18n import gettext

NOT_KNOWN: Final = mark("Not known")

TERMS: Final[dict[str, dict[str, str]]] = {**codes.TERMS, "field": FIELD_NAMES}
"""Group → code → its name."""

EXPLANATIONS: Final[dict[str, dict[str, str]]] = {**codes.EXPLANATIONS}
"""Group → code → a sentence on what it means."""


def add_words(
    terms: Mapping[str, Mapping[str, str]], explanations: Mapping[str, Mapping[str, str]] | None = None
) -> None:
    """Add a feature's own groups, from its `words.py`; a group that is there gets what it lacks."""
    for group, texts in terms.items():
        TERMS.setdefault(group, {}).update(texts)
    for group, texts in (explanations or {}).items():
        EXPLANATIONS.setdefault(group, {}).update(texts)


def term(group: str, value: object) -> str:
    """What a value is called in the reader's language; nothing and `not_known` are "Not known"."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if value is None or value in {"", "not_known"}:
        return gettext(NOT_KNOWN)
    known = TERMS[group].get(str(value))
    return gettext(known) if known else str(value).replace("_", " ")


def explain(group: str, value: object) -> str:
    """A sentence on what a value means; nothing where none is needed."""
    known = EXPLANATIONS.get(group, {}).get(str(value))
    return gettext(known) if known else ""
