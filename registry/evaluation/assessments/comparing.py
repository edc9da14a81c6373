"""After all have locked: where reviewers differ, what they say to each other, and one level or an interval of each.

Consensus is a new record; the judgements it came of are never touched.
"""

from typing import Final

from msgspec import Struct
from sqlmodel import Session

from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Fault, Forbidden, Invalid, NotFound, mark
from registry.evaluation.assessments import moving, queries, standing, workflow
from registry.evaluation.assessments.asked import Asked
from registry.evaluation.assessments.differences import Gap, gap
from registry.evaluation.assessments.models import (
    Assessment,
    AssignmentState,
    Consensus,
    ConsensusHow,
    Judgement,
    Proposal,
    Remark,
    ReviewState,
)
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.telling import tell_of_state
from registry.evaluation.assessments.workflow import Action, State

LONGEST: Final = 5_000


class SameDecider(Forbidden):
    """What was decided once is decided anew by somebody else."""

    slug = "same-decider"
    title = mark("This is decided by somebody else than before.")


class Compared(Struct, frozen=True):
    """One criterion with the judgements of all reviewers, in the order of their reviews, and how they differ."""

    asked: Asked
    judgements: list[Judgement]
    gap: Gap

    @property
    def places(self) -> list[int]:
        """The places of the levels given."""
        return [self.asked.place(each.level) for each in self.judgements if not each.cannot_judge]


def compared(session: Session, row: Assessment) -> list[Compared]:
    """All criteria with the judgements of all reviews that count."""
    numbers = [each.id or 0 for each in queries.counted(session, row.id)]
    judged = queries.judgements(session, numbers)
    found = []
    for wanted in queries.asked_in(session, row):
        given = [judged[number][wanted.code] for number in numbers if wanted.code in judged[number]]
        if given:
            places = [None if each.cannot_judge else wanted.place(each.level) for each in given]
            found.append(Compared(wanted, given, gap(places, is_gate=wanted.criterion.gate)))
    return found


def compare_if_all_locked(session: Session, row: Assessment, actor: str) -> None:
    """Open the comparison once nobody is asked, or at work, any more and enough have locked."""
    if row.state is not State.REVIEWING:
        return
    states = {each.account_id: each.state for each in queries.reviews(session, row.id)}
    waiting = [
        each
        for each in queries.assignments(session, row.id)
        if each.state is AssignmentState.OFFERED
        or (each.state is AssignmentState.ACCEPTED and states.get(each.account_id) is ReviewState.OPEN)
    ]
    if waiting or len(queries.counted(session, row.id)) < workflow.FEWEST_REVIEWERS:
        return
    moving.move(session, row, Action.COMPARE, actor)
    for each in compared(session, row):
        if each.gap is Gap.ALIKE:
            level = each.judgements[0].level
            _keep(session, row, each, level, level, ConsensusHow.ALIKE)
    session.flush()
    tell_of_state(session, row, actor)
    if not row.is_practice:
        _go_on(session, row, actor)


def remark(session: Session, viewer: Viewer, assessment_id: str, criterion: str, text: str) -> None:
    """Say something to the other reviewers about a difference."""
    row, each = _open(session, viewer, assessment_id, criterion)
    session.add(
        Remark(
            assessment_id=row.id,
            round=row.round,
            criterion=each.asked.code,
            account_id=viewer.account_id,
            text=_text("text", text, mark("Say something.")),
        )
    )
    session.flush()


def propose(
    session: Session, viewer: Viewer, assessment_id: str, criterion: str, level: str, rationale: str
) -> None:
    """Propose one of the two levels that reviewers gave; it stands once all of them agree."""
    row, each = _open(session, viewer, assessment_id, criterion)
    _demand_settled_here(session, row, each)
    if level not in {said.level for said in each.judgements}:
        raise Invalid({"level": mark("Choose one of the levels that were given.")})
    made = Proposal(
        assessment_id=row.id,
        round=row.round,
        criterion=criterion,
        account_id=viewer.account_id,
        level=level,
        rationale=_text("rationale", rationale, mark("Give your reasons.")),
        agreed=[viewer.account_id],
    )
    session.add(made)
    session.flush()


def agree(session: Session, viewer: Viewer, assessment_id: str, number: int) -> None:
    """Agree to a level that another reviewer proposed; when all do, it is the consensus."""
    found = session.get(Proposal, number)
    if found is None or found.assessment_id != assessment_id.upper():
        raise NotFound(f"No proposal {number}.", id=number)
    row, each = _open(session, viewer, assessment_id, found.criterion)
    _demand_settled_here(session, row, each)
    if found.round != row.round:
        raise Conflict(mark("It was proposed before the assessment was reopened."))
    found.agreed = sorted({*found.agreed, viewer.account_id})
    session.add(found)
    session.flush()
    if {each.account_id for each in queries.counted(session, row.id)} <= set(found.agreed):
        _keep(session, row, each, found.level, found.level, ConsensusHow.AGREED, rationale=found.rationale)
        _go_on(session, row, viewer.account_id)


def close(session: Session, viewer: Viewer, assessment_id: str) -> None:
    """End the comparison: what is still one level apart stays an interval, the rest goes to an adjudicator."""
    row = queries.assessment(session, assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.MANAGER)
    if row.is_practice:
        moving.move(session, row, Action.FINISH, viewer.account_id)
        return
    if row.state is not State.COMPARING:
        raise workflow.CannotMove(mark("Nothing is compared now."))
    settled = queries.consensus(session, row)
    for each in compared(session, row):
        if each.gap is Gap.ONE_LEVEL and each.asked.code not in settled:
            levels = [level.code for level in each.asked.levels]
            low, high = levels[min(each.places)], levels[max(each.places)]
            _keep(session, row, each, low, high, ConsensusHow.INTERVAL)
    session.flush()
    if not _go_on(session, row, viewer.account_id):
        moving.move(session, row, Action.ADJUDICATE, viewer.account_id)
        tell_of_state(session, row, viewer.account_id)


def adjudicate(
    session: Session,
    viewer: Viewer,
    assessment_id: str,
    criterion: str,
    level: str,
    rationale: str,
    *,
    cannot_judge: bool = False,
) -> None:
    """Decide where reviewers differ too far; by somebody who did not review, and did not decide it before."""
    row = queries.assessment(session, assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.ADJUDICATOR)
    if row.state is not State.ADJUDICATING:
        raise workflow.CannotMove(mark("Nothing is to be decided now."))
    each = _of(session, row, criterion)
    if criterion in queries.consensus(session, row):
        raise Conflict(mark("This criterion is settled."), criterion=criterion)
    if viewer.account_id in queries.deciders(session, row.id, criterion):
        raise SameDecider
    if not cannot_judge and level not in {known.code for known in each.asked.levels}:
        raise Invalid({"level": mark("Choose one of the levels of this criterion.")})
    reasons = _text("rationale", rationale, mark("Give your reasons."))
    chosen = "" if cannot_judge else level
    _keep(
        session,
        row,
        each,
        chosen,
        chosen,
        ConsensusHow.ADJUDICATED,
        rationale=reasons,
        by=viewer.account_id,
    )
    _go_on(session, row, viewer.account_id)


def _open(
    session: Session, viewer: Viewer, assessment_id: str, criterion: str
) -> tuple[Assessment, Compared]:
    """An assessment whose reviewers compare, for one of them."""
    row = queries.assessment(session, assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.REVIEWER)
    if row.state is not State.COMPARING:
        raise workflow.CannotMove(mark("Nothing is compared now."))
    return row, _of(session, row, criterion)


def _of(session: Session, row: Assessment, criterion: str) -> Compared:
    found = next((each for each in compared(session, row) if each.asked.code == criterion), None)
    if found is None:
        raise NotFound(f"No criterion {criterion} is asked here.", criterion=criterion)
    return found


def _demand_settled_here(session: Session, row: Assessment, each: Compared) -> None:
    """Reviewers settle among themselves only what is one level apart and no gate."""
    if each.gap is not Gap.ONE_LEVEL or each.asked.code in queries.consensus(session, row):
        raise Conflict(
            mark("Reviewers settle only what is one level apart; the rest goes to an adjudicator.")
        )


def _go_on(session: Session, row: Assessment, actor: str) -> bool:
    """Settle the assessment once every criterion is; says whether it is."""
    session.flush()
    wanted = {asking_one.code for asking_one in queries.asked_in(session, row)}
    if wanted - queries.consensus(session, row).keys():
        return False
    moving.move(session, row, Action.SETTLE, actor)
    tell_of_state(session, row, actor)
    return True


def _keep(  # noqa: PLR0913 - what is kept
    session: Session,
    row: Assessment,
    each: Compared,
    low: str,
    high: str,
    how: ConsensusHow,
    *,
    rationale: str = "",
    by: str = "",
) -> None:
    session.add(
        Consensus(
            assessment_id=row.id,
            round=row.round,
            criterion=each.asked.code,
            low=low,
            high=high,
            how=how,
            rationale=rationale,
            evidence=sorted({cited for said in each.judgements for cited in said.evidence}),
            account_id=by,
            at=now(),
        )
    )
    if how in {ConsensusHow.AGREED, ConsensusHow.ADJUDICATED}:
        events.record(
            session,
            f"consensus.{how}",
            actor=by,
            on=("solution", row.solution_id),
            after={"assessment": row.id, "criterion": each.asked.code, "low": low, "high": high},
        )


def _text(name: str, text: str, needed: str) -> str:
    if not text.strip():
        raise Invalid({name: needed})
    if len(text) > LONGEST:
        raise Invalid({name: Fault(mark("Use at most %(number)s characters."), {"number": LONGEST})})
    return text.strip()
