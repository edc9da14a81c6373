"""Reads SPDX licence expressions for people; pure."""

import re
from typing import Final

from msgspec import Struct

LIST: Final = "https://spdx.org/licenses/"
_TOKEN: Final = re.compile(r"\s+|[()]|[^\s()]+")
_OPERATORS: Final = frozenset({"AND", "OR", "WITH"})


class LicencePart(Struct, frozen=True):
    """A stretch of an expression; `url` is the list's page of a licence or exception."""

    text: str
    url: str = ""


def licence_parts(expression: str) -> list[LicencePart]:
    """`MIT OR Apache-2.0` in stretches, each licence with its page; a licence of one's own has none."""
    return [LicencePart(word, _page(word)) for word in _TOKEN.findall(expression)]


def _page(word: str) -> str:
    own = word.startswith(("LicenseRef-", "DocumentRef-"))
    if own or word.isspace() or word in "()" or word.upper() in _OPERATORS:
        return ""
    return f"{LIST}{word.removesuffix('+')}.html"
