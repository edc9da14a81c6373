"""Sources that state different things of one deployment."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.quality.check import Check, Found, World
from registry.quality.facts import DeploymentFacts, Facts
from registry.quality.models import Severity
from registry.quality.partial_dates import first_day, last_day

PRESENCE: Final = "presence"
COMPARED: Final = ("status", "started", "ended", "people", "facilities", "health_workers", "version")
"""Fields with one true value; of lists each source may know a part."""

_DATES: Final = frozenset({"started", "ended"})


def run(facts: Facts, _world: World) -> Iterator[Found]:
    """On which fields of a deployment sources contradict each other."""
    if not isinstance(facts, DeploymentFacts):
        return
    stated: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for field, source, value, *_ in facts.statements:
        stated[field][json.dumps(value, sort_keys=True, ensure_ascii=False)].append(source)
    presence = stated.get(PRESENCE, {})
    if "false" in presence and len(presence) > 1:
        sources = {
            "denying": sorted(presence["false"]),
            "stating": sorted(s for value, all_ in presence.items() if value != "false" for s in all_),
        }
        yield Found("denied", sources, PRESENCE)
    for field in COMPARED:
        values = [json.loads(value) for value in stated.get(field, {})]
        if _disagree(field, values):
            rests_on = {value: sorted(sources) for value, sources in stated[field].items()}
            yield Found("differ", {"field": field}, field, Severity.WARNING, rests_on)


def _disagree(field: str, values: list[Any]) -> bool:
    """Whether no single truth fits all; `2024` and `2024-05` can mean the same."""
    known = [value for value in values if value not in (None, "", "not_known")]
    if field in _DATES:
        days = [(first_day(each), last_day(each)) for each in known if isinstance(each, str)]
        return bool(days) and max(first for first, _ in days) > min(last for _, last in days)
    return len(known) > 1


CHECK: Final = Check(
    id="country_claims",
    kinds=(Kind.DEPLOYMENT,),
    severity=Severity.ERROR,
    title=mark("Sources that disagree about a country"),
    explanation=mark(
        "One source states that a product is in use in a country and another one denies it, or they give different "
        "figures. A source that merely does not list it has not denied it."
    ),
    remedy=mark("Ask the country’s focal point, whose answer is shown beside what the sources state."),
    sentences={
        "denied": mark("%(denying)s: not so. %(stating)s: it is so."),
        "differ": mark("Sources give different values of “%(field)s”."),
    },
    run=run,
)
