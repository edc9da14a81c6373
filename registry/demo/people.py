"""The sample people: one for each role, with passwords that everybody knows."""

from dataclasses import dataclass
from typing import Final

import pyotp
from sqlmodel import Session

from registry.accounts.models import Account, RoleGrant
from registry.accounts.passwords import hash_of
from registry.accounts.permissions import SCOPE_OF, SECOND_FACTOR, Role, ScopeKind
from registry.accounts.second_factor import KEPT
from registry.accounts.vault import Vault
from registry.db.base import now
from registry.organisations import service as organisations
from registry.organisations.models import Organisation, OrganisationKind

PASSWORD: Final = "look around freely"  # noqa: S105 - known to everybody, in the demo only
CODE_SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - as above
COUNTRY: Final = "KEN"


@dataclass(frozen=True, slots=True)
class Vendor:
    """A fictional organisation: two that submit, and a national centre that assesses."""

    slug: str
    name: str
    country: str


VENDORS: Final = (
    Vendor("sample-kijani-health-systems", "Sample: Kijani Health Systems", "KEN"),
    Vendor("sample-lumiere-sante", "Sample: Lumière Santé", "SEN"),
    Vendor("sample-kituo-cha-tathmini", "Sample: Kituo cha Tathmini", "KEN"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A sample person: `key` is the account's id and the first part of the address."""

    key: str
    name: str
    role: Role | None
    scope_id: str = ""
    language: str = "en"

    @property
    def email(self) -> str:
        """The address to sign in with; no mail leaves the machine."""
        return f"{self.key}@demo.example"

    @property
    def needs_code(self) -> bool:
        """Whether a code of the second factor is asked for as well."""
        return self.role in SECOND_FACTOR


PEOPLE: Final = (
    Person("vendor", "Vera Vendor", Role.ORGANISATION_OWNER, VENDORS[0].slug),
    Person("colleague", "Colin Colleague", Role.ORGANISATION_EDITOR, VENDORS[0].slug),
    Person("lecteur", "Lise Lectrice", Role.ORGANISATION_VIEWER, VENDORS[0].slug, "fr"),
    Person("vendeur", "Victor Vendeur", Role.ORGANISATION_OWNER, VENDORS[1].slug, "fr"),
    Person("centre", "Cecilia Centre", Role.ORGANISATION_OWNER, VENDORS[2].slug),
    Person("focal", "Faith Focal", Role.FOCAL_POINT, COUNTRY),
    Person("country", "Curtis Country", Role.COUNTRY_VIEWER, COUNTRY),
    Person("screener", "Sana Screener", Role.SCREENER, "", "ar"),
    Person("screener2", "Sergei Screener", Role.SCREENER, "", "ru"),
    Person("reviewer", "Rosa Reviewer", Role.REVIEWER, "", "es"),
    Person("reviewer2", "Rémi Relecteur", Role.REVIEWER, "", "fr"),
    Person("reviewer3", "Rana Reviewer", Role.REVIEWER, "", "ar"),
    Person("adjudicator", "Ada Adjudicator", Role.ADJUDICATOR),
    Person("editor", "Emeka Editor", Role.EDITOR),
    Person("admin", "Ai Administrator", Role.ADMINISTRATOR, "", "zh"),
    Person("citizen", "Chidi Citizen", None),
)


def load(session: Session, vault: Vault) -> bool:
    """Make the sample people and their organisations; False where they are there already."""
    if session.get(Account, PEOPLE[0].key) is not None:
        return False
    ids = _organisations(session)
    kept = hash_of(PASSWORD)
    for person in PEOPLE:
        session.add(
            Account(
                id=person.key,
                email=person.email,
                email_verified_at=now(),
                name=person.name,
                language=person.language,
                password=kept,
                password_changed_at=now(),
                totp_secret=vault.seal(KEPT, CODE_SECRET) if person.needs_code else "",
            )
        )
    session.flush()
    for person in PEOPLE:
        # The focal point is appointed, on a letter: see `country`.
        if person.role is not None and person.role is not Role.FOCAL_POINT:
            scope = SCOPE_OF[person.role]
            scope_id = ids[person.scope_id] if scope is ScopeKind.ORGANISATION else person.scope_id
            session.add(RoleGrant(account_id=person.key, role=person.role, scope=scope, scope_id=scope_id))
    session.flush()
    return True


def _organisations(session: Session) -> dict[str, str]:
    """The fictional organisations: slug → id."""
    drafts = [
        organisations.OrganisationDraft(
            slug=each.slug,
            names={"en": each.name},
            kind=OrganisationKind.PRIVATE_SECTOR,
            country=each.country,
        )
        for each in VENDORS
    ]
    saved = organisations.save_all(
        session, drafts, author="Demo of this registry", note="A fictional organisation."
    )
    for each in saved:
        session.get_one(Organisation, each.id).is_sample = True
    return {each.slug: each.id for each in saved}


def code() -> str:
    """The code of the second factor that every sample person who needs one has at this moment."""
    return pyotp.TOTP(CODE_SECRET).now()


def lines(address: str) -> list[str]:
    """Who can sign in, to be printed when the demo starts."""
    width = max(len(person.email) for person in PEOPLE)
    said = [f"Sample people, password “{PASSWORD}” (codes where they are asked for: {address}/dev/people):"]
    for person in PEOPLE:
        role = str(person.role).replace("_", " ") if person.role else "no role"
        said.append(f"  {person.email:<{width}}  {role}{f' in {person.scope_id}' if person.scope_id else ''}")
    return [*said, f"Their mails: {address}/dev/mail"]
