"""How a finding's state follows from what a check finds now; pure."""

from registry.quality.models import FindingState


def next_state(state: FindingState | None, *, found: bool, same_fact: bool) -> FindingState | None:
    """The state after a check ran; None: there is nothing to record.

    What is found no more is fixed. What was accepted stays so while it rests on the same fact, and opens again when
    that changes; what was fixed opens again when it is found again.
    """
    if not found:
        return None if state is None else FindingState.FIXED
    if state is FindingState.ACCEPTED and same_fact:
        return FindingState.ACCEPTED
    return FindingState.OPEN
