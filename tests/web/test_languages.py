import pytest

from registry.web.languages import LANGUAGES, direction_of, negotiate


@pytest.mark.parametrize(
    ("header", "cookie", "expected"),
    [
        ("", None, "en"),
        ("fr", None, "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", None, "fr"),
        ("de,pt;q=0.9,es;q=0.5", None, "es"),
        ("en;q=0.3, ru;q=0.9", None, "ru"),
        ("zh-Hant-TW", None, "zh"),
        ("ar;q=0, fr;q=0.1", None, "fr"),
        ("*", None, "en"),
        ("fr;q=high", None, "en"),
        (",,;;q=1", None, "en"),
        ("fr", "ar", "ar"),
        ("fr", "xx", "fr"),
    ],
)
def test_negotiation(header, cookie, expected):
    assert negotiate(header, cookie) == expected


def test_there_are_six_languages_and_one_is_written_from_the_right():
    assert list(LANGUAGES) == ["en", "fr", "es", "ru", "zh", "ar"]
    assert [code for code, language in LANGUAGES.items() if language.direction == "rtl"] == ["ar"]


@pytest.mark.parametrize(
    ("tag", "expected"), [("ur-PK", "rtl"), ("ar", "rtl"), ("sw", "ltr"), ("zh-Hans", "ltr")]
)
def test_direction_of_languages_that_have_no_pages(tag, expected):
    assert direction_of(tag) == expected
