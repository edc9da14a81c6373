"""What came of an assessment, criterion by criterion, without a word on who judged: for the vendor and for readers."""

from msgspec import Struct
from sqlmodel import Session

from registry.evaluation.assessments import queries
from registry.evaluation.assessments.asked import Asked
from registry.evaluation.assessments.models import Assessment, Consensus
from registry.evaluation.assessments.sealing import reasons_of
from registry.evidence import queries as evidence
from registry.evidence.schemas import EvidenceRow


class ScorecardLine(Struct, frozen=True):
    """One criterion with what was put together, the reasons that reviewers gave, and the evidence they named."""

    asked: Asked
    consensus: Consensus
    reasons: list[str]
    evidence: list[EvidenceRow]


def lines(session: Session, row: Assessment) -> list[ScorecardLine]:
    """What was put together in the present round."""
    settled = queries.consensus(session, row)
    numbers = [each.id or 0 for each in queries.counted(session, row.id)]
    judged = queries.judgements(session, numbers)
    cited = sorted({item for each in settled.values() for item in each.evidence})
    items = {each.id: each for each in evidence.rows(session, cited)}
    found = []
    for asked in queries.asked_in(session, row):
        if (each := settled.get(asked.code)) is None:
            continue
        reasons = [each.rationale] if each.rationale else reasons_of(judged, asked.code)
        named = [items[item] for item in each.evidence if item in items]
        found.append(ScorecardLine(asked, each, reasons, named))
    return found
