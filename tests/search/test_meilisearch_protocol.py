"""What the adapter sends to a Meilisearch server and how it reads the answers: the protocol, not the engine."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from registry.db import Kind
from registry.errors import SearchUnavailable
from registry.search.engine import CountRequest, Filter, Sort
from registry.search.locking import FileLock
from registry.search.meilisearch_engine import MOST_HITS, MOST_VALUES, MeilisearchEngine, settings_of
from tests.search.conftest import UNVERIFIED
from tests.search.support import MEILISEARCH, ask, document, ids, opened
from tests.support import free_port


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[MeilisearchEngine]:
    with opened("standin", tmp_path) as made:
        assert isinstance(made, MeilisearchEngine)
        yield made


def last_search(engine) -> list[dict]:
    return next(body for _, path, body in reversed(engine.standin.requests) if path == "/multi-search")[
        "queries"
    ]


def test_the_limits_are_set_not_left_at_their_defaults():
    settings = settings_of(Kind.SOLUTION)
    assert settings["pagination"]["maxTotalHits"] == MOST_HITS
    assert settings["faceting"]["maxValuesPerFacet"] == MOST_VALUES
    assert settings["typoTolerance"]["minWordSizeForTypos"] == {"oneTypo": 4, "twoTypos": 8}
    assert "f_country" in settings["filterableAttributes"]


def test_more_than_a_thousand_hits_and_a_hundred_values(engine):
    engine.rebuild([document(f"M{n}", "Same", facets={"language": [f"x{n % 150}"]}) for n in range(1200)])
    result = ask(engine, "same", counts=(CountRequest((), (("f_language", 0),)),), offset=1190)
    assert result.total == 1200
    assert len(ids(result)) == 10
    assert len(result.counts[0]["f_language"]) == 150


def test_the_query_in_its_own_syntax(engine):
    ask(engine, 'one "two three" -four 疫苗 covid-19')
    assert last_search(engine)[0]["q"] == 'one "two three" "疫 苗" "covid 19" -"four"'
    assert last_search(engine)[0]["matchingStrategy"] == "all"


def test_values_are_quoted(engine):
    engine.rebuild([document("S1", "A", facets={"language": ['a"] OR x = "b\\']})])
    assert ask(engine, filters=(Filter("f_language", ('a"] OR x = "b\\',)),)).total == 1
    assert ask(engine, filters=(Filter("f_language", ('a"] OR x = "b\\',), exclude=True),)).total == 0


def test_orders_name_a_tie_breaker(engine):
    ask(engine, sort=Sort.NAME, lang="fr")
    assert last_search(engine)[0]["sort"] == ["sort_fr:asc", "id:asc"]


def test_a_rebuild_swaps_all_indexes_in_one_task(engine):
    engine.put([document("S1", "Old")])
    assert engine.rebuild([document("S2", "New")]) == 1
    assert ids(ask(engine)) == ["S2"]
    swaps = [body for _, path, body in engine.standin.requests if path == "/swap-indexes"]
    assert len(swaps[-1]) == len(Kind)


def test_writing_waits_and_tells_a_refusal(engine):
    engine.standin.fail_next = "disk full"
    with pytest.raises(SearchUnavailable, match="disk full"):
        engine.put([document("S1", "A")])


def test_a_server_that_is_away_is_not_reachable(tmp_path):
    away = MeilisearchEngine(f"http://127.0.0.1:{free_port()}", "", "test", FileLock(tmp_path / "lock"))
    assert not away.is_reachable()
    with pytest.raises(SearchUnavailable):
        ask(away, "anything")


def test_documents_put_deleted_and_listed(engine):
    engine.put([document("S1", "A"), document("S2", "B")])
    engine.delete(Kind.SOLUTION, ["S1"])
    assert dict(engine.stamps(Kind.SOLUTION)) == {"S2": "stamp-S2"}
    assert engine.is_reachable()


def test_against_a_real_server():
    """Reports, in every run, whether Meilisearch was verified."""
    if not os.environ.get(MEILISEARCH):
        pytest.skip(UNVERIFIED)
    version = httpx.get(f"{os.environ[MEILISEARCH]}/version").json()["pkgVersion"]
    assert tuple(map(int, version.split(".")[:2])) >= (1, 12)
