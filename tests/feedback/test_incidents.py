"""A cluster is several different people within a time, not one person several times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.feedback.incidents import Incident, IncidentCluster, clusters

START = datetime(2026, 1, 1, tzinfo=UTC)


def reports(*said: tuple[str, int], solution: str = "S") -> list[Incident]:
    return [Incident(solution, who, START + timedelta(days=day)) for who, day in said]


@pytest.mark.parametrize(
    ("said", "is_cluster"),
    [
        ([("a", 0), ("b", 10), ("c", 20)], True),
        ([("a", 0), ("b", 10), ("c", 89)], True),
        ([("a", 0), ("b", 10), ("c", 90)], False),
        ([("a", 0), ("a", 10), ("b", 20)], False),
        ([("a", 0), ("b", 10)], False),
        ([], False),
    ],
)
def test_three_people_within_ninety_days(said: list[tuple[str, int]], is_cluster: bool) -> None:
    assert bool(clusters(reports(*said))) is is_cluster


def test_the_latest_cluster_of_each_solution_counts() -> None:
    found = clusters(
        [
            *reports(("a", 0), ("b", 1), ("c", 2), ("a", 200), ("b", 201), ("c", 202), ("d", 400)),
            *reports(("a", 0), solution="T"),
        ]
    )
    assert found == [IncidentCluster("S", 3, START + timedelta(days=200), START + timedelta(days=202))]


def test_how_many_and_how_long_can_be_chosen() -> None:
    said = reports(("a", 0), ("b", 10))
    assert clusters(said, least=2, days=11) != []
    assert clusters(said, least=2, days=10) == []


SAID = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 300)), max_size=15)


@given(SAID, st.randoms(use_true_random=False))
def test_the_order_does_not_matter_and_more_reports_never_undo_a_cluster(said, random) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)
    assert clusters(reports(*said)) == clusters(reports(*shuffled))
    if clusters(reports(*said)):
        assert clusters(reports(*said, ("e", 150)))
