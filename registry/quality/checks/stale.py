"""Records that nobody has confirmed for two years."""

from collections.abc import Iterator
from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.quality.check import Check, Found, World
from registry.quality.facts import DeploymentFacts, Facts, SolutionFacts
from registry.quality.models import Severity
from registry.quality.partial_dates import months_between

MONTHS: Final = 24
OVER: Final = frozenset({"ended"})


def run(facts: Facts, world: World) -> Iterator[Found]:
    """Whether the newest statement on a record is too old; what is over does not change any more."""
    match facts:
        case SolutionFacts() if facts.stage != "retired":
            last = facts.last_stated
        case DeploymentFacts() if facts.status not in OVER:
            last = facts.last_stated
        case _:
            return
    if last and months_between(last, world.today) >= MONTHS:
        yield Found("not_confirmed", {"since": last})


CHECK: Final = Check(
    id="stale",
    kinds=(Kind.SOLUTION, Kind.DEPLOYMENT),
    severity=Severity.NOTE,
    title=mark("Not confirmed for 24 months"),
    explanation=mark(
        "The newest statement of any source, authority or reviewer on the record is two years old or older."
    ),
    remedy=mark(
        "Ask the owner or the country’s focal point whether it is still true. A change that is handed in unchanged "
        "confirms what the record says as of that day."
    ),
    sentences={"not_confirmed": mark("Nobody has confirmed it since %(since)s.")},
    run=run,
)
