"""Response shapes of reports."""

from datetime import date, datetime
from typing import Final

from msgspec import Struct

from registry.countries.schemas import CountryRef
from registry.organisations.schemas import OrganisationRef
from registry.solutions.schemas import SolutionRef

EVIDENCE_CLASS: Final = "user_report"
"""The class of a report as evidence: its own, below all others; no level of a review rests on it."""


class Opinion(Struct, frozen=True):
    """Whether somebody agrees that a criterion of a framework is met."""

    framework_version: str
    criterion: str
    agrees: bool


class CriterionTally(Struct, frozen=True):
    """How many verified reports agree and disagree that a criterion is met."""

    framework_version: str
    criterion: str
    agree: int
    disagree: int


class FeedbackView(Struct, frozen=True):
    """A report; who wrote it is not said. `verified_as`: a domain, or the code of a country."""

    id: int
    solution: SolutionRef
    reporter: str
    is_incident: bool
    country: CountryRef | None
    since: int | None
    works: str
    lacks: str
    language: str
    sent_at: datetime
    state: str
    verified: str
    verified_as: str
    opinions: list[Opinion]
    answer: str
    answer_language: str
    answer_by: OrganisationRef | None
    answered_at: datetime | None
    evidence_class: str = EVIDENCE_CLASS


class OwnFeedback(Struct, frozen=True):
    """A report as its writer sees it, with the reason if it was not published."""

    report: FeedbackView
    reason: str


class SolutionFeedback(Struct, frozen=True):
    """What is reported of a solution: by those who run or use it, and apart from them by the public."""

    users: list[FeedbackView]
    public: list[FeedbackView]
    criteria: list[CriterionTally]


class ClusterView(Struct, frozen=True):
    """Several people reported incidents within a short time, which calls for a new review."""

    solution: SolutionRef
    people: int
    first: date
    last: date


class FeedbackQueue(Struct, frozen=True):
    """What waits: reports for a moderator, reports that a country may vouch for, and clusters of incidents."""

    waiting: list[FeedbackView]
    to_confirm: list[FeedbackView]
    clusters: list[ClusterView]
