"""Deployments of a product in a status that they cannot have."""

from collections.abc import Iterator
from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.quality.check import Check, Found, World
from registry.quality.checks.dates import RUNNING
from registry.quality.facts import DeploymentFacts, Facts
from registry.quality.models import Severity
from registry.quality.partial_dates import surely_before


def run(facts: Facts, _world: World) -> Iterator[Found]:
    """What cannot be of a deployment, by what its product is."""
    if not isinstance(facts, DeploymentFacts) or facts.is_presence:
        return
    details = {"status": facts.status, "stage": facts.stage}
    if facts.status in RUNNING and facts.stage == "retired":
        yield Found("runs_though_retired", details, "stage", Severity.WARNING)
    if facts.status in RUNNING and facts.stage == "idea":
        yield Found("runs_though_idea", details, "stage")
    if facts.status == "scaled" and facts.stage == "prototype":
        yield Found("scaled_though_prototype", details, "stage")
    if facts.started and facts.first_released and surely_before(facts.started, facts.first_released):
        dates = {"started": facts.started, "released": facts.first_released}
        yield Found("started_before_release", dates, "started", Severity.WARNING)


CHECK: Final = Check(
    id="status",
    kinds=(Kind.DEPLOYMENT,),
    severity=Severity.ERROR,
    title=mark("Status that the product does not allow"),
    explanation=mark(
        "What is recorded of the product and what is recorded of the deployment cannot both be true."
    ),
    remedy=mark(
        "Correct the status or date of the deployment, or the stage or first release of the product."
    ),
    sentences={
        "runs_though_retired": mark("It is “%(status)s”, but the product is no longer offered."),
        "runs_though_idea": mark("It is “%(status)s”, but the product is only an idea."),
        "scaled_though_prototype": mark("It is “%(status)s”, but the product is only a prototype."),
        "started_before_release": mark(
            "It started (%(started)s) before the product was first released (%(released)s)."
        ),
    },
    run=run,
)
