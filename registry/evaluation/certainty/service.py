"""Judging certainty: one person drafts with written reasons, another agrees or returns it; nobody judges their own."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import Names, now
from registry.db.records import raise_catalogue_version
from registry.errors import Conflict, Forbidden, Invalid, NotFound, mark
from registry.evaluation.certainty.models import CertaintyJudgement, JudgementState
from registry.evaluation.certainty.queries import OUTCOMES, every_row, in_force, may_judge, studies_on
from registry.evaluation.frozen import digest
from registry.evaluation.grade import Certainty, Lowering, Raising, Rating, Start, Step, rate, starts_of
from registry.evidence import queries as evidence
from registry.evidence.hierarchy import EvidenceKind
from registry.evidence.models import Direction
from registry.solutions import queries as solutions

RULES: Final = "grade-1"
"""The rules that turn a rating into a certainty; another name when they change."""


class ConflictOfInterest(Forbidden):
    """Nobody judges a product of a body in which they hold a role."""

    slug = "conflict-of-interest"
    title = mark(
        "You hold a role in a body that makes, owns or funds this product: somebody else must judge it."
    )


def check_conflict(session: Session, viewer: Viewer, solution_id: str) -> None:
    """Refuse whoever holds any role in an organisation of the solution."""
    own = {grant.scope_id for grant in viewer.grants if grant.scope_id}
    found = solutions.solution(session, solution_id)
    if own & {each.organisation.id for each in found.organisations}:
        raise ConflictOfInterest


def draft(  # noqa: PLR0913 - all that a judgement says
    session: Session,
    viewer: Viewer,
    *,
    solution_id: str,
    outcome: str,
    direction: Direction,
    rating: Rating,
    finding: Names,
    evidence_ids: Sequence[str],
    setting: Names | None = None,
    version: str = "",
    is_critical: bool = True,
) -> int:
    """Draft a judgement on published evidence about this solution and outcome; gives its number."""
    _demand(viewer)
    check_conflict(session, viewer, solution_id)
    certainty = rate(rating)
    if not any(text.strip() for text in finding.values()):
        raise Invalid({"finding": mark("Say in a sentence what the evidence says.")})
    body = _body(session, solution_id, outcome, evidence_ids)
    _check_start(rating.start, [EvidenceKind(item["kind"]) for item in body])
    said = {
        "solution_id": solution_id,
        "outcome": outcome,
        "direction": direction.value,
        "is_critical": is_critical,
        "finding": finding,
        "setting": setting or {},
        "version": version,
    }
    frozen = frozen_inputs(rating, body, said)
    row = CertaintyJudgement(
        solution_id=solution_id,
        scheme_id=OUTCOMES,
        outcome=outcome,
        state=JudgementState.PROPOSED,
        direction=direction,
        start=rating.start,
        certainty=certainty,
        is_critical=is_critical,
        finding=finding,
        setting=setting or {},
        version=version,
        frozen=frozen,
        digest=digest(frozen),
        drafted_by=viewer.account_id,
    )
    session.add(row)
    session.flush()
    number = row.id or 0
    events.record(session, "certainty.drafted", actor=viewer.account_id, on=("certainty", str(number)))
    return number


def agree(session: Session, viewer: Viewer, number: int) -> None:
    """A second person agrees: the judgement is published, and the one before it is superseded."""
    row = _proposed(session, viewer, number)
    for each in in_force(session, row.solution_id, row.outcome):
        each.state = JudgementState.SUPERSEDED
    _decide(row, viewer, JudgementState.PUBLISHED)
    session.flush()
    raise_catalogue_version(session)
    events.record(
        session,
        "certainty.published",
        actor=viewer.account_id,
        on=("certainty", str(number)),
        after={"certainty": row.certainty, "digest": row.digest},
        public=True,
    )


def send_back(session: Session, viewer: Viewer, number: int, *, remark: str) -> None:
    """A second person does not agree, and says why; a new draft may follow."""
    row = _proposed(session, viewer, number)
    if not remark.strip():
        raise Invalid({"remark": mark("Give the reason.")})
    _decide(row, viewer, JudgementState.RETURNED)
    row.remark = remark.strip()
    session.flush()
    events.record(session, "certainty.returned", actor=viewer.account_id, on=("certainty", str(number)))


def frozen_inputs(
    rating: Rating, items: Sequence[Mapping[str, Any]], said: Mapping[str, Any]
) -> dict[str, Any]:
    """All that a certainty follows from and what is `said` with it, in one shape, so that it can be computed again."""
    return {
        "rules": RULES,
        "said": dict(said),
        "start": rating.start.value,
        "steps": {
            reason.value: {
                "by": rating.by(reason),
                "because": rating.steps[reason].because.strip() if reason in rating.steps else "",
            }
            for reason in (*Lowering, *Raising)
        },
        "items": [dict(item) for item in items],
    }


def replay(frozen: Mapping[str, Any]) -> Certainty:
    """The certainty that follows from frozen inputs."""
    names: dict[str, Lowering | Raising] = {reason.value: reason for reason in (*Lowering, *Raising)}
    steps = {
        names[name]: Step(step["by"], step["because"]) for name, step in frozen["steps"].items() if step["by"]
    }
    return rate(Rating(Start(frozen["start"]), steps))


def differences(session: Session) -> list[str]:
    """Judgements that do not follow from their frozen inputs, or whose seal is broken; none when all replay."""
    faults = []
    for row in every_row(session):
        if digest(row.frozen) != row.digest:
            faults.append(f"certainty {row.id}: the inputs were changed")
        elif (found := replay(row.frozen)) is not Certainty(row.certainty):
            faults.append(f"certainty {row.id}: {found} follows, {row.certainty} is recorded")
        elif changed := [name for name, value in row.frozen["said"].items() if getattr(row, name) != value]:
            faults.append(f"certainty {row.id}: not as it was sealed: {', '.join(changed)}")
    return faults


def _body(session: Session, solution_id: str, outcome: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    if not ids:
        raise Invalid({"items": mark("Choose the evidence that it rests on.")})
    about = {row.id: row for row in studies_on(session, solution_id, outcome)}
    if set(ids) - set(about):
        raise Invalid(
            {"items": mark("Each item must be a published study of this product and this outcome.")}
        )
    return [
        {
            "id": each,
            "revision": evidence.item(session, each).revision,
            "title": about[each].title,
            "kind": about[each].kind,
            "study": about[each].study,
        }
        for each in sorted(set(ids))
    ]


def _check_start(start: Start, kinds: Sequence[EvidenceKind]) -> None:
    allowed = starts_of(kinds)
    if not allowed:
        raise Invalid({"items": mark("Trials and other studies are judged apart: choose one or the other.")})
    if start not in allowed:
        raise Invalid({"start": mark("The items that you chose are of another design.")})


def _demand(viewer: Viewer) -> None:
    if not may_judge(viewer):
        viewer.demand(Permission.REVIEW_WRITE)


def _proposed(session: Session, viewer: Viewer, number: int) -> CertaintyJudgement:
    _demand(viewer)
    row = session.get(CertaintyJudgement, number)
    if row is None:
        raise NotFound(f"No judgement {number}.", id=number)
    if row.state is not JudgementState.PROPOSED:
        raise Conflict(mark("The judgement does not wait any more."), id=number)
    if row.drafted_by == viewer.account_id:
        raise Forbidden(permission=Permission.REVIEW_WRITE.value)
    check_conflict(session, viewer, row.solution_id)
    return row


def _decide(row: CertaintyJudgement, viewer: Viewer, state: JudgementState) -> None:
    row.state, row.decided_by, row.decided_at = state, viewer.account_id, now()
