"""Shapes of accounts: what people see of themselves and of those they work with, and what the API answers."""

from datetime import datetime

from msgspec import Struct

from registry.accounts.permissions import Role, ScopeKind


class Held(Struct, frozen=True):
    """A role that somebody holds in an organisation (id), a country (code) or the Secretariat (empty)."""

    role: Role
    scope: ScopeKind
    scope_id: str
    expires_at: datetime | None = None
    is_asleep: bool = False
    grant_id: int = 0
    by_rule: bool = False


class Me(Struct, frozen=True):
    """Whom a token speaks for, and what it may do."""

    id: str
    name: str
    language: str
    roles: list[Held]
    permissions: list[str]


class MyAccount(Struct, frozen=True):
    """What a person sees of their own account."""

    id: str
    name: str
    email: str
    language: str
    has_password: bool
    has_second_factor: bool
    created_at: datetime
    password_changed_at: datetime | None
    recovery_codes: int


class SessionView(Struct, frozen=True):
    """A browser that is signed in, as its owner sees it."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime


class TokenView(Struct, frozen=True):
    """An API token without the token."""

    id: int
    name: str
    permissions: list[str]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    is_expired: bool


class IdentityView(Struct, frozen=True):
    """A provider of single sign-on that an account is linked to."""

    id: int
    issuer: str
    linked_at: datetime
    used_at: datetime | None


class Member(Struct, frozen=True):
    """Somebody who holds a role in an organisation or a country, as the others there see them."""

    grant_id: int
    account_id: str
    name: str
    role: Role
    granted_at: datetime
    expires_at: datetime | None
    by_rule: bool


class InvitationView(Struct, frozen=True):
    """A role that waits for somebody; the address is for whoever may manage members, and for its reader."""

    id: int
    email: str
    role: Role
    scope: ScopeKind
    scope_id: str
    invited_by: str
    created_at: datetime
    expires_at: datetime


class JoinRequestView(Struct, frozen=True):
    """Somebody who asks to belong to an organisation or a country."""

    id: int
    account_id: str
    name: str
    email: str
    scope: ScopeKind
    scope_id: str
    note: str
    created_at: datetime


class PersonRow(Struct, frozen=True):
    """An account in the administrators' list."""

    id: str
    name: str
    email: str
    created_at: datetime
    last_seen_at: datetime | None
    suspended_at: datetime | None
    has_second_factor: bool
    roles: list[Held]


class RuleView(Struct, frozen=True):
    """A rule that gives a role to whom a provider states something of; `holders`: how many hold it by this."""

    id: int
    provider: str
    claim: str
    value: str
    role: Role
    scope: ScopeKind
    scope_id: str
    made_at: datetime
    holders: int
