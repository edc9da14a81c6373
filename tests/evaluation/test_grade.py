"""The arithmetic of GRADE, its bounds, and that every step has its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.evaluation.grade import (
    MOST_UP,
    STARTS,
    Certainty,
    Lowering,
    Raising,
    Rating,
    Start,
    Step,
    faults_of,
    rate,
    starts_of,
)
from registry.evidence.hierarchy import EvidenceKind

WHY = "Because of what was found."


def rating(start: Start = Start.RANDOMISED, **steps: int) -> Rating:
    names = {reason.value: reason for reason in (*Lowering, *Raising)}
    return Rating(start, {names[name]: Step(by, WHY) for name, by in steps.items()})


@pytest.mark.parametrize(
    ("start", "steps", "found"),
    [
        (Start.RANDOMISED, {}, Certainty.HIGH),
        (Start.OBSERVATIONAL, {}, Certainty.LOW),
        (Start.OBSERVATIONAL_ROBINS_I, {}, Certainty.HIGH),
        (Start.RANDOMISED, {"imprecision": -1}, Certainty.MODERATE),
        (Start.RANDOMISED, {"imprecision": -1, "risk_of_bias": -1}, Certainty.LOW),
        (Start.RANDOMISED, {"imprecision": -2, "risk_of_bias": -2, "indirectness": -2}, Certainty.VERY_LOW),
        (Start.OBSERVATIONAL, {"inconsistency": -2}, Certainty.VERY_LOW),
        (Start.OBSERVATIONAL, {"large_effect": 1}, Certainty.MODERATE),
        (Start.OBSERVATIONAL, {"large_effect": 2}, Certainty.HIGH),
        (Start.OBSERVATIONAL, {"large_effect": 2, "dose_response": 1}, Certainty.HIGH),
        (Start.OBSERVATIONAL_ROBINS_I, {"risk_of_bias": -3}, Certainty.VERY_LOW),
    ],
)
def test_the_arithmetic(start: Start, steps: dict[str, int], found: Certainty) -> None:
    assert rate(rating(start, **steps)) is found


@pytest.mark.parametrize(
    ("start", "steps", "at"),
    [
        (Start.RANDOMISED, {"large_effect": 1}, "large_effect"),
        (Start.OBSERVATIONAL, {"large_effect": 1, "imprecision": -1}, "large_effect"),
        (Start.OBSERVATIONAL_ROBINS_I, {"plausible_confounding": 1}, "plausible_confounding"),
        (Start.RANDOMISED, {"risk_of_bias": -3}, "risk_of_bias"),
        (Start.OBSERVATIONAL_ROBINS_I, {"imprecision": -3}, "imprecision"),
        (Start.OBSERVATIONAL, {"dose_response": 2}, "dose_response"),
        (Start.RANDOMISED, {"indirectness": 1}, "indirectness"),
        (Start.OBSERVATIONAL, {"large_effect": -1}, "large_effect"),
    ],
)
def test_what_is_not_allowed(start: Start, steps: dict[str, int], at: str) -> None:
    with pytest.raises(Invalid) as refused:
        rate(rating(start, **steps))
    assert at in refused.value.faults


@pytest.mark.parametrize("reason", [*Lowering, *Raising])
def test_every_step_has_its_reason_in_words(reason: Lowering | Raising) -> None:
    by = -1 if isinstance(reason, Lowering) else 1
    unsaid = Rating(Start.OBSERVATIONAL, {reason: Step(by, "  ")})
    assert set(faults_of(unsaid)) == {reason}
    assert faults_of(Rating(Start.OBSERVATIONAL, {reason: Step(0)})) == {}


@pytest.mark.parametrize(
    ("kinds", "starts"),
    [
        (["randomised_trial", "cluster_trial"], {Start.RANDOMISED}),
        (["cohort", "qualitative"], {Start.OBSERVATIONAL, Start.OBSERVATIONAL_ROBINS_I}),
        (["cluster_trial", "cohort"], set()),
        ([], set()),
    ],
)
def test_the_design_decides_where_a_body_starts(kinds: list[str], starts: set[Start]) -> None:
    assert starts_of([EvidenceKind(kind) for kind in kinds]) == starts


STEPS = st.dictionaries(
    st.sampled_from([*Lowering, *Raising]), st.integers(-3, 2).map(lambda by: Step(by, WHY)), max_size=8
)


@given(st.sampled_from(Start), STEPS)
def test_it_stays_within_its_bounds_and_never_rises_by_lowering(start: Start, steps) -> None:
    given_rating = Rating(start, steps)
    if faults_of(given_rating):
        return
    found = rate(given_rating)
    assert found in Certainty
    plain = list(Certainty)[STARTS[start] - 1]
    if any(step.by < 0 for step in steps.values()):
        assert found.value_of < plain.value_of or plain is Certainty.VERY_LOW
    if start is Start.RANDOMISED:
        assert all(given_rating.by(reason) == 0 for reason in MOST_UP)


@given(STEPS, st.randoms(use_true_random=False))
def test_the_order_of_steps_does_not_matter(steps, random) -> None:
    shuffled = list(steps.items())
    random.shuffle(shuffled)
    one, two = Rating(Start.OBSERVATIONAL, steps), Rating(Start.OBSERVATIONAL, dict(shuffled))
    assert faults_of(one) == faults_of(two)
    if not faults_of(one):
        assert rate(one) is rate(two)
