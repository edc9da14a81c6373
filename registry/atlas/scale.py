"""Steps of a map's scale: few, with round limits, the same for everybody who reads the map."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

STEPS = 5
"""As many as a reader can tell apart; zero and "no data" stand outside."""


def limits(values: Iterable[int], steps: int = STEPS) -> list[int]:
    """Where each step begins: 1, then numbers of the series 2, 5, 10, 20, 50 and so on, `steps` in all.

    The last begins at or below the largest value, so that no step of the legend is empty at its upper end.
    """
    largest = max(values, default=0)
    series = [1]
    power = 1
    while largest >= power:
        series += [each for each in (power * 2, power * 5, power * 10) if each <= largest]
        power *= 10
    return [1, *series[max(1, len(series) - steps + 1) :]]


def step(value: int, begins: Sequence[int]) -> int:
    """The step a value falls in, counted from 1; 0 for zero."""
    return bisect_right(begins, value) if value > 0 else 0


def ranges(begins: Sequence[int]) -> list[tuple[int, int | None]]:
    """First and last number of each step; the last step is open."""
    lasts: list[int | None] = [following - 1 for following in begins[1:]]
    return list(zip(begins, [*lasts, None], strict=True))
