"""The rules that need no database: the road, ties, and how far judgements lie apart."""

from datetime import date

import pytest

from registry.evaluation.assessments.conflicts import least_verdict
from registry.evaluation.assessments.differences import Gap, gap
from registry.evaluation.assessments.models import ConflictKind, ConflictVerdict
from registry.evaluation.assessments.workflow import (
    TRANSITIONS,
    Action,
    CannotMove,
    State,
    after,
)

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("places", "is_gate", "expected"),
    [
        ((2, 2), False, Gap.ALIKE),
        ((None, None), True, Gap.ALIKE),
        ((1, 2), False, Gap.ONE_LEVEL),
        ((2, 1, 2), False, Gap.ONE_LEVEL),
        ((0, 2), False, Gap.ADJUDICATOR),
        ((0, 1, 2), False, Gap.ADJUDICATOR),
        ((1, None), False, Gap.ADJUDICATOR),
        ((0, 1), True, Gap.ADJUDICATOR),
    ],
)
def test_two_levels_a_cannot_judge_and_any_gate_go_to_an_adjudicator(
    places: tuple[int | None, ...], is_gate: bool, expected: Gap
) -> None:
    assert gap(places, is_gate=is_gate) is expected


@pytest.mark.parametrize(
    ("kinds", "ended", "expected"),
    [
        ([], "", ConflictVerdict.NONE),
        ([ConflictKind.EMPLOYMENT], "", ConflictVerdict.RECUSE),
        ([ConflictKind.EMPLOYMENT], "2022-11-25", ConflictVerdict.RECUSE),
        ([ConflictKind.EMPLOYMENT], "2022-11-24", ConflictVerdict.NONE),
        ([ConflictKind.FUNDING], "2022", ConflictVerdict.RECUSE),
        ([ConflictKind.COMPETITOR], "2022-10", ConflictVerdict.NONE),
        ([ConflictKind.AUTHORSHIP], "2010", ConflictVerdict.RECUSE),
        ([ConflictKind.PROCUREMENT], "", ConflictVerdict.DECLARE),
        ([ConflictKind.PROCUREMENT, ConflictKind.FUNDING], "", ConflictVerdict.RECUSE),
    ],
)
def test_ties_of_the_last_four_years_recuse_and_an_author_stays_one(
    kinds: list[ConflictKind], ended: str, expected: ConflictVerdict
) -> None:
    assert least_verdict(kinds, ended, TODAY) is expected


def test_every_state_but_the_last_ones_leads_on_and_no_action_is_ambiguous() -> None:
    ends = {State.CLOSED, State.WITHDRAWN}
    for practice in (False, True):
        for state in State:
            open_to = [
                each for each in TRANSITIONS if state in each.sources and each.is_practice in {None, practice}
            ]
            assert len({each.action for each in open_to}) == len(open_to)
    assert {state for each in TRANSITIONS for state in each.sources} == set(State) - ends


def test_a_calibration_round_is_never_published() -> None:
    assert after(State.COMPARING, Action.FINISH, is_practice=True).target is State.CLOSED
    for action in (Action.SETTLE, Action.ADJUDICATE, Action.PUBLISH):
        for state in State:
            with pytest.raises(CannotMove):
                after(state, action, is_practice=True)
