"""Rules that an administrator sets: who signs on by a provider that states something of them holds a role.

Only roles in organisations and countries are given so, and none that decides who belongs. A role that rests on a
rule ends when the provider no longer states it, when nobody signed on for a while, or when the rule is ended.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlmodel import Session, select

from registry.accounts import queries
from registry.accounts.models import ClaimRule, RoleGrant
from registry.accounts.permissions import SCOPE_OF, Permission, Role
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Invalid, NotFound, mark

GIVEN: Final = (Role.ORGANISATION_EDITOR, Role.ORGANISATION_VIEWER, Role.COUNTRY_VIEWER)
"""Roles that a rule may give."""

LASTS: Final = timedelta(days=30)
"""How long a role is held after the last sign-on at which the provider stated it."""

LONGEST_CLAIM: Final = 80
LONGEST_VALUE: Final = 200


def add(
    session: Session, viewer: Viewer, provider: str, claim: str, value: str, role: Role, scope_id: str
) -> ClaimRule:
    """Set a rule; it holds from the next time that somebody signs on."""
    viewer.demand(Permission.PEOPLE_MANAGE)
    faults = {}
    if not claim or len(claim) > LONGEST_CLAIM:
        faults["claim"] = mark("Enter the name of the claim, as the provider sends it.")
    if not value or len(value) > LONGEST_VALUE:
        faults["value"] = mark("Enter the value that the claim must have.")
    if role not in GIVEN:
        faults["role"] = mark("Choose a role.")
    if faults:
        raise Invalid(faults)
    if any(
        (each.claim, each.value, each.role, each.scope_id) == (claim, value, role, scope_id)
        for each in queries.rules_of(session, provider)
    ):
        raise Invalid({"value": mark("There is this rule already.")})
    row = ClaimRule(
        provider=provider,
        claim=claim,
        value=value,
        role=role,
        scope=SCOPE_OF[role],
        scope_id=scope_id,
        made_by=viewer.account_id,
    )
    session.add(row)
    session.flush()
    _record(session, "claim_rule.set", row, viewer.account_id)
    return row


def end(session: Session, viewer: Viewer, rule_id: int) -> None:
    """End a rule, and the roles that rest on it."""
    viewer.demand(Permission.PEOPLE_MANAGE)
    row = session.get(ClaimRule, rule_id)
    if row is None:
        raise NotFound(f"There is no rule {rule_id}.")
    for grant in session.exec(select(RoleGrant).where(RoleGrant.rule_id == rule_id)).all():
        _end(session, grant, viewer.account_id)
    session.flush()
    _record(session, "claim_rule.ended", row, viewer.account_id)
    session.delete(row)


def wanted(session: Session, provider: str, claims: Mapping[str, Any]) -> dict[str, list[str]]:
    """Of what a provider states, that which rules ask for: nothing else is kept, however short."""
    found: dict[str, list[str]] = {}
    for rule in queries.rules_of(session, provider):
        if rule.value in values_of(claims, rule.claim):
            found.setdefault(rule.claim, []).append(rule.value)
    return found


def values_of(claims: Mapping[str, Any], name: str) -> list[str]:
    """The values of a claim as texts; a name with dots leads into claims that hold claims."""
    found: Any = claims.get(name)
    if name not in claims:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    values = found if isinstance(found, list) else [found]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values if _is_plain(each)]


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | bool) and value != ""


def apply(session: Session, account_id: str, provider: str, stated: Mapping[str, list[str]]) -> None:
    """Give the roles that hold by this provider's rules, and end those that do no longer.

    A role that somebody gave by hand is left alone.
    """
    rules = queries.rules_of(session, provider)
    holding = {(rule.role, rule.scope_id): rule for rule in rules if rule.value in stated.get(rule.claim, ())}
    held = session.exec(select(RoleGrant).where(RoleGrant.account_id == account_id)).all()
    ours = {rule.id for rule in rules}
    for grant in held:
        rule = holding.pop((grant.role, grant.scope_id), None)
        if grant.rule_id not in ours:
            continue  # given by hand, or by another provider's rule
        if rule is None:
            _end(session, grant, events.SYSTEM)
        else:
            grant.rule_id, grant.expires_at = rule.id, now() + LASTS
            session.add(grant)
    for rule in holding.values():
        grant = RoleGrant(
            account_id=account_id,
            role=rule.role,
            scope=rule.scope,
            scope_id=rule.scope_id,
            granted_by=rule.made_by,
            expires_at=now() + LASTS,
            rule_id=rule.id,
        )
        session.add(grant)
        _record_role(session, "role.granted", grant, events.SYSTEM)
    session.flush()


def release(session: Session, account_id: str, provider: str) -> None:
    """End the roles that rest on a provider's rules, as the account is no longer linked to it."""
    apply(session, account_id, provider, {})


def _end(session: Session, grant: RoleGrant, by: str) -> None:
    session.delete(grant)
    _record_role(session, "role.ended", grant, by)


def _record(session: Session, action: str, row: ClaimRule, by: str) -> None:
    after = {"provider": row.provider, "claim": row.claim, "value": row.value, "role": row.role.value}
    events.record(session, action, actor=by, on=(row.scope.value, row.scope_id), after=after)


def _record_role(session: Session, action: str, grant: RoleGrant, by: str) -> None:
    after = {"role": grant.role.value, "account": grant.account_id, "rule": grant.rule_id}
    events.record(session, action, actor=by, on=(grant.scope.value, grant.scope_id), after=after)
