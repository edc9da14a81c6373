"""The pages of the history of a record."""

from collections.abc import Iterator

import pytest

from registry.db import Database, Kind
from registry.db.records import set_slug
from tests.factories import (
    make_country,
    make_deployment,
    make_organisation,
    make_revision,
    make_solution,
    make_standard,
)
from tests.reading import Reader, reading


@pytest.fixture
def reader(database: Database, database_url: str) -> Iterator[Reader]:
    with database.write() as session:
        make_standard(session, "HL7 FHIR", slug="hl7-fhir")
        record = make_solution(session, "Example Record", slug="old-name")
        first = {
            "names": {"en": "Example Record"},
            "summary": {"en": "A record for small clinics."},
            "licence": "MIT",
            "offline": True,
            "interventions": ["2.2.1"],
        }
        second = {
            "names": {"en": "Example Record", "fr": "Dossier exemple"},
            "summary": {"en": "A record for large clinics."},
            "licence": "MPL-2.0",
            "standards": [{"standard": "hl7-fhir", "strength": "tested"}],
            "interventions": ["2.2.1"],
        }
        make_revision(session, Kind.SOLUTION, record.id, first, 1, note="Read from the register.")
        make_revision(session, Kind.SOLUTION, record.id, second, 2)
        set_slug(session, Kind.SOLUTION, record.id, "example-record")
        record.slug = "example-record"
        make_solution(session, "Classified", interventions=["2.2.1"])
        make_country(session, "KEN")
        make_revision(session, Kind.COUNTRY, "KEN", {"names": {"en": "Kenya"}})
        body = make_organisation(session, "Body", slug="body")
        make_revision(session, Kind.ORGANISATION, body.id, {"kind": "ngo"})
        deployment = make_deployment(session, record, "TZA")
        make_revision(session, Kind.DEPLOYMENT, deployment.id, {"status": "active", "country": "TZA"})
    with reading(database_url) as reader:
        reader.deployment = deployment.id  # type: ignore[attr-defined]
        yield reader


def test_anybody_reads_the_list_of_revisions(reader: Reader) -> None:
    page = reader.get("/en/solutions/example-record/history")
    assert page.status == 200
    assert "History of Example Record" in page.text
    assert "Test editors" in page.text
    assert "Read from the register." in page.text
    assert 'name="from" value="1" checked' in page.html
    assert 'name="to" value="2" checked' in page.html


def test_a_revision_is_readable_in_full(reader: Reader) -> None:
    page = reader.get("/en/solutions/example-record/history/1")
    assert "A record for small clinics." in page.text
    assert "Works offline Yes" in page.text
    assert "2.2.1 interventions-2 2.2.1" in page.text
    assert "This is an earlier state of the record." in page.text
    assert "earlier state" not in reader.get("/en/solutions/example-record/history/2").text


def test_what_changed_is_said_in_words_not_by_colour_alone(reader: Reader) -> None:
    page = reader.get("/en/solutions/example-record/history/diff?from=1&to=2")
    assert page.status == 200
    assert "Name › French Added was not there Dossier exemple" in page.text
    assert "Licence Changed MIT MPL-2.0" in page.text
    assert "Works offline Removed Yes is not there" in page.text
    assert "Standards Added was not there HL7 FHIR (Tested)" in page.text
    assert "<del>small </del>" in page.html
    assert "<ins>large </ins>" in page.html


def test_without_a_choice_the_last_change_is_shown(reader: Reader) -> None:
    chosen = reader.get("/en/solutions/example-record/history/diff?from=1&to=2")
    assert reader.get("/en/solutions/example-record/history/diff").text == chosen.text


def test_two_equal_revisions_are_said_to_be_equal(reader: Reader) -> None:
    page = reader.get("/en/solutions/example-record/history/diff?from=2&to=2")
    assert "The two revisions say the same." in page.text


def test_every_kind_of_record_has_its_history(reader: Reader) -> None:
    for path, title in [
        ("countries/ken", "Kenya"),
        ("organisations/body", "Body"),
        ("standards/hl7-fhir", "HL7 FHIR"),
        (f"deployments/{reader.deployment}", "Example Record in Tanzania"),  # type: ignore[attr-defined]
    ]:
        page = reader.get(f"/en/{path}/history")
        assert page.status == 200
        assert f"History of {title}" in page.text
    assert "No revision of this record is kept yet." in reader.get("/en/standards/hl7-fhir/history").text
    assert "Kind Nongovernmental organization" in reader.get("/en/organisations/body/history/1").text


@pytest.mark.parametrize(
    ("path", "location"),
    [
        (
            "/en/solutions/old-name/history/diff?from=1&to=2",
            "/en/solutions/example-record/history/diff?from=1&to=2",
        ),
        ("/fr/solutions/old-name/history", "/fr/solutions/example-record/history"),
        ("/en/countries/KEN/history/1", "/en/countries/ken/history/1"),
        ("/en/countries/ke/history", "/en/countries/ken/history"),
    ],
)
def test_other_names_lead_to_the_same_page_under_the_current_one(
    reader: Reader, path: str, location: str
) -> None:
    page = reader.get(path)
    assert (page.status, page.location) == (301, location)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("solutions/nothing/history", 404),
        ("solutions/example-record/history/3", 404),
        ("solutions/example-record/history/diff?from=1&to=9", 404),
        ("standards/hl7-fhir/history/diff", 404),
        ("solutions/example-record/history/diff?from=one", 400),
        ("solutions/example-record/history/diff?from=0", 400),
    ],
)
def test_what_does_not_exist_is_a_page_that_says_so(reader: Reader, path: str, status: int) -> None:
    assert reader.get(f"/en/{path}").status == status


def test_many_revisions_take_as_many_queries_as_two(reader: Reader, database: Database) -> None:
    paths = ("", "/1", "/diff?from=1&to=2")
    few = [len(reader.get(f"/en/solutions/example-record/history{path}").statements) for path in paths]
    with database.write() as session:
        from registry.solutions import queries

        record_id = queries.solution_id(session, "example-record")
        for number in range(3, 23):
            make_revision(session, Kind.SOLUTION, record_id, {"licence": str(number)}, number)
    many = [reader.get(f"/en/solutions/example-record/history{path}") for path in paths]
    assert "22" in many[0].text
    assert [len(page.statements) for page in many] == few
