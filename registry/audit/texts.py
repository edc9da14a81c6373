"""Where two texts differ, word by word; pure."""

import re
from difflib import SequenceMatcher
from typing import Final

from msgspec import Struct

# A word with the space behind it; Chinese is taken by character, as it has no spaces.
_WORDS: Final = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+\s*|\s+")
_MOST: Final = 20_000


class Segment(Struct, frozen=True):
    """A stretch of a text; `marked` when the other text has not got it."""

    text: str
    marked: bool


def mark_texts(before: str, after: str) -> tuple[list[Segment], list[Segment]]:
    """Both texts in stretches, those marked that the other lacks; long or unlike texts are marked whole."""
    if len(before) + len(after) > _MOST:
        return [Segment(before, True)], [Segment(after, True)]
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.3:
        return [Segment(before, True)], [Segment(after, True)]
    first: list[Segment] = []
    second: list[Segment] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if a != b:
            first.append(Segment("".join(old[a:b]), kind != "equal"))
        if c != d:
            second.append(Segment("".join(new[c:d]), kind != "equal"))
    return first, second
