"""What an evidence level follows from, frozen; plain facts, so that anybody can follow the rules by hand."""

from msgspec import Struct

from registry.db.base import Names


class Gates(Struct, frozen=True):
    """What a score in force says of the gates, and who judged."""

    score: str
    body: str
    verdict: str
    reviewers: int
    tier: str
    product_version: str
    date: str


class Certain(Struct, frozen=True):
    """A published judgement of certainty on one outcome."""

    judgement: int
    outcome: str
    direction: str
    certainty: str
    is_claimed: bool
    setting: Names
    version: str
    date: str


class Finding(Struct, frozen=True):
    """What one published item of evidence found on one outcome; `outcome` is empty where it tells no result."""

    evidence: str
    kind: str
    evidence_class: str
    outcome: str
    direction: str
    countries: list[str]
    version: str
    year: int | None


class Use(Struct, frozen=True):
    """A deployment that is neither ended nor disputed: its share of the target, and who confirms it."""

    deployment: str
    country: str
    share: float | None
    share_source: str
    implementers: list[str]
    confirmed: bool
    independent_sources: list[str]


class Record(Struct, frozen=True):
    """All that the rules look at, of one product."""

    gates: list[Gates] = []
    certainty: list[Certain] = []
    findings: list[Finding] = []
    uses: list[Use] = []
