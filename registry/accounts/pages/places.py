"""What roles are held in, as pages name it: an organisation, a country, or the Secretariat."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from litestar import Request
from sqlmodel import Session

from registry.accounts.permissions import SCOPE_OF, Permission, Role, ScopeKind
from registry.accounts.schemas import Held, InvitationView, JoinRequestView, RuleView
from registry.accounts.viewer import Viewer
from registry.countries import queries as countries
from registry.db.base import Names
from registry.db.ids import Kind
from registry.errors import Moved, NotFound
from registry.organisations import queries as organisations
from registry.web.urls import COLLECTIONS


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation or a country: its id or code, what it is called, and its name in addresses."""

    scope: ScopeKind
    id: str
    names: Names
    slug: str

    @property
    def kind(self) -> Kind:
        """The kind of record that it is."""
        return Kind(self.scope.value)

    @property
    def segments(self) -> tuple[str, str]:
        """Where its page is: `url.to(*place.segments)`."""
        return COLLECTIONS[self.kind], self.slug

    def at(self, *segments: object) -> tuple[str, ...]:
        """Where one of its other pages is: `url.to(*place.at("members", 17))`."""
        return *self.segments, *map(str, segments)

    @property
    def roles(self) -> list[Role]:
        """The roles that can be held in it."""
        return [role for role, scope in SCOPE_OF.items() if scope is self.scope]

    def demand(self, viewer: Viewer, permission: Permission) -> None:
        """Refuse whoever may not do this here."""
        if self.scope is ScopeKind.ORGANISATION:
            viewer.demand(permission, organisation=self.id)
        else:
            viewer.demand(permission, country=self.id)

    def allows(self, viewer: Viewer, permission: Permission) -> bool:
        """Whether the viewer may do this here."""
        if self.scope is ScopeKind.ORGANISATION:
            return viewer.may(permission, organisation=self.id)
        return viewer.may(permission, country=self.id)


def place_of(session: Session, request: Request[Any, Any, Any], name: str) -> Place:
    """The organisation or country whose page this is; a former name leads to the present one."""
    if request.url.path.split("/")[2] == COLLECTIONS[Kind.ORGANISATION]:
        record_id = organisations.organisation_id(session, name)
        found = organisations.refs(session, [record_id])[record_id]
        if found.slug != name:
            raise Moved(Kind.ORGANISATION, found.slug)
        return Place(ScopeKind.ORGANISATION, found.id, found.names, found.slug)
    code = countries.existing_code(session, name)
    if name != code.lower():
        raise Moved(Kind.COUNTRY, code.lower())
    return Place(ScopeKind.COUNTRY, code, countries.refs(session, [code])[code].names, code.lower())


HasScope = Held | InvitationView | JoinRequestView | RuleView


def places_of(session: Session, rows: Iterable[HasScope]) -> dict[str, Place]:
    """The organisations and countries that these are about, by id or code."""
    wanted = list(rows)
    of_organisations = {row.scope_id for row in wanted if row.scope is ScopeKind.ORGANISATION}
    of_countries = {row.scope_id for row in wanted if row.scope is ScopeKind.COUNTRY}
    found = {
        key: Place(ScopeKind.ORGANISATION, key, each.names, each.slug)
        for key, each in organisations.refs(session, of_organisations).items()
    }
    found |= {
        code: Place(ScopeKind.COUNTRY, code, each.names, code.lower())
        for code, each in countries.refs(session, of_countries).items()
    }
    return found


def find_place(session: Session, scope: ScopeKind, name: str) -> Place:
    """An organisation (id or slug) or a country (code) as somebody typed it; `NotFound` if there is none."""
    if scope is ScopeKind.ORGANISATION:
        record_id = organisations.organisation_id(session, name.strip())
        found = organisations.refs(session, [record_id])[record_id]
        return Place(scope, found.id, found.names, found.slug)
    code = countries.country_code(session, name.strip())
    if code is None:
        raise NotFound(f"No country {name}.")
    return Place(scope, code, countries.refs(session, [code])[code].names, code.lower())
