"""Every route × every role × own, another's, nobody's."""

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute

from tests.permissions.matrix import Actor, Expect
from tests.permissions.trial import Court

EXPECTED: list[Expect] = [
    expected
    for file in sorted(Path(__file__).parent.glob("*.py"))
    if not file.stem.startswith(("_", "test_", "conftest"))
    for expected in getattr(import_module(f"tests.permissions.{file.stem}"), "EXPECTATIONS", [])
]


def served(court: Court) -> set[tuple[str, str]]:
    """Every route of the application, with the types of its placeholders left out."""
    return {
        (method, re.sub(r":\w+\}", "}", route.path))
        for route in court.client.app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS"
    }


def test_every_route_has_one_expectation_and_none_is_left_over(court: Court) -> None:
    expected = Counter((each.method, each.path) for each in EXPECTED)
    there = served(court)
    assert sorted(there - set(expected)) == [], "say who may use these, in tests/permissions/"
    assert sorted(set(expected) - there) == [], "these are no routes"
    assert [route for route, times in expected.items() if times > 1] == [], "these are said twice"


def test_everybody_who_asks_is_known() -> None:
    from registry.accounts.permissions import Role

    assert {actor.value for actor in Actor} == {role.value for role in Role} | {"reader", "no_role"}


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda each: f"{each.method} {each.path}")
def test_only_who_may_use_it_does(court: Court, expected: Expect) -> None:
    assert [tried.fault for tried in court.try_all(expected) if tried.fault] == []
