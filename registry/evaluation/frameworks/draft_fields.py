"""Fields that forms of drafts have in common: texts in six languages, numbers, codes, and rows that come and go."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from registry.errors import Fault, mark
from registry.web.forms import FormData
from registry.web.languages import LANGUAGES

LONGEST: Final = 5_000
MORE: Final = ("_1", "_2", "_3")
"""Keys of the empty rows in which what is new is written; no code is one."""

Faults = dict[str, Fault | str]

NEEDED: Final = mark("Fill this in, in one language at least.")


def is_code(text: str) -> bool:
    """Whether a text can be the code of something in a framework."""
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


class Row(NamedTuple):
    """One row of a form: its fields are called `field-key`; `code` is the key, or what was typed for a new row."""

    key: str
    code: str


def rows(
    form: FormData, codes: Sequence[str], faults: Faults, check: Callable[[str], bool] = is_code
) -> list[Row]:
    """The rows that stay: known ones that were not removed, and new ones in which something was written.

    They are in the order of their places, where the form asks for them.
    """
    kept = [Row(code, code) for code in codes if not form.flag(f"remove-{code}")]
    for key in MORE:
        code = form.text(f"code-{key}")
        if not code:
            if texts(form, f"names-{key}", faults):
                faults[f"code-{key}"] = mark("Give it a code.")
            continue
        if not check(code):
            faults[f"code-{key}"] = mark("Use lower-case letters, digits and single hyphens.")
        elif code in {row.code for row in kept}:
            faults[f"code-{key}"] = mark("Another one has this code.")
        kept.append(Row(key, code))
    places = {row: _place(form, row.key, faults) for row in kept}
    return sorted(kept, key=lambda row: places[row])


def _place(form: FormData, key: str, faults: Faults) -> float:
    """Where a row comes; at the end, where nothing is said."""
    found = decimal(form, f"place-{key}", faults)
    return float("inf") if found is None else found


def texts(form: FormData, name: str, faults: Faults) -> dict[str, str]:
    """One text in each language that has it."""
    found = {language: form.text(f"{name}-{language}") for language in LANGUAGES}
    for language, text in found.items():
        if len(text) > LONGEST:
            faults[f"{name}-{language}"] = Fault(
                mark("Use at most %(number)s characters."), {"number": LONGEST}
            )
    return {language: text for language, text in found.items() if text}


def needed_texts(form: FormData, name: str, faults: Faults) -> dict[str, str]:
    """One text in each language that has it, in one at least."""
    found = texts(form, name, faults)
    if not found:
        faults.setdefault(f"{name}-en", NEEDED)
    return found


def decimal(form: FormData, name: str, faults: Faults) -> float | None:
    """A number such as 2 or -0.5, None where nothing is given."""
    text = form.text(name).replace(",", ".").replace("\u2212", "-")
    if not text:
        return None
    if not re.fullmatch(r"[+-]?\d{1,9}(\.\d{1,6})?", text):
        faults[name] = mark("Give a number, such as 1 or 2.5.")
        return None
    return float(text)


def spread(named: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """Texts in several languages as the fields of a form."""
    return {f"{name}-{language}": [text] for name, each in named.items() for language, text in each.items()}
