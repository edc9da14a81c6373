"""Recognises what is already recorded: solutions by identifier or by name and page, organisations by name."""

import re
from collections.abc import Iterable, Mapping

from sqlmodel import Session, select

from registry.db.addresses import page
from registry.db.ids import Kind
from registry.db.records import free_slug, slugify
from registry.interchange.repairs import clean
from registry.interchange.statements import Identifier, NamedOrganisation, Statement
from registry.organisations.models import Organisation
from registry.organisations.service import OrganisationDraft
from registry.provenance.models import ExternalIdentifier
from registry.solutions.models import Solution
from registry.standards.models import Standard

OWN_SCHEME = "registry"
"""Scheme of an identifier that is this registry's own id or slug; it is used for matching, never recorded."""


class AmbiguousMatch(ValueError):
    """The identifiers of one record of a source belong to different solutions here."""


def fold(name: str) -> str:
    """A name without case, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", clean(name).casefold())


class KnownSolutions:
    """All solutions by what recognises them; solutions of the running import are added as they come."""

    def __init__(self, session: Session) -> None:
        self._slugs: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = {}
        self._pages: dict[str, set[str]] = {}
        self._by_identifier: dict[tuple[str, str], str] = {}
        self._schemes: dict[str, dict[str, set[str]]] = {}
        rows = session.exec(
            select(Solution.id, Solution.slug, Solution.names, Solution.aliases, Solution.links)  # type: ignore[call-overload]  # SQLModel types select() for four columns only
        )
        for record_id, slug, names, aliases, links in rows:
            self._slugs[record_id] = slug
            self._slugs[slug] = slug
            self._add(slug, [*names.values(), *aliases], links)
        for row in session.exec(
            select(ExternalIdentifier).where(ExternalIdentifier.record_kind == Kind.SOLUTION)
        ):
            self._add_identifier(self._slugs[row.record_id], row.scheme, row.value)

    def add(self, slug: str, statement: Statement) -> None:
        """Remember a solution that is about to be recorded, or what else identifies a known one."""
        self._slugs[slug] = slug
        self._add(slug, _names(statement), statement.fields.get("links", {}))
        for each in statement.identifiers:
            if each.scheme != OWN_SCHEME:
                self._add_identifier(slug, each.scheme, each.value)

    def match(self, statement: Statement) -> str | None:
        """The slug of the solution that a statement is about; None if it is not recorded yet."""
        by_identifier = {slug for each in statement.identifiers if (slug := self._identified(each))}
        if len(by_identifier) > 1:
            raise AmbiguousMatch(
                f"its identifiers belong to different solutions here: {', '.join(sorted(by_identifier))}"
            )
        if by_identifier:
            return by_identifier.pop()
        pages = {page(each) for group in ("home", "source") for each in _links(statement).get(group, [])}
        same = [
            slug
            for slug in sorted(self.namesakes(statement))
            if self._pages[slug] & pages and not self._is_another(slug, statement.identifiers)
        ]
        return same[0] if len(same) == 1 else None

    def namesakes(self, statement: Statement) -> set[str]:
        """Slugs of the solutions that share a name or alias with the statement's."""
        return {slug for name in _names(statement) for slug in self._by_name.get(fold(name), ())}

    def _identified(self, identifier: Identifier) -> str | None:
        if identifier.scheme == OWN_SCHEME:
            return self._slugs.get(identifier.value)
        return self._by_identifier.get((identifier.scheme, identifier.value))

    def _is_another(self, slug: str, identifiers: Iterable[Identifier]) -> bool:
        # A registry that lists both under ids of its own says that they are two products.
        known = self._schemes.get(slug, {})
        return any(each.scheme in known and each.value not in known[each.scheme] for each in identifiers)

    def _add(self, slug: str, names: Iterable[str], links: Mapping[str, list[str]]) -> None:
        for name in names:
            self._by_name.setdefault(fold(name), set()).add(slug)
        pages = self._pages.setdefault(slug, set())
        pages.update(page(each) for group in ("home", "source") for each in links.get(group, []))

    def _add_identifier(self, slug: str, scheme: str, value: str) -> None:
        self._by_identifier[(scheme, value)] = slug
        self._schemes.setdefault(slug, {}).setdefault(scheme, set()).add(value)


def _names(statement: Statement) -> list[str]:
    return [*statement.fields["names"].values(), *statement.fields.get("aliases", [])]


def _links(statement: Statement) -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = statement.fields.get("links", {})
    return found


class KnownOrganisations:
    """All organisations by name; those that an import meets for the first time wait in `new`."""

    def __init__(self, session: Session, countries: set[str]) -> None:
        self._session = session
        self._countries = countries
        self._by_name: dict[str, str] = {}
        self.new: dict[str, OrganisationDraft] = {}
        rows = session.exec(select(Organisation.slug, Organisation.names, Organisation.aliases))
        for slug, names, aliases in rows:
            for name in (slug, *names.values(), *aliases):
                self._by_name.setdefault(fold(name), slug)

    def find(self, name: str) -> str | None:
        """The slug of the organisation of that name."""
        return self._by_name.get(fold(name))

    def find_or_add(self, named: NamedOrganisation, source: str) -> str:
        """The organisation's slug; one that is not known yet is going to be recorded."""
        found = self.find(named.name)
        if found:
            return found
        slug = self._free_slug(slugify(named.name))
        self.new[slug] = OrganisationDraft.model_validate(
            {
                "slug": slug,
                "names": {"en": named.name},
                "kind": named.kind or "not_known",
                "country": named.country if named.country in self._countries else None,
                "home": named.home or "",
                "source": source,
            }
        )
        self._by_name[fold(named.name)] = slug
        return slug

    def _free_slug(self, wanted: str) -> str:
        slug, number = free_slug(self._session, Kind.ORGANISATION, wanted), 2
        while slug in self.new:
            slug, number = free_slug(self._session, Kind.ORGANISATION, f"{wanted}-{number}"), number + 1
        return slug


def standards_by_name(session: Session) -> dict[str, str]:
    """Slug of each standard by its folded names and aliases."""
    rows = session.exec(select(Standard.slug, Standard.names, Standard.aliases))
    return {fold(name): slug for slug, names, aliases in rows for name in (*names.values(), *aliases)}
