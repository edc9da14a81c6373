"""Deadlines run only while their side is waited for; work is shared evenly."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.submissions import clock
from registry.submissions.balance import lightest
from registry.submissions.clock import DECIDE_WITHIN, Stay, due, median_time, spent
from registry.submissions.models import Priority
from registry.submissions.workflow import ANSWER_WITHIN, WAITS_ON, Side, State

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def road(*lengths: tuple[Side, int]) -> list[Stay]:
    stays, at = [], START
    for side, days in lengths:
        stays.append(Stay(side, at, at + days * DAY))
        at += days * DAY
    return stays


class TestClock:
    def test_the_secretariats_stands_still_while_the_submitter_answers(self) -> None:
        stays = road((Side.SECRETARIAT, 10), (Side.SUBMITTER, 100), (Side.SECRETARIAT, 5))
        assert spent(stays, Side.SECRETARIAT, START) == 15 * DAY
        moment = START + 115 * DAY
        expected = moment + DECIDE_WITHIN[Priority.NORMAL] - 15 * DAY
        assert due(State.ANSWERED, Priority.NORMAL, stays, moment) == expected

    def test_a_stretch_that_goes_on_counts_until_now(self) -> None:
        assert spent([Stay(Side.SECRETARIAT, START)], Side.SECRETARIAT, START + 3 * DAY) == 3 * DAY

    def test_the_submitter_has_the_whole_time_for_each_answer(self) -> None:
        stays = road((Side.SUBMITTER, 25), (Side.SECRETARIAT, 1))
        assert due(State.CHANGES_ASKED, Priority.URGENT, stays, START) == START + ANSWER_WITHIN

    @pytest.mark.parametrize("state", [State.DRAFT, State.ACCEPTED, State.DECLINED, State.WITHDRAWN])
    def test_nobody_is_hurried_where_nobody_decides(self, state: State) -> None:
        assert due(state, Priority.URGENT, [], START) is None

    def test_what_is_more_urgent_is_due_sooner(self) -> None:
        found = [due(State.SUBMITTED, each, [], START) for each in Priority]
        assert found == sorted(found, key=lambda each: -(each or START).timestamp())

    @given(
        st.lists(
            st.tuples(
                st.sampled_from([Side.SECRETARIAT, Side.SUBMITTER]), st.integers(min_value=0, max_value=400)
            )
        )
    )
    def test_both_sides_together_used_all_the_time(self, lengths: list[tuple[Side, int]]) -> None:
        stays = road(*lengths)
        both = sum((spent(stays, side, START) for side in Side), timedelta())
        assert both == sum(days for _, days in lengths) * DAY

    def test_every_state_has_a_side(self) -> None:
        assert set(WAITS_ON) == set(State)

    def test_the_middle_of_nothing_is_not_known(self) -> None:
        assert median_time([]) is None
        assert median_time([3 * DAY, 1 * DAY, 2 * DAY]) == 2 * DAY
        assert clock.median_time([1 * DAY, 2 * DAY]) == 1.5 * DAY


class TestBalance:
    def test_the_one_with_the_least_work(self) -> None:
        assert lightest(["a", "b", "c"], {"a": 3, "b": 1, "c": 2}) == "b"

    def test_who_has_nothing_yet_comes_first(self) -> None:
        assert lightest(["a", "b"], {"a": 1}) == "b"

    def test_nobody_left(self) -> None:
        assert lightest(["a"], {}, excluded=["a"]) is None
