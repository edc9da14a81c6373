"""The page that shows each role what it may do, from the one table that decides it."""

from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from registry.accounts import queries
from registry.accounts.guard import Asker
from registry.accounts.pages.entry import shown
from registry.accounts.pages.places import places_of
from registry.accounts.permissions import (
    ROLES,
    SCOPE_OF,
    SECOND_FACTOR,
    SIGNED_IN,
    Permission,
    Role,
    ScopeKind,
)
from registry.errors import mark
from registry.web.inputs import Db

TITLE: Final = mark("Who may do what")


@dataclass(frozen=True, slots=True)
class RoleTable:
    """The roles that are held in one kind of thing, and what each may do there, in the order of the table."""

    scope: ScopeKind
    roles: list[Role]
    rows: list[tuple[Permission, list[bool]]]


def table_of(scope: ScopeKind) -> RoleTable:
    """What the roles of one kind may do."""
    roles = [role for role in Role if SCOPE_OF[role] is scope]
    rows = [
        (permission, [permission in ROLES[role] for role in roles])
        for permission in Permission
        if any(permission in ROLES[role] for role in roles)
    ]
    return RoleTable(scope, roles, rows)


@get("/roles", sync_to_thread=True)
def roles_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """Every role and what it may do; for who is signed in, the roles held."""
    with db.read() as session:
        held = queries.held_by(session, [viewer.account_id]).get(viewer.account_id, [])
        return shown(
            request,
            "accounts/roles.html",
            title=TITLE,
            signed_in=[each for each in Permission if each in SIGNED_IN],
            tables=[table_of(scope) for scope in ScopeKind],
            second_factor=SECOND_FACTOR,
            held=held,
            places=places_of(session, held),
        )


PAGES: Final[list[ControllerRouterHandler]] = [roles_page]
