"""A reviewer's own work: judging one criterion after the other, and locking it for ever. Nobody else's is read here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Fault, Invalid, NotFound, Stale, mark
from registry.evaluation.assessments import asked as asking
from registry.evaluation.assessments import queries, standing, tie_queries
from registry.evaluation.assessments.asked import Asked
from registry.evaluation.assessments.comparing import compare_if_all_locked
from registry.evaluation.assessments.models import (
    Assessment,
    Confidence,
    Judgement,
    Review,
    ReviewState,
)
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.workflow import State
from registry.evaluation.frozen import digest
from registry.evidence.hierarchy import EvidenceClass, class_of_all

LONGEST: Final = 10_000


class ReviewLocked(Conflict):
    """A review that is locked, or void, is never changed."""

    slug = "review-locked"
    title = mark("This review is locked; nothing in it can be changed.")


@dataclass(frozen=True, slots=True)
class JudgementDraft:
    """What a reviewer says of one criterion; it may be incomplete until the review is locked."""

    level: str = ""
    cannot_judge: bool = False
    rationale: str = ""
    confidence: Confidence | None = None
    evidence: Sequence[str] = ()


def own(
    session: Session, viewer: Viewer, number: int, *, to_change: bool = False
) -> tuple[Review, Assessment]:
    """The viewer's own review and its assessment; another's is as if there were none."""
    review = queries.review(session, number, to_change=to_change)
    if review.account_id != viewer.account_id:
        raise NotFound(f"No review {number}.", id=number)
    row = queries.assessment(session, review.assessment_id)
    standing.demand(session, viewer, row, Standing.REVIEWER)
    return review, row


def save(
    session: Session, viewer: Viewer, number: int, criterion: str, draft: JudgementDraft, *, version: int
) -> Judgement:
    """Keep what the viewer says of one criterion; `version` is the one it was changed from (0: none yet)."""
    review, row = own(session, viewer, number, to_change=True)
    if review.state is not ReviewState.OPEN or row.state is not State.REVIEWING:
        raise ReviewLocked
    known = asking.found(queries.asked_in(session, row), criterion)
    if known is None:
        raise NotFound(f"No criterion {criterion} is asked here.", criterion=criterion)
    _check_values(session, row, known, draft)
    before = session.get(Judgement, (number, criterion))
    if (before.version if before else 0) != version:
        raise Stale
    kept = before or Judgement(review_id=number, criterion=criterion, version=0)
    kept.level = "" if draft.cannot_judge else draft.level
    kept.cannot_judge, kept.rationale = draft.cannot_judge, draft.rationale.strip()
    kept.confidence = None if draft.cannot_judge else draft.confidence
    kept.evidence = list(dict.fromkeys(draft.evidence))
    kept.version, kept.saved_at = kept.version + 1, now()
    session.add(kept)
    session.flush()
    return kept


def _check_values(session: Session, row: Assessment, known: Asked, draft: JudgementDraft) -> None:
    faults: dict[str, Fault | str] = {}
    if draft.level and draft.level not in {each.code for each in known.levels}:
        faults["level"] = mark("Choose one of the levels of this criterion.")
    if len(draft.rationale) > LONGEST:
        faults["rationale"] = Fault(mark("Use at most %(number)s characters."), {"number": LONGEST})
    if set(draft.evidence) - set(tie_queries.evidence_of(session, row.solution_id)):
        faults["evidence"] = mark("Choose from the evidence on this product.")
    if faults:
        raise Invalid(faults)


def lock(session: Session, viewer: Viewer, number: int) -> None:
    """Lock the viewer's review for ever, when every criterion is judged; opens the comparison once all are locked."""
    review, row = own(session, viewer, number, to_change=True)
    if review.state is not ReviewState.OPEN or row.state is not State.REVIEWING:
        raise ReviewLocked
    judged = queries.judgements(session, [number])[number]
    if open_ones := unfinished(session, row, queries.asked_in(session, row), judged):
        raise Invalid({code: next(iter(faults.values())) for code, faults in open_ones.items()})
    review.state, review.locked_at = ReviewState.LOCKED, now()
    session.add(review)
    session.flush()
    events.record(
        session,
        "review.locked",
        actor=viewer.account_id,
        on=("solution", row.solution_id),
        after={"assessment": row.id, "review": number, "digest": digest_of(judged.values())},
    )
    locked = queries.assessment(session, row.id, to_change=True)
    compare_if_all_locked(session, locked, viewer.account_id)


def digest_of(judged: Iterable[Judgement]) -> str:
    """A seal over what was judged: who tampers with a locked judgement in the file itself is found out."""
    return digest(
        [
            [each.criterion, each.level, each.cannot_judge, each.rationale, each.confidence, each.evidence]
            for each in sorted(judged, key=lambda each: each.criterion)
        ]
    )


def unfinished(
    session: Session, row: Assessment, wanted: Sequence[Asked], judged: dict[str, Judgement]
) -> dict[str, dict[str, Fault | str]]:
    """What still lacks, criterion by criterion; empty when the review can be locked."""
    known = tie_queries.evidence_of(session, row.solution_id)
    found = {each.code: faults_of(each, judged.get(each.code), known) for each in wanted}
    return {code: faults for code, faults in found.items() if faults}


def faults_of(wanted: Asked, said: Judgement | None, known: tie_queries.Known) -> dict[str, Fault | str]:
    """What a judgement still lacks to be locked."""
    if said is None or not (said.level or said.cannot_judge):
        return {"level": mark("Choose a level, or say why you cannot judge.")}
    faults: dict[str, Fault | str] = {}
    if not said.rationale:
        faults["rationale"] = mark("Give your reasons.")
    if said.cannot_judge:
        return faults
    if said.confidence is None:
        faults["confidence"] = mark("Say how sure you are.")
    if wanted.place(said.level) > 0:
        if not said.evidence:
            faults["evidence"] = mark("Name the evidence that this level rests on.")
        elif class_of_cited(said.evidence, known).rank < wanted.needs(said.level).rank:
            faults["evidence"] = mark(
                "The evidence you name is not strong enough for this level: see what the level needs."
            )
    return faults


def class_of_cited(ids: Iterable[str], known: tie_queries.Known) -> EvidenceClass:
    """The class of evidence that several items make together."""
    return class_of_all(known[each] for each in ids if each in known)
