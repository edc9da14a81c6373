"""Bodies of records in words."""

from collections.abc import Iterator

import pytest

from registry.db import Kind
from registry.web.i18n import using
from registry.web.ordering import name_key
from registry.web.wording import Entry, Items, Leaf, Rows, Wording, field_of, keys_of, wanted

NAMES = {("standard", "hl7-fhir"): {"en": "HL7 FHIR"}, ("interventions-2", "2.2.1"): {"en": "Track a person"}}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with using("en"):
        yield


def steps(path: str) -> list[str]:
    return [str(step) for step in Wording(Kind.SOLUTION, NAMES).path(path)]


def test_what_a_body_refers_to_is_asked_for() -> None:
    body = {"interventions": ["2.2.1"], "standards": [{"standard": "hl7-fhir"}], "licence": "MIT"}
    assert wanted(Kind.SOLUTION, [body]) == set(NAMES)


def test_values_are_put_into_words() -> None:
    words = Wording(Kind.SOLUTION, NAMES)
    assert words.value(True, "offline") == Leaf("Yes")
    assert words.value(None, "offline") == Leaf("Not known")
    assert words.value("2019-05", "started") == Leaf("May 2019")
    assert words.value(0.255, "people_share") == Leaf("25.5%")
    assert words.value(12000, "people") == Leaf("12,000")
    assert words.value(["fr"], "languages") == Items([Leaf("French")])
    assert words.value("https://a.example", "contact") == Leaf("https://a.example", "https://a.example")
    assert words.value({"standard": "gone", "strength": "tested"}) == Entry(Leaf("gone"), [Leaf("Tested")])


def test_an_identifier_is_its_value_with_its_scheme_beside_it() -> None:
    found = Wording(Kind.SOLUTION).value({"scheme": "dpga", "value": "G1", "url": "https://d.example"})
    assert found == Entry(Leaf("G1", "https://d.example"), [Leaf("dpga")])


def test_a_claim_says_what_who_and_when() -> None:
    claim = {
        "field": "offline",
        "value": False,
        "source": "first",
        "date": "2026",
        "url": "https://f.example",
    }
    found = Wording(Kind.SOLUTION).value(claim)
    assert found == Rows(
        [("Works offline", Entry(Leaf("No"), [Leaf("first", "https://f.example"), Leaf("2026")]))]
    )


@pytest.mark.parametrize(
    ("path", "field", "keys", "words"),
    [
        ("licence", "licence", {}, ["Licence"]),
        ("names.fr", "names", {}, ["Name", "French"]),
        (
            "interventions[2.2.1]",
            "interventions",
            {"interventions": ["2.2.1"]},
            ["Digital health interventions", "Track a person"],
        ),
        (
            "standards[hl7-fhir].strength",
            "strength",
            {"standard": ["hl7-fhir"]},
            ["Standards", "HL7 FHIR", "Strength of the claim"],
        ),
        ("links.home[https://a.example/b.c]", "home", {}, ["Links", "Home page", "https://a.example/b.c"]),
        (
            "claims[licence first].value",
            "licence",
            {"source": ["licence", "first"]},
            ["Who says so", "Licence – first", "Value"],
        ),
    ],
)
def test_paths_are_put_into_words(
    path: str, field: str, keys: dict[str, list[str]], words: list[str]
) -> None:
    assert (field_of(path), keys_of(path), steps(path)) == (field, keys, words)


def test_names_sort_as_readers_look_for_them() -> None:
    names = ["Zambia", "Éthiopie", "eswatini", "Égypte", "Bénin"]
    assert sorted(names, key=name_key) == ["Bénin", "Égypte", "eswatini", "Éthiopie", "Zambia"]
    assert name_key("السودان")[0] == name_key("سودان")[0]
