"""What everybody may read: pages and API of the published records, and what serves them."""

from itertools import pairwise
from typing import Final

from registry.web.assets import PREFIX, built
from registry.web.urls import COLLECTIONS
from tests.permissions.matrix import Call, Case, Expect, public

SAMPLES: Final = {
    "solutions": "sample-record",
    "standards": "sample-format",
    "organisations": "sample-body",
    "countries": "ken",
}
"""Records of the world, by the segment that their names follow."""


def sample(case: Case, path: str) -> Call:
    """Any published record at this address."""
    segments = path.split("/")
    named = {
        each.strip("{}"): SAMPLES.get(before, "")
        for before, each in pairwise(segments)
        if each in {"{name}", "{code}"}
    }
    if "deployments" in segments[:-1] and segments[segments.index("deployments") + 1 :]:
        named["name"] = case.world.deployment_id
    if "taxonomies" in segments:
        named = {"scheme": "interventions-2", "code": "2.2.1"}
    return Call({**named, "number": 1}, query={"from": 1, "to": 2} if segments[-1] == "diff" else {})


def record(path: str) -> Expect:
    """Expect that everybody reads the sample record at this address."""
    return public(path, lambda case: sample(case, path))


def _asset(_: Case) -> Call:
    return Call({"name": built().url("scripts/main.ts").removeprefix(PREFIX)})


HISTORY = ("/history", "/history/{number}", "/history/diff")
DECISIONS = [record(f"/api/v1/{each}/{{name}}/decisions") for each in COLLECTIONS.values()]

EXPECTATIONS = [
    *DECISIONS,
    public("/", lambda _: Call(), 302),
    public("/robots.txt"),
    public("/favicon.ico", lambda _: Call(), 302),
    public("/assets/{name}", _asset),
    public("/health"),
    public("/ready"),
    public("/{lang}"),
    *(public("/{lang}/" + page) for page in ("about", "about/scope", "api", "accessibility")),
    *(public("/{lang}/" + page) for page in ("search", "countries", "taxonomies")),
    public("/{lang}/suggest", lambda _: Call(query={"q": "re"})),
    record("/{lang}/taxonomies/{scheme}"),
    record("/{lang}/taxonomies/{scheme}/{code}"),
    *(
        record(f"/{{lang}}/{each}/{{{'code' if each == 'countries' else 'name'}}}")
        for each in COLLECTIONS.values()
    ),
    *(
        record(f"{start}/{each}/{{name}}{part}")
        for start in ("/{lang}", "/api/v1")
        for each in COLLECTIONS.values()
        for part in HISTORY
    ),
    *(public("/api/v1" + page) for page in ("", "/openapi.json", "/search", "/sources", "/regions")),
    public("/api/v1/suggest", lambda _: Call(query={"q": "re"})),
    public("/api/v1/taxonomies"),
    record("/api/v1/taxonomies/{scheme}"),
    record("/api/v1/taxonomies/{scheme}/{code}"),
    *(public(f"/api/v1/{each}") for each in COLLECTIONS.values()),
    *(record(f"/api/v1/{each}/{{name}}") for each in COLLECTIONS.values()),
    *(record(f"/api/v1/{each}/{{name}}/deployments") for each in ("solutions", "organisations", "countries")),
    *(record(f"/api/v1/{each}/{{name}}/claims") for each in ("solutions", "deployments")),
    record("/api/v1/solutions/{name}/standards"),
    record("/api/v1/standards/{name}/editions"),
]
