import pytest

from registry.atlas.scale import limits, ranges, step


@pytest.mark.parametrize(
    ("largest", "expected"),
    [
        (0, [1]),
        (1, [1]),
        (2, [1, 2]),
        (7, [1, 2, 5]),
        (47, [1, 2, 5, 10, 20]),
        (60, [1, 5, 10, 20, 50]),
        (10_000, [1, 1000, 2000, 5000, 10_000]),
    ],
)
def test_limits_are_round_and_few(largest, expected):
    assert limits([largest]) == expected


def test_without_values_there_is_one_step():
    assert limits([]) == [1]


def test_zero_stands_outside_the_steps():
    assert step(0, [1, 2, 5]) == 0


@pytest.mark.parametrize(("value", "expected"), [(1, 1), (2, 2), (4, 2), (5, 3), (5000, 3)])
def test_a_value_falls_in_the_step_that_begins_at_or_below_it(value, expected):
    assert step(value, [1, 2, 5]) == expected


def test_ranges_leave_no_gap_and_the_last_is_open():
    assert ranges([1, 2, 5]) == [(1, 1), (2, 4), (5, None)]
