"""Dates that contradict each other, the status they stand beside, or the calendar."""

from collections.abc import Iterator
from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.quality.check import Check, Found, World
from registry.quality.facts import DeploymentFacts, Facts, SolutionFacts, StandardFacts
from registry.quality.models import Severity
from registry.quality.partial_dates import last_day, surely_after, surely_before

RUNNING: Final = frozenset({"pilot", "active", "scaled"})
STARTED: Final = RUNNING | {"ended"}


def run(facts: Facts, world: World) -> Iterator[Found]:
    """What is wrong with the dates of a record."""
    match facts:
        case DeploymentFacts():
            yield from _of_deployment(facts, world)
        case SolutionFacts():
            if facts.first_released and surely_after(facts.first_released, world.today):
                yield Found("released_in_future", {"released": facts.first_released}, "first_released")
            if facts.price_date and surely_after(facts.price_date, world.today):
                yield Found("price_in_future", {"date": facts.price_date}, "price")
        case StandardFacts():
            for each in facts.edition_dates:
                if surely_after(each, world.today):
                    yield Found("edition_in_future", {"date": each}, each, Severity.NOTE)


def _of_deployment(facts: DeploymentFacts, world: World) -> Iterator[Found]:
    if facts.started and facts.ended and surely_before(facts.ended, facts.started):
        yield Found("ended_before_started", {"started": facts.started, "ended": facts.ended}, "ended")
    if facts.status in STARTED and facts.started and surely_after(facts.started, world.today):
        yield Found("runs_before_started", {"status": facts.status, "started": facts.started}, "started")
    if facts.status in RUNNING and facts.ended and last_day(facts.ended) < world.today:
        yield Found("runs_after_ended", {"status": facts.status, "ended": facts.ended}, "status")
    if facts.status == "ended" and facts.ended and surely_after(facts.ended, world.today):
        yield Found("ended_in_future", {"ended": facts.ended}, "status")
    if facts.status == "planned" and facts.started and last_day(facts.started) < world.today:
        yield Found(
            "planned_in_past", {"started": facts.started}, "status", Severity.WARNING, [facts.started]
        )
    for since, until in facts.funding:
        if since and until and until < since:
            yield Found("funding_reversed", {"from": since, "until": until}, f"funding {since}-{until}")


CHECK: Final = Check(
    id="dates",
    kinds=(Kind.DEPLOYMENT, Kind.SOLUTION, Kind.STANDARD),
    severity=Severity.ERROR,
    title=mark("Dates that contradict each other"),
    explanation=mark(
        "A date does not fit another one, the status beside it, or the calendar: at least one of them is wrong."
    ),
    remedy=mark("Look up the dates in the sources named on the record, and correct the one that is wrong."),
    sentences={
        "ended_before_started": mark("It ended (%(ended)s) before it started (%(started)s)."),
        "runs_before_started": mark(
            "Its status is “%(status)s”, but its start is dated %(started)s, which is still to come."
        ),
        "runs_after_ended": mark("Its status is “%(status)s”, but its end is dated %(ended)s."),
        "ended_in_future": mark("It is said to have ended, but the date is still to come: %(ended)s."),
        "planned_in_past": mark("It is said to be planned, but its start is dated %(started)s."),
        "funding_reversed": mark(
            "It was paid for until %(until)s, which is before the beginning in %(from)s."
        ),
        "released_in_future": mark("It was first released on a date that is still to come: %(released)s."),
        "price_in_future": mark("The price is dated %(date)s, which is still to come."),
        "edition_in_future": mark("An edition is dated %(date)s, which is still to come."),
    },
    run=run,
)
