"""The format of a solution's seed file: the record, every statement of every source about it, its deployments."""

from typing import Any

from pydantic import Field, model_validator

from registry.db.values import (
    CountryCode,
    LanguageTag,
    PartialDate,
    SchemeName,
    SpdxExpression,
    Strict,
    Text,
    Texts,
    WebAddress,
)
from registry.deployments.drafts import DeploymentDraft
from registry.interchange.seed_format import Notice
from registry.organisations.models import OrganisationKind
from registry.provenance.service import ClaimDraft, sorted_claims
from registry.solutions.drafts import (
    Hosting,
    LinksDraft,
    Platform,
    PriceDraft,
    SolutionDraft,
    StandardClaimDraft,
)
from registry.solutions.models import CostModel, InnovationStage, Openness, SolutionRole, SolutionType


class NamedOrganisation(Strict):
    """An organisation as a source names it, which may not be recorded here."""

    name: Text
    role: SolutionRole
    kind: OrganisationKind | None = None
    country: CountryCode | None = None
    home: WebAddress | None = None


class StatedFields(Strict):
    """What a source states, field by field, in the registry's own codes; a field it says nothing of is left out."""

    names: Texts | None = None
    aliases: list[Text] | None = None
    summary: Texts | None = None
    type: SolutionType | None = None
    licence: SpdxExpression | None = None
    openness: Openness | None = None
    organisations: list[NamedOrganisation] | None = None
    links: LinksDraft | None = None
    languages: list[LanguageTag] | None = None
    platforms: list[Platform] | None = None
    offline: bool | None = None
    hosting: list[Hosting] | None = None
    stage: InnovationStage | None = None
    first_released: PartialDate | None = None
    interventions: list[str] | None = None
    challenges: list[str] | None = None
    services: list[str] | None = None
    focus_areas: list[str] | None = None
    sdgs: list[str] | None = None
    standards: list[StandardClaimDraft] | None = None
    emergency_ready: bool | None = None
    uses_ai: bool | None = None
    medical_device_class: str | None = None
    cost_model: CostModel | None = None
    price: PriceDraft | None = None
    contact: WebAddress | None = None

    def claims(self, source: str, date: str, url: str) -> list[ClaimDraft]:
        """One claim for each field stated, as values of the record's own shape."""
        stated = self.model_dump(mode="json", exclude_unset=True)
        return [
            ClaimDraft(field=field, value=value, source=source, date=date, url=url)
            for field, value in stated.items()
            if value is not None
        ]


class StatedBy(Strict):
    """All that one source states about a solution."""

    source: SchemeName
    date: PartialDate = ""
    url: WebAddress = ""
    fields: StatedFields = Field(default_factory=StatedFields)
    countries: list[CountryCode] = Field(default_factory=list)

    @model_validator(mode="after")
    def _no_country_twice(self) -> "StatedBy":
        if len(self.countries) != len(set(self.countries)):
            raise ValueError("countries: a code stands twice")
        return self


class DeploymentSource(Strict):
    """A source that says a deployment exists."""

    source: SchemeName
    date: PartialDate = ""
    url: WebAddress = ""


_DEPLOYMENT_ROLES = {"owners": "owner", "implementers": "implementer"}


class DeploymentEntry(Strict):
    """A deployment of which a source gives more than the country's name."""

    draft: DeploymentDraft

    @model_validator(mode="before")
    @classmethod
    def _as_draft(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        record = {key: inner for key, inner in value.items() if key not in {"stated_by", *_DEPLOYMENT_ROLES}}
        record["organisations"] = [
            {"organisation": slug, "role": role}
            for field, role in _DEPLOYMENT_ROLES.items()
            for slug in value.get(field, [])
        ]
        stated = [DeploymentSource.model_validate(each) for each in value.get("stated_by", [])]
        if not stated:
            raise ValueError("stated_by: a deployment needs a source that states it")
        record["claims"] = [
            {"field": "presence", "value": True, "source": each.source, "date": each.date, "url": each.url}
            for each in stated
        ]
        return {"draft": {"solution": "-", **record}}


class SolutionFile(SolutionDraft):
    """One solution with every statement of every source about it."""

    notice: Notice | None = None
    stated_by: list[StatedBy] = Field(default_factory=list)
    deployments: list[DeploymentEntry] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_statement_a_source(self) -> "SolutionFile":
        sources = [each.source for each in self.stated_by]
        if len(sources) != len(set(sources)):
            raise ValueError("stated_by: a source stands twice")
        return self

    def draft(self) -> SolutionDraft:
        """The record with the claims of all sources."""
        values = {name: getattr(self, name) for name in SolutionDraft.model_fields}
        claims = [
            claim for each in self.stated_by for claim in each.fields.claims(each.source, each.date, each.url)
        ]
        return SolutionDraft.model_construct(**{**values, "claims": sorted_claims(claims)})

    def deployment_drafts(self) -> list[DeploymentDraft]:
        """The fuller deployments, each with a key that keeps its id."""
        counted: dict[str, int] = {}
        drafts = []
        for entry in self.deployments:
            place = f"{self.slug}:{entry.draft.country}"
            counted[place] = counted.get(place, 0) + 1
            key = f"{self.slug}:{entry.draft.key}" if entry.draft.key else f"{place}:{counted[place]}"
            drafts.append(entry.draft.model_copy(update={"solution": self.slug, "key": key}))
        return drafts

    def presences(self) -> dict[str, list[tuple[str, str, str]]]:
        """The sources (id, date, url) that name each country."""
        named: dict[str, list[tuple[str, str, str]]] = {}
        for each in self.stated_by:
            for country in each.countries:
                named.setdefault(country, []).append((each.source, each.date, each.url))
        return named
