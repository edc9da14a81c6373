"""One framework of each shape that others use, from facts only: the format holds all of them."""

from typing import Any

from registry.evaluation.frameworks.drafts import VersionDraft
from tests.factories.frameworks import PASS_OR_FAIL, criterion, framework_draft

TIERS = [
    {"code": "A", "names": "System service", "risk": ["enabling"]},
    {"code": "B", "names": "Helps people manage their health", "risk": ["supporting"]},
    {"code": "C", "names": "Treats, diagnoses, guides care", "risk": ["guiding"]},
]


def _domain(code: str) -> dict[str, Any]:
    return {"code": code, "names": code.replace("-", " ").capitalize()}


def nice_esf() -> VersionDraft:
    """Tiers decide what applies: of 21 standards 17 in tier A, 20 in B, 21 in C; met or not, no total."""
    groups = (("design", 9), ("value", 4), ("performance", 3), ("delivering", 2), ("deployment", 3))
    domain_of = [group for group, number in groups for _ in range(number)]
    only = {number: ["B", "C"] for number in (7, 8, 9)} | {14: ["C"]}
    return framework_draft(
        "nice-esf",
        "2022",
        tiers=TIERS,
        scales={"met-or-not": PASS_OR_FAIL},
        domains=[_domain(group) for group, _ in groups],
        criteria=[
            criterion(
                f"standard-{number}", domain_of[number - 1], scale="met-or-not", tiers=only.get(number, [])
            )
            for number in range(1, 22)
        ],
        aggregate={"domain": "count_met", "overall": "count_met"},
    )


def grade() -> VersionDraft:
    """A start by design, five reasons to lower, three to raise: a sum that stays between 1 and 4."""
    down = [
        {"code": "very-serious", "value": -2, "names": "Very serious"},
        {"code": "serious", "value": -1, "names": "Serious"},
        {"code": "no-concern", "value": 0, "names": "None"},
    ]
    up = [{"code": f"up-{step}", "value": step, "names": f"+{step}"} for step in range(3)]
    start = [{"code": "low", "value": 2, "names": "Low"}, {"code": "high", "value": 4, "names": "High"}]
    lowering = ("risk-of-bias", "inconsistency", "indirectness", "imprecision", "publication-bias")
    return framework_draft(
        "grade",
        "1",
        scales={"start": start, "down": down, "up": up, "up-once": up[:2]},
        domains=[_domain("start"), _domain("lower"), _domain("raise")],
        criteria=[
            criterion("design", "start", scale="start"),
            *(criterion(code, "lower", scale="down") for code in lowering),
            criterion("large-effect", "raise", scale="up", optional=True),
            criterion("dose-response", "raise", scale="up-once", optional=True),
            criterion("plausible-confounding", "raise", scale="up-once", optional=True),
        ],
        aggregate={
            "domain": "sum",
            "overall": "clamped_sum",
            "lowest": 1,
            "highest": 4,
            "bands": [
                {"code": code, "names": code.replace("_", " ").capitalize(), "at_least": bound}
                for bound, code in enumerate(("very_low", "low", "moderate", "high"), start=1)
            ],
        },
    )


def mera() -> VersionDraft:
    """Sixteen items of reporting, each there or not: how many of 16, never a mark of quality."""
    return framework_draft(
        "mera",
        "2016",
        scales={"reported": PASS_OR_FAIL},
        domains=[_domain("core-items")],
        criteria=[criterion(f"item-{number}", "core-items", scale="reported") for number in range(1, 17)],
        aggregate={"overall": "count_met"},
    )


def dtac() -> VersionDraft:
    """Four domains pass or fail, each a gate; the fifth is a share."""
    gates = ("clinical-safety", "data-protection", "technical-security", "interoperability")
    return framework_draft(
        "dtac",
        "2",
        scales={"pass-or-fail": PASS_OR_FAIL, "yes-or-no": PASS_OR_FAIL},
        domains=[*(_domain(gate) for gate in gates), _domain("usability")],
        criteria=[
            *(criterion(gate, gate, scale="pass-or-fail", gate=True) for gate in gates),
            *(criterion(f"usability-{number}", "usability", scale="yes-or-no") for number in range(1, 9)),
        ],
        aggregate={"domain": "share", "overall": "none"},
    )


def maps() -> VersionDraft:
    """Points by question, 0 to 2 or 0 to 3, in domains: each domain a share of its points, together their mean."""
    two = [{"code": f"p{points}", "value": points, "names": str(points)} for points in range(3)]
    three = [{"code": f"p{points}", "value": points, "names": str(points)} for points in range(4)]
    return framework_draft(
        "maps",
        "2015",
        scales={"two": two, "three": three},
        domains=[_domain("data"), _domain("adaptability")],
        criteria=[
            *(criterion(f"data-{number}", "data", scale="three") for number in range(1, 16)),
            *(criterion(f"adaptability-{number}", "adaptability", scale="two") for number in range(1, 16)),
        ],
        aggregate={"domain": "share", "overall": "mean_of_domains"},
    )


def weighted() -> VersionDraft:
    """Weights from 2 to 6, as a national scheme has them; bands name the result."""
    return framework_draft(
        "weighted",
        "1",
        domains=[_domain("performance"), _domain("security")],
        criteria=[criterion("load", "performance", weight=2), criterion("encryption", "security", weight=6)],
        aggregate={
            "overall": "share",
            "bands": [
                {"code": "D", "names": "D", "at_least": 0},
                {"code": "A", "names": "A", "at_least": 0.9},
            ],
        },
    )


def measured() -> VersionDraft:
    """Levels that a measured value decides: fewer than one developer is low, four or more high."""
    scale = [
        {"code": code, "value": value, "names": code.capitalize()}
        for value, code in enumerate(("low", "medium", "high"))
    ]
    bounds = {"low": {"at_least": 0}, "medium": {"at_least": 1}, "high": {"at_least": 4}}
    return framework_draft(
        "measured",
        "1",
        scales={"three": scale},
        domains=[_domain("practices")],
        criteria=[criterion("active-developers", "practices", scale="three", levels=bounds)],
        aggregate={"overall": "sum"},
    )


SHAPES = (nice_esf, grade, mera, dtac, maps, weighted, measured)
