import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from markupsafe import Markup, escape

from registry.web import i18n, messages
from registry.web.languages import LANGUAGES


def test_translations_are_complete():
    assert messages.check() == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogues_load(code):
    with i18n.using(code):
        assert i18n.gettext("Search")
        assert i18n.ngettext("%(number)s solution", "%(number)s solutions", 5)


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("en", "2025", "2025"),
        ("en", "2025-05", "May 2025"),
        ("en", "2025-05-23", "23 May 2025"),
        ("fr", "2025-05", "mai 2025"),
        ("zh", "2025-05", "2025年5月"),
        ("ru", "2025-05-23", "23 мая 2025\u202fг."),
        ("es", date(2025, 5, 23), "23 de mayo de 2025"),
        ("ar", "2025-05", "مايو 2025"),
        ("en", "", ""),
        ("en", None, ""),
        ("en", "spring", "spring"),
        ("en", "2025-13", "2025-13"),
    ],
)
def test_dates_to_the_precision_known(code, value, expected):
    with i18n.using(code):
        assert i18n.partial_date(value) == expected


def test_numbers_moments_and_lists_follow_the_language():
    with i18n.using("fr"):
        assert i18n.number(12345) == "12\u202f345"
        assert i18n.percent(0.25) == "25\u00a0%"
        assert i18n.listing(["a", "b", "c"]) == "a, b et c"
    with i18n.using("en"):
        assert i18n.moment(datetime(2026, 11, 23, 14, 5, tzinfo=UTC)) == "23 November 2026, 14:05 UTC"
        assert i18n.percent(0.255, 1) == "25.5%"


def test_a_list_escapes_text_and_keeps_mark_up():
    with i18n.using("en"):
        assert i18n.listing([Markup("<b>a</b>"), "<i>"]) == "<b>a</b> and &lt;i&gt;"


def test_a_label_in_the_page_language_is_plain_text():
    with i18n.using("fr"):
        assert escape(i18n.label({"en": "Malaria", "fr": "Paludisme"})) == "Paludisme"


def test_a_fallback_label_says_its_language_and_direction():
    with i18n.using("ar"):
        assert escape(i18n.label({"en": "<Malaria>"})) == '<bdi lang="en" dir="ltr">&lt;Malaria&gt;</bdi>'
    with i18n.using("en"):
        assert escape(i18n.label({"ar": "ملاريا"})) == '<bdi lang="ar" dir="rtl">ملاريا</bdi>'
        assert not i18n.label({})
        assert not i18n.label(None)


def test_the_language_ends_with_its_block():
    with i18n.using("fr"), i18n.using("ru"):
        assert i18n.current().code == "ru"
    assert i18n.current().code == "en"


@pytest.mark.parametrize("code", list(LANGUAGES))
@pytest.mark.parametrize("style", ["standard", "unit", "or"])
def test_a_list_of_any_length_is_written_in_every_language(code: str, style: str) -> None:
    with i18n.using(code):
        for length in range(6):
            written = i18n.listing([f"item{number}" for number in range(length)], style)
            assert all(f"item{number}" in written for number in range(length))


def test_no_attribute_holds_a_text_that_marks_its_own_language() -> None:
    """The markup of a label in another language would end the attribute: there, `.text` is what to write."""
    inside = re.compile(r'[\w-]+="[^"<>]*\{\{[^{}]*\|label\s*\}\}')
    folder = Path(__file__).resolve().parents[2] / "frontend" / "templates"
    found = [
        f"{file.name}: {place[0]}"
        for file in folder.rglob("*.html")
        for place in inside.finditer(file.read_text())
    ]
    assert found == []
