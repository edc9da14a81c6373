"""The road of a submission: every way on that is meant, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.submissions.workflow import (
    CLOSED,
    DECIDED,
    EDITABLE,
    TRANSITIONS,
    WAITS_ON,
    Action,
    CannotMove,
    Side,
    State,
    after,
    open_to,
)

ACTIONS = st.lists(st.sampled_from(Action), max_size=40)


def walk(actions: list[Action]) -> list[tuple[State, Action, State]]:
    """The steps that these actions make of a draft; those that are not possible are refused and change nothing."""
    state, appealed, steps = State.DRAFT, False, []
    for action in actions:
        try:
            step = after(state, action, appealed=appealed)
        except CannotMove:
            continue
        steps.append((state, action, step.target))
        state, appealed = step.target, appealed or action is Action.APPEAL
    return steps


@given(ACTIONS)
def test_nothing_is_decided_before_it_was_submitted_and_taken_up(actions: list[Action]) -> None:
    done = [action for _, action, _ in walk(actions)]
    if Action.ACCEPT in done or Action.DECLINE in done:
        assert done[:2] == [Action.SUBMIT, Action.TAKE_UP]


@given(ACTIONS)
def test_what_is_accepted_or_withdrawn_stays_so(actions: list[Action]) -> None:
    for before, _, _ in walk(actions):
        assert before not in {State.ACCEPTED, State.WITHDRAWN}


@given(ACTIONS)
def test_an_appeal_follows_a_refusal_and_comes_once(actions: list[Action]) -> None:
    steps = walk(actions)
    appeals = [before for before, action, _ in steps if action is Action.APPEAL]
    assert appeals in ([], [State.DECLINED])
    assert sum(target is State.DECLINED for _, _, target in steps) <= 2


@given(ACTIONS)
def test_each_question_is_answered_before_the_next_and_before_acceptance(actions: list[Action]) -> None:
    waiting = False
    for _, action, _ in walk(actions):
        assert not (waiting and action in {Action.ASK_CHANGES, Action.ACCEPT})
        waiting = action is Action.ASK_CHANGES or (waiting and action is not Action.ANSWER)


@given(ACTIONS)
def test_the_side_that_acts_is_the_one_that_is_waited_for(actions: list[Action]) -> None:
    # But a submitter may withdraw at any time, and a decision be taken where no answer comes.
    for before, action, _ in walk(actions):
        side = after(before, action).side
        beside = action in {Action.WITHDRAW, Action.APPEAL} or (before, action) == (
            State.CHANGES_ASKED,
            Action.DECLINE,
        )
        assert beside or WAITS_ON[before] is side


@given(st.sampled_from(State), st.sampled_from(Action), st.booleans())
def test_what_is_offered_is_what_is_possible(state: State, action: Action, appealed: bool) -> None:
    offered = {
        each
        for side in (Side.SUBMITTER, Side.SECRETARIAT)
        for each in open_to(state, side, appealed=appealed)
    }
    try:
        after(state, action, appealed=appealed)
    except CannotMove:
        assert action not in offered
    else:
        assert action in offered


def test_no_two_ways_leave_one_state_by_one_action() -> None:
    leaving = [(source, each.action) for each in TRANSITIONS for source in each.sources]
    assert len(leaving) == len(set(leaving))


def test_every_state_can_be_reached_and_every_action_done() -> None:
    assert {each.target for each in TRANSITIONS} | {State.DRAFT} == set(State)
    assert {each.action for each in TRANSITIONS} == set(Action)


def test_nobody_is_waited_for_exactly_where_nothing_more_happens() -> None:
    assert {state for state, side in WAITS_ON.items() if side is Side.NOBODY} == CLOSED
    assert DECIDED < CLOSED
    assert {WAITS_ON[state] for state in EDITABLE} == {Side.SUBMITTER}


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (State.DRAFT, Action.ACCEPT),
        (State.SUBMITTED, Action.ACCEPT),
        (State.SUBMITTED, Action.SUBMIT),
        (State.CHANGES_ASKED, Action.ACCEPT),
        (State.ACCEPTED, Action.WITHDRAW),
        (State.ACCEPTED, Action.APPEAL),
        (State.DECLINED, Action.ACCEPT),
        (State.WITHDRAWN, Action.SUBMIT),
    ],
)
def test_what_is_not_in_the_table_is_refused(state: State, action: Action) -> None:
    with pytest.raises(CannotMove):
        after(state, action)
