"""What a deployment's record may say, checked as it comes in from a seed, an importer or a form."""

from functools import cache
from typing import Annotated

import pycountry
from pydantic import Field, model_validator

from registry.db.values import CountryCode, PartialDate, SlugText, Strict, Text, WebAddress
from registry.deployments.models import DeploymentRole, DeploymentStatus
from registry.provenance.service import ClaimDraft, IdentifierDraft

Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Year = Annotated[int, Field(ge=1900, le=2100)]

PRESENCE = "presence"
"""The field of the claim that a deployment exists."""

WITHDRAWN = "withdrawn"
"""Key of the last body of a reported presence that no source names any more."""


class DeployingOrganisationDraft(Strict):
    """An organisation's role on a deployment."""

    organisation: SlugText
    role: DeploymentRole


class FunderDraft(Strict):
    """Who paid, how much, from which year until which.

    The amount is shown only with `amount_source`, a public page that states it, or `amount_consent`, the date on which
    the payer agreed that it is shown.
    """

    organisation: SlugText
    amount: Count | None = None
    currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")
    from_year: Year | None = None
    until_year: Year | None = None
    amount_source: WebAddress = ""
    amount_consent: PartialDate = ""

    @model_validator(mode="after")
    def _amount_needs_currency(self) -> "FunderDraft":
        if self.amount is not None and not self.currency:
            raise ValueError("an amount needs its currency")
        if self.amount is None and (self.amount_source or self.amount_consent):
            raise ValueError(
                "amount_source and amount_consent say that an amount may be shown: there is none"
            )
        return self


class DeploymentDraft(Strict):
    """One solution in one country; `solution` is its id or slug.

    `id` names a deployment that exists; `key` makes the id of a new one the same in every installation.
    A reported presence needs neither: there is one for each solution and country.
    """

    id: str = ""
    key: str = ""
    solution: str = Field(min_length=1)
    country: CountryCode
    subdivision: str = Field(default="", max_length=6)
    status: DeploymentStatus = DeploymentStatus.NOT_KNOWN
    is_reported_presence: bool = False
    started: PartialDate = ""
    ended: PartialDate = ""
    version: str = Field(default="", max_length=40)
    people: Count | None = None
    people_share: Share | None = None
    health_workers: Count | None = None
    health_workers_share: Share | None = None
    facilities: Count | None = None
    facilities_share: Share | None = None
    target_share: Share | None = None
    target_share_source: str = ""
    links: list[WebAddress] = Field(default_factory=list)
    organisations: list[DeployingOrganisationDraft] = Field(default_factory=list)
    funders: list[FunderDraft] = Field(default_factory=list)
    interventions: list[Text] = Field(default_factory=list)
    challenges: list[Text] = Field(default_factory=list)
    identifiers: list[IdentifierDraft] = Field(default_factory=list)
    claims: tuple[ClaimDraft, ...] = ()

    @model_validator(mode="after")
    def _presence_says_no_more(self) -> "DeploymentDraft":
        more = self.started or self.ended or self.organisations or self.funders
        if self.is_reported_presence and (self.status is not DeploymentStatus.NOT_KNOWN or more):
            raise ValueError(
                "a reported presence has no status, date or organisation: a source merely names it"
            )
        return self

    @model_validator(mode="after")
    def _scaled_needs_share(self) -> "DeploymentDraft":
        if self.status is DeploymentStatus.SCALED and (
            self.target_share is None or not self.target_share_source
        ):
            raise ValueError("status: 'scaled' needs the share of the target (target_share) and its source")
        return self

    @model_validator(mode="after")
    def _dates_and_place_agree(self) -> "DeploymentDraft":
        if self.started and self.ended:
            shared = min(len(self.started), len(self.ended))
            if self.ended[:shared] < self.started[:shared]:
                raise ValueError(f"ended {self.ended} before it started {self.started}")
        if self.subdivision and subdivision_country(self.subdivision) != self.country:
            raise ValueError(f"subdivision: {self.subdivision!r} is not an ISO 3166-2 code of {self.country}")
        claims = [(each.field, each.source) for each in self.claims]
        if len(claims) != len(set(claims)):
            raise ValueError("claims: a source states one field twice")
        return self


@cache
def subdivision_country(code: str) -> str | None:
    """The alpha-3 code of the country that an ISO 3166-2 code belongs to."""
    found = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]
    if found is None:
        return None
    country = pycountry.countries.get(alpha_2=found.country_code)
    return country.alpha_3 if country else None
