import pytest

from registry.interchange.places import Place, Places
from tests.interchange.real_files import seed_places

ALIASES = {
    "Palestine State": "PSE",
    "Democratic Republic of the Congo": "COD",
    "Kosovo": "XKX",
    "Congo": "COG",
}


@pytest.fixture(scope="module")
def places():
    return Places(ALIASES)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kenya", "KEN"),
        ("  Kenya \n", "KEN"),
        ("ke", "KEN"),
        ("KEN", "KEN"),
        ("Türkiye", "TUR"),
        ("United States of America", "USA"),
        ("Tanzania", "TZA"),
        ("TANZANIA, United Republic of", "TZA"),
    ],
)
def test_a_name_or_code_of_a_country_gives_its_code(places, name, code):
    assert places.code(name) == code


@pytest.mark.parametrize(
    "name", ["Côte d", "Côte d'", "Cote d", "C&ocirc;te d", "Côte d'Ivoire", "Côte d’Ivoire"]
)
def test_a_name_cut_at_its_apostrophe_is_still_found(places, name):
    assert places.code(name) == "CIV"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ('"Eswatini (fmr. ""Swaziland"")"', "SWZ"),
        ("Czechia (Czech Republic)", "CZE"),
        ("Myanmar (formerly Burma)", "MMR"),
        ("Congo (Congo-Brazzaville)", "COG"),
        ("Trinidad &amp; Tobago", None),
        ("Trinidad and Tobago", "TTO"),
        ("S&atilde;o Tom&eacute; and Principe", "STP"),
    ],
)
def test_remarks_in_brackets_and_entities_do_not_matter(places, name, code):
    assert places.code(name) == code


def test_an_alias_wins_over_the_library_and_adds_what_it_lacks(places):
    assert places.code("Palestine State") == "PSE"
    assert places.code("democratic republic of the congo") == "COD"
    assert places.code("Kosovo") == "XKX"
    assert Places({"Congo": "COD"}).code("Congo") == "COD"


def test_a_part_of_a_country_is_recorded_for_the_country(places):
    assert places.find("Scotland") == Place("GBR", part=True)
    assert places.find("United Kingdom") == Place("GBR")
    assert Places({"Scotland": "GBR"}).find("scotland") == Place("GBR", part=True)


@pytest.mark.parametrize("name", ["", "Atlantis", "Global", "Paris", "Victoria"])
def test_what_is_no_country_gives_nothing(places, name):
    assert places.code(name) is None


def test_the_seed_knows_every_spelling_that_the_library_lacks():
    places = seed_places()
    spellings = {
        "Brunei": "BRN",
        "Democratic Republic of the Congo": "COD",
        "Holy See": "VAT",
        "Micronesia": "FSM",
        "Palestine State": "PSE",
        "Russia": "RUS",
        "Turkey": "TUR",
    }
    assert {name: places.code(name) for name in spellings} == spellings
