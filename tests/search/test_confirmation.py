"""Pending, confirmed and disputed are three filters whose counts are what choosing them finds, in every engine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from registry.db import Database, Kind
from registry.deployments.models import Confirmation
from registry.search import sync
from registry.search.documents import DocumentBuilder
from registry.search.engine import SearchEngine
from registry.search.facets import Choice
from registry.settings import load_settings
from tests.factories import make_deployment, make_presence, make_solution
from tests.search.support import choose, ids
from tests.serving import application

STATES = {"pending": 3, "confirmed": 2, "disputed": 1}


def _fill(database: Database) -> dict[str, set[str]]:
    """Six deployments of two solutions; gives their ids by state."""
    found: dict[str, set[str]] = {state: set() for state in STATES}
    with database.write() as session:
        first, second = make_solution(session, "First"), make_solution(session, "Second")
        for solution, country, state in (
            (first, "KEN", "confirmed"),
            (first, "UGA", "confirmed"),
            (first, "TZA", "pending"),
            (second, "KEN", "disputed"),
            (second, "KEN", "pending"),
        ):
            made = make_deployment(session, solution, country, confirmation=Confirmation(state))
            found[state].add(made.id)
        found["pending"].add(make_presence(session, second, "UGA").id)
    return found


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_found_by_itself_and_counted_exactly(
    database: Database, counting_engine: SearchEngine, state: str
) -> None:
    by_state = _fill(database)
    with database.read() as session:
        counting_engine.rebuild(list(DocumentBuilder(session).all()))
    result, planned = choose(counting_engine, Kind.DEPLOYMENT, {"confirmation": Choice(any=(state,))})
    assert set(ids(result)) == by_state[state]
    assert planned.facet_counts(result)["confirmation"] == STATES
    without, _ = choose(counting_engine, Kind.DEPLOYMENT, {"confirmation": Choice(none=(state,))})
    assert without.total == sum(STATES.values()) - STATES[state]
    here, planned = choose(
        counting_engine,
        Kind.DEPLOYMENT,
        {"confirmation": Choice(any=(state,)), "country": Choice(any=("KEN",))},
    )
    assert here.total == 1
    assert planned.facet_counts(here)["confirmation"] == {"pending": 1, "confirmed": 1, "disputed": 1}


def test_a_solution_is_found_by_the_countries_that_confirm_it(
    database: Database, counting_engine: SearchEngine
) -> None:
    _fill(database)
    with database.read() as session:
        counting_engine.rebuild(list(DocumentBuilder(session).all()))
    result, planned = choose(counting_engine, Kind.SOLUTION, {"confirmed": Choice(any=("KEN",))})
    assert [hit.payload["slug"] for hit in result.hits] == ["first"]
    assert planned.facet_counts(result)["confirmed"] == {"KEN": 1, "UGA": 1}
    none, _ = choose(counting_engine, Kind.SOLUTION, {"confirmed": Choice(any=("TZA",))})
    assert none.total == 0


@pytest.fixture
def client(database: Database, database_url: str, tmp_path: Path) -> Iterator[TestClient[Any]]:
    _fill(database)
    chosen = load_settings(
        data_dir=tmp_path, database_url=database_url, worker="none", rate_limit_per_minute=0, cache_bytes=0
    )
    with application(chosen) as app:
        sync.rebuild(database, app.state.search)
        with TestClient(app) as made:
            yield made


@pytest.mark.parametrize(("state", "number"), STATES.items())
def test_pages_and_lists_of_the_api_filter_by_it(client: TestClient[Any], state: str, number: int) -> None:
    found = client.get(f"/api/v1/search?kind=deployment&confirmation={state}").json()
    assert found["total"] == number
    listed = client.get(f"/api/v1/deployments?confirmation={state}").json()["items"]
    assert [row["confirmation"] for row in listed] == [state] * number
    in_kenya = client.get(f"/api/v1/countries/KEN/deployments?confirmation={state}").json()["items"]
    assert [row["confirmation"] for row in in_kenya] == [state]
    assert client.get(f"/en/search?kind=deployment&confirmation={state}").status_code == 200


def test_no_such_state_is_a_fault_and_never_ignored(client: TestClient[Any]) -> None:
    for path in (
        "/api/v1/deployments?",
        "/api/v1/countries/KEN/deployments?",
        "/api/v1/search?kind=deployment&",
    ):
        assert client.get(f"{path}confirmation=0").status_code == 400
