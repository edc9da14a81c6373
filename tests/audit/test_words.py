"""Every event is told in words: public ones on the record's own pages, all of them to administrators."""

import ast
from collections.abc import Iterator

import pytest

import registry.app  # noqa: F401 - each feature adds its words when its pages are loaded
from registry import resources
from registry.audit.words import action_words
from registry.db.ids import Kind
from registry.evaluation.assessments.models import ConsensusHow
from registry.national.models import Stance
from registry.notices.models import Step
from registry.web.vocabulary import TERMS
from tests.audit.recorded import objects, recorded


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


REST = {
    "consensus.*": (ConsensusHow.AGREED, ConsensusHow.ADJUDICATED),
    "deployment.*": tuple(Stance),
    "notice.*": tuple(Step),
}
"""What follows in actions that are put together from a coded value."""


def test_everything_that_is_recorded_has_words() -> None:
    found = recorded()
    assert [place for place, actions in found.items() if not actions] == []
    actions = set().union(*found.values())
    assert {each for each in actions if each.endswith("*")} == set(REST)
    whole = {each for each in actions if not each.endswith("*")}
    whole |= {start.replace("*", end) for start, ends in REST.items() for end in ends}
    known = set(TERMS["event"]) | set(TERMS["decision"])
    assert sorted(whole - known) == []
    assert sorted(set(TERMS["event"]) - whole) == []
    assert len({action_words(each) for each in whole}) == len(whole)


def test_so_has_everything_that_events_are_about() -> None:
    assert objects() - set(Kind) <= set(TERMS["event_object"])
