"""Criteria put together: counts, sums, means, shares, domains. Pure, exact, the same in every order.

What does not apply leaves both sides of a fraction; what is worth nothing stays in it. Every total is an interval: the
least and the most that the unknown allows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from registry.evaluation.applicability import Applies
from registry.evaluation.frameworks.drafts import How
from registry.evaluation.scores.scoring import Found, Verdict, all_together, gate

Bounds = tuple[Fraction, Fraction]
Weighted = tuple[Fraction, Fraction]
"""A value and its weight."""

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Total:
    """A result: from `low` to `high`, of what could be had from `least` to `most`.

    Both ends are None where nothing applies. `verdict` for all-or-nothing; `of` is how many criteria (or domains) it
    is over, from those that surely apply to those that may.
    """

    how: How
    low: Fraction | None = None
    high: Fraction | None = None
    least: Fraction | None = None
    most: Fraction | None = None
    verdict: Verdict | None = None
    of: tuple[int, int] = (0, 0)


def total(how: How, found: Sequence[Found], bounds: Bounds | None = None) -> Total:
    """Put criteria together; `bounds` hold a clamped sum."""
    counted = [each for each in found if each.counts]
    of = (sum(each.applies is Applies.YES for each in counted), len(counted))
    match how:
        case How.ALL_MET:
            return Total(how, verdict=all_together(gate(each) for each in counted), of=of)
        case How.COUNT_MET:
            return _count(counted, of)
        case How.SUM | How.CLAMPED_SUM:
            return _sum(how, counted, of, bounds if how is How.CLAMPED_SUM else None)
        case How.MEAN:
            least = min((each.criterion.levels[0].value for each in counted), default=None)
            most = max((each.criterion.levels[-1].value for each in counted), default=None)
            low, high = _means(counted, lambda each: each.values)
            return Total(how, low, high, least, most, of=of)
        case How.SHARE:
            low, high = _means(counted, lambda each: each.shares)
            least, most = (ZERO, Fraction(1)) if counted else (None, None)
            return Total(how, low, high, least, most, of=of)
        case How.MEAN_OF_DOMAINS:
            raise ValueError("domains are put together by `over_domains`")
        case How.NONE:
            return Total(how, of=of)


def over_domains(domains: Sequence[Total]) -> Total:
    """The mean of the domains in which anything applies, each as heavy as the others; one of zero stays in it."""
    open_too = [each for each in domains if each.of[1] > 0 and each.low is not None]
    surely = [each for each in open_too if each.of[0] > 0]
    perhaps = [each for each in open_too if each.of[0] == 0]
    return Total(
        How.MEAN_OF_DOMAINS,
        _extreme(_once(surely, "low"), _once(perhaps, "low"), highest=False),
        _extreme(_once(surely, "high"), _once(perhaps, "high"), highest=True),
        min((value for value, _ in _once(open_too, "least")), default=None),
        max((value for value, _ in _once(open_too, "most")), default=None),
        of=(len(surely), len(open_too)),
    )


def _once(totals: Sequence[Total], end: str) -> list[Weighted]:
    return [(value, Fraction(1)) for each in totals if (value := getattr(each, end)) is not None]


def _count(counted: Sequence[Found], of: tuple[int, int]) -> Total:
    low = sum(each.meets[0] for each in counted if each.applies is Applies.YES)
    high = sum(each.meets[1] for each in counted)
    return Total(How.COUNT_MET, Fraction(low), Fraction(high), ZERO, Fraction(of[1]), of=of)


def _sum(how: How, counted: Sequence[Found], of: tuple[int, int], bounds: Bounds | None) -> Total:
    if not counted:
        return Total(how, of=of)
    low = high = least = most = ZERO
    for each in counted:
        open_ = each.applies is Applies.UNKNOWN  # then it may as well add nothing
        weight, levels = each.criterion.weight, each.criterion.levels
        ends = [weight * value for value in each.values]
        whole = [weight * levels[0].value, weight * levels[-1].value]
        low += min(ends[0], ZERO) if open_ else ends[0]
        high += max(ends[1], ZERO) if open_ else ends[1]
        least += min(whole[0], ZERO) if open_ else whole[0]
        most += max(whole[1], ZERO) if open_ else whole[1]
    if bounds:
        least, most = bounds
        low, high = (min(max(end, least), most) for end in (low, high))
    return Total(how, low, high, least, most, of=of)


def _means(
    counted: Sequence[Found], worth: Callable[[Found], tuple[Fraction, Fraction]]
) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest weighted mean that the unknown allows."""

    def end(place: int) -> Fraction | None:
        sides: dict[bool, list[Weighted]] = {True: [], False: []}
        for each in counted:
            sides[each.applies is Applies.YES].append((worth(each)[place], each.criterion.weight))
        return _extreme(sides[True], sides[False], highest=place == 1)

    return end(0), end(1)


def _extreme(surely: Sequence[Weighted], perhaps: Sequence[Weighted], *, highest: bool) -> Fraction | None:
    """The highest (lowest) weighted mean over what surely counts and any choice of what may count."""
    upper = sum((value * weight for value, weight in surely), ZERO)
    lower = sum((weight for _, weight in surely), ZERO)
    for value, weight in sorted(perhaps, key=lambda pair: pair[0], reverse=highest):
        if lower == 0 or (value > upper / lower if highest else value < upper / lower):
            upper, lower = upper + value * weight, lower + weight
    return upper / lower if lower else None
