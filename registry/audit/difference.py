"""The difference between two bodies of a record; pure."""

import json
from collections.abc import Iterator
from typing import Any

from registry.audit.schemas import Change

IDENTITY = (
    "id",
    "code",
    "slug",
    "field",
    "source",
    "standard",
    "organisation",
    "solution",
    "country",
    "label",
    "scheme",
)
"""Keys that name an item of a list, so that an inserted item does not shift all that follow."""


def difference(before: Any, after: Any) -> list[Change]:
    """Every place where the two differ, in the order of their keys."""
    return list(_differ("", before, after))


def _differ(path: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _differ_keys(path, before, after, "{path}.{key}")
    elif isinstance(before, list) and isinstance(after, list):
        yield from _differ_keys(path, _keyed(before), _keyed(after), "{path}[{key}]")
    elif _is_nothing(before):
        yield Change(path, "added", None, after)
    elif _is_nothing(after):
        yield Change(path, "removed", before, None)
    else:
        yield Change(path, "changed", before, after)


def _differ_keys(path: str, before: dict[str, Any], after: dict[str, Any], form: str) -> Iterator[Change]:
    for key in [*before, *(key for key in after if key not in before)]:
        place = form.format(path=path, key=key) if path else key
        yield from _differ(place, before.get(key), after.get(key))


def _keyed(items: list[Any]) -> dict[str, Any]:
    """A list's items by the name they carry, or by their own text; repeats are numbered."""
    keyed: dict[str, Any] = {}
    for item in items:
        name = _name_of(item)
        key, number = name, 2
        while key in keyed:
            key, number = f"{name} #{number}", number + 1
        keyed[key] = item
    return keyed


def _name_of(item: Any) -> str:
    if isinstance(item, dict):
        names = [str(item[key]) for key in IDENTITY if item.get(key)]
        if names:
            return " ".join(names)
    return item if isinstance(item, str) else json.dumps(item, ensure_ascii=False, sort_keys=True)


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
