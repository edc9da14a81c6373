"""The six languages: codes, names, direction, and which one a reader gets who asked for none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from babel import Locale


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages; `code` is the address prefix and the key in multilingual values."""

    code: str
    autonym: str
    direction: str
    locale: Locale


def _language(code: str, autonym: str, locale: str, direction: str = "ltr") -> Language:
    return Language(code, autonym, direction, Locale.parse(locale))


LANGUAGES: Final[dict[str, Language]] = {
    language.code: language
    for language in (
        _language("en", "English", "en_GB"),
        _language("fr", "Français", "fr"),
        _language("es", "Español", "es"),
        _language("ru", "Русский", "ru"),
        _language("zh", "中文", "zh_Hans"),
        _language("ar", "العربية", "ar", "rtl"),
    )
}
DEFAULT: Final = "en"
COOKIE: Final = "lang"
SECURE_COOKIE: Final = "__Host-lang"
"""What it is called behind https, where no other host of the domain may set it; see `menus.ts`."""

RIGHT_TO_LEFT: Final = frozenset({"dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def chosen_in(cookies: Mapping[str, str]) -> str | None:
    """The language that the reader chose before in this browser."""
    return cookies.get(SECURE_COOKIE) or cookies.get(COOKIE)


def negotiate(accept_language: str, cookie: str | None = None) -> str:
    """Return the language for a reader: the one chosen before, else the best of `Accept-Language`."""
    if cookie in LANGUAGES:
        return cookie
    for code in _preferred(accept_language):
        if code in LANGUAGES:
            return code
    return DEFAULT


def _preferred(header: str) -> Iterable[str]:
    """Primary subtags of an `Accept-Language` header, best first; order breaks ties, `q=0` drops out."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, parameter = part.strip().partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        if quality > 0:
            wanted.append((-quality, place, tag.strip().lower().partition("-")[0]))
    return [code for _, _, code in sorted(wanted)]


def direction_of(code: str) -> str:
    """`rtl` or `ltr` for any BCP 47 tag, also one the pages are not offered in."""
    primary = code.partition("-")[0]
    known = LANGUAGES.get(primary)
    return known.direction if known else ("rtl" if primary in RIGHT_TO_LEFT else "ltr")
