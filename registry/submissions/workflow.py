"""The road of a submission as data: its states, what leads from one to the next, who does it, who is waited for.

Pure: no session, no clock. `service.move` is the only place that changes a state; it asks `after` first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from registry.accounts.permissions import Permission
from registry.errors import RegistryError


class State(StrEnum):
    """Where a submission is on its road."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    CHANGES_ASKED = "changes_asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What moves a submission on."""

    SUBMIT = "submit"
    TAKE_UP = "take_up"
    ASK_CHANGES = "ask_changes"
    ANSWER = "answer"
    ACCEPT = "accept"
    DECLINE = "decline"
    APPEAL = "appeal"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"


class Side(StrEnum):
    """Who acts, or who is waited for."""

    SUBMITTER = "submitter"
    SECRETARIAT = "secretariat"
    NOBODY = "nobody"


class CannotMove(RegistryError):
    """The submission is not in a state from which this leads on."""

    status = 409
    slug = "cannot-move"
    title = "This cannot be done with the submission as it stands."


@dataclass(frozen=True, slots=True)
class Transition:
    """One way on: what is done, from which states, to which, and what it needs.

    `permission` is held in the organisation that the submission is made for, or in the Secretariat; one who
    submits for nobody but herself needs none beside her own account's. `needs_text`: something must be said.
    """

    action: Action
    sources: frozenset[State]
    target: State
    side: Side
    permission: Permission
    needs_text: bool = False


_OPEN_FOR_SCREENING = frozenset({State.SCREENING, State.ANSWERED})

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        Action.SUBMIT,
        frozenset({State.DRAFT}),
        State.SUBMITTED,
        Side.SUBMITTER,
        Permission.SUBMISSION_EDIT,
    ),
    Transition(
        Action.TAKE_UP,
        frozenset({State.SUBMITTED}),
        State.SCREENING,
        Side.SECRETARIAT,
        Permission.SUBMISSION_SCREEN,
    ),
    Transition(
        Action.ASK_CHANGES,
        _OPEN_FOR_SCREENING,
        State.CHANGES_ASKED,
        Side.SECRETARIAT,
        Permission.SUBMISSION_SCREEN,
        needs_text=True,
    ),
    Transition(
        Action.ANSWER,
        frozenset({State.CHANGES_ASKED}),
        State.ANSWERED,
        Side.SUBMITTER,
        Permission.SUBMISSION_EDIT,
        needs_text=True,
    ),
    Transition(
        Action.ACCEPT,
        _OPEN_FOR_SCREENING,
        State.ACCEPTED,
        Side.SECRETARIAT,
        Permission.SUBMISSION_DECIDE,
    ),
    # Also where an answer is waited for that does not come.
    Transition(
        Action.DECLINE,
        _OPEN_FOR_SCREENING | {State.CHANGES_ASKED},
        State.DECLINED,
        Side.SECRETARIAT,
        Permission.SUBMISSION_DECIDE,
        needs_text=True,
    ),
    Transition(
        Action.APPEAL,
        frozenset({State.DECLINED}),
        State.APPEALED,
        Side.SUBMITTER,
        Permission.SUBMISSION_EDIT,
        needs_text=True,
    ),
    Transition(
        Action.ACCEPT,
        frozenset({State.APPEALED}),
        State.ACCEPTED,
        Side.SECRETARIAT,
        Permission.APPEAL_DECIDE,
        needs_text=True,
    ),
    Transition(
        Action.DECLINE,
        frozenset({State.APPEALED}),
        State.DECLINED,
        Side.SECRETARIAT,
        Permission.APPEAL_DECIDE,
        needs_text=True,
    ),
    # A change to a product by the organisation that has proven that it controls it.
    Transition(
        Action.PUBLISH,
        frozenset({State.DRAFT}),
        State.ACCEPTED,
        Side.SUBMITTER,
        Permission.PRODUCT_CLAIM,
    ),
    Transition(
        Action.WITHDRAW,
        frozenset(
            {
                State.DRAFT,
                State.SUBMITTED,
                State.SCREENING,
                State.CHANGES_ASKED,
                State.ANSWERED,
                State.APPEALED,
            }
        ),
        State.WITHDRAWN,
        Side.SUBMITTER,
        Permission.SUBMISSION_EDIT,
    ),
)
"""Every way on; an appeal can be made once, which `after` is told."""

WAITS_ON: Final[Mapping[State, Side]] = MappingProxyType(
    {
        State.DRAFT: Side.SUBMITTER,
        State.SUBMITTED: Side.SECRETARIAT,
        State.SCREENING: Side.SECRETARIAT,
        State.CHANGES_ASKED: Side.SUBMITTER,
        State.ANSWERED: Side.SECRETARIAT,
        State.ACCEPTED: Side.NOBODY,
        State.DECLINED: Side.NOBODY,
        State.APPEALED: Side.SECRETARIAT,
        State.WITHDRAWN: Side.NOBODY,
    }
)
"""Whose turn it is in each state."""

ANSWER_WITHIN: Final = timedelta(days=30)
"""How long the one who submits has to answer."""

EDITABLE: Final = frozenset({State.DRAFT, State.CHANGES_ASKED})
"""States in which the one who submits may change what is proposed."""

DECIDED: Final = frozenset({State.ACCEPTED, State.DECLINED})
"""States of what was published or turned down."""

CLOSED: Final = DECIDED | {State.WITHDRAWN}
"""States in which nobody is waited for."""


def after(state: State, action: Action, *, appealed: bool = False) -> Transition:
    """The way that an action leads on from a state; `CannotMove` where there is none.

    `appealed`: whether an appeal was made before; a second one is not open.
    """
    for each in TRANSITIONS:
        if each.action is action and state in each.sources and not (action is Action.APPEAL and appealed):
            return each
    raise CannotMove(
        f"{action} is not possible in the state {state}.", action=action.value, state=state.value
    )


def open_to(state: State, side: Side, *, appealed: bool = False) -> tuple[Action, ...]:
    """What one side can do in a state, in the order of the table."""
    return tuple(
        each.action
        for each in TRANSITIONS
        if each.side is side and state in each.sources and not (each.action is Action.APPEAL and appealed)
    )
