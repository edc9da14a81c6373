"""Tells which facts of a solution are the registry's own wording or classification, not a source's; pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from registry.provenance.schemas import FieldClaims

# Sources name these in words of their own, so that only the absence of any statement tells.
IN_OTHER_WORDS: Final = frozenset({"names", "organisations", "links", "standards", "price"})


def edited_fields(values: Mapping[str, Any], claims: Iterable[FieldClaims]) -> list[str]:
    """The fields that hold more than any source states: the editors of this registry decided on them."""
    stated = {each.field: [claim.value for claim in each.claims] for each in claims}
    return [
        name
        for name, value in values.items()
        if value not in (None, "", [], {}, "not_known") and not _is_stated(name, value, stated.get(name, []))
    ]


def _is_stated(name: str, value: Any, stated: list[Any]) -> bool:
    if name in IN_OTHER_WORDS:
        return bool(stated)
    if isinstance(value, list):
        together = [item for each in stated if isinstance(each, list) for item in each]
        return all(item in together for item in value)
    return value in stated
