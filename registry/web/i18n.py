"""Texts, numbers, dates and lists in the reader's language.

The language of what is being rendered is a context variable, so that macros and filters need not be handed
it. Catalogues are read straight from the `.po` files at start; there are no compiled files to forget.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from io import BytesIO
from typing import Final

from babel import dates, lists, numbers, units
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from markupsafe import Markup, escape

from registry import resources
from registry.errors import Fault
from registry.web.languages import DEFAULT, LANGUAGES, Language, direction_of

_language: ContextVar[Language] = ContextVar("language", default=LANGUAGES[DEFAULT])


def current() -> Language:
    """The language of what is being rendered."""
    return _language.get()


@contextmanager
def using(code: str) -> Iterator[Language]:
    """Render in this language; an unknown code means the default."""
    language = LANGUAGES.get(code, LANGUAGES[DEFAULT])
    token = _language.set(language)
    try:
        yield language
    finally:
        _language.reset(token)


@cache
def catalogue(code: str) -> Translations:
    """The translations of one language, read from its `messages.po`."""
    with (resources.path("locales") / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        messages = read_po(file, locale=str(LANGUAGES[code].locale))
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def load() -> None:
    """Read all catalogues now, so that no reader waits and a broken file stops the start."""
    for code in LANGUAGES:
        catalogue(code)


def gettext(message: str) -> str:
    """`message` in the current language; the English text itself where no translation exists."""
    return catalogue(current().code).ugettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form that `number` needs in the current language."""
    return catalogue(current().code).ungettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """`message` as it is meant in `context`."""
    return str(catalogue(current().code).upgettext(context, message))


def npgettext(context: str, singular: str, plural: str, number: int) -> str:
    """The form that `number` needs, as it is meant in `context`."""
    return str(catalogue(current().code).unpgettext(context, singular, plural, number))


def text(message: str, /, **values: object) -> Markup:
    """`_()` and `gettext()` of templates: `message` with its values, which are escaped."""
    return _filled(_safe_text(current().code, message), values)


def plural(singular: str, plural: str, num: int, /, **values: object) -> Markup:
    """`ngettext()` of templates; the number itself may be named `num` in the texts."""
    return _filled(Markup(ngettext(singular, plural, num)), {"num": num, **values})  # noqa: S704 - as below


@lru_cache(maxsize=8192)
def _safe_text(code: str, message: str) -> Markup:
    return Markup(catalogue(code).ugettext(message))  # noqa: S704 - texts are the project's own


def _filled(message: Markup, values: dict[str, object]) -> Markup:
    # Most texts have neither values nor a doubled sign, and a page shows hundreds.
    return message % values if values or "%" in message else message


def fault(found: Fault) -> str:
    """What is wrong with a field, in the current language."""
    return gettext(found.message) % found.values if found.values else gettext(found.message)


class Label:
    """A text with the language it is in; in a page it marks itself when that is not the page's language."""

    __slots__ = ("lang", "text")

    def __init__(self, text: str, lang: str) -> None:
        self.text = text
        self.lang = lang

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __html__(self) -> Markup:
        return in_language(escape(self.text), self.lang)


def in_language(html: Markup, lang: str) -> Markup:
    """A text that says its language and direction where they are not those of the page."""
    if not lang or lang == current().code:
        return html
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(lang, direction_of(lang), html)


def label(names: Mapping[str, str] | None, lang: str = "") -> Label:
    """The text of a multilingual value in `lang` (else the page's), in English or any language it has."""
    wanted = lang or current().code
    if not names:
        return Label("", wanted)
    for code in (wanted, DEFAULT):
        if names.get(code):
            return Label(names[code], code)
    return next((Label(text, code) for code, text in names.items() if text), Label("", wanted))


def number(value: float) -> str:
    """`12345` as `12,345`, `12 345` or `12.345`."""
    return _number_in(current().code, value)


@lru_cache(maxsize=4096)
def _number_in(code: str, value: float) -> str:
    """The same in one language; a page counts many things, mostly few of each."""
    return numbers.format_decimal(value, locale=LANGUAGES[code].locale)


def file_size(size: int) -> str:
    """Bytes as `12 kB` or `2.4 MB`, with the words of the language."""
    kilobytes = size / 1024
    value, unit = (
        (kilobytes / 1024, "digital-megabyte") if kilobytes >= 1000 else (kilobytes, "digital-kilobyte")
    )
    rounded = max(1, round(value)) if value >= 10 or unit == "digital-kilobyte" else round(value, 1)
    return units.format_unit(rounded, unit, length="short", locale=current().locale)


def percent(value: float, digits: int = 0) -> str:
    """A share, `0.25`, as `25%`."""
    pattern = f"#,##0.{'0' * digits}%" if digits else None
    return numbers.format_percent(value, format=pattern, locale=current().locale)


def money(amount: float | str, currency: str) -> str:
    """An amount of a currency (ISO 4217) with its sign as the language writes it."""
    return numbers.format_currency(amount, currency, locale=current().locale)


_REST_OF_DATE: Final = {4: "-01-01", 7: "-01", 10: ""}


def partial_date(value: str | date | None) -> str:
    """A date to the precision known: `2025`, `2025-05`, `2025-05-23`, or a date or moment (UTC)."""
    return _date_in(current().code, value) if value else ""


@lru_cache(maxsize=4096)
def _date_in(code: str, value: str | date) -> str:
    """The same in one language; a page names the dates of its sources many times."""
    locale = LANGUAGES[code].locale
    if isinstance(value, date):
        return dates.format_date(value, "long", locale=locale)
    if len(value) not in _REST_OF_DATE:
        return value
    try:
        day = date.fromisoformat(value + _REST_OF_DATE[len(value)])
    except ValueError:
        return value
    if len(value) == 10:
        return dates.format_date(day, "long", locale=locale)
    return dates.format_skeleton("yMMMM" if len(value) == 7 else "y", day, locale=locale)


def years_ago(value: str) -> int:
    """How many whole years ago a date was, to the precision known; 0 for less, for none and for what is no date."""
    known = value + _REST_OF_DATE.get(len(value), "")
    try:
        day = date.fromisoformat(known)
    except ValueError:
        return 0
    today = datetime.now(UTC).date()
    return max(0, today.year - day.year - ((today.month, today.day) < (day.month, day.day)))


def moment(value: datetime) -> str:
    """A moment to the minute, in UTC and saying so."""
    locale = current().locale
    day = dates.format_date(value, "long", locale=locale)
    return f"{day}{gettext(', ')}{dates.format_time(value, 'HH:mm', locale=locale)} UTC"


def listing(items: Iterable[object], style: str = "standard") -> Markup:
    """`A, B and C`; items that carry mark-up keep it."""
    texts = [escape(item) for item in items]
    places = [f"\x00{place}\x00" for place in range(len(texts))]
    locale = current().locale
    patterns = locale.list_patterns
    if style in patterns and "start" not in patterns[style]:  # Babel's Spanish has gaps where CLDR inherits
        style = "standard"
    joined = str(escape(lists.format_list(places, style=style, locale=locale)))  # type: ignore[arg-type]
    for place, text in zip(places, texts, strict=True):
        joined = joined.replace(place, text)
    return Markup(joined)  # noqa: S704 - every part was escaped above


def language_name(tag: str) -> str:
    """The name of a language (BCP 47) in the current language; the tag itself where none is known."""
    return current().locale.languages.get(tag.replace("-", "_")) or current().locale.languages.get(tag) or tag
