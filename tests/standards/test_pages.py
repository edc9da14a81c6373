"""The page of a standard."""

from collections.abc import Iterator

import pytest

from registry.db import Database, Kind
from registry.db.records import set_slug
from tests.factories import make_organisation, make_solution, make_source, make_standard
from tests.reading import Reader, reading


@pytest.fixture
def reader(database: Database, database_url: str) -> Iterator[Reader]:
    with database.write() as session:
        make_source(session, "guide", title="Guide to guides", url="https://guide.example")
        body = make_organisation(session, "Standards Body", slug="body", kind="standards_body")
        new = make_standard(
            session,
            "Exchange Two",
            slug="exchange-2",
            editions=["R1", "R2"],
            sdo_id=body.id,
            canonical_uri="http://exchange.example",
            process_maturity="trial_use",
            access_cost="paid",
            test_tools=[{"name": "Validator", "url": "https://validator.example"}],
            openhie_component="client_registry",
            provenance="found",
            source_id="guide",
        )
        make_standard(session, "Exchange One", slug="exchange-1", replaced_by_id=new.id)
        make_solution(session, "Speaker", slug="speaker", standards=[new])
        set_slug(session, Kind.STANDARD, new.id, "exchange-two")
        new.slug = "exchange-two"
    with reading(database_url) as reader:
        yield reader


def test_anybody_reads_the_record(reader: Reader) -> None:
    page = reader.get("/en/standards/exchange-two")
    assert page.status == 200
    for text in (
        "Published by Standards Body",
        "Kind Base standard",
        "Data exchange",
        "Cost of access Sold",
        "State in its publisher’s process For trial use",
        "OpenHIE component Client registry",
        "Replaces Exchange One",
        "http://exchange.example",
        "Found with a source",
        "Guide to guides",
    ):
        assert text in page.text
    assert "https://validator.example" in page.links
    assert {"R1", "R2"} <= set(page.part("editions").split())
    assert "Speaker not known Claimed" in page.part("spoken")


def test_an_unverified_record_says_so_and_what_that_means(reader: Reader) -> None:
    page = reader.get("/en/standards/exchange-1")
    assert "Unverified" in page.text
    assert "check it before you rely on it" in page.text
    assert "Replaced by Exchange Two" in page.text
    assert "No source says of any solution here that it speaks this standard." in page.text


def test_a_former_slug_leads_to_the_current_one(reader: Reader) -> None:
    page = reader.get("/ar/standards/exchange-2")
    assert (page.status, page.location) == (301, "/ar/standards/exchange-two")


def test_an_unknown_name_is_a_page_that_says_so(reader: Reader) -> None:
    assert reader.get("/en/standards/nothing").status == 404


def test_many_solutions_take_as_many_queries_as_one(reader: Reader, database: Database) -> None:
    few = reader.get("/en/standards/exchange-two")
    with database.write() as session:
        from registry.standards import queries
        from registry.standards.models import Standard

        standard = session.get_one(Standard, queries.standard_id(session, "exchange-two"))
        for number in range(101):
            make_solution(session, f"Speaker {number}", standards=[standard])
    many = reader.get("/en/standards/exchange-two")
    assert len(many.statements) == len(few.statements)
    assert "Search all of them (102)" in many.text
    assert "/en/search?kind=solution&standard=exchange-two" in many.links
