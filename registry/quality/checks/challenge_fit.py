"""Challenges that none of the interventions of a record answers, by the published pairs of both lists."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.quality.check import Check, Found, World
from registry.quality.facts import DeploymentFacts, Facts, SolutionFacts
from registry.quality.models import Severity


def run(facts: Facts, world: World) -> Iterator[Found]:
    """Which challenges are left unanswered; without any intervention nothing is said."""
    if not isinstance(facts, SolutionFacts | DeploymentFacts) or not facts.interventions:
        return
    for code in facts.challenges:
        answers = world.answers.get(code)
        if answers and not any(_fits(each, answers) for each in facts.interventions):
            details = {"challenge": code, "interventions": sorted(answers)[:3]}
            yield Found("unanswered", details, code, rests_on=[*facts.interventions])


def _fits(code: str, answers: AbstractSet[str]) -> bool:
    """Whether an intervention answers: it, one above it, or one below it is among the answers."""
    above = code.split(".")
    return any(".".join(above[:length]) in answers for length in range(1, len(above) + 1)) or any(
        each.startswith(f"{code}.") for each in answers
    )


CHECK: Final = Check(
    id="challenge_fit",
    kinds=(Kind.SOLUTION, Kind.DEPLOYMENT),
    severity=Severity.NOTE,
    title=mark("Challenge that no intervention answers"),
    explanation=mark(
        "The published classification pairs each health system challenge with the interventions that answer it. The "
        "record names a challenge, but none of its interventions is paired with it."
    ),
    remedy=mark("Add the intervention by which the challenge is met, or take the challenge away."),
    sentences={
        "unanswered": mark(
            "None of its interventions answers the challenge %(challenge)s. Those that do are, for example: "
            "%(interventions)s."
        )
    },
    run=run,
)
