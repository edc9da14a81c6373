"""What a score is sealed with of the judgements that it comes from, and whether they are still what they were."""

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session

from registry.evaluation.assessments import queries
from registry.evaluation.assessments.models import Assessment, Judgement
from registry.evaluation.frozen import digest

CHANGED: Final = "the judgements are not those that were made"
NOT_SO: Final = "what was put together of the judgements is not what the score says"
GONE: Final = "the assessment is gone"


def seal(session: Session, row: Assessment) -> dict[str, Any]:
    """The round, and a digest of all that each review says that counts in it; nobody can be told from it."""
    numbers = sorted(each.id or 0 for each in queries.counted(session, row.id))
    judged = queries.judgements(session, numbers)
    return {
        "round": row.round,
        "reviews": [{"review": number, "digest": _digest(judged[number])} for number in numbers],
    }


def fault_of(session: Session, frozen: Mapping[str, Any]) -> str:
    """What of the judgements, or of what was put together of them, is not as a score was sealed with it."""
    told = frozen["assessment"]
    sealed = {each["review"]: each["digest"] for each in told.get("reviews", ())}
    if not sealed:
        return ""
    if not queries.is_there(session, told["id"]):
        return GONE
    judged = queries.judgements(session, sealed)
    if any(_digest(judged[number]) != kept for number, kept in sealed.items()):
        return CHANGED
    settled = queries.consensus_of(session, told["id"], told["round"])
    for each in frozen["judgements"]:
        code = each["criterion"]
        found = settled.get(code)
        if found is None:
            said: tuple[Any, ...] = (None, None, "")
        else:
            reasons = [found.rationale] if found.rationale else reasons_of(judged, code)
            said = (found.low or None, found.high or None, "\n\n".join(reasons))
        cited = {item["id"] for item in each["evidence"]}
        if said != (each["low"], each["high"], each["reason"]) or not cited <= set(
            found.evidence if found else ()
        ):
            return NOT_SO
    return ""


def reasons_of(judged: Mapping[int, Mapping[str, Judgement]], criterion: str) -> list[str]:
    """The reasons that reviewers gave on one criterion, each once, in an order that tells nobody's."""
    return sorted({each[criterion].rationale for each in judged.values() if criterion in each})


def _digest(judged: Mapping[str, Judgement]) -> str:
    return digest(
        {
            code: {
                "level": each.level,
                "cannot_judge": each.cannot_judge,
                "rationale": each.rationale,
                "confidence": each.confidence.value if each.confidence else None,
                "evidence": each.evidence,
            }
            for code, each in judged.items()
        }
    )
