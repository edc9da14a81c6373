"""Who asks: nobody in particular, a person who signed in, or a program with a person's token. Pure."""

from dataclasses import dataclass, field

from registry.accounts.permissions import ROLES, SIGNED_IN, Permission, Role, ScopeKind
from registry.errors import Forbidden, SignInNeeded


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in something; `scope_id` is an organisation's id or a country's code, empty for all."""

    role: Role
    scope: ScopeKind
    scope_id: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, and what that person may do; without `account_id` it is anybody.

    `limited_to`: all that an API token may do of it. `lacks_second_factor`: some roles wait for one.
    """

    account_id: str = ""
    name: str = ""
    language: str = ""
    grants: frozenset[Grant] = field(default_factory=frozenset)
    limited_to: frozenset[Permission] | None = None
    lacks_second_factor: bool = False
    session_id: int = 0
    unread: int = 0

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is known to ask."""
        return bool(self.account_id)

    def may(self, permission: Permission, *, organisation: str = "", country: str = "") -> bool:
        """Whether this may be done to what belongs to that organisation (id) or country (code).

        With neither, only what holds everywhere counts.
        """
        if not self.is_signed_in or (self.limited_to is not None and permission not in self.limited_to):
            return False
        if permission in SIGNED_IN:
            return True
        return any(
            permission in ROLES[grant.role] and _covers(grant, organisation, country) for grant in self.grants
        )

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether there is anything that this may be done to."""
        if not self.is_signed_in or (self.limited_to is not None and permission not in self.limited_to):
            return False
        return permission in SIGNED_IN or any(permission in ROLES[grant.role] for grant in self.grants)

    def demand(self, permission: Permission, *, organisation: str = "", country: str = "") -> None:
        """Refuse whoever may not do this: `SignInNeeded` for nobody, else `Forbidden`."""
        if self.may(permission, organisation=organisation, country=country):
            return
        if not self.is_signed_in:
            raise SignInNeeded
        raise Forbidden(permission=permission.value)

    def demand_somewhere(self, permission: Permission) -> None:
        """The same where what it is done to is not known yet."""
        if self.may_somewhere(permission):
            return
        if not self.is_signed_in:
            raise SignInNeeded
        raise Forbidden(permission=permission.value)

    def organisations(self, permission: Permission) -> frozenset[str]:
        """Ids of the organisations to whose things this may be done, by roles held there."""
        return self._scopes(permission, ScopeKind.ORGANISATION)

    def countries(self, permission: Permission) -> frozenset[str]:
        """Codes of the countries to whose things this may be done, by roles held there."""
        return self._scopes(permission, ScopeKind.COUNTRY)

    def holds(self, *roles: Role) -> bool:
        """Whether any of these roles is held in anything; for menus, never for permission."""
        return any(grant.role in roles for grant in self.grants)

    def _scopes(self, permission: Permission, kind: ScopeKind) -> frozenset[str]:
        if not self.may_somewhere(permission):
            return frozenset()
        return frozenset(
            grant.scope_id for grant in self.grants if grant.scope is kind and permission in ROLES[grant.role]
        )


def _covers(grant: Grant, organisation: str, country: str) -> bool:
    if grant.scope is ScopeKind.SECRETARIAT:
        return True
    wanted = organisation if grant.scope is ScopeKind.ORGANISATION else country
    return bool(wanted) and grant.scope_id == wanted


ANYBODY = Viewer()
"""The reader who has not signed in."""
