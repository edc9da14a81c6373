"""Makers of scores, by the service: a score is sealed with what it rests on. All are samples of no real product."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlmodel import Session

from registry.evaluation.applicability import RiskTier
from registry.evaluation.scores import service
from registry.evaluation.scores.models import Score
from registry.evaluation.scores.scoring import Judgement
from registry.evidence.hierarchy import EvidenceClass
from registry.solutions.models import Solution
from tests.factories.evidence import make_evidence
from tests.factories.frameworks import make_framework

PUBLISHED = datetime(2026, 11, 1, 12, tzinfo=UTC)
_numbers = count(1)


@dataclass
class Assessed:
    """What a score must know of an assessment, without one."""

    solution_id: str
    version_id: str = "test-framework@1"
    id: str = ""
    body_id: str = "secretariat"
    product_version: str = "2.1"
    tier: RiskTier = RiskTier.SUPPORTING
    traits: dict[str, bool | None] = field(default_factory=dict)
    is_sample: bool = True

    def __post_init__(self) -> None:
        self.id = self.id or f"A{next(_numbers):07}"


GOOD = (Judgement("one", low="most", high="most", evidence=EvidenceClass.INDEPENDENT_EVALUATION),)
PASSED = Judgement("three", low="pass", high="pass", reason="Looked through.")
FAILED = Judgement("three", low="fail", high="fail")


def make_score(
    session: Session,
    solution: Solution,
    judgements: Iterable[Judgement] = (*GOOD, PASSED),
    *,
    evidence: Mapping[str, Sequence[str]] | None = None,
    now: datetime = PUBLISHED,
    reviewers: int = 2,
    agreement: Mapping[str, Any] | None = None,
    **values: Any,
) -> Score:
    """A published score under the test framework (made when missing); criterion "one" rests on a new item."""
    if "version_id" not in values:
        make_framework(session)
    if evidence is None:
        about = [{"named": "It", "solution": solution.slug}]
        evidence = {"one": [make_evidence(session, about=about)]}
    return service.publish(
        session,
        assessment=Assessed(solution.id, **values),
        judgements=judgements,
        evidence=evidence,
        reviewers=reviewers,
        now=now,
        agreement=agreement,
    )
