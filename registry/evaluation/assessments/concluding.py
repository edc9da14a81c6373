"""Before publication those who answer for the product correct facts; then the score is published with their answers."""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from registry.accounts.answering import answering_for
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.ids import Kind
from registry.errors import Fault, Invalid, NotFound, mark
from registry.evaluation.assessments import (
    agreeing,
    comparing,
    moving,
    queries,
    scorecard_lines,
    sealing,
    standing,
    tie_queries,
    workflow,
)
from registry.evaluation.assessments.models import Assessment, VendorAnswer
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.telling import managers, tell, tell_of_state
from registry.evaluation.assessments.workflow import Action, State
from registry.evaluation.scores import service as scores
from registry.evaluation.scores.scoring import Judgement

LONGEST: Final = 5_000
LANGUAGES: Final = ("en", "fr", "es", "ru", "zh", "ar")


class TimeToAnswer(workflow.CannotMove):
    """Those who answer for the product still have time to correct facts."""

    slug = "time-to-answer"
    title = mark("Those who answer for the product still have time to correct facts.")


def answer(
    session: Session, viewer: Viewer, assessment_id: str, criterion: str, text: str, language: str
) -> None:
    """Correct or add facts on a criterion, or (empty) on the whole; levels are not the vendor's to change."""
    row, organisation = _with_vendor(session, viewer, assessment_id)
    if criterion and criterion not in {each.code for each in queries.asked_in(session, row)}:
        raise Invalid({"criterion": mark("Choose one of the criteria.")})
    if language not in LANGUAGES:
        raise Invalid({"language": mark("Choose the language that you write in.")})
    session.add(
        VendorAnswer(
            assessment_id=row.id,
            round=row.round,
            criterion=criterion,
            organisation_id=organisation,
            account_id=viewer.account_id,
            text=text_of(text, mark("Say which fact is wrong, and where the right one can be read.")),
            language=language,
        )
    )
    _note(session, row, "scorecard.answered", viewer, {"criterion": criterion, "organisation": organisation})
    tell(
        session, row, "scorecard.answered", managers(session, row), f"/assessments/{row.id}",
        actor=viewer.account_id,
    )  # fmt: skip


def have_answered(session: Session, viewer: Viewer, assessment_id: str) -> None:
    """Say that nothing more is to be corrected, so that nobody waits for the last day."""
    row, _ = _with_vendor(session, viewer, assessment_id)
    row.due_at = now()
    session.add(row)
    _note(session, row, "scorecard.read", viewer, {})
    tell(
        session, row, "scorecard.answered", managers(session, row), f"/assessments/{row.id}",
        actor=viewer.account_id,
    )  # fmt: skip


def reply(session: Session, viewer: Viewer, assessment_id: str, number: int, text: str) -> None:
    """Say what became of a correction; it is published beneath it."""
    row = queries.assessment(session, assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.MANAGER)
    said = session.get(VendorAnswer, number)
    if said is None or said.assessment_id != row.id:
        raise NotFound(f"No answer {number}.", id=number)
    if row.state is not State.FACTS:
        raise workflow.CannotMove(mark("The scorecard is published; what was said stays as it is."))
    said.reply, said.replied_at = text_of(text, mark("Say what became of it.")), now()
    session.add(said)
    _note(session, row, "scorecard.replied", viewer, {"answer": number})


def publish(session: Session, viewer: Viewer, assessment_id: str) -> None:
    """Publish the scorecard, once those who answer for the product had their time, or have none to answer."""
    row = queries.assessment(session, assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.MANAGER)
    if row.state is not State.FACTS:
        raise workflow.CannotMove(mark("The assessment is not ready to be published."))
    if not may_publish(session, row, now()):
        raise TimeToAnswer
    moving.move(session, row, Action.PUBLISH, viewer.account_id)
    _score(session, row)
    tell_of_state(session, row, viewer.account_id)


def draft(session: Session, row: Assessment) -> dict[str, Any]:
    """The score that would be published now: what those who answer for the product see before it is."""
    judgements, evidence = _settled(session, row)
    return scores.preview(session, assessment=row, judgements=judgements, evidence=evidence)


def _score(session: Session, row: Assessment) -> None:
    """Publish what follows from what was put together, and from nothing else."""
    judgements, evidence = _settled(session, row)
    scores.publish(
        session,
        assessment=row,
        judgements=judgements,
        evidence=evidence,
        reviewers=len(queries.counted(session, row.id)),
        now=row.published_at or now(),
        agreement=agreeing.figures_of(comparing.compared(session, row)),
        sealed=sealing.seal(session, row),
    )


def _settled(session: Session, row: Assessment) -> tuple[list[Judgement], dict[str, list[str]]]:
    """What was put together on each criterion, with its reasons, and the published evidence that it rests on."""
    settled = queries.consensus(session, row)
    known = tie_queries.evidence_of(session, row.solution_id)
    reasons = {each.asked.code: each.reasons for each in scorecard_lines.lines(session, row)}
    judgements = [
        Judgement(
            each.criterion,
            low=each.low or None,
            high=each.high or None,
            reason="\n\n".join(reasons[each.criterion]),
        )
        for each in settled.values()
    ]
    evidence = {
        each.criterion: [item for item in each.evidence if item in known] for each in settled.values()
    }
    return judgements, evidence


def may_publish(session: Session, row: Assessment, moment: datetime) -> bool:
    """Whether the time to correct facts is over, or nobody answers for the product."""
    if row.due_at is None or row.due_at <= moment:
        return True
    return not answering_for(session, Kind.SOLUTION, row.solution_id)


def text_of(text: str, needed: str) -> str:
    """A text without space around it; refuses none, and one that is too long."""
    if not text.strip():
        raise Invalid({"text": needed})
    if len(text) > LONGEST:
        raise Invalid({"text": Fault(mark("Use at most %(number)s characters."), {"number": LONGEST})})
    return text.strip()


def _with_vendor(session: Session, viewer: Viewer, assessment_id: str) -> tuple[Assessment, str]:
    row = queries.assessment(session, assessment_id, to_change=True)
    viewer.demand_somewhere(Permission.SCORECARD_ANSWER)
    standing.demand(session, viewer, row, Standing.VENDOR)
    if row.state is not State.FACTS or (row.due_at is not None and row.due_at <= now()):
        raise workflow.CannotMove(mark("The time to correct facts is over, or has not begun."))
    return row, standing.speaks_for(session, viewer, row.solution_id)


def _note(session: Session, row: Assessment, action: str, viewer: Viewer, after: dict[str, object]) -> None:
    events.record(
        session,
        action,
        actor=viewer.account_id,
        on=("solution", row.solution_id),
        after={"assessment": row.id, **after},
    )
