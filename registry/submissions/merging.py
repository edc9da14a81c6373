"""Merges what two people made of one draft, field by field, from the state that both began with. Pure.

A field that only one of them changed is taken from that one; texts per language and groups are merged key by
key, lists item by item. Where both changed the same thing differently nothing is chosen: that is a conflict.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed: what it held, and what each of them made of it; None is nothing."""

    field: str
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields as they are after the merge; those in conflict are as the other left them."""

    values: dict[str, Any]
    conflicts: tuple[Conflict, ...] = ()


class _BothChanged(Exception):
    """The two cannot be merged."""


def merge(base: Body, theirs: Body, mine: Body, fields: Iterable[str]) -> Merged:
    """Merge these fields of two bodies that both come from `base`."""
    values: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for field in fields:
        was, other, own = base.get(field), theirs.get(field), mine.get(field)
        try:
            merged = _value(was, other, own)
        except _BothChanged:
            conflicts.append(Conflict(field, was, other, own))
            merged = other
        if not is_nothing(merged):
            values[field] = merged
    return Merged(values, tuple(conflicts))


def is_nothing(value: Any) -> bool:
    """Whether a value says nothing, as "not known" does; `False` and 0 say something."""
    return value is None or value == "not_known" or (isinstance(value, str | list | dict) and not value)


def changed(before: Body, after: Body, fields: Iterable[str]) -> list[str]:
    """The fields that differ between two bodies; nothing in any form is the same."""
    return [field for field in fields if not _same(before.get(field), after.get(field))]


def _same(first: Any, second: Any) -> bool:
    if is_nothing(first) or is_nothing(second):
        return is_nothing(first) and is_nothing(second)
    # False is not 0 here, and True is not 1.
    return type(first) is type(second) and bool(first == second)


def _value(base: Any, theirs: Any, mine: Any) -> Any:
    if _same(base, mine) or _same(theirs, mine):
        return theirs
    if _same(base, theirs):
        return mine
    # Where both begin, the shape tells: what was nothing merges as the shape that both gave it.
    parts = [each for each in (base, theirs, mine) if not is_nothing(each)]
    if all(isinstance(each, dict) for each in parts):
        return _mapping(base or {}, theirs or {}, mine or {})
    if all(isinstance(each, list) for each in parts):
        return _list(base or [], theirs or [], mine or [])
    raise _BothChanged


def _mapping(base: Body, theirs: Body, mine: Body) -> dict[str, Any]:
    keys = dict.fromkeys([*theirs, *mine, *base])
    merged = {key: _value(base.get(key), theirs.get(key), mine.get(key)) for key in keys}
    return {key: value for key, value in merged.items() if not is_nothing(value)}


def _list(base: list[Any], theirs: list[Any], mine: list[Any]) -> list[Any]:
    was, other, own = _by_text(base), _by_text(theirs), _by_text(mine)
    added = {key: item for key, item in own.items() if key not in was}
    removed = set(was) - set(own)
    of_rows = any(isinstance(item, dict) for item in (*base, *theirs, *mine))
    also_removed = removed & (set(was) - set(other))
    if of_rows and also_removed and set(added) != set(other) - set(was):
        raise _BothChanged  # a row that both took away: at least one of them changed it
    kept = {key: item for key, item in other.items() if key not in removed}
    return list((kept | added).values())


def _by_text(items: list[Any]) -> dict[str, Any]:
    return {json.dumps(item, sort_keys=True, ensure_ascii=False): item for item in items}
