"""What was read for the seed and what was done with it: taken, left out or recorded as a standard, and why."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from msgspec import Struct

from registry import resources
from registry.db.base import Names
from registry.interchange.seed_format import LeftOut, ScopeFile, Taken

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Reason(Struct, frozen=True):
    """A reason in six languages, and the records that were left out for it."""

    text: Names
    records: list[LeftOut]


class Decision(Struct, frozen=True):
    """A rule with what was taken by it, and what was not."""

    code: str
    text: Names
    taken: list[Taken]
    reasons: list[Reason]


@cache
def decisions() -> list[Decision]:
    """Every decision on scope, by its rule, in the order of the file that ships with the program."""
    with (resources.path("seed") / "scope.yaml").open(encoding="utf-8") as stream:
        raw = yaml.load(stream, Loader=_Loader)  # noqa: S506 - a safe loader, in C where it is built
    return by_rule(ScopeFile.model_validate(raw))


def by_rule(scope: ScopeFile) -> list[Decision]:
    """The decisions by rule, those that leave something out by reason below it."""
    texts = {reason["en"]: reason for reason in scope.reasons}
    return [
        Decision(
            rule.code,
            rule.text,
            [each for each in scope.taken if each.rule == rule.code],
            _by_reason([each for each in scope.left_out if each.rule == rule.code], texts),
        )
        for rule in scope.rules
    ]


def _by_reason(records: list[LeftOut], texts: Mapping[str, Names]) -> list[Reason]:
    found: dict[str, list[LeftOut]] = {}
    for each in sorted(records, key=lambda one: one.name.casefold()):
        found.setdefault(each.reason, []).append(each)
    return [Reason(texts[reason], group) for reason, group in sorted(found.items())]
