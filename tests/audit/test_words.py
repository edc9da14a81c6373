"""Every public event on a record is told in words on the record's own pages."""

import ast
from collections.abc import Iterator

import pytest

import registry.app  # noqa: F401 - each feature adds its words when its pages are loaded
from registry import resources
from registry.db.ids import Kind
from registry.web.vocabulary import TERMS


def _may_be_public(call: ast.Call) -> bool:
    is_record = isinstance(call.func, ast.Attribute) and call.func.attr == "record"
    return is_record and any(
        each.arg == "public" and not (isinstance(each.value, ast.Constant) and each.value.value is False)
        for each in call.keywords
    )


def _is_on_another_thing(call: ast.Call) -> bool:
    """Whether it is on what is no record by its kind, and so has no such page."""
    on = next((each.value for each in call.keywords if each.arg == "on"), None)
    first = on.elts[0] if isinstance(on, ast.Tuple) else None
    return isinstance(first, ast.Constant) and first.value not in set(Kind)


def _actions() -> Iterator[str]:
    """Actions that are written down where a public event is recorded."""
    root = resources.checkout()
    assert root is not None
    for path in (root / "registry").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _may_be_public(node) and not _is_on_another_thing(node):
                yield from (
                    each.value
                    for each in ast.walk(node.args[1])
                    if isinstance(each, ast.Constant)
                    and isinstance(each.value, str)
                    and "." in each.value.strip(".")
                )


@pytest.mark.parametrize("action", sorted(set(_actions())))
def test_it_has_words(action: str) -> None:
    assert action in TERMS["decision"]


@pytest.mark.parametrize(
    ("prefix", "verbs"),
    [
        ("deployment", ("confirmed", "corrected", "disputed", "added", "recorded")),
        ("country", ("chose", "choice_withdrawn", "document_added", "document_withdrawn")),
        (
            "country",
            ("question_asked", "question_changed", "question_retired", "round_opened", "round_closed"),
        ),
        ("notice", ("placed", "changed", "lifted", "answered")),
        ("feedback", ("published", "answered", "verified")),
        ("record", ("published", "maintained")),
    ],
)
def test_so_have_those_that_are_put_together(prefix: str, verbs: tuple[str, ...]) -> None:
    assert [verb for verb in verbs if f"{prefix}.{verb}" not in TERMS["decision"]] == []
