"""Rules that give roles by what a provider states: who sets them, what they may give, when a role ends."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from registry.accounts import claim_rules, queries, service
from registry.accounts.models import RoleGrant
from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY
from registry.audit.models import Event
from registry.db import Database
from registry.db.base import now
from registry.errors import Forbidden, Invalid, NotFound, SignInNeeded
from tests.factories import make_account, make_viewer

VIEWER, EDITOR = Role.ORGANISATION_VIEWER, Role.ORGANISATION_EDITOR
STATED = {"groups": ["staff"]}


def roles(session: Session, account_id: str) -> list[Role]:
    return [each.role for each in queries.held_by(session, [account_id]).get(account_id, [])]


def test_only_administrators_set_and_end_rules(database: Database) -> None:
    with database.write() as session:
        for viewer, refusal in (
            (ANYBODY, SignInNeeded),
            (make_viewer(session, (Role.ORGANISATION_OWNER, "DHO-1")), Forbidden),
            (make_viewer(session, Role.EDITOR), Forbidden),
        ):
            with pytest.raises(refusal):
                claim_rules.add(session, viewer, "sso", "groups", "staff", VIEWER, "DHO-1")
            with pytest.raises(refusal):
                claim_rules.end(session, viewer, 1)


@pytest.mark.parametrize("role", [role for role in Role if role not in claim_rules.GIVEN])
def test_no_rule_gives_a_role_that_decides_who_belongs(sqlite_url: str, role: Role) -> None:
    assert claim_rules.GIVEN == (EDITOR, VIEWER, Role.COUNTRY_VIEWER)
    database = Database(sqlite_url)
    with database.write() as session:
        keeper = make_viewer(session, Role.ADMINISTRATOR)
        with pytest.raises(Invalid):
            claim_rules.add(session, keeper, "sso", "groups", "staff", role, "DHO-1")
    database.dispose()


def test_roles_come_and_go_with_what_is_stated_and_are_on_record(database: Database) -> None:
    with database.write() as session:
        keeper, person = make_viewer(session, Role.ADMINISTRATOR), make_account(session)
        rule = claim_rules.add(session, keeper, "sso", "groups", "staff", EDITOR, "DHO-1")
        claim_rules.add(session, keeper, "other", "groups", "staff", VIEWER, "DHO-2")
        claim_rules.apply(session, person.id, "sso", STATED)
        assert roles(session, person.id) == [EDITOR], "the rules of this provider alone"
        claim_rules.apply(session, person.id, "other", {})
        assert roles(session, person.id) == [EDITOR], "what another does not state ends nothing"
        claim_rules.apply(session, person.id, "sso", {"groups": ["others"]})
        assert roles(session, person.id) == []
        claim_rules.apply(session, person.id, "sso", STATED)
        claim_rules.end(session, keeper, rule.id or 0)
        assert roles(session, person.id) == []
        with pytest.raises(NotFound):
            claim_rules.end(session, keeper, 999)
    with database.read() as session:
        assert [event.action for event in session.exec(select(Event))] == [
            "claim_rule.set",
            "claim_rule.set",
            "role.granted",
            "role.ended",
            "role.granted",
            "role.ended",
            "claim_rule.ended",
        ]


def test_a_role_lapses_a_month_after_it_was_last_stated(database: Database) -> None:
    with database.write() as session:
        keeper, person = make_viewer(session, Role.ADMINISTRATOR), make_account(session)
        claim_rules.add(session, keeper, "sso", "groups", "staff", EDITOR, "DHO-1")
        claim_rules.apply(session, person.id, "sso", STATED)
        grant = session.exec(select(RoleGrant).where(RoleGrant.account_id == person.id)).one()
        assert grant.expires_at is not None
        assert timedelta(days=29) < grant.expires_at - now() <= claim_rules.LASTS
        grant.expires_at = now() - timedelta(minutes=1)
        session.add(grant)
        session.flush()
        assert roles(session, person.id) == []
        claim_rules.apply(session, person.id, "sso", STATED)
        assert roles(session, person.id) == [EDITOR], "held anew"


def test_what_was_given_by_hand_stays(database: Database) -> None:
    with database.write() as session:
        keeper, person = make_viewer(session, Role.ADMINISTRATOR), make_account(session)
        claim_rules.add(session, keeper, "sso", "groups", "staff", EDITOR, "DHO-1")
        service.give_role(session, person.id, EDITOR, "DHO-1")
        for stated in (STATED, {}):
            claim_rules.apply(session, person.id, "sso", stated)
            assert roles(session, person.id) == [EDITOR]


@pytest.mark.parametrize(
    ("claims", "name", "values"),
    [
        ({"groups": ["a", "b", "", None, 7]}, "groups", ["a", "b", "7"]),
        ({"country": "KEN"}, "country", ["KEN"]),
        ({"staff": True}, "staff", ["true"]),
        ({"realm": {"roles": ["x"]}}, "realm.roles", ["x"]),
        ({"realm.roles": "whole", "realm": {"roles": "within"}}, "realm.roles", ["whole"]),
        ({"realm": "text"}, "realm.roles", []),
        ({"odd": {"a": 1}}, "odd", []),
        ({"odd": 1.5}, "odd", []),
        ({}, "groups", []),
    ],
)
def test_the_values_of_a_claim(claims: dict[str, object], name: str, values: list[str]) -> None:
    assert claim_rules.values_of(claims, name) == values


def test_nothing_is_kept_but_what_rules_ask_for(database: Database) -> None:
    with database.write() as session:
        keeper = make_viewer(session, Role.ADMINISTRATOR)
        claim_rules.add(session, keeper, "sso", "groups", "staff", EDITOR, "DHO-1")
        claims = {"groups": ["staff", *(f"g{number}" for number in range(500))], "birthdate": "1970-01-01"}
        assert claim_rules.wanted(session, "sso", claims) == STATED
        assert claim_rules.wanted(session, "other", claims) == {}
