"""Texts that are no mark-up, such as mails: nothing is escaped, and what is filled in cannot break out of its line.

What runs the other way than the language does is set apart by Unicode's isolates, as mark-up does it by `<bdi>`: so a
Latin name in an Arabic sentence leaves the order of the sentence as it is.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

from registry.web import i18n

FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"
STEERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that steer the direction of what follows: in a name they would undo the isolates."""

OTHER_WAY: Final[dict[str, frozenset[str]]] = {"rtl": frozenset({"L"}), "ltr": frozenset({"R", "AL"})}


def text(message: str, /, **values: object) -> str:
    """`_()` of plain templates: `message` in the current language, with its values."""
    return _filled(i18n.gettext(message), values)


def plural(singular: str, plural: str, num: int, /, **values: object) -> str:
    """`ngettext()` of plain templates; the number itself may be named `num` in the texts."""
    return _filled(i18n.ngettext(singular, plural, num), {"num": num, **values})


def _filled(message: str, values: dict[str, object]) -> str:
    if not values and "%" not in message:
        return message
    return message % {name: isolated(value) for name, value in values.items()}


def isolated(value: object) -> str:
    """A value as it stands in a sentence of the current language: on one line, kept apart if it runs the other way."""
    line = one_line("".join(each for each in str(value) if each not in STEERING))
    other = OTHER_WAY[i18n.current().direction]
    if any(unicodedata.bidirectional(each) in other for each in line):
        return f"{FIRST_STRONG_ISOLATE}{line}{POP_ISOLATE}"
    return line


def one_line(value: str) -> str:
    """A text on one line, without control characters."""
    return " ".join("".join(each if each.isspace() or _is_text(each) else " " for each in value).split())


def tidied(value: str) -> str:
    """A text of several lines without control characters and with no more than one empty line in a row."""
    lines: list[str] = []
    for line in value.strip().splitlines():
        kept = "".join(each for each in line if each == "\t" or _is_text(each))
        if kept.strip() or (lines and lines[-1]):
            lines.append(kept if kept.strip() else "")
    return "\n".join(lines).strip()


def _is_text(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs", "Cn"}


def shortened(value: str, most: int) -> str:
    """A text of at most `most` characters, cut between words where that is possible."""
    if len(value) <= most:
        return value
    kept = value[: most - 1]
    words = kept.rpartition(" ")[0]
    kept = words if len(words) > most // 2 else kept
    opened = kept.count(FIRST_STRONG_ISOLATE) - kept.count(POP_ISOLATE)
    return kept.rstrip() + "…" + POP_ISOLATE * opened


def listing(items: Iterable[object], style: str = "standard") -> str:
    """`A, B and C`."""
    return i18n.listing((isolated(item) for item in items), style).unescape()
