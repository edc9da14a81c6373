"""Which recommendations cover a set of interventions; pure."""

from collections.abc import Iterable, Sequence


def covers(needs: Sequence[Sequence[str]], codes: Iterable[str]) -> bool:
    """Whether the codes have one of every group: the code itself, one below it, or its group as a whole.

    A solution that is classified by a whole group (`2.3`) is taken to do what the group's codes say; one that does
    only one of two things that are recommended together is not covered.
    """
    held = list(codes)
    return all(any(_meets(code, wanted) for code in held for wanted in group) for group in needs)


def _meets(code: str, wanted: str) -> bool:
    return code == wanted or code.startswith(f"{wanted}.") or (wanted.startswith(f"{code}.") and "." in code)
