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
    rules,
    secrets,
    sign_on,
    signing_in,
)

PAGES: Final[list[ControllerRouterHandler]] = [
    *registration.PAGES,
    *signing_in.PAGES,
    *sign_on.PAGES,
    *reset.PAGES,
    *own.PAGES,
    *secrets.PAGES,
    *members.PAGES,
    *requests.PAGES,
    *invitations.PAGES,
    *roles.PAGES,
    *people.PAGES,
    *rules.PAGES,
]

ROOT: Final[list[ControllerRouterHandler]] = [*sign_on.ROOT]

__all__ = ["PAGES", "ROOT", "words"]
