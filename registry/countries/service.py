"""Recording countries and areas with their memberships, regions and income groups, all with dates."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import Field, model_validator
from sqlmodel import Session

from registry.audit.service import CHANGED, publish
from registry.countries.models import (
    Country,
    IncomeClassification,
    IncomeGroup,
    MembershipState,
    MembershipStatus,
    Region,
    RegionMembership,
)
from registry.db.bulk import existing, replace_rows
from registry.db.ids import Kind
from registry.db.values import CountryCode, PartialDate, SchemeName, Strict, Text, Texts, body_of
from registry.errors import BadRecord


class RegionDraft(Strict):
    """A WHO region."""

    code: str = Field(min_length=3, max_length=4)
    names: Texts
    office: str = ""


class MembershipDraft(Strict):
    """A status towards WHO, held from a date until another."""

    status: MembershipStatus
    since: PartialDate = Field(default="", alias="from")
    until: PartialDate = ""
    source: SchemeName | None = None
    note: Texts = Field(default_factory=dict)


class RegionMembershipDraft(Strict):
    """Belonging to a region, from a date until another."""

    region: str
    since: PartialDate = Field(default="", alias="from")
    until: PartialDate = ""
    source: SchemeName | None = None
    note: Texts = Field(default_factory=dict)


class IncomeDraft(Strict):
    """The income group in one World Bank fiscal year, and how it is known."""

    year: str = Field(pattern=r"^\d{4}$")
    group: IncomeGroup
    source: SchemeName | None = None
    unverified: bool = False
    derived: bool = False

    @property
    def basis(self) -> str:
        """How the value is known."""
        return "unverified" if self.unverified else "derived" if self.derived else "found"


class CountryDraft(Strict):
    """A country or area."""

    code: CountryCode
    alpha2: str = Field(pattern=r"^[A-Z]{2}$")
    numeric: str = Field(default="", pattern=r"^(\d{3})?$")
    names: Texts
    aliases: list[Text] = Field(default_factory=list)
    subdivision_aliases: dict[str, str] = Field(
        default_factory=dict, description="Names of parts that sources list as countries: ISO 3166-2 codes."
    )
    point: tuple[float, float] | None = None
    membership: list[MembershipDraft] = Field(min_length=1)
    regions: list[RegionMembershipDraft] = Field(default_factory=list)
    income: list[IncomeDraft] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_income_a_year(self) -> "CountryDraft":
        years = [each.year for each in self.income]
        if len(years) != len(set(years)):
            raise ValueError("two income groups for one year")
        return self


def save_regions(session: Session, drafts: Sequence[RegionDraft]) -> dict[str, str]:
    """Write the regions in their order; gives what happened to each."""
    outcomes: dict[str, str] = {}
    for position, draft in enumerate(drafts):
        values = {**draft.model_dump(), "position": position}
        known = session.get(Region, draft.code)
        if known is None:
            session.add(Region.model_validate(values))
            outcomes[draft.code] = "created"
            continue
        same = all(getattr(known, name) == value for name, value in values.items())
        outcomes[draft.code] = "unchanged" if same else "updated"
        for name, value in values.items():
            setattr(known, name, value)
    session.flush()
    return outcomes


def save_all(
    session: Session, drafts: Iterable[CountryDraft], *, author: str, note: str = "", seed: bool = False
) -> dict[str, str]:
    """Publish countries; gives what happened to each code: created, updated, unchanged or kept."""
    every = {draft.code: draft for draft in drafts}
    regions = {each.region for draft in every.values() for each in draft.regions}
    missing = regions - existing(session, "region.code", regions)
    if missing:
        raise BadRecord(f"no region {', '.join(sorted(missing))}", "regions")
    bodies = {code: body_of(draft) for code, draft in every.items()}
    outcomes = publish(session, Kind.COUNTRY, bodies, author=author, note=note, yield_to_others=seed)
    changed = [code for code, outcome in outcomes.items() if outcome in CHANGED]
    for code in changed:
        _write(session, every[code])
    session.flush()
    _replace_states(session, [every[code] for code in changed])
    return outcomes


def _write(session: Session, draft: CountryDraft) -> None:
    current = [each for each in draft.regions if not each.until]
    newest = max(draft.income, key=lambda each: each.year, default=None)
    values: dict[str, Any] = {
        "longitude": draft.point[0] if draft.point else None,
        "latitude": draft.point[1] if draft.point else None,
        "membership": draft.membership[-1].status,
        "region": current[-1].region if current else None,
        "income": newest.group if newest else None,
        **draft.model_dump(include={"code", "alpha2", "numeric", "names", "aliases"}),
    }
    known = session.get(Country, draft.code)
    if known is None:
        session.add(Country.model_validate(values))
        return
    for name, value in values.items():
        setattr(known, name, value)


def _replace_states(session: Session, drafts: Sequence[CountryDraft]) -> None:
    codes = [draft.code for draft in drafts]
    replace_rows(
        session,
        MembershipState,
        "country",
        codes,
        [
            {"country": draft.code, "source_id": each.source, **each.model_dump(exclude={"source"})}
            for draft in drafts
            for each in draft.membership
        ],
    )
    replace_rows(
        session,
        RegionMembership,
        "country",
        codes,
        [
            {"country": draft.code, "source_id": each.source, **each.model_dump(exclude={"source"})}
            for draft in drafts
            for each in draft.regions
        ],
    )
    replace_rows(
        session,
        IncomeClassification,
        "country",
        codes,
        [
            {
                "country": draft.code,
                "year": each.year,
                "income_group": each.group,
                "basis": each.basis,
                "source_id": each.source,
            }
            for draft in drafts
            for each in draft.income
        ],
    )
