"""Shapes in which claims and control are shown."""

from datetime import datetime

from msgspec import Struct

from registry.organisations.schemas import OrganisationRef
from registry.solutions.schemas import SolutionRef


class Controller(Struct, frozen=True):
    """An organisation that controls a product, and how that was proven."""

    id: int
    organisation: OrganisationRef
    method: str
    since: datetime


class ClaimView(Struct, frozen=True):
    """A claim as its own side and the Secretariat see it."""

    id: int
    solution: SolutionRef
    organisation: OrganisationRef
    method: str
    state: str
    token: str
    address: str
    statement: str
    has_code: bool
    created_at: datetime
    expires_at: datetime
    checked_at: datetime | None
    failure: str
    closed_at: datetime | None
    reason: str
