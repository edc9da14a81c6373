"""Faults found in systems like this one, each a test that it is none of ours: who reads and changes what.

What they get wrong in scoring is in `tests/evaluation/scores`, in searching in `tests/search`.
"""

import re
from typing import Any

from sqlmodel import select

from registry.accounts.models import Account
from registry.accounts.permissions import ROLES, SCOPE_OF, Permission, ScopeKind
from tests.permissions.matrix import Actor, Expect, Outcome, Relation
from tests.permissions.test_routes import EXPECTED
from tests.permissions.trial import UNSAFE, Court

OF_RECORDS = re.compile(
    r"/(solutions|deployments|standards|organisations|countries|taxonomies|notices|frameworks|assessments|desk)/"
)
"""Addresses of what is published, and of the desks where it is decided on."""

ASKED = re.compile(r"/(join|feedback)$")
"""Asks somebody who may change it to do so: to let one join, to publish a report."""


def changed_by(actor: Actor, relation: Relation) -> list[str]:
    """Routes by which this actor changes what is published, or decides on it."""
    return [
        f"{each.method} {each.path}"
        for each in EXPECTED
        if each.method in UNSAFE
        and OF_RECORDS.search(each.path)
        and not ASKED.search(each.path)
        and relation in each.relations
        and each.outcome(actor, relation) is Outcome.DONE
    ]


def read_by_anybody() -> list[tuple[Expect, Relation]]:
    """Routes that a reader may ask for, without those that only the receiver of a mail knows."""
    return [
        (each, relation)
        for each in EXPECTED
        for relation in each.relations
        if each.method == "GET"
        and "{token}" not in each.path
        and each.outcome(Actor.READER, relation) is Outcome.DONE
    ]


def test_searches_lists_and_pages_give_readers_no_names_and_no_addresses(court: Court) -> None:
    asked = read_by_anybody()
    answers = [(each.path, court.ask(each, Actor.READER, relation).text) for each, relation in asked]
    with court.database.read() as session:
        people = session.exec(select(Account.name, Account.email)).all()
    assert people
    known = re.compile("|".join(rf"\b{re.escape(text)}\b" for person in people for text in person if text))
    overseen = next(each for each in EXPECTED if each.path == "/{lang}/people" and each.method == "GET")
    assert known.search(court.ask(overseen, Actor.ADMINISTRATOR, Relation.NONE).text), (
        "who oversees reads them"
    )
    assert len(answers) > 50
    assert [f"{path}: {found[0]}" for path, text in answers if (found := known.search(text))] == []


def test_who_has_no_role_unpublishes_and_changes_nothing_of_others() -> None:
    assert changed_by(Actor.NO_ROLE, Relation.OTHER) == []
    assert changed_by(Actor.NO_ROLE, Relation.NONE) == []


def test_readers_ask_no_questions_for_a_country_and_change_nothing() -> None:
    assert [route for relation in Relation for route in changed_by(Actor.READER, relation)] == []


def test_vendors_judge_no_product_and_change_no_rule_of_scoring() -> None:
    # Running assessments is for bodies that the Secretariat recognised; judging in them is for nobody's owner.
    judging = {Permission.FRAMEWORK_MANAGE, Permission.REVIEW_WRITE, Permission.REVIEW_ADJUDICATE}
    vendors = [role for role, scope in SCOPE_OF.items() if scope is ScopeKind.ORGANISATION]
    assert vendors
    assert [role for role in vendors if ROLES[role] & judging] == []


def test_no_list_is_without_end(court: Court) -> None:
    described: dict[str, Any] = court.client.app.openapi_schema.to_schema()["paths"]
    limits = {
        path: parameter["schema"]
        for path, item in described.items()
        for parameter in item.get("get", {}).get("parameters", [])
        if parameter["name"] == "limit"
    }
    assert limits
    readable = {f"GET {each.path}" for each, _ in read_by_anybody() if "{" not in each.path}
    for path, schema in limits.items():
        most = [each["maximum"] for each in (schema, *schema.get("oneOf", [])) if "maximum" in each]
        assert most, path
        assert most[0] <= 100, path
        if f"GET {path}" in readable:
            assert court.client.get(f"{path}?limit={most[0] + 1}").status_code == 400, path
