"""Accounts and what belongs to them: roles, sessions, one-time links, second factors, API tokens."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.accounts.permissions import Role, ScopeKind
from registry.db.base import JSON, Table, UtcDateTime, enum_type, now


class Account(Table, table=True):
    """Somebody who can sign in. When the person goes, the row stays without name, address or secrets."""

    __tablename__ = "account"

    id: str = Field(primary_key=True, max_length=16)
    email: str | None = Field(
        default=None, unique=True, max_length=254, description="Lower case; never shown."
    )
    email_verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    name: str = Field(
        default="", max_length=120, description="As the person signs; seen by whom they work with."
    )
    language: str = Field(default="en", max_length=2)
    password: str = Field(default="", description="Argon2 hash; empty where only single sign-on is used.")
    password_changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    totp_secret: str = Field(default="", description="Encrypted; empty without a second factor.")
    totp_last_step: int = Field(default=0, description="The last time step whose code was used.")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    suspended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RoleGrant(Table, table=True):
    """A role that an account holds in an organisation (id), a country (code) or the Secretariat (empty)."""

    __tablename__ = "role_grant"
    __table_args__ = (sa.UniqueConstraint("account_id", "role", "scope_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="account.id", max_length=16)
    role: Role = Field(sa_type=enum_type(Role))
    scope: ScopeKind = Field(sa_type=enum_type(ScopeKind))
    scope_id: str = Field(default="", index=True, max_length=16)
    granted_by: str = Field(default="", max_length=16, description="An account's id; empty: by the system.")
    granted_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rule_id: int | None = Field(
        default=None,
        foreign_key="claim_rule.id",
        index=True,
        description="The rule on claims of single sign-on that gives it; it ends when the rule no longer holds.",
    )


class Invitation(Table, table=True):
    """A role that waits for whoever reads this address; settled, it keeps no address."""

    __tablename__ = "invitation"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(default="", max_length=254, description="Lower case; empty once it is settled.")
    role: Role = Field(sa_type=enum_type(Role))
    scope: ScopeKind = Field(sa_type=enum_type(ScopeKind))
    scope_id: str = Field(default="", index=True, max_length=16)
    invited_by: str = Field(default="", max_length=16, description="An account's id; empty: the command.")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was accepted or withdrawn."
    )
    accepted_by: str = Field(default="", max_length=16, description="An account's id; empty: nobody.")


class JoinRequest(Table, table=True):
    """Somebody asks to belong to an organisation or a country; whoever manages its members decides."""

    __tablename__ = "join_request"
    __table_args__ = (
        sa.Index(
            "uq_join_request_open",
            "account_id",
            "scope_id",
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="account.id", max_length=16)
    scope: ScopeKind = Field(sa_type=enum_type(ScopeKind))
    scope_id: str = Field(index=True, max_length=16)
    note: str = Field(default="", max_length=1000, description="What the person says to whoever decides.")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str = Field(default="", max_length=16)
    accepted: bool = False


class AccountSession(Table, table=True):
    """A browser that is signed in; the cookie holds the token, the row only its digest."""

    __tablename__ = "account_session"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True, max_length=64)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=16)
    second_factor_due: bool = Field(
        default=False, description="Signed in by password only: good for nothing yet."
    )
    device: str = Field(default="", max_length=200, description="Browser and system, as the owner sees them.")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class LinkPurpose(StrEnum):
    """What a link that was sent by mail is for."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose
    CHANGE_EMAIL_OLD = "change_email_old"
    CHANGE_EMAIL_NEW = "change_email_new"
    LINK_IDENTITY = "link_identity"
    JOIN = "join"
    FEEDBACK = "feedback"


class MailedLink(Table, table=True):
    """A link that works once, for a while; the mail holds the token, the row only its digest."""

    __tablename__ = "mailed_link"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True, max_length=64)
    purpose: LinkPurpose = Field(sa_type=enum_type(LinkPurpose))
    account_id: str | None = Field(default=None, foreign_key="account.id", index=True, max_length=16)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecoveryCode(Table, table=True):
    """A code that stands in for the second factor once; only its digest is kept."""

    __tablename__ = "recovery_code"

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=16)
    digest: str = Field(primary_key=True, max_length=64)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ApiToken(Table, table=True):
    """A token that a program sends for a person; shown once, kept as a digest."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True, max_length=64)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=16)
    name: str = Field(max_length=80)
    permissions: list[str] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Identity(Table, table=True):
    """What somebody is called by a provider of single sign-on, and whose account that is here."""

    __tablename__ = "identity"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    issuer: str = Field(max_length=255)
    subject: str = Field(max_length=255)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=16)
    linked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ClaimRule(Table, table=True):
    """Whoever signs on by a provider that states this claim holds this role; set by an administrator."""

    __tablename__ = "claim_rule"
    __table_args__ = (sa.UniqueConstraint("provider", "claim", "value", "role", "scope_id"),)

    id: int | None = Field(default=None, primary_key=True)
    provider: str = Field(max_length=40, description="Its id in the settings.")
    claim: str = Field(max_length=80)
    value: str = Field(max_length=200)
    role: Role = Field(sa_type=enum_type(Role))
    scope: ScopeKind = Field(sa_type=enum_type(ScopeKind))
    scope_id: str = Field(max_length=16)
    made_by: str = Field(default="", max_length=16)
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Guesses(Table, table=True):
    """How often a secret was guessed wrongly for one account, by one client or in one browser; see `guessing`."""

    __tablename__ = "guesses"

    key: str = Field(primary_key=True, max_length=32)
    number: int = 0
    last_at: datetime = Field(default_factory=now, index=True, sa_type=UtcDateTime)
    blocked_until: datetime = Field(default_factory=now, sa_type=UtcDateTime)
