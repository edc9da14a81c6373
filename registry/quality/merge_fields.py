"""What becomes of each field when two records are made one: the one's, the other's, or both together; pure."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from registry.db.ids import Kind


class Side(StrEnum):
    """Whose value is kept."""

    KEPT = "kept"
    OTHER = "other"
    BOTH = "both"


FIELDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.SOLUTION: (
        "names", "aliases", "summary", "type", "stage", "first_released", "licence", "openness", "organisations",
        "links", "languages", "platforms", "hosting", "offline", "uses_ai", "emergency_ready",
        "medical_device_class", "interventions", "challenges", "services", "focus_areas", "sdgs", "standards",
        "relations", "cost_model", "price", "contact",
    ),
    Kind.ORGANISATION: ("names", "aliases", "kind", "country", "home", "source"),
    Kind.DEPLOYMENT: (
        "subdivision", "status", "started", "ended", "version", "people", "people_share", "health_workers",
        "health_workers_share", "facilities", "facilities_share", "target_share", "target_share_source",
        "organisations", "funders", "interventions", "challenges", "links",
    ),
}  # fmt: skip
"""The fields that are chosen between; identifiers and what sources state are always taken from both."""

_WHOLE: Final = frozenset({"price", "funders"})
"""Values that mean something only as a whole: parts of two are not put together."""

_NAMED_BY: Final = ("organisation", "standard", "solution")


class Choice(Struct, frozen=True):
    """A field in which the two differ: both values, the choices there are and the one proposed."""

    field: str
    kept: Any
    other: Any
    sides: list[Side]
    proposed: Side


def choices(kind: Kind, kept: Mapping[str, Any], other: Mapping[str, Any]) -> list[Choice]:
    """The fields in which two bodies differ, in the order of a record."""
    return [
        _choice(field, kept.get(field), other.get(field))
        for field in FIELDS[kind]
        if kept.get(field) != other.get(field)
    ]


def _choice(field: str, kept: Any, other: Any) -> Choice:
    sides = [Side.KEPT, Side.OTHER]
    if _can_join(field, kept, other):
        sides.append(Side.BOTH)
    alone = Side.OTHER if _is_nothing(kept) else Side.KEPT
    proposed = Side.BOTH if Side.BOTH in sides else alone
    return Choice(field, kept, other, sides, proposed)


def _can_join(field: str, kept: Any, other: Any) -> bool:
    if field in _WHOLE or _is_nothing(kept) or _is_nothing(other):
        return False
    alike = any(isinstance(kept, sort) and isinstance(other, sort) for sort in (list, dict))
    return alike and joined(kept, other) != kept


def merged(
    kind: Kind, kept: Mapping[str, Any], other: Mapping[str, Any], sides: Mapping[str, Side]
) -> dict[str, Any]:
    """The kept record's body with what was chosen of the other; a field without a choice is the proposed one."""
    body = dict(kept)
    for choice in choices(kind, kept, other):
        side = sides.get(choice.field, choice.proposed)
        if side is Side.BOTH and side in choice.sides:
            body[choice.field] = joined(choice.kept, choice.other)
        elif side is Side.OTHER:
            body[choice.field] = choice.other
    if "aliases" in FIELDS[kind] and sides.get("aliases", Side.BOTH) is not Side.KEPT:
        body["aliases"] = _with_names(body, kept, other)
    body["identifiers"] = joined(kept.get("identifiers") or [], other.get("identifiers") or [])
    if kind is not Kind.ORGANISATION:
        body["claims"] = united(kept.get("claims") or [], other.get("claims") or [])
    return {name: value for name, value in body.items() if not _is_nothing(value)}


def joined(kept: Any, other: Any) -> Any:
    """Both together: what the kept one has comes first, and stays where both name the same thing."""
    if isinstance(kept, dict):
        return {
            **other,
            **kept,
            **{
                key: joined(kept[key], other[key])
                for key in kept
                if key in other and isinstance(kept[key], list)
            },
        }
    known = {_identity(item) for item in kept}
    return [*kept, *(item for item in other if _identity(item) not in known)]


def _identity(item: Any) -> str:
    """What an item of a list is of: an organisation in a role, a standard in an edition, a code."""
    if isinstance(item, dict) and any(item.get(name) for name in _NAMED_BY):
        parts = [item.get(name, "") for name in (*_NAMED_BY, "role", "edition", "kind")]
        return json.dumps(parts)
    if isinstance(item, dict) and "scheme" in item:
        return json.dumps([item["scheme"], item.get("value")])
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def _with_names(body: Mapping[str, Any], kept: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Aliases with the names that are no longer the record's own, so that it is found by all of them."""
    own = set(body.get("names", {}).values())
    every = [
        *(body.get("aliases") or []),
        *kept.get("names", {}).values(),
        *other.get("names", {}).values(),
    ]
    return [each for each in dict.fromkeys(every) if each not in own]


def united(kept: list[dict[str, Any]], other: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What sources state of either; where one source states the same field of both, the newer statement."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for claim in [*kept, *other]:
        key = (claim["field"], claim["source"])
        if key not in found or claim.get("date", "") > found[key].get("date", ""):
            found[key] = claim
    return [found[key] for key in sorted(found)]


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", [], {}, "not_known")
