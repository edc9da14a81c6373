"""Pages of accounts: coming in, one's own account, who belongs where, and the administrators' pages."""

from typing import Final

from litestar.types import ControllerRouterHandler

from registry.accounts import words
from registry.accounts.pages import (
    invitations,
    members,
    own,
    people,
    registration,
    requests,
    reset,
    roles,
    secrets,
    signing_in,
)

PAGES: Final[list[ControllerRouterHandler]] = [
    *registration.PAGES,
    *signing_in.PAGES,
    *reset.PAGES,
    *own.PAGES,
    *secrets.PAGES,
    *members.PAGES,
    *requests.PAGES,
    *invitations.PAGES,
    *roles.PAGES,
    *people.PAGES,
]

__all__ = ["PAGES", "words"]
