"""Publishing revisions."""

import pytest

from registry.audit.service import last_revisions, publish
from registry.db import Database, Kind

AUTHOR = "Test editors"


def _publish(database: Database, bodies: dict, **options) -> dict[str, str]:
    with database.write() as session:
        return publish(session, Kind.SOLUTION, bodies, **({"author": AUTHOR} | options))


def test_each_change_gets_the_next_number(database: Database) -> None:
    assert _publish(database, {"A": {"name": "one"}}) == {"A": "created"}
    assert _publish(database, {"A": {"name": "two"}, "B": {"name": "b"}}) == {"A": "updated", "B": "created"}
    with database.read() as session:
        last = last_revisions(session, Kind.SOLUTION, ["A", "B", "C"])
    assert {key: (each.number, each.body["name"]) for key, each in last.items()} == {
        "A": (2, "two"),
        "B": (1, "b"),
    }


def test_the_same_body_again_is_no_revision_and_no_news(database: Database) -> None:
    body = {"names": {"ar": "صحة", "en": "Health"}, "share": 0.5, "offline": False, "list": [1, "a", None]}
    _publish(database, {"A": body})
    before = database.catalogue_version()
    assert _publish(database, {"A": dict(reversed(body.items()))}) == {"A": "unchanged"}
    assert database.catalogue_version() == before


def test_a_change_raises_the_catalogue_version(database: Database) -> None:
    before = database.catalogue_version()
    _publish(database, {"A": {"name": "one"}})
    assert database.catalogue_version() == before + 1


@pytest.mark.parametrize(("yields", "outcome"), [(True, "kept"), (False, "updated")])
def test_a_seed_yields_to_what_others_changed_since(database: Database, yields: bool, outcome: str) -> None:
    _publish(database, {"A": {"name": "seeded"}}, author="Seed")
    _publish(database, {"A": {"name": "edited"}}, author="Editor")
    again = _publish(database, {"A": {"name": "seeded"}}, author="Seed", yield_to_others=yields)
    assert again == {"A": outcome}


def test_more_records_than_one_statement_can_name(database: Database) -> None:
    bodies = {f"R{number}": {"number": number} for number in range(2_000)}
    assert set(_publish(database, bodies).values()) == {"created"}
    assert set(_publish(database, bodies).values()) == {"unchanged"}
