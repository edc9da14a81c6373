"""How far reviewers agree beyond chance: the coefficients, pure, on numpy arrays.

Krippendorff's alpha: Krippendorff, *Content Analysis* (4th ed., 2018), chapter 12. AC1 and AC2: Gwet, British
Journal of Mathematical and Statistical Psychology 61 (2008) 29-48. Weighted kappa: Cohen, Psychological Bulletin
70 (1968) 213-220. Where a coefficient is not defined (nothing rated twice, or all ratings alike), it is None:
no agreement can be told from none, and neither 0 nor 1 would be true.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

Matrix: TypeAlias = npt.NDArray[np.float64]
Row: TypeAlias = tuple[Hashable, Hashable, float]
"""Unit, rater, rating; for words, the rating is the place of the word in a list of words."""

SEED: Final = 20_201_116
DRAWS: Final = 1_000
MISSING: Final = -1


class Metric(StrEnum):
    """What the distance of two ratings means to alpha."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Weights(StrEnum):
    """How much two ratings that differ still agree, to AC2 and to kappa."""

    UNWEIGHTED = "unweighted"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, with the level of confidence."""

    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Ratings:
    """Who rated what: `table` holds the place of each rating in `values` (ascending), -1 where there is none."""

    units: tuple[Hashable, ...]
    raters: tuple[Hashable, ...]
    values: tuple[float, ...]
    table: npt.NDArray[np.int64]

    @classmethod
    def of(cls, rows: Iterable[Row], scale: Sequence[float] = ()) -> "Ratings":
        """Ratings from rows; `scale` names values that could have been given though nobody gave them."""
        every = list(rows)
        units = {unit: place for place, unit in enumerate(dict.fromkeys(row[0] for row in every))}
        raters = {rater: place for place, rater in enumerate(dict.fromkeys(row[1] for row in every))}
        values = sorted({float(row[2]) for row in every} | {float(each) for each in scale})
        place = {value: number for number, value in enumerate(values)}
        table = np.full((len(units), len(raters)), MISSING, dtype=np.int64)
        for unit, rater, value in every:
            if table[units[unit], raters[rater]] != MISSING:
                raise ValueError(f"{rater} rated {unit} twice")
            table[units[unit], raters[rater]] = place[float(value)]
        return cls(tuple(units), tuple(raters), tuple(values), table)

    @property
    def counts(self) -> Matrix:
        """How often each value was given to each unit: units × values."""
        given: Matrix = (self.table[:, :, None] == np.arange(len(self.values))).sum(axis=1).astype(float)
        return given

    @property
    def pairs(self) -> int:
        """How many pairs of ratings of one unit there are."""
        rated = self.counts.sum(axis=1)
        return int((rated * (rated - 1)).sum() / 2)


def raw_agreement(ratings: Ratings) -> float | None:
    """The share of pairs of ratings of one unit that are equal; units with more ratings weigh more."""
    counts = ratings.counts
    agreeing = float((counts * (counts - 1)).sum() / 2)
    return agreeing / ratings.pairs if ratings.pairs else None


def krippendorff_alpha(ratings: Ratings, metric: Metric) -> float | None:
    """Krippendorff's alpha for any number of raters, with or without gaps."""
    [found] = _alphas(_coincidences(ratings).sum(axis=0)[None], np.array(ratings.values), metric)
    return None if np.isnan(found) else float(found)


def alpha_interval(
    ratings: Ratings,
    metric: Metric,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    clusters: Mapping[Hashable, Hashable] | None = None,
) -> Interval | None:
    """A 95 % bootstrap interval of alpha: the units are drawn again, with repetition.

    `clusters` (unit → what it belongs to, such as criterion and solution → solution) are drawn whole. The same
    seed gives the same interval. Draws in which alpha is not defined are left out; None when all are.
    """
    by_unit = _coincidences(ratings)
    groups = [clusters[unit] if clusters else unit for unit in ratings.units]
    place = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    # Only groups with something to compare are drawn: others would change the number of units drawn, not alpha.
    together = np.zeros((len(place), *by_unit.shape[1:]))
    np.add.at(together, [place[group] for group in groups], by_unit)
    together = together[together.sum(axis=(1, 2)) > 0]
    if len(together) == 0:
        return None
    chance = np.random.default_rng(seed)
    drawn = chance.multinomial(len(together), np.full(len(together), 1 / len(together)), size=draws)
    sums = np.tensordot(drawn, together, axes=1)
    found = _alphas(sums, np.array(ratings.values), metric)
    if np.isnan(found).all():
        return None
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return Interval(float(low), float(high))


def _coincidences(ratings: Ratings) -> Matrix:
    """For each unit, how often each pair of values meets in it; units rated once hold nothing."""
    counts = ratings.counts
    rated = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(counts.shape[1])
    pairs[:, diagonal, diagonal] -= counts
    return _floats(
        np.divide(
            pairs, (rated - 1)[:, None, None], out=np.zeros_like(pairs), where=(rated > 1)[:, None, None]
        )
    )


def _alphas(coincidences: Matrix, values: Matrix, metric: Metric) -> Matrix:
    """Alpha of each of several tables of coincidences, all at once; NaN where it is not defined."""
    margins = coincidences.sum(axis=2)
    distance = _squared_distances(values, margins, metric)
    expected = (margins[:, :, None] * margins[:, None, :] * distance).sum(axis=(1, 2))
    observed = (coincidences * distance).sum(axis=(1, 2))
    ratio = np.divide(observed, expected, out=np.full_like(observed, np.nan), where=expected != 0)
    return _floats(1 - (margins.sum(axis=1) - 1) * ratio)


def _squared_distances(values: Matrix, margins: Matrix, metric: Metric) -> Matrix:
    """How far apart two values are, for each table: only ordinal distances depend on the ratings given."""
    difference = values[:, None] - values[None, :]
    match metric:
        case Metric.NOMINAL:
            return _floats(difference != 0)[None]
        case Metric.INTERVAL:
            return _floats(difference**2)[None]
        case Metric.RATIO:
            total = values[:, None] + values[None, :]
            ratio = np.divide(difference, total, out=np.zeros_like(difference), where=total != 0)
            return _floats(ratio**2)[None]
        case Metric.ORDINAL:
            # From the middle of one value's ratings to the middle of the other's, counted in ratings.
            middle = np.cumsum(margins, axis=1) - margins / 2
            return _floats((middle[:, :, None] - middle[:, None, :]) ** 2)


def gwet(ratings: Ratings, weights: Weights) -> float | None:
    """Gwet's AC1 (unweighted) or AC2: steady where nearly everybody gives the same rating."""
    counts, number = ratings.counts, len(ratings.values)
    rated = counts.sum(axis=1)
    twice = rated > 1
    if number < 2 or not twice.any():
        return None
    weight = _weights(np.array(ratings.values), weights)
    weighted = counts @ weight.T
    agreeing = (counts[twice] * (weighted[twice] - 1)).sum(axis=1) / (rated[twice] * (rated[twice] - 1))
    share = (counts[rated > 0] / rated[rated > 0][:, None]).mean(axis=0)
    by_chance = weight.sum() / (number * (number - 1)) * float((share * (1 - share)).sum())
    return _beyond_chance(float(agreeing.mean()), float(by_chance))


def cohen_kappa(first: Sequence[float], second: Sequence[float], weights: Weights) -> float | None:
    """Cohen's kappa of two raters who both rated the same things, in the same order."""
    if len(first) != len(second):
        raise ValueError("both must have rated the same things")
    values = np.unique([*first, *second])
    if len(values) < 2:
        return None
    table = np.zeros((len(values), len(values)))
    np.add.at(table, (np.searchsorted(values, first), np.searchsorted(values, second)), 1.0)
    weight = _weights(values, weights)
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum() ** 2
    return _beyond_chance(float((weight * table).sum() / table.sum()), float((weight * by_chance).sum()))


def both_rated(ratings: Ratings, first: Hashable, second: Hashable) -> tuple[list[float], list[float]]:
    """What two raters gave to the units that both rated, in the same order."""
    columns = ratings.table[:, [ratings.raters.index(first), ratings.raters.index(second)]]
    shared = columns[(columns != MISSING).all(axis=1)]
    left, right = ([ratings.values[place] for place in side] for side in shared.T)
    return left, right


def _weights(values: Matrix, weights: Weights) -> Matrix:
    distance = np.abs(values[:, None] - values[None, :]) / (values.max() - values.min())
    match weights:
        case Weights.UNWEIGHTED:
            return _floats(distance == 0)
        case Weights.LINEAR:
            return _floats(1 - distance)
        case Weights.QUADRATIC:
            return _floats(1 - distance**2)


def _floats(found: Any) -> Matrix:
    return np.asarray(found, dtype=float)


def _beyond_chance(observed: float, by_chance: float) -> float | None:
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


class Reliance(StrEnum):
    """How far conclusions may rest on ratings that agree so much (Krippendorff's bounds)."""

    RELY = "rely"
    TENTATIVE = "tentative"
    DO_NOT_RELY = "do_not_rely"
    NOT_KNOWN = "not_known"


def reliance(interval: Interval | None) -> Reliance:
    """Judge by the interval's lower end, not by the point: few units give no assurance."""
    if interval is None:
        return Reliance.NOT_KNOWN
    if interval.low >= 0.8:
        return Reliance.RELY
    return Reliance.TENTATIVE if interval.low >= 0.667 else Reliance.DO_NOT_RELY


def summary(ratings: Ratings, *, ordered: bool = True) -> dict[str, Any]:
    """Every coefficient by name; `ordered` false: ratings are words, so that only equality counts.

    Kappa is given where there are exactly two raters, for what both rated.
    """
    pair = both_rated(ratings, *ratings.raters) if len(ratings.raters) == 2 else None
    interval = alpha_interval(ratings, Metric.ORDINAL) if ordered else None
    found: dict[str, Any] = {
        "units": len(ratings.units),
        "units_rated_twice": int((ratings.counts.sum(axis=1) > 1).sum()),
        "raters": len(ratings.raters),
        "ratings": int((ratings.table != MISSING).sum()),
        "pairs": ratings.pairs,
        "raw_agreement": raw_agreement(ratings),
    }
    for metric in Metric:
        known = ordered or metric is Metric.NOMINAL
        found[f"krippendorff_alpha_{metric}"] = krippendorff_alpha(ratings, metric) if known else None
    found["krippendorff_alpha_ordinal_interval"] = [interval.low, interval.high] if interval else None
    found["gwet_ac1"] = gwet(ratings, Weights.UNWEIGHTED)
    for weights in (Weights.LINEAR, Weights.QUADRATIC):
        found[f"gwet_ac2_{weights}"] = gwet(ratings, weights) if ordered else None
    for weights in Weights:
        known = pair is not None and (ordered or weights is Weights.UNWEIGHTED)
        found[f"cohen_kappa_{weights}"] = cohen_kappa(*pair, weights) if pair and known else None
    return found
