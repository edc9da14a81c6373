"""The page of a deployment and of a reported presence."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from registry.db import Database, Kind
from registry.deployments.models import DeploymentFunder
from tests.factories import (
    make_claim,
    make_deployment,
    make_organisation,
    make_presence,
    make_revision,
    make_solution,
    make_source,
)
from tests.reading import Reader, reading


class World(NamedTuple):
    reader: Reader
    recorded: str
    presence: str
    disputed: str


@pytest.fixture
def world(database: Database, database_url: str) -> Iterator[World]:
    with database.write() as session:
        make_source(session, "first", title="First register", publisher="First publisher", date="2026-07")
        make_source(session, "second", title="Second guide", date="2025", url="https://second.example")
        ministry = make_organisation(session, "Ministry of Health", slug="ministry", kind="ministry")
        solution = make_solution(session, "Example Record", slug="example-record")
        recorded = make_deployment(
            session,
            solution,
            "TZA",
            sources=("first", "second"),
            implementers=[ministry],
            status="scaled",
            started="2019-05",
            people=1_200_000,
            people_share=0.25,
            target_share=0.25,
            target_share_source="https://second.example/share",
            interventions=["2.2.1"],
        )
        session.add(
            DeploymentFunder(
                deployment_id=recorded.id,
                organisation_id=ministry.id,
                amount=5000,
                amount_consent="2025",
                currency="USD",
                from_year=2019,
                until_year=2021,
            )
        )
        make_claim(session, Kind.DEPLOYMENT, recorded.id, "status", "scaled", source="first")
        make_claim(session, Kind.DEPLOYMENT, recorded.id, "status", "active", source="second")
        make_revision(session, Kind.DEPLOYMENT, recorded.id, {"status": "scaled"})
        presence = make_presence(session, solution, "KEN", sources=("first",))
        disputed = make_presence(session, solution, "UGA", sources=("first",))
        make_claim(session, Kind.DEPLOYMENT, disputed.id, value=False, source="second")
        ids = recorded.id, presence.id, disputed.id
    with reading(database_url) as reader:
        yield World(reader, *ids)


def test_anybody_reads_what_runs_where_by_whom_and_how_far(world: World) -> None:
    page = world.reader.get(f"/en/deployments/{world.recorded}")
    assert page.status == 200
    assert "Example Record in Tanzania" in page.text
    assert "At scale" in page.text
    assert "In use by a stated share of those it is meant for." in page.text
    assert "Started May 2019" in page.text
    assert "People 1,200,000 25%" in page.text
    assert "Health workers not known not known" in page.text
    assert "Implementer Ministry of Health" in page.text
    assert "US$5,000.00 shown as the payer agreed, 2025, 2019–2021" in page.text
    assert "All sources on this solution say so" in page.text
    assert {"/en/solutions/example-record", "/en/countries/tza", "/en/organisations/ministry"} <= set(
        page.links
    )


def test_other_statements_stand_side_by_side(world: World) -> None:
    text = world.reader.get(f"/en/deployments/{world.recorded}").part("statements")
    assert "Status Sources disagree" in text
    assert (
        text.index("At scale")
        < text.index("First register")
        < text.index("Active")
        < text.index("Second guide")
    )


def test_a_reported_presence_is_not_worded_as_running(world: World) -> None:
    page = world.reader.get(f"/en/deployments/{world.presence}")
    assert "Reported presence" in page.text
    assert "Whether it runs there now is not known." in page.text
    assert "Names the country or area" in page.text
    assert "Status not known" in page.text
    assert "Active" not in page.text
    assert "Coverage" not in page.text


def test_a_silent_source_is_named_and_has_denied_nothing(world: World) -> None:
    text = world.reader.get(f"/en/deployments/{world.presence}").part("claims")
    assert "Not all sources list it" in text
    assert "Second guide" in text
    assert "Does not list it" in text
    assert "has not denied it" in text
    assert "not so" not in text


def test_a_source_that_denies_is_said_to_deny(world: World) -> None:
    text = world.reader.get(f"/en/deployments/{world.disputed}").part("claims")
    assert "Disputed" in text
    assert "States that it is not so" in text


def test_an_id_in_any_case_leads_to_the_one_address(world: World) -> None:
    page = world.reader.get(f"/en/deployments/{world.recorded.lower()}")
    assert (page.status, page.location) == (301, f"/en/deployments/{world.recorded}")


@pytest.mark.parametrize("name", ["nothing", "DHD-00000000", "example-record"])
def test_an_unknown_id_is_a_page_that_says_so(world: World, name: str) -> None:
    assert world.reader.get(f"/en/deployments/{name}").status == 404


def test_claims_and_organisations_take_no_query_each(world: World, database: Database) -> None:
    few = world.reader.get(f"/en/deployments/{world.recorded}")
    with database.write() as session:
        for number in range(8):
            make_claim(session, Kind.DEPLOYMENT, world.recorded, source=f"more-{number}")
    many = world.reader.get(f"/en/deployments/{world.recorded}")
    assert "More 7" in many.text
    assert len(many.statements) == len(few.statements)
