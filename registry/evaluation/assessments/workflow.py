"""The road of an assessment as data: its states, and what leads from one to the next. Pure: no session, no clock.

`moving.move` is the only place that changes a state; it asks `after` first.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from registry.errors import RegistryError, mark


class State(StrEnum):
    """Where an assessment is on its road."""

    PLANNED = "planned"
    REVIEWING = "reviewing"
    COMPARING = "comparing"
    ADJUDICATING = "adjudicating"
    FACTS = "facts"
    PUBLISHED = "published"
    APPEALED = "appealed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What moves an assessment on."""

    BEGIN = "begin"
    COMPARE = "compare"
    ADJUDICATE = "adjudicate"
    SETTLE = "settle"
    PUBLISH = "publish"
    APPEAL = "appeal"
    DISMISS = "dismiss"
    UPHOLD = "uphold"
    REOPEN = "reopen"
    FINISH = "finish"
    WITHDRAW = "withdraw"


class CannotMove(RegistryError):
    """The assessment is not in a state from which this leads on."""

    status = 409
    slug = "cannot-move"
    title = mark("This cannot be done with the assessment as it stands.")


@dataclass(frozen=True, slots=True)
class Transition:
    """One way on. `new_round`: what was put together before is put together anew; `is_practice`: for such only."""

    action: Action
    sources: frozenset[State]
    target: State
    new_round: bool = False
    is_practice: bool | None = None


UNDER_WAY: Final = frozenset(
    {State.PLANNED, State.REVIEWING, State.COMPARING, State.ADJUDICATING, State.FACTS}
)
"""States before the first publication."""

SETTLED: Final = (State.FACTS, State.PUBLISHED, State.APPEALED)
"""States in which there is something put together to read."""

UNBLINDED: Final = frozenset(
    {State.COMPARING, State.ADJUDICATING, State.FACTS, State.PUBLISHED, State.APPEALED, State.CLOSED}
)
"""States in which all reviews are locked, so that one reviewer may see another's."""

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(Action.BEGIN, frozenset({State.PLANNED}), State.REVIEWING),
    Transition(Action.COMPARE, frozenset({State.REVIEWING}), State.COMPARING),
    Transition(Action.ADJUDICATE, frozenset({State.COMPARING}), State.ADJUDICATING, is_practice=False),
    Transition(
        Action.SETTLE, frozenset({State.COMPARING, State.ADJUDICATING}), State.FACTS, is_practice=False
    ),
    Transition(Action.PUBLISH, frozenset({State.FACTS}), State.PUBLISHED, is_practice=False),
    Transition(Action.APPEAL, frozenset({State.PUBLISHED}), State.APPEALED, is_practice=False),
    Transition(Action.DISMISS, frozenset({State.APPEALED}), State.PUBLISHED, is_practice=False),
    Transition(
        Action.UPHOLD, frozenset({State.APPEALED}), State.ADJUDICATING, new_round=True, is_practice=False
    ),
    Transition(Action.REOPEN, UNBLINDED - {State.CLOSED}, State.REVIEWING, new_round=True, is_practice=False),
    Transition(Action.FINISH, frozenset({State.COMPARING}), State.CLOSED, is_practice=True),
    Transition(Action.WITHDRAW, UNDER_WAY, State.WITHDRAWN),
)
"""Every way on; a practice round ends with the comparison."""

REVIEW_WITHIN: Final = timedelta(days=28)
"""How long a reviewer has from the offer."""

LATE_AFTER: Final = timedelta(days=7)
"""How long after that a review is given to somebody else."""

FACTS_WITHIN: Final = timedelta(days=21)
"""How long those who answer for the product have to correct facts."""

APPEAL_WITHIN: Final = timedelta(days=60)
"""How long after the publication they may appeal."""

FEWEST_REVIEWERS: Final = 2


def after(state: State, action: Action, *, is_practice: bool) -> Transition:
    """The way that an action leads on from a state; `CannotMove` where there is none."""
    for each in TRANSITIONS:
        if each.action is action and state in each.sources and each.is_practice in {None, is_practice}:
            return each
    raise CannotMove(
        f"{action} is not possible in the state {state}.", action=action.value, state=state.value
    )
