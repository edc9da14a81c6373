"""Recognises numbers that states give to people, by their form and check digits; pure.

Sources: the published rules of each number (ISO 7064 for China, the modulus 97 of France, Verhoeff for India, Luhn for
South Africa, modulus 11 for Brazil, Russia, the United Kingdom and Turkey, modulus 23 for Spain).
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from msgspec import Struct

_D5: Final = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTATIONS: Final = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def verhoeff(digits: str) -> bool:
    """Whether a number ends in the check digit of Verhoeff's dihedral scheme."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_D5[check][int(_PERMUTATIONS[place % 8][int(digit)])])
    return check == 0


def luhn(digits: str) -> bool:
    """Whether a number ends in the check digit of Luhn's scheme."""
    doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits))]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


def _is_date(year: int, month: str, day: str) -> bool:
    try:
        return date(year, int(month), int(day)) <= date(2100, 1, 1)
    except ValueError:
        return False


def _weighted(digits: str, weights: range | tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _china(digits: str) -> bool:
    if not _is_date(int(digits[6:10]), digits[10:12], digits[12:14]) or not "18" <= digits[6:8] <= "20":
        return False
    return (
        "10X98765432"[sum(int(d) * 2 ** (17 - i) for i, d in enumerate(digits[:17])) % 11]
        == digits[17].upper()
    )


def _france(digits: str) -> bool:
    number = digits[:13].upper().replace("2A", "19", 1).replace("2B", "18", 1)
    months = {*range(1, 13), *range(20, 43), *range(50, 100)}
    return number.isdigit() and int(digits[3:5]) in months and 97 - int(number) % 97 == int(digits[13:])


def _brazil(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    first = _weighted(digits[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = _weighted(digits[:10], range(11, 1, -1)) * 10 % 11 % 10
    return digits[9:] == f"{first}{second}"


def _russia(digits: str) -> bool:
    check = _weighted(digits[:9], range(9, 0, -1)) % 101 % 100
    return len(set(digits)) > 1 and f"{check:02}" == digits[9:]


def _south_africa(digits: str) -> bool:
    born = _is_date(2000 + int(digits[:2]), digits[2:4], digits[4:6])
    return born and digits[10] in "01" and digits[11] in "89" and luhn(digits)


def _united_kingdom(digits: str) -> bool:
    check = 11 - _weighted(digits[:9], range(10, 1, -1)) % 11
    return check != 10 and str(check % 11) == digits[9] and len(set(digits)) > 1


def _turkey(digits: str) -> bool:
    numbers = [int(each) for each in digits]
    tenth = (sum(numbers[0:9:2]) * 7 - sum(numbers[1:8:2])) % 10
    return numbers[0] > 0 and numbers[9] == tenth and numbers[10] == sum(numbers[:10]) % 10


def _spain(text: str) -> bool:
    number = text[:-1].upper().translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == text[-1].upper()


def _egypt(digits: str) -> bool:
    return _is_date((1700 + 100 * int(digits[0])) + int(digits[1:3]), digits[3:5], digits[5:7])


def _india(digits: str) -> bool:
    return verhoeff(digits) and len(set(digits)) > 2


def _mexico(text: str) -> bool:
    return _is_date(2000 + int(text[4:6]), text[6:8], text[8:10])


def _united_states(digits: str) -> bool:
    return (
        digits[:3] not in {"000", "666"} and digits[0] != "9" and digits[3:5] != "00" and digits[5:] != "0000"
    )


class _Scheme(Struct, frozen=True):
    """How one state's number is written; `alone`: its form is so special that no word need stand beside it."""

    form: re.Pattern[str]
    holds: Callable[[str], bool]
    alone: bool
    words: re.Pattern[str]


def _scheme(form: str, holds: Callable[[str], bool], words: str, *, alone: bool = False) -> _Scheme:
    return _Scheme(
        re.compile(rf"(?<![\w.,/-]){form}(?![\w/-]|[.,]\d)"), holds, alone, re.compile(words, re.IGNORECASE)
    )


_S: Final = r"[ .\-\u00a0]?"
SCHEMES: Final = (
    _scheme(r"[1-9]\d{16}[\dXx]", _china, "身份证|证件号", alone=True),
    _scheme(
        rf"[1-478]{_S}\d\d{_S}\d\d{_S}(?:\d\d|2[ABab]){_S}\d{{3}}{_S}\d{{3}}{_S}\d\d",
        _france,
        "NIR",
        alone=True,
    ),
    _scheme(r"\d{3}\.\d{3}\.\d{3}-\d\d", _brazil, "CPF", alone=True),
    _scheme(r"\d{3}-\d{3}-\d{3}[ -]\d\d", _russia, "СНИЛС", alone=True),
    _scheme(r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HM][A-Z]{5}[A-Z\d]\d", _mexico, "CURP", alone=True),
    _scheme(r"\d{13}", _south_africa, "ID", alone=True),
    _scheme(r"[2-9]\d{3} ?\d{4} ?\d{4}", _india, "aadhaa?r|आधार"),
    _scheme(r"\d{3}[ -]?\d{3}[ -]?\d{4}", _united_kingdom, r"\bNHS\b"),
    _scheme(r"[XYZxyz]?\d{7,8}-?[A-Za-z]", _spain, r"\b(DNI|NIE|NIF)\b|identidad|pacientes?"),
    _scheme(r"[1-9]\d{10}", _turkey, r"T\.?C\.? ?kimlik|TCKN"),
    _scheme(r"[23]\d{13}", _egypt, "الرقم القومي|رقم قومي|national (id|number)"),
    _scheme(r"\d{3}-\d\d-\d{4}", _united_states, r"\bSSN\b|social security"),
)
REPEATED: Final = 3
"""So many numbers that keep the rules of one state are no chance, whatever stands beside them."""


def people_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where (start, end) the text holds numbers of people: with a word that says so, of a special form, or many."""
    for scheme in SCHEMES:
        found = [
            (each.start(), each.end())
            for each in scheme.form.finditer(text)
            if scheme.holds(re.sub(r"[ .\-\u00a0]", "", each[0]))
        ]
        if scheme.alone or len({text[start:end] for start, end in found}) >= REPEATED:
            yield from found
        else:
            yield from (place for place in found if scheme.words.search(_line_around(text, *place)))


def _line_around(text: str, start: int, end: int) -> str:
    before = max(text.rfind("\n", 0, start) + 1, start - 80)
    after = text.find("\n", end)
    return text[before : min(after if after >= 0 else len(text), end + 40)]
