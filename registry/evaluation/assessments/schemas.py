"""Shapes of assessments: what pages show and the API answers with and takes."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from registry.db.base import Names
from registry.evaluation.assessments.models import Confidence


class AgreementRow(Struct, frozen=True):
    """How far reviewers agree on a criterion, under a framework, or (both empty) over all.

    `alpha` is Krippendorff's (ordinal), with its 95 % bootstrap interval over products; `ac2` Gwet's, quadratic. What
    is not defined is null. `reword`: agreement is low on several products.
    """

    version: str
    criterion: str
    names: Names
    products: int
    pairs: int
    raw: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    ac2: float | None
    reliance: str
    reword: bool


class AgreementView(Struct, frozen=True):
    """Agreement before consensus; `samples` counts assessments among them that are made up."""

    overall: AgreementRow | None
    frameworks: list[AgreementRow]
    criteria: list[AgreementRow]
    samples: int


class PairRow(Struct, frozen=True):
    """Two reviewers on what both judged: how many, the share alike, Cohen's kappa (quadratic)."""

    one: str
    other: str
    number: int
    raw: float
    kappa: float | None


class DriftRow(Struct, frozen=True):
    """One reviewer beside the others: levels above (or below) their mean, and the mean distance from it."""

    reviewer: str
    number: int
    drift: float
    distance: float


class ReviewersView(Struct, frozen=True):
    """Figures that identify people, for the Secretariat; `samples` counts assessments that are made up."""

    pairs: list[PairRow]
    published: list[DriftRow]
    calibration: list[DriftRow]
    samples: int


class ReviewRow(Struct, frozen=True):
    """One's own review in a list."""

    id: int
    assessment: str
    solution: str
    names: Names
    framework: str
    state: str
    due_at: datetime | None
    is_sample: bool
    is_practice: bool


class JudgementView(Struct, frozen=True):
    """What was judged on one criterion; `version` is its ETag, `lacks` the fields that still need something."""

    criterion: str
    level: str
    cannot_judge: bool
    rationale: str
    confidence: str | None
    evidence: list[str]
    version: int
    lacks: list[str]
    is_sample: bool


class ReviewView(Struct, frozen=True):
    """One's own review with all criteria that are asked; nobody else's work is in it."""

    review: ReviewRow
    judgements: list[JudgementView]


class JudgementBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What a reviewer says of one criterion: all of it, as it then stands. A level, or that none can be given."""

    level: Annotated[str, Meta(max_length=120)] = ""
    cannot_judge: bool = False
    rationale: str = ""
    confidence: Confidence | None = None
    evidence: list[str] = []


class ConsensusView(Struct, frozen=True):
    """What was put together on one criterion: from one level to another; both empty: not known."""

    criterion: str
    low: str
    high: str
    how: str
    rationale: str
    evidence: list[str]


class AnswerView(Struct, frozen=True):
    """What those who answer for the product say, and the reply."""

    criterion: str
    organisation: str
    text: str
    language: str
    at: datetime
    reply: str


class AssessmentView(Struct, frozen=True):
    """An assessment: who makes it, of what, by which framework, which criteria apply, and what came of it.

    `draft` is the score that would follow, while facts are corrected; for those who take part only.
    """

    id: str
    body: str
    solution: str
    product_version: str
    framework: str
    tier: str
    tier_reason: str
    traits: dict[str, bool | None]
    criteria: list[str]
    state: str
    round: int
    is_sample: bool
    reviewers: int
    opened_at: datetime
    published_at: datetime | None
    consensus: list[ConsensusView]
    answers: list[AnswerView]
    draft: dict[str, Any] | None = None
