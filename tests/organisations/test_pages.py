"""The page of an organisation."""

from collections.abc import Iterator

import pytest

from registry.db import Database, Kind
from registry.db.records import set_slug
from tests.factories import make_deployment, make_organisation, make_solution, make_standard
from tests.reading import Reader, reading


@pytest.fixture
def reader(database: Database, database_url: str) -> Iterator[Reader]:
    with database.write() as session:
        body = make_organisation(
            session,
            "Health Works",
            slug="health-works",
            kind="ngo",
            country="KEN",
            home="https://works.example",
        )
        solution = make_solution(session, "Example Record", slug="example-record", organisations=[body])
        make_deployment(session, solution, "TZA", implementers=[body], started="2020")
        make_standard(session, "House Format", slug="house-format", sdo_id=body.id)
        make_organisation(session, "Quiet", slug="quiet")
        set_slug(session, Kind.ORGANISATION, body.id, "works")
        body.slug = "works"
    with reading(database_url) as reader:
        yield reader


def test_anybody_reads_what_it_owns_runs_and_publishes(reader: Reader) -> None:
    page = reader.get("/en/organisations/works")
    assert page.status == 200
    for text in (
        "Kind Nongovernmental organization",
        "At home in Kenya",
        "Owner Example Record",
        "House Format",
    ):
        assert text in page.text
    assert "Example Record in Tanzania" in page.text.replace(", United Republic of", "")
    assert "https://works.example" in page.links


def test_what_nobody_states_is_not_known(reader: Reader) -> None:
    text = reader.get("/en/organisations/quiet").text
    assert "Nothing is recorded for it yet" in text
    assert "Kind not known" in text
    assert "At home in not known" in text
    assert "Home page not known" in text


def test_a_former_slug_leads_to_the_current_one(reader: Reader) -> None:
    page = reader.get("/en/organisations/health-works")
    assert (page.status, page.location) == (301, "/en/organisations/works")


def test_an_unknown_name_is_a_page_that_says_so(reader: Reader) -> None:
    assert reader.get("/en/organisations/nothing").status == 404


def test_many_records_take_as_many_queries_as_one(reader: Reader, database: Database) -> None:
    few = reader.get("/en/organisations/works")
    with database.write() as session:
        from registry.organisations import queries
        from registry.organisations.models import Organisation

        body = session.get_one(Organisation, queries.organisation_id(session, "works"))
        for number in range(12):
            solution = make_solution(session, f"Product {number}", organisations=[body])
            make_deployment(session, solution, "UGA", implementers=[body])
            make_standard(session, f"Format {number}", sdo_id=body.id)
    many = reader.get("/en/organisations/works")
    assert "Product 11" in many.text
    assert len(many.statements) == len(few.statements)
