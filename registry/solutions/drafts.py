"""What a solution's record may say, checked as it comes in from a seed, an importer or a form."""

from decimal import Decimal, InvalidOperation
from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from registry.db.values import (
    LanguageTag,
    PartialDate,
    SlugText,
    SpdxExpression,
    Strict,
    Text,
    Texts,
    WebAddress,
)
from registry.provenance.service import ClaimDraft, IdentifierDraft
from registry.solutions.models import (
    ClaimStrength,
    CostModel,
    InnovationStage,
    Openness,
    RelationKind,
    SolutionRole,
    SolutionType,
)

SUMMARY_LENGTH = 240


class Platform(StrEnum):
    """Where a product runs or how it is reached."""

    WEB = "web"
    ANDROID = "android"
    IOS = "ios"
    WINDOWS = "windows"
    LINUX = "linux"
    MACOS = "macos"
    SERVER = "server"
    SMS = "sms"
    USSD = "ussd"
    IVR = "ivr"
    API = "api"


class Hosting(StrEnum):
    """Who runs the machines."""

    SELF_HOSTED = "self_hosted"
    NATIONAL_CLOUD = "national_cloud"
    VENDOR_CLOUD = "vendor_cloud"


class OrganisationRoleDraft(Strict):
    """An organisation's role on a solution."""

    organisation: SlugText
    role: SolutionRole


class StandardClaimDraft(Strict):
    """A standard that a solution speaks, and how strong the claim is."""

    standard: SlugText
    edition: str = Field(default="", max_length=80)
    strength: ClaimStrength = ClaimStrength.CLAIMED


class RelationDraft(Strict):
    """A relation to another product."""

    kind: RelationKind
    solution: SlugText


class LinksDraft(Strict):
    """Pages of the product by what they are."""

    home: list[WebAddress] = Field(default_factory=list)
    source: list[WebAddress] = Field(default_factory=list)
    documentation: list[WebAddress] = Field(default_factory=list)
    demo: list[WebAddress] = Field(default_factory=list)


class PriceDraft(Strict):
    """A published price with where it stands."""

    amount: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    per: Text
    source: Text
    date: PartialDate = ""

    @field_validator("amount")
    @classmethod
    def _amount_is_a_number(cls, value: str) -> str:
        try:
            amount = Decimal(value)
        except InvalidOperation as error:
            raise ValueError(f"{value!r} is not an amount") from error
        if not amount.is_finite() or amount < 0:
            raise ValueError(f"{value!r} is not an amount")
        return value


class SolutionDraft(Strict):
    """A product or good one can adopt; organisations, standards and other solutions are named by slug."""

    slug: SlugText
    former_slugs: list[SlugText] = Field(default_factory=list)
    names: Texts = Field(min_length=1)
    aliases: list[Text] = Field(default_factory=list)
    summary: Texts = Field(default_factory=dict)
    type: SolutionType
    licence: SpdxExpression = ""
    openness: Openness = Openness.NOT_KNOWN
    organisations: list[OrganisationRoleDraft] = Field(default_factory=list)
    links: LinksDraft = Field(default_factory=LinksDraft)
    languages: list[LanguageTag] = Field(default_factory=list)
    platforms: list[Platform] = Field(default_factory=list)
    offline: bool | None = None
    hosting: list[Hosting] = Field(default_factory=list)
    stage: InnovationStage | None = None
    first_released: PartialDate = ""
    interventions: list[str] = Field(default_factory=list)
    challenges: list[str] = Field(default_factory=list)
    services: list[str] = Field(default_factory=list)
    focus_areas: list[str] = Field(default_factory=list)
    sdgs: list[str] = Field(default_factory=list)
    standards: list[StandardClaimDraft] = Field(default_factory=list)
    emergency_ready: bool | None = None
    uses_ai: bool | None = None
    medical_device_class: str = Field(default="", max_length=40)
    relations: list[RelationDraft] = Field(default_factory=list)
    cost_model: CostModel = CostModel.NOT_KNOWN
    price: PriceDraft | None = None
    contact: WebAddress = ""
    identifiers: list[IdentifierDraft] = Field(default_factory=list)
    claims: tuple[ClaimDraft, ...] = ()

    @field_validator("summary")
    @classmethod
    def _summary_is_short(cls, value: dict[str, str]) -> dict[str, str]:
        for language, text in value.items():
            if len(text) > SUMMARY_LENGTH:
                raise ValueError(f"{language}: {len(text)} characters, at most {SUMMARY_LENGTH} are shown")
        return value

    @model_validator(mode="after")
    def _nothing_twice(self) -> "SolutionDraft":
        for field in ("interventions", "challenges", "services", "focus_areas", "sdgs", "languages"):
            values = getattr(self, field)
            if len(values) != len(set(values)):
                raise ValueError(f"{field}: a code stands twice")
        standards = [(each.standard, each.edition) for each in self.standards]
        if len(standards) != len(set(standards)):
            raise ValueError("standards: a standard stands twice")
        roles = [(each.organisation, each.role) for each in self.organisations]
        if len(roles) != len(set(roles)):
            raise ValueError("organisations: an organisation stands twice in one role")
        claims = [(each.field, each.source) for each in self.claims]
        if len(claims) != len(set(claims)):
            raise ValueError("claims: a source states one field twice")
        return self
