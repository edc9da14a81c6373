"""The coefficients of agreement give the values that are published or were computed by other programs."""

import csv
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.evaluation.agreement import (
    Interval,
    Metric,
    Ratings,
    Reliance,
    Weights,
    alpha_interval,
    cohen_kappa,
    gwet,
    krippendorff_alpha,
    raw_agreement,
    reliance,
    summary,
)
from tests.support import shared

# Krippendorff's own example: four raters, twelve units, gaps.
KRIPPENDORFF = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
FIRST = [1, 2, 3, 4, 5, 3, 2, 4, 4, 5, 1, 2]
SECOND = [1, 2, 3, 4, 4, 3, 3, 4, 5, 5, 2, 2]


@pytest.fixture
def example() -> Ratings:
    return Ratings.of(
        (unit, rater, float(value))
        for rater, line in enumerate(KRIPPENDORFF)
        for unit, value in enumerate(line.split())
        if value != "."
    )


def of_two(first, second) -> Ratings:
    pairs = enumerate(zip(first, second, strict=True))
    return Ratings.of(row for unit, (a, b) in pairs for row in ((unit, "a", a), (unit, "b", b)))


class TestPublishedValues:
    @pytest.mark.parametrize(
        ("metric", "value"),
        [
            (Metric.NOMINAL, 0.743),
            (Metric.ORDINAL, 0.815),
            (Metric.INTERVAL, 0.849),
            (Metric.RATIO, 0.797),
        ],
    )
    def test_alpha(self, example: Ratings, metric: Metric, value: float) -> None:
        assert krippendorff_alpha(example, metric) == pytest.approx(value, abs=5e-4)

    @pytest.mark.parametrize(
        ("weights", "value"),
        [(Weights.UNWEIGHTED, 0.77544), (Weights.LINEAR, 0.85874), (Weights.QUADRATIC, 0.914)],
    )
    def test_gwet(self, example: Ratings, weights: Weights, value: float) -> None:
        assert gwet(example, weights) == pytest.approx(value, abs=5e-5 if value != 0.914 else 5e-4)

    @pytest.mark.parametrize(
        ("weights", "value"),
        [(Weights.UNWEIGHTED, 0.5789), (Weights.LINEAR, 0.7714), (Weights.QUADRATIC, 0.9)],
    )
    def test_kappa(self, weights: Weights, value: float) -> None:
        assert cohen_kappa(FIRST, SECOND, weights) == pytest.approx(value, abs=5e-5)

    def test_the_paradox_of_kappa(self) -> None:
        """Nearly everybody says 1: raters agree in 94 %, kappa calls that worse than chance, AC1 does not."""
        first, second = [1] * 118 + [1] * 5 + [2] * 2, [1] * 118 + [2] * 5 + [1] * 2
        ratings = of_two(first, second)
        assert raw_agreement(ratings) == pytest.approx(0.944, abs=5e-4)
        assert cohen_kappa(first, second, Weights.UNWEIGHTED) == pytest.approx(-0.023, abs=5e-4)
        assert gwet(ratings, Weights.UNWEIGHTED) == pytest.approx(0.941, abs=5e-4)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """1,569 answers of 109 reviewers on 37 solutions, of another registry."""
    file = shared("data", "reviews", "dpga-community-reviews.csv")
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class TestRealReviews:
    @staticmethod
    def ratings(rows, item="") -> Ratings:
        return Ratings.of(
            ((row["solution"], row["item"]), row["reviewer"], float(row["answer"] == "True"))
            for row in rows
            if row["item"].startswith(item)
        )

    def test_raw_agreement_over_all_pairs(self, rows) -> None:
        every = self.ratings(rows)
        assert every.pairs == 9374
        assert raw_agreement(every) == pytest.approx(0.797, abs=5e-4)

    @pytest.mark.parametrize(
        ("item", "value"),
        [
            ("license", 0.94),
            ("clearOwnership", 0.89),
            ("ownership", 0.87),
            ("documentation", 0.84),
            ("nonPII", 0.80),
            ("SDG", 0.74),
        ],
    )
    def test_raw_agreement_by_item(self, rows, item: str, value: float) -> None:
        assert raw_agreement(self.ratings(rows, item)) == pytest.approx(value, abs=5e-3)

    def test_much_of_it_is_chance(self, rows) -> None:
        alpha = krippendorff_alpha(self.ratings(rows), Metric.NOMINAL)
        assert alpha is not None
        assert alpha < 0.3


class TestEdges:
    def test_one_rating_a_unit_says_nothing(self) -> None:
        alone = Ratings.of([("x", "a", 1), ("y", "b", 2)])
        assert raw_agreement(alone) is None
        assert krippendorff_alpha(alone, Metric.ORDINAL) is None
        assert alpha_interval(alone, Metric.ORDINAL) is None
        assert gwet(alone, Weights.UNWEIGHTED) is None

    def test_all_alike_leaves_alpha_open_and_a_scale_settles_ac1(self) -> None:
        rows = [(unit, rater, 3.0) for unit in "xyz" for rater in "ab"]
        assert krippendorff_alpha(Ratings.of(rows), Metric.ORDINAL) is None
        assert gwet(Ratings.of(rows), Weights.UNWEIGHTED) is None
        assert gwet(Ratings.of(rows, scale=[0, 1, 2, 3]), Weights.UNWEIGHTED) == 1

    def test_nobody_rates_a_thing_twice(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            Ratings.of([("x", "a", 1), ("x", "a", 2)])

    def test_kappa_needs_the_same_things(self) -> None:
        with pytest.raises(ValueError, match="same"):
            cohen_kappa([1, 2], [1], Weights.LINEAR)

    def test_two_zeros_do_not_break_the_ratio(self) -> None:
        assert krippendorff_alpha(of_two([0, 0, 1], [0, 0, 1]), Metric.RATIO) == 1


class TestInterval:
    def test_the_same_seed_gives_the_same(self, example: Ratings) -> None:
        assert alpha_interval(example, Metric.ORDINAL) == alpha_interval(example, Metric.ORDINAL)

    def test_it_holds_the_point_and_another_seed_is_near(self, example: Ratings) -> None:
        point = krippendorff_alpha(example, Metric.ORDINAL)
        first, second = (alpha_interval(example, Metric.ORDINAL, seed=seed) for seed in (1, 2))
        assert first.low < point < first.high
        assert first.low == pytest.approx(second.low, abs=0.1)

    def test_more_units_narrow_it(self, example: Ratings) -> None:
        rows = [
            ((copy, unit), rater, example.values[place])
            for copy in range(8)
            for unit, line in enumerate(example.table)
            for rater, place in enumerate(line)
            if place >= 0
        ]
        wide, narrow = (alpha_interval(each, Metric.ORDINAL) for each in (example, Ratings.of(rows)))
        assert narrow.high - narrow.low < (wide.high - wide.low) / 2

    def test_what_belongs_together_is_drawn_whole(self) -> None:
        """Twenty criteria of one solution are one observation, not twenty."""
        rows = [
            ((solution, criterion), rater, float((solution + criterion * (rater == "b")) % 3))
            for solution, criterion, rater in itertools.product(range(4), range(5), "ab")
        ]
        ratings = Ratings.of(rows)
        clusters = {unit: unit[0] for unit in ratings.units}
        assert alpha_interval(ratings, Metric.ORDINAL, clusters=clusters) != alpha_interval(
            ratings, Metric.ORDINAL
        )

    def test_units_rated_once_do_not_widen_it(self, example: Ratings) -> None:
        rows = [
            (unit, rater, example.values[place])
            for unit, line in enumerate(example.table)
            for rater, place in enumerate(line)
            if place >= 0
        ]
        more = Ratings.of([*rows, *((f"alone {number}", 0, 3.0) for number in range(50))])
        assert alpha_interval(more, Metric.ORDINAL) == alpha_interval(example, Metric.ORDINAL)

    @pytest.mark.parametrize(
        ("low", "found"),
        [
            (0.8, Reliance.RELY),
            (0.79, Reliance.TENTATIVE),
            (0.667, Reliance.TENTATIVE),
            (0.66, Reliance.DO_NOT_RELY),
        ],
    )
    def test_the_lower_end_decides(self, low: float, found: Reliance) -> None:
        assert reliance(Interval(low, 1.0)) is found

    def test_without_an_interval_nothing_is_known(self) -> None:
        assert reliance(None) is Reliance.NOT_KNOWN


ROWS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(1, 4)),
    min_size=2,
    max_size=24,
    unique_by=lambda row: row[:2],
)


class TestProperties:
    @given(ROWS, st.randoms(use_true_random=False))
    def test_the_order_of_rows_does_not_matter(self, rows, random) -> None:
        shuffled = list(rows)
        random.shuffle(shuffled)
        one, two = Ratings.of(rows), Ratings.of(shuffled)
        for metric in Metric:
            assert krippendorff_alpha(one, metric) == pytest.approx(krippendorff_alpha(two, metric))
        for weights in Weights:
            assert gwet(one, weights) == pytest.approx(gwet(two, weights))

    @given(ROWS)
    def test_nothing_exceeds_full_agreement(self, rows) -> None:
        ratings = Ratings.of(rows)
        found = [krippendorff_alpha(ratings, metric) for metric in Metric]
        found += [gwet(ratings, weights) for weights in Weights]
        assert all(value is None or value <= 1 + 1e-9 for value in found)

    @given(st.lists(st.integers(1, 4), min_size=2, max_size=12))
    def test_the_same_ratings_agree_in_full(self, values) -> None:
        ratings = of_two(values, values)
        assert raw_agreement(ratings) == 1
        if len(set(values)) > 1:
            assert krippendorff_alpha(ratings, Metric.ORDINAL) == pytest.approx(1)
            assert cohen_kappa(values, values, Weights.QUADRATIC) == pytest.approx(1)

    @given(ROWS, st.integers(2, 9))
    def test_only_order_matters_to_the_ordinal(self, rows, factor) -> None:
        stretched = [(unit, rater, value**factor) for unit, rater, value in rows]
        assert krippendorff_alpha(Ratings.of(rows), Metric.ORDINAL) == pytest.approx(
            krippendorff_alpha(Ratings.of(stretched), Metric.ORDINAL)
        )


class TestSummary:
    def test_kappa_is_for_two_raters(self, example: Ratings) -> None:
        assert summary(example)["cohen_kappa_quadratic"] is None
        assert summary(of_two(FIRST, SECOND))["cohen_kappa_quadratic"] == pytest.approx(0.9)

    def test_words_have_no_order(self) -> None:
        found = summary(of_two(FIRST, SECOND), ordered=False)
        assert found["krippendorff_alpha_ordinal"] is None
        assert found["gwet_ac2_quadratic"] is None
        assert found["krippendorff_alpha_nominal"] is not None
        assert found["cohen_kappa_unweighted"] == pytest.approx(0.5789, abs=5e-5)
