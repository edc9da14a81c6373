"""Links that lead nowhere; they are asked in the background, see `links`."""

from collections.abc import Iterator
from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.quality.check import Check, Found, World
from registry.quality.facts import Facts
from registry.quality.models import Severity
from registry.quality.textual import digest_of

GONE: Final = "gone"
NO_ANSWER: Final = "no_answer"


def run(facts: Facts, world: World) -> Iterator[Found]:
    """Which addresses on a record count as dead."""
    for address in dict.fromkeys(each for group in facts.links.values() for each in group):
        reason = world.dead.get(address)
        if reason:
            yield Found(reason, {"url": address}, digest_of(address))


CHECK: Final = Check(
    id="dead_link",
    kinds=(Kind.SOLUTION, Kind.DEPLOYMENT, Kind.STANDARD, Kind.ORGANISATION),
    severity=Severity.WARNING,
    title=mark("Dead link"),
    explanation=mark("An address on the record led nowhere each time it was asked, over several days."),
    remedy=mark("Find the page’s new address, or take the link away."),
    sentences={
        GONE: mark("The page %(url)s no longer exists."),
        NO_ANSWER: mark("The site of %(url)s does not answer."),
    },
    run=run,
)
