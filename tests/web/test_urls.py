import pytest

from registry.db.ids import Kind
from registry.web import i18n
from registry.web.urls import CurrentUrls, Urls, in_language, language_of, query


def test_every_page_has_its_address():
    url = Urls("fr")
    assert url.home() == "/fr/"
    assert (
        url.search(q="sida & VIH", country=["KEN", "UGA"])
        == "/fr/search?q=sida+%26+VIH&country=KEN&country=UGA"
    )
    assert url.search({"country.not": "KEN"}) == "/fr/search?country.not=KEN"
    assert url.solution("openmrs") == "/fr/solutions/openmrs"
    assert url.country("KEN") == "/fr/countries/ken"
    assert url.record(Kind.STANDARD, "hl7-fhir") == "/fr/standards/hl7-fhir"
    assert url.record("organisation", "a/b") == "/fr/organisations/a%2Fb"
    assert url.taxonomy("interventions-2", "2.2.1") == "/fr/taxonomies/interventions-2/2.2.1"
    assert url.diff(Kind.SOLUTION, "openmrs", 1, 3) == "/fr/solutions/openmrs/history/diff?from=1&to=3"
    assert url.api("search", q="x") == "/api/v1/search?q=x"


def test_addresses_in_templates_follow_the_language():
    url = CurrentUrls()
    with i18n.using("ar"):
        assert url.about() == "/ar/about"


def test_empty_values_are_left_out():
    assert query({"q": "", "kind": None, "page": 0}) == "?page=0"
    assert query({}) == ""


@pytest.mark.parametrize(
    ("path", "query_string", "expected"),
    [
        ("/en/search", "q=a%26b&country=KEN", "/zh/search?q=a%26b&country=KEN"),
        ("/en", "", "/zh/"),
        ("/en/", "", "/zh/"),
        ("/en/solutions/é", "", "/zh/solutions/%C3%A9"),
    ],
)
def test_the_same_page_in_another_language(path, query_string, expected):
    assert in_language(path, query_string, "zh") == expected


@pytest.mark.parametrize(
    ("path", "expected"), [("/fr/x", "fr"), ("/fr", "fr"), ("/frx", None), ("/", None), ("", None)]
)
def test_language_of_a_path(path, expected):
    assert language_of(path) == expected
