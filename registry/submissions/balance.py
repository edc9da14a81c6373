"""Who takes up the next submission, so that work is shared evenly. Pure."""

from collections.abc import Iterable, Mapping


def lightest(
    candidates: Iterable[str], loads: Mapping[str, int], *, excluded: Iterable[str] = ()
) -> str | None:
    """The candidate with the fewest open submissions, by account id among equals; None where nobody is left."""
    left = sorted(set(candidates) - set(excluded))
    return min(left, key=lambda each: (loads.get(each, 0), each), default=None)
