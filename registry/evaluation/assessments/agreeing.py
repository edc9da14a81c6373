"""How far reviewers agree, on what each judged before any consensus: by criterion, framework, and over all.

Only assessments that were published and are not open again count, so that nothing is told before all have locked.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.queries import names_of
from registry.accounts.viewer import Viewer
from registry.db.base import Names
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
from registry.evaluation.assessments import agreement_queries
from registry.evaluation.assessments.agreement_queries import Rating
from registry.evaluation.assessments.comparing import Compared
from registry.evaluation.assessments.schemas import (
    AgreementRow,
    AgreementView,
    DriftRow,
    PairRow,
    ReviewersView,
)

FEWEST_PRODUCTS: Final = 3
LOWEST: Final = 0.667
"""Below this, on so many products or more, a criterion is listed for rewording (Krippendorff's lower bound)."""


def agreement(session: Session) -> AgreementView:
    """The figures that everybody may read: nothing in them identifies a reviewer."""
    known = agreement_queries.ratings(session)
    by_version: dict[str, list[Rating]] = defaultdict(list)
    by_criterion: dict[tuple[str, str], list[Rating]] = defaultdict(list)
    for each in known:
        by_version[each.version].append(each)
        by_criterion[each.version, each.criterion].append(each)
    versions, criteria = agreement_queries.called(session, by_version)
    return AgreementView(
        row_of("", "", {}, known, shares=True) if known else None,
        [row_of(version, "", versions[version], found, shares=True) for version, found in by_version.items()],
        [
            row_of(version, code, criteria[version, code], found)
            for (version, code), found in by_criterion.items()
        ],
        agreement_queries.samples(session, {each.assessment for each in known}),
    )


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
    known, practised = agreement_queries.ratings(session), agreement_queries.ratings(session, practice=True)
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
    samples = agreement_queries.samples(session, {each.assessment for each in (*known, *practised)})
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
