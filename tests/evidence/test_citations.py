"""Citation files of other programs: what is taken, and what is said to be left out."""

import json

import pytest

from registry.errors import Invalid
from registry.evidence.citations import CitationFormat, read

RIS = """TY  - JOUR
AU  - Doe, Jane
AU  - World Health Organization
TI  - A trial of  reminders
JO  - Some Journal
PY  - 2021/03/04
DO  - 10.1371/journal.pmed.1003628
UR  - https://example.org/a
AN  - 33956802
ER  -

TY  - JOUR
TI  - Another one
PY  - 2019
UR  - https://doi.org/10.2196/15860
ER  -
"""
BIBTEX = """@article{key,
  title = {A {Trial} of Reminders},
  author = {Doe, Jane and {World Health Organization} and others},
  journal = {Some Journal}, year = {2021}, doi = {10.1371/journal.pmed.1003628}
}
@techreport{two, title = {A report}, institution = {Ministry of Health}, year = 2020, url = {https://example.org/r}}
"""
CSL = json.dumps(
    [
        {
            "title": "A trial of reminders",
            "author": [{"family": "Doe", "given": "Jane"}, {"literal": "World Health Organization"}],
            "container-title": "Some Journal",
            "issued": {"date-parts": [[2021, 3]]},
            "DOI": "10.1371/journal.pmed.1003628",
            "ISBN": "wrong",
            "URL": "https://example.org/a",
        }
    ]
)


@pytest.mark.parametrize(
    ("text", "file_format"),
    [(RIS, "ris"), (BIBTEX, "bibtex"), (CSL, "csl_json")],
    ids=["ris", "bibtex", "csl"],
)
class TestEach:
    def test_gives_the_same_facts(self, text: str, file_format: str) -> None:
        for found in (read(text), read(text, CitationFormat(file_format))):
            fields = found[0].fields
            assert fields["title"].lower() == "a trial of reminders"
            assert (fields["year"], fields["publication"]) == (2021, "Some Journal")
            assert {"scheme": "doi", "value": "10.1371/journal.pmed.1003628"} in fields["identifiers"]

    def test_keeps_bodies_and_no_people(self, text: str, file_format: str) -> None:
        found = read(text)[0]
        assert found.fields["authors"] == ["World Health Organization"]
        assert "Doe" not in str(found)
        assert any("1 names of people" in each for each in found.left_out)


def test_an_identifier_is_read_from_an_address() -> None:
    assert read(RIS)[1].fields["identifiers"] == [{"scheme": "doi", "value": "10.2196/15860"}]


def test_a_report_has_its_institution() -> None:
    assert read(BIBTEX)[1].fields["authors"] == ["Ministry of Health"]


def test_a_wrong_identifier_is_left_out_and_named() -> None:
    assert any("'wrong' is not a ISBN" in each for each in read(CSL)[0].left_out)


@pytest.mark.parametrize("text", ["", "   ", "nothing of the kind", "[1, 2]", "{", "@article{broken"])
def test_what_is_no_such_file_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text)
    assert "file" in refused.value.faults
