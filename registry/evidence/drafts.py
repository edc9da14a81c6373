"""What an item of evidence may say, checked as it comes in from a seed, a citation file or a form."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator, model_validator

from registry.db.values import CountryCode, LanguageTag, SlugText, Strict, Text, Texts, WebAddress
from registry.evidence.hierarchy import EvidenceKind, Independence
from registry.evidence.identifiers import normal
from registry.evidence.models import Direction, Measure

GROUPS: Final = (
    "title", "authors", "year", "publication", "identifiers", "solution_link", "design", "results", "funding",
    "independence",
)  # fmt: skip
"""Groups of facts whose origin is noted apart."""

DECISIVE: Final = ("solution_link", "results", "independence")
"""Groups that must have been read at a source before anybody else sees the item."""

Origin = Literal["found", "from_memory", "confirmed"]


class BiasLevel(StrEnum):
    """How likely it is that a study is wrong by the way it was made."""

    LOW = "low"
    SOME_CONCERNS = "some_concerns"
    HIGH = "high"
    NOT_KNOWN = "not_known"


class IdentifierDraft(Strict):
    """An identifier, in its one spelling."""

    scheme: str
    value: str

    @model_validator(mode="before")
    @classmethod
    def _in_one_spelling(cls, value: object) -> object:
        if isinstance(value, dict) and {"scheme", "value"} <= set(value):
            return {**value, "value": normal(str(value["scheme"]), str(value["value"]))}
        return value


class AboutDraft(Strict):
    """A product that the item is about, as the item names it; `solution` is the slug of the record here."""

    named: Annotated[str, Field(min_length=1, max_length=200)]
    solution: SlugText | None = None
    version: str = Field(default="", max_length=40)


class ResultDraft(Strict):
    """What was found for one outcome (a code of the scheme `outcomes`)."""

    outcome: str = Field(min_length=1, max_length=20)
    measured: Texts = Field(min_length=1)
    direction: Direction
    effect: str = ""
    measure: Measure | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    follow_up: str = Field(default="", max_length=120)
    note: Texts = Field(default_factory=dict)

    @model_validator(mode="after")
    def _figures_belong_together(self) -> "ResultDraft":
        if (self.estimate is None) != (self.measure is None):
            raise ValueError("an estimate needs its measure, and a measure its estimate")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends")
        if self.low is not None and (
            self.estimate is None or not self.low <= self.estimate <= (self.high or 0)
        ):
            raise ValueError("the estimate lies within its interval")
        return self


class BiasDomainDraft(Strict):
    """One domain of a tool for risk of bias."""

    domain: Text
    level: BiasLevel
    reason: str = ""


class BiasDraft(Strict):
    """Risk of bias by a named tool, such as RoB 2 or ROBINS-I."""

    tool: Text
    overall: BiasLevel = BiasLevel.NOT_KNOWN
    domains: list[BiasDomainDraft] = Field(default_factory=list)


class EvidenceDraft(Strict):
    """One citable item; products, countries, interventions and outcomes are named by their codes."""

    key: SlugText
    kind: EvidenceKind
    title: Annotated[str, Field(min_length=3, max_length=1000)]
    language: LanguageTag = "en"
    authors: list[Text] = Field(default_factory=list)
    year: int | None = Field(default=None, ge=1950, le=2100)
    publication: str = Field(default="", max_length=300)
    identifiers: list[IdentifierDraft] = Field(default_factory=list)
    url: WebAddress = ""
    licence: str = Field(default="", max_length=120)
    study: SlugText | None = None
    about: list[AboutDraft] = Field(default_factory=list)
    interventions: list[str] = Field(default_factory=list)
    countries: list[CountryCode] = Field(default_factory=list)
    setting: Texts = Field(default_factory=dict)
    population: Texts = Field(default_factory=dict)
    size: Texts = Field(default_factory=dict)
    comparator: Texts = Field(default_factory=dict)
    results: list[ResultDraft] = Field(default_factory=list)
    funding: str = ""
    independence: Independence = Independence.UNCLEAR
    does_not_show: Texts = Field(default_factory=dict)
    risk_of_bias: BiasDraft | None = None
    provenance: dict[str, Origin] = Field(default_factory=dict)
    read_at: list[WebAddress] = Field(default_factory=list)
    note: Texts = Field(default_factory=dict)

    @field_validator("provenance")
    @classmethod
    def _groups_are_known(cls, value: dict[str, Origin]) -> dict[str, Origin]:
        if unknown := sorted(set(value) - set(GROUPS)):
            raise ValueError(f"no group of facts {', '.join(unknown)}")
        return value

    @model_validator(mode="after")
    def _can_be_found(self) -> "EvidenceDraft":
        if not self.identifiers and not self.url:
            raise ValueError("an item needs an identifier or an address, so that others can find it")
        pairs = [(each.scheme, each.value) for each in self.identifiers]
        for what, values in (
            ("identifiers", pairs),
            ("countries", self.countries),
            ("interventions", self.interventions),
        ):
            if len(values) != len(set(values)):
                raise ValueError(f"{what}: one stands twice")
        return self

    @property
    def from_memory(self) -> list[str]:
        """The decisive groups that nobody has read at a source."""
        return [group for group in DECISIVE if self.provenance.get(group) == "from_memory"]
