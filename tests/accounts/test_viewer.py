"""Who asks, and what that person may do: pure."""

import pytest

from registry.accounts.permissions import (
    ROLES,
    SCOPE_OF,
    SECOND_FACTOR,
    SIGNED_IN,
    Permission,
    Role,
    ScopeKind,
)
from registry.accounts.viewer import ANYBODY, Grant, Viewer
from registry.errors import Forbidden, SignInNeeded

OWNER = Viewer("A", grants=frozenset({Grant(Role.ORGANISATION_OWNER, ScopeKind.ORGANISATION, "DHO-1")}))
FOCAL = Viewer("B", grants=frozenset({Grant(Role.FOCAL_POINT, ScopeKind.COUNTRY, "KEN")}))
SCREENER = Viewer("C", grants=frozenset({Grant(Role.SCREENER, ScopeKind.SECRETARIAT)}))


def test_anybody_may_nothing() -> None:
    assert not any(ANYBODY.may(each) or ANYBODY.may_somewhere(each) for each in Permission)
    with pytest.raises(SignInNeeded):
        ANYBODY.demand(Permission.ACCOUNT_USE)
    with pytest.raises(SignInNeeded):
        ANYBODY.demand_somewhere(Permission.MEMBERS_READ)


def test_a_role_holds_only_in_what_it_is_held_in() -> None:
    assert OWNER.may(Permission.MEMBERS_MANAGE, organisation="DHO-1")
    assert not OWNER.may(Permission.MEMBERS_MANAGE, organisation="DHO-2")
    assert not OWNER.may(Permission.MEMBERS_MANAGE)
    assert not OWNER.may(Permission.MEMBERS_MANAGE, country="DHO-1")
    assert OWNER.may_somewhere(Permission.MEMBERS_MANAGE)
    assert FOCAL.may(Permission.COUNTRY_CONFIRM, country="KEN")
    assert not FOCAL.may(Permission.COUNTRY_CONFIRM, country="UGA")
    assert not FOCAL.may(Permission.COUNTRY_CONFIRM, organisation="KEN")


def test_a_role_of_the_secretariat_holds_everywhere_and_no_further() -> None:
    assert SCREENER.may(Permission.SUBMISSION_SCREEN)
    assert SCREENER.may(Permission.SUBMISSION_SCREEN, organisation="DHO-1", country="KEN")
    assert not SCREENER.may(Permission.PEOPLE_MANAGE)
    with pytest.raises(Forbidden):
        SCREENER.demand(Permission.PEOPLE_MANAGE)
    with pytest.raises(Forbidden):
        SCREENER.demand_somewhere(Permission.PEOPLE_MANAGE)


def test_a_token_does_less_never_more() -> None:
    limited = Viewer("A", grants=OWNER.grants, limited_to=frozenset({Permission.MEMBERS_READ}))
    assert limited.may(Permission.MEMBERS_READ, organisation="DHO-1")
    assert not limited.may(Permission.MEMBERS_MANAGE, organisation="DHO-1")
    assert not limited.may(Permission.ACCOUNT_USE)
    assert not limited.may_somewhere(Permission.SUBMISSION_CREATE)
    more = Viewer("A", grants=OWNER.grants, limited_to=frozenset(Permission))
    assert not more.may(Permission.PEOPLE_MANAGE)


def test_where_roles_are_held_can_be_asked() -> None:
    assert OWNER.organisations(Permission.SUBMISSION_EDIT) == {"DHO-1"}
    assert OWNER.countries(Permission.COUNTRY_CONFIRM) == frozenset()
    assert FOCAL.countries(Permission.COUNTRY_CONFIRM) == {"KEN"}
    assert SCREENER.organisations(Permission.SUBMISSION_READ) == frozenset()
    assert FOCAL.holds(Role.FOCAL_POINT)
    assert not FOCAL.holds(Role.SCREENER, Role.EDITOR)


def test_the_table_is_whole() -> None:
    assert set(ROLES) == set(Role) == set(SCOPE_OF)
    assert set(Permission) == SIGNED_IN | {each for allowed in ROLES.values() for each in allowed}
    assert {Role.REVIEWER, Role.ADJUDICATOR, Role.ADMINISTRATOR} == SECOND_FACTOR
