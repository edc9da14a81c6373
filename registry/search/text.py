"""Folding, tokens and highlighting, the same for documents and for what a reader types.

A token is a dotted code (`2.2.1`), one Han character, or a run of letters and digits. Folding drops case,
accents and Arabic vowel signs, and makes one letter of each group of Arabic variants.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import escape

Span = tuple[int, int]


def _marks_class() -> str:
    """A regular-expression class body of all combining marks, which a word class leaves out."""
    ranges: list[str] = []
    start = previous = -2
    for code in range(0x300, min(sys.maxunicode, 0x1FFFF)):
        if unicodedata.category(chr(code)) not in {"Mn", "Mc"}:
            continue
        if code != previous + 1:
            if start >= 0:
                ranges.append(f"{chr(start)}-{chr(previous)}")
            start = code
        previous = code
    return "".join([*ranges, f"{chr(start)}-{chr(previous)}"])


HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_MARKS = _marks_class()
_MARK = re.compile(f"[{_MARKS}]+")
_CODE = r"[a-zA-Z]?\d+(?:\.\d+)+"
_ASCII_TOKEN = re.compile(rf"{_CODE}|[a-z0-9]+")
_FOLDED_TOKEN = re.compile(rf"{_CODE}|[{HAN}]|[^\W_{HAN}]+")
_WRITTEN_TOKEN = re.compile(rf"{_CODE}|[{HAN}]|(?:[^\W_{HAN}]|[{_MARKS}\u0640])+")
_NAME = re.compile(r"([^\W\d]+)(\d{0,2})")
_VARIANTS = str.maketrans(
    {
        "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ۀ": "ه", "ک": "ك", "ٱ": "ا", "ـ": None,
        "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th",
    }
)  # fmt: skip


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text without case, accents, vowel signs and letter variants; its length may change."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _MARK.sub("", plain).translate(_VARIANTS)


def spans(text: str) -> list[tuple[str, int, int]]:
    """The text's tokens, folded, each with where it starts and ends in the text as written."""
    if text.isascii():
        return [(match.group(), match.start(), match.end()) for match in _ASCII_TOKEN.finditer(text.lower())]
    found = ((fold(match.group()), match.start(), match.end()) for match in _WRITTEN_TOKEN.finditer(text))
    return [each for each in found if each[0]]


def tokens(text: str) -> list[str]:
    """The text's tokens, folded."""
    folded = fold(text)
    return (_ASCII_TOKEN if folded.isascii() else _FOLDED_TOKEN).findall(folded)


@lru_cache(maxsize=16384)
def token_string(text: str) -> str:
    """The text's tokens with one space between: what an index stores, so that it only splits at spaces."""
    return " ".join(tokens(text))


def is_han(token: str) -> bool:
    """Whether a token is a Han character, which is matched in runs rather than as a word."""
    return len(token) == 1 and _HAN_CHARACTER.match(token) is not None


def merge(marks: Iterable[Span], text: str) -> list[Span]:
    """Sorted spans, those that touch, overlap or have only a space between made one."""
    merged: list[Span] = []
    for start, end in sorted(marks):
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip(" -‑")):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def to_html(text: str, marks: Iterable[Span]) -> str:
    """The text as safe HTML with `<mark>` around the marked spans."""
    parts, at = [], 0
    for start, end in marks:
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])


def excerpt(text: str, marks: list[Span], width: int = 220) -> tuple[str, list[Span]]:
    """A part of a long text around its first mark, at most `width` characters, and the marks inside it."""
    if len(text) <= width:
        return text, marks
    start = _word_start(text, max(0, marks[0][0] - width // 3)) if marks else 0
    end = _word_end(text, min(len(text), start + width))
    lead, tail = "… " if start else "", " …" if end < len(text) else ""
    shift = len(lead) - start
    inside = [(max(a, start) + shift, min(b, end) + shift) for a, b in marks if a < end and b > start]
    return f"{lead}{text[start:end]}{tail}", inside


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + 30)
    return space + 1 if at and space >= 0 else at


def _word_end(text: str, at: int) -> int:
    space = text.rfind(" ", max(0, at - 30), at)
    return space if at < len(text) and space > 0 else at


def collation_key(name: str, language: str) -> str:
    """A key that sorts names by code point as a reader of that language expects them.

    Letters come first without case and accents, then with them. Spanish has ñ after n; Chinese sorts by the
    order of GB 2312, whose common characters stand by their pinyin, after names in Latin letters.
    """
    spelt = name.casefold()
    if language == "es":
        spelt = unicodedata.normalize("NFC", spelt).replace("ñ", "nzz")
    words = [_chinese(token) if language == "zh" else token for token in tokens(spelt)]
    return f"{' '.join(words)[:60]}\t{spelt[:20]}"


def _chinese(token: str) -> str:
    if not is_han(token):
        return token
    try:
        return chr(0x4E00 + int.from_bytes(token.encode("gb2312")) - 0xB0A1)
    except UnicodeEncodeError:
        return "\uffee" + token


def split_number(word: str) -> tuple[str, str]:
    """The letters of a word and the one or two digits that may end a name (`dhis2`); no letters in a code."""
    found = _NAME.fullmatch(word)
    return (found[1], found[2]) if found and not is_han(word) else ("", word)


def distance_allowed(word: str) -> int:
    """How many typing errors a word may have: one in words of 4–7 letters, two in longer, none in codes."""
    letters, number = split_number(word)
    if len(letters) < (3 if number else 4):
        return 0
    return 1 if len(letters) <= 7 else 2
