"""How far reviewers agree, on what each judged before any consensus: by criterion, framework, and over all.

Only assessments that were published and are not open again count, so that nothing is told before all have locked.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts.permissions import Permission
from registry.accounts.queries import names_of
from registry.accounts.viewer import Viewer
from registry.db.base import Names, select_columns
from registry.evaluation.agreement import (
    Metric,
    Ratings,
    Weights,
    alpha_interval,
    both_rated,
    cohen_kappa,
    gwet,
    krippendorff_alpha,
    raw_agreement,
    reliance,
)
from registry.evaluation.assessments.comparing import Compared
from registry.evaluation.assessments.models import Assessment, Judgement, Review, ReviewState
from registry.evaluation.assessments.schemas import (
    AgreementRow,
    AgreementView,
    DriftRow,
    PairRow,
    ReviewersView,
)
from registry.evaluation.assessments.workflow import State
from registry.evaluation.frameworks.models import FrameworkCriterion, FrameworkLevel, FrameworkVersion

FEWEST_PRODUCTS: Final = 3
LOWEST: Final = 0.667
"""Below this, on so many products or more, a criterion is listed for rewording (Krippendorff's lower bound)."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One judgement before consensus; `share` is its place on the criterion's scale, from 0 to 1."""

    assessment: str
    solution: str
    version: str
    criterion: str
    reviewer: str
    place: int
    share: float


def ratings(session: Session, *, practice: bool = False) -> list[Rating]:
    """All judgements with a level, of reviews that count; those of calibration rounds apart."""
    states = (State.COMPARING, State.CLOSED) if practice else (State.PUBLISHED, State.APPEALED)
    tops = {
        (version, criterion): number - 1
        for version, criterion, number in session.execute(
            sa.select(
                col(FrameworkLevel.version_id), col(FrameworkLevel.criterion_code), sa.func.count()
            ).group_by(col(FrameworkLevel.version_id), col(FrameworkLevel.criterion_code))
        )
    }
    rows = session.execute(
        select_columns(
            Assessment.id,
            Assessment.solution_id,
            Assessment.version_id,
            Judgement.criterion,
            Review.account_id,
            FrameworkLevel.position,
        )
        .join(Review, col(Review.assessment_id) == col(Assessment.id))
        .join(Judgement, col(Judgement.review_id) == col(Review.id))
        .join(
            FrameworkLevel,
            sa.and_(
                col(FrameworkLevel.version_id) == col(Assessment.version_id),
                col(FrameworkLevel.criterion_code) == col(Judgement.criterion),
                col(FrameworkLevel.code) == col(Judgement.level),
            ),
        )
        .where(
            col(Review.state) == ReviewState.LOCKED,
            col(Assessment.state).in_(states),
            col(Assessment.is_practice).is_(practice),
        )
        .order_by(col(Assessment.id), col(Judgement.criterion), col(Review.id))
    )
    return [
        Rating(
            assessment, solution, version, criterion, reviewer, place, place / (tops[version, criterion] or 1)
        )
        for assessment, solution, version, criterion, reviewer, place in rows
    ]


def agreement(session: Session) -> AgreementView:
    """The figures that everybody may read: nothing in them identifies a reviewer."""
    known = ratings(session)
    by_version: dict[str, list[Rating]] = defaultdict(list)
    by_criterion: dict[tuple[str, str], list[Rating]] = defaultdict(list)
    for each in known:
        by_version[each.version].append(each)
        by_criterion[each.version, each.criterion].append(each)
    versions, criteria = _called(session, by_version)
    return AgreementView(
        row_of("", "", {}, known, shares=True) if known else None,
        [row_of(version, "", versions[version], found, shares=True) for version, found in by_version.items()],
        [
            row_of(version, code, criteria[version, code], found)
            for (version, code), found in by_criterion.items()
        ],
        _samples(session, known),
    )


def _samples(session: Session, known: Iterable[Rating]) -> int:
    """How many of the assessments that these ratings come from are made up."""
    made_up = col(Assessment.id).in_({each.assessment for each in known}), col(Assessment.is_sample)
    return session.scalar(sa.select(sa.func.count()).select_from(Assessment).where(*made_up)) or 0


def row_of(
    version: str, criterion: str, names: Names, found: list[Rating], *, shares: bool = False
) -> AgreementRow:
    """The figures over some judgements; `shares`: of criteria with different scales, each from 0 to 1."""
    rated = Ratings.of(
        ((each.assessment, each.criterion), each.reviewer, each.share if shares else each.place)
        for each in found
    )
    products: dict[Hashable, Hashable] = {(each.assessment, each.criterion): each.solution for each in found}
    alpha, ac2 = krippendorff_alpha(rated, Metric.ORDINAL), gwet(rated, Weights.QUADRATIC)
    number = len(set(products.values()))
    # One product drawn again is the same product: an interval would promise a certainty that is not there.
    interval = alpha_interval(rated, Metric.ORDINAL, clusters=products) if number > 1 else None
    low = [each for each in (alpha, ac2) if each is not None]
    return AgreementRow(
        version,
        criterion,
        names,
        number,
        rated.pairs,
        raw_agreement(rated),
        alpha,
        interval.low if interval else None,
        interval.high if interval else None,
        ac2,
        reliance(interval),
        bool(criterion and low) and number >= FEWEST_PRODUCTS and max(low) < LOWEST,
    )


def figures_of(together: Sequence[Compared]) -> dict[str, Any]:
    """The figures of one assessment, which are sealed with its score."""
    rated = Ratings.of(
        (each.asked.code, said.review_id, each.asked.place(said.level) / (len(each.asked.levels) - 1 or 1))
        for each in together
        for said in each.judgements
        if not said.cannot_judge
    )
    return {
        "units": len(together),
        "pairs": rated.pairs,
        "raw_agreement": raw_agreement(rated),
        "krippendorff_alpha_ordinal": krippendorff_alpha(rated, Metric.ORDINAL),
        "gwet_ac2_quadratic": gwet(rated, Weights.QUADRATIC),
    }


def reviewers(session: Session, viewer: Viewer) -> ReviewersView:
    """Per pair and per reviewer, for the Secretariat only, as these identify people; and who drifts in calibration."""
    viewer.demand(Permission.ASSESSMENT_MANAGE)
    known, practised = ratings(session), ratings(session, practice=True)
    people = names_of(session, {each.reviewer for each in (*known, *practised)})
    pairs = []
    if known:
        rated = Ratings.of(((each.assessment, each.criterion), each.reviewer, each.share) for each in known)
        for one, other in combinations(sorted({each.reviewer for each in known}), 2):
            left, right = both_rated(rated, one, other)
            if left:
                alike = sum(a == b for a, b in zip(left, right, strict=True)) / len(left)
                kappa = cohen_kappa(left, right, Weights.QUADRATIC)
                pairs.append(PairRow(people.get(one, ""), people.get(other, ""), len(left), alike, kappa))
    samples = _samples(session, (*known, *practised))
    return ReviewersView(pairs, _drift(known, people), _drift(practised, people), samples)


def _drift(found: Iterable[Rating], people: Mapping[str, str]) -> list[DriftRow]:
    """By how many levels each reviewer judges above (or below) the mean of the others, on what they judged too."""
    by_unit: dict[tuple[str, str], list[Rating]] = defaultdict(list)
    for each in found:
        by_unit[each.assessment, each.criterion].append(each)
    apart: dict[str, list[float]] = defaultdict(list)
    for together in by_unit.values():
        for each in together:
            others = [one.place for one in together if one.reviewer != each.reviewer]
            if others:
                apart[each.reviewer].append(each.place - sum(others) / len(others))
    rows = [
        DriftRow(
            people.get(reviewer, ""),
            len(values),
            sum(values) / len(values),
            sum(abs(each) for each in values) / len(values),
        )
        for reviewer, values in apart.items()
    ]
    return sorted(rows, key=lambda row: -row.distance)


def _called(
    session: Session, versions: Iterable[str]
) -> tuple[dict[str, Names], dict[tuple[str, str], Names]]:
    wanted = set(versions)
    frameworks = session.execute(
        select_columns(FrameworkVersion.id, FrameworkVersion.names).where(
            col(FrameworkVersion.id).in_(wanted)
        )
    )
    criteria = session.execute(
        select_columns(
            FrameworkCriterion.version_id, FrameworkCriterion.code, FrameworkCriterion.names
        ).where(col(FrameworkCriterion.version_id).in_(wanted))
    )
    return {row[0]: row[1] for row in frameworks}, {(row[0], row[1]): row[2] for row in criteria}
