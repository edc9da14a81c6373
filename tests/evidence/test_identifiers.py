"""Identifiers have one spelling each, and what is none is refused."""

import pytest

from registry.evidence.identifiers import BadIdentifier, link, normal, recognised, title_key


@pytest.mark.parametrize(
    ("scheme", "text", "found"),
    [
        ("doi", "https://doi.org/10.1371/JOURNAL.pmed.1003628", "10.1371/journal.pmed.1003628"),
        ("doi", "doi:10.2196/15860", "10.2196/15860"),
        ("pmid", " 33956802 ", "33956802"),
        ("pmcid", "PMC6453321", "PMC6453321"),
        ("isbn", "978-92-4-001056-7", "9789240010567"),
        ("trial", "nct01234567", "NCT01234567"),
        ("trial", "ISRCTN12345678", "ISRCTN12345678"),
        ("trial", "PACTR201910777688890", "PACTR201910777688890"),
    ],
)
def test_one_spelling(scheme: str, text: str, found: str) -> None:
    assert normal(scheme, text) == found


@pytest.mark.parametrize(
    ("scheme", "text"),
    [("doi", "10.nope"), ("pmid", "abc"), ("isbn", "978-92-4-001056-8"), ("trial", "NCT12"), ("fax", "1")],
)
def test_what_is_none_is_refused(scheme: str, text: str) -> None:
    with pytest.raises(BadIdentifier):
        normal(scheme, text)


def test_an_address_may_hold_one() -> None:
    assert recognised("https://doi.org/10.2196/15860") == ("doi", "10.2196/15860")
    assert recognised("https://example.org/page") is None


def test_links_lead_to_it() -> None:
    assert link("doi", "10.2196/15860") == "https://doi.org/10.2196/15860"
    assert link("isbn", "9789240010567") == ""


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("If you text them, they will come", "IF YOU TEXT THEM  they will come."),
        ("Côte d’Ivoire: a case", "Cote d'Ivoire – a case"),
    ],
)
def test_spelling_does_not_make_another_title(one: str, two: str) -> None:
    assert title_key(one) == title_key(two)
