"""Trying out and publishing scores, and marking what became of them. Whoever calls has checked that it may be done."""

import calendar
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from sqlmodel import Session, col, select

from registry.audit import events
from registry.db.ids import ALPHABET, check_character
from registry.db.records import raise_catalogue_version
from registry.errors import BadRecord
from registry.evaluation.applicability import Profile, RiskTier, Trait
from registry.evaluation.frameworks import queries as frameworks
from registry.evaluation.frameworks import service as framework_service
from registry.evaluation.frameworks.schemas import VersionView
from registry.evaluation.frozen import canonical
from registry.evaluation.scores.freezing import RULES, Item, freeze, score, seal, tier_of
from registry.evaluation.scores.models import Mark, Score, ScoreMark
from registry.evaluation.scores.scoring import Judgement
from registry.evidence import queries as evidence_queries
from registry.solutions.models import Solution

PREFIX: Final = "DHC-"


class Assessed(Protocol):
    """What a score must know of the assessment that it comes from."""

    id: str
    body_id: str
    solution_id: str
    product_version: str
    version_id: str
    tier: RiskTier
    traits: dict[str, bool | None]
    is_sample: bool


def preview(
    session: Session,
    *,
    assessment: Assessed,
    judgements: Iterable[Judgement],
    evidence: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """The score that would follow; nothing is stored. Without `evidence` each judgement counts by the class it names."""
    version = frameworks.by_id(session, assessment.version_id)
    items = None if evidence is None else _items(session, evidence)
    return _computed(_profile(session, version, assessment), version, judgements, items)[1]


def publish(  # noqa: PLR0913 - all that a score is sealed with
    session: Session,
    *,
    assessment: Assessed,
    judgements: Iterable[Judgement],
    evidence: Mapping[str, Sequence[str]],
    reviewers: int,
    now: datetime,
    agreement: Mapping[str, Any] | None = None,
    sealed: Mapping[str, Any] | None = None,
) -> Score:
    """Publish what follows from these judgements; the score before it, of the same body and framework, is superseded.

    `evidence`: criterion → ids of the published items that its judgement rests on. `agreement`: on how
    many criteria reviewers could be `compared` and were `alike` before they put their judgements together. `sealed`:
    the round, and a digest of each review, by which a replay tells whether the judgements are still what they were.
    """
    version = frameworks.by_id(session, assessment.version_id)
    profile = _profile(session, version, assessment)
    inputs, result = _computed(profile, version, judgements, _items(session, evidence))
    inputs["assessment"] = {
        "id": assessment.id,
        "body": assessment.body_id,
        "solution": assessment.solution_id,
        "product_version": assessment.product_version,
        "reviewers": reviewers,
        "published_at": now.isoformat(),
        "agreement": dict(agreement) if agreement else None,
        **(sealed or {}),
    }
    row = Score(
        id=_new_id(session),
        assessment_id=assessment.id,
        body_id=assessment.body_id,
        solution_id=assessment.solution_id,
        version_id=version.id,
        product_version=assessment.product_version,
        tier=assessment.tier,
        inputs=canonical(inputs),
        result=canonical(result),
        digest=seal(inputs, result),
        rules=RULES,
        reviewers=reviewers,
        is_sample=assessment.is_sample,
        published_at=now,
        due_at=months_after(now, version.review_months),
        gates_due_at=months_after(now, version.gate_review_months) if result["gates"] else None,
    )
    former = _in_force(session, row)
    session.add(row)
    session.flush()
    framework_service.mark_used(session, version.id)
    for each in former:
        mark(session, each.id, Mark.SUPERSEDED, subject=row.id, now=now)
    raise_catalogue_version(session)
    events.record(
        session,
        "score.published",
        on=("score", row.id),
        after={"solution": row.solution_id, "framework": version.id, "digest": row.digest},
        public=True,
    )
    return row


def mark(
    session: Session, score_id: str, what: Mark, *, now: datetime, subject: str = "", reason: str = ""
) -> bool:
    """Note once what became of a score; says whether it is new."""
    known = session.exec(
        select(ScoreMark.id).where(
            ScoreMark.score_id == score_id, ScoreMark.mark == what, ScoreMark.subject == subject
        )
    ).first()
    if known is not None:
        return False
    session.add(ScoreMark(score_id=score_id, mark=what, subject=subject, reason=reason, at=now))
    session.flush()
    raise_catalogue_version(session)
    events.record(
        session,
        "score.marked",
        on=("score", score_id),
        after={"mark": what.value, "subject": subject},
        public=True,
    )
    return True


def void(session: Session, assessment_id: str, *, reason: str, now: datetime) -> None:
    """The scores of an assessment do not count any more, as one of its reviews does not; they stay readable."""
    for each in session.exec(select(Score.id).where(Score.assessment_id == assessment_id)).all():
        mark(session, each, Mark.VOIDED, now=now, reason=reason)


def months_after(moment: datetime, months: int) -> datetime:
    """The same moment so many months later; the last day of a month that is shorter."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def _profile(session: Session, version: VersionView, assessment: Assessed) -> Profile:
    solution = session.get_one(Solution, assessment.solution_id)
    return Profile(
        solution.type,
        tier_of(version, assessment.tier.value),
        {trait: assessment.traits.get(trait.value) for trait in Trait},
    )


def _computed(
    profile: Profile,
    version: VersionView,
    judgements: Iterable[Judgement],
    evidence: Mapping[str, Sequence[Item]] | None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and score; `BadRecord` says which judgement makes no sense."""
    try:
        inputs = freeze(version, profile, judgements, evidence)
        return inputs, score(inputs)
    except ValueError as error:
        raise BadRecord(str(error), "judgements") from error


def _items(session: Session, evidence: Mapping[str, Sequence[str]]) -> dict[str, list[Item]]:
    every = {each for ids in evidence.values() for each in ids}
    known = {each: evidence_queries.item(session, each) for each in sorted(every)}
    items = {
        key: Item(found.id, found.revision, found.kind, found.independence, found.study)
        for key, found in known.items()
    }
    return {criterion: [items[each] for each in dict.fromkeys(ids)] for criterion, ids in evidence.items()}


def _in_force(session: Session, row: Score) -> Sequence[Score]:
    """Scores of the same body on the same product by any version of the same framework that nothing followed yet."""
    framework = row.version_id.partition("@")[0]
    followed = select(ScoreMark.score_id).where(col(ScoreMark.mark).in_([Mark.SUPERSEDED, Mark.VOIDED]))
    return session.exec(
        select(Score).where(
            Score.solution_id == row.solution_id,
            Score.body_id == row.body_id,
            col(Score.version_id).startswith(f"{framework}@", autoescape=True),
            col(Score.id).not_in(followed),
        )
    ).all()


def _new_id(session: Session) -> str:
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(6))
        candidate = f"{PREFIX}{body}{check_character(body)}"
        if session.get(Score, candidate) is None:
            return candidate
