"""Claims to control a product with how they are proven, and the control that was proven."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import Table, UtcDateTime, enum_type, now


class ProofMethod(StrEnum):
    """How control is proven."""

    REPOSITORY = "repository"
    WEBSITE = "website"
    EMAIL = "email"
    DECISION = "decision"


class OwnershipState(StrEnum):
    """What became of a claim."""

    OPEN = "open"
    PROVEN = "proven"
    REFUSED = "refused"
    ENDED = "ended"


class OwnershipClaim(Table, table=True):
    """An organisation says that it controls a product, and is to prove it.

    `address`: the repository or page in which the token is looked for, or the domain of an e-mail address; the
    address itself is never kept.
    """

    __tablename__ = "ownership_claim"

    id: int | None = Field(default=None, primary_key=True)
    solution_id: str = Field(foreign_key="solution.id", index=True, max_length=16)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=16)
    account_id: str = Field(default="", max_length=16)
    method: ProofMethod = Field(sa_type=enum_type(ProofMethod))
    state: OwnershipState = Field(default=OwnershipState.OPEN, sa_type=enum_type(OwnershipState), index=True)
    token: str = Field(default="", max_length=64, description="To be published; it opens nothing.")
    address: str = Field(default="", max_length=2000)
    statement: str = Field(default="", description="What the Secretariat is to decide on.")
    code_digest: str = Field(default="", max_length=64, description="Of the code that was mailed last.")
    code_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure: str = Field(default="", max_length=40, description="Why the last check found nothing.")
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str = Field(default="", max_length=16, description="Empty: the system.")
    reason: str = Field(default="", description="Of a decision, as its parties read it.")


class SolutionControl(Table, table=True):
    """An organisation controls a product, since and until; what ended stays on record."""

    __tablename__ = "solution_control"
    __table_args__ = (
        sa.Index(
            "uq_solution_control_present",
            "solution_id",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    solution_id: str = Field(foreign_key="solution.id", index=True, max_length=16)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=16)
    claim_id: int = Field(foreign_key="ownership_claim.id")
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_reason: str = ""
