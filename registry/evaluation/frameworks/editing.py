"""Changing a draft of a framework: each step gives a whole new draft, checked as one that comes in from a file; pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from registry.errors import Fault, Invalid, mark
from registry.evaluation.applicability import RiskTier
from registry.evaluation.frameworks.drafts import (
    Carry,
    CriterionDraft,
    DomainDraft,
    FollowsDraft,
    ScaleLevelDraft,
    TierDraft,
    VersionDraft,
)
from registry.evaluation.frozen import digest

MOST_REASONS: Final = 10


def seal(part: VersionDraft | CriterionDraft) -> str:
    """The digest of a draft or of one of its criteria, by which a change that came between is seen."""
    return digest(part.model_dump(mode="json"))


def part_seal(draft: VersionDraft, *names: str) -> str:
    """The digest of some of what a draft says, by the names of its fields."""
    return digest(draft.model_dump(mode="json", include=set(names)))


def scale_seal(draft: VersionDraft, code: str) -> str:
    """The digest of one scale; of one that is not there, none."""
    levels = draft.scales.get(code)
    return digest([level.model_dump(mode="json") for level in levels]) if levels else ""


def following(former: VersionDraft, version: str, changes: Mapping[str, str]) -> VersionDraft:
    """A draft that follows a version: all as it was there, and earlier judgements stand until it says otherwise."""
    return replaced(
        former,
        version=version,
        former=former.version,
        changes=dict(changes),
        published="",
        dropped=[],
        criteria=[
            each.model_copy(update={"follows": FollowsDraft(criterion=each.code, how=Carry.CARRIES)})
            for each in former.criteria
        ],
    )


def criterion_of(draft: VersionDraft, code: str) -> CriterionDraft | None:
    """The criterion of that code, None if there is none."""
    return next((each for each in draft.criteria if each.code == code), None)


def with_criterion(
    draft: VersionDraft, code: str, criterion: CriterionDraft, after: str | None
) -> VersionDraft:
    """Put a criterion in the place of the one called `code`, or add it where `code` is empty.

    `after`: the criterion that it comes after, empty for the first place, None to stay where it is.
    """
    codes = [each.code for each in draft.criteria]
    if criterion.code != code and criterion.code in codes:
        raise Invalid({"code": mark("Another criterion has this code.")})
    place = codes.index(code) if code else len(codes)
    others = [each for each in draft.criteria if each.code != code]
    if after is not None:
        left = [each.code for each in others]
        place = left.index(after) + 1 if after in left else 0
    return replaced(draft, criteria=[*others[:place], criterion, *others[place:]])


def without_criterion(draft: VersionDraft, code: str) -> VersionDraft:
    """Leave a criterion out."""
    if len(draft.criteria) == 1:
        raise Invalid({"code": mark("A framework needs at least one criterion.")})
    return replaced(draft, criteria=[each for each in draft.criteria if each.code != code])


def with_scale(draft: VersionDraft, code: str, name: str, levels: Sequence[ScaleLevelDraft]) -> VersionDraft:
    """Put a scale in the place of the one called `code`, or add it as `name` where `code` is empty.

    What criteria said of levels that are gone goes with them.
    """
    if not code and name in draft.scales:
        raise Invalid({"code": mark("Another scale has this code.")})
    place = code or name
    left = {level.code for level in levels}
    gates = [each.code for each in draft.criteria if each.gate and each.scale == place]
    if gates and not any(level.meets for level in levels):
        message = mark(
            "One level at least must meet a criterion, as gates are judged by this scale: %(criteria)s"
        )
        raise Invalid({"levels": Fault(message, {"criteria": ", ".join(gates)})})
    criteria = [
        each.model_copy(
            update={"levels": {level: said for level, said in each.levels.items() if level in left}}
        )
        if each.scale == place
        else each
        for each in draft.criteria
    ]
    return replaced(draft, scales={**draft.scales, place: list(levels)}, criteria=criteria)


def without_scale(draft: VersionDraft, code: str) -> VersionDraft:
    """Leave a scale out by which no criterion is judged."""
    _refuse(
        "levels",
        mark("Criteria are judged by it: %(criteria)s"),
        [each.code for each in draft.criteria if each.scale == code],
    )
    return replaced(draft, scales={name: levels for name, levels in draft.scales.items() if name != code})


def with_tiers(draft: VersionDraft, tiers: Sequence[TierDraft]) -> VersionDraft:
    """Give a draft these tiers; without any, those of the registry are its tiers."""
    left = {each.code for each in tiers} or set(RiskTier)
    for code in draft.tier_codes:
        if code not in left:
            naming = [each.code for each in draft.criteria if code in _tiers_named(each)]
            _refuse(f"names-{code}", mark("Criteria name this tier: %(criteria)s"), naming)
    return replaced(draft, tiers=list(tiers))


def with_domains(draft: VersionDraft, domains: Sequence[DomainDraft]) -> VersionDraft:
    """Give a draft these domains, in this order."""
    left = {each.code for each in domains}
    for domain in draft.domains:
        inside = [each.code for each in draft.criteria if each.domain == domain.code]
        if domain.code not in left:
            _refuse(f"remove-{domain.code}", mark("Criteria are in it: %(criteria)s"), inside)
    return replaced(draft, domains=list(domains))


def _refuse(field: str, message: str, criteria: Sequence[str]) -> None:
    if criteria:
        raise Invalid({field: Fault(message, {"criteria": ", ".join(criteria)})})


def _tiers_named(criterion: CriterionDraft) -> set[str]:
    return {
        *criterion.tiers,
        *(tier for level in criterion.levels.values() for tier in level.evidence_by_tier),
    }


def settled(draft: VersionDraft, former: Mapping[str, Collection[str]]) -> VersionDraft:
    """What follows from an edit; `former`: the levels of each criterion of the version before.

    What no criterion follows any more is named as left out. Judgements by levels that are gone must be made anew.
    """
    followed = {each.follows.criterion for each in draft.criteria if each.follows}
    return replaced(
        draft,
        dropped=[code for code in former if code not in followed],
        criteria=[_carrying(draft, each, former) for each in draft.criteria],
    )


def _carrying(
    draft: VersionDraft, criterion: CriterionDraft, former: Mapping[str, Collection[str]]
) -> CriterionDraft:
    follows = criterion.follows
    if follows is None or set(former.get(follows.criterion, ())) <= {
        level.code for level in draft.scales[criterion.scale]
    }:
        return criterion
    return criterion.model_copy(update={"follows": FollowsDraft(criterion=follows.criterion, how=Carry.REDO)})


def replaced(draft: VersionDraft, **values: Any) -> VersionDraft:
    """The draft with other values, checked as a whole; what does not hold together is `Invalid`."""
    body = {**{name: getattr(draft, name) for name in type(draft).model_fields}, **values}
    return checked({name: _plain(value) for name, value in body.items()})


def checked(body: Any) -> VersionDraft:
    """Read a whole draft; what does not hold together is `Invalid`."""
    try:
        return VersionDraft.model_validate(body)
    except ValidationError as error:
        message = mark("The draft does not hold together: %(reasons)s")
        raise Invalid({"draft": Fault(message, {"reasons": reasons(error)})}) from error


def reasons(error: ValidationError) -> str:
    """What is wrong with a draft and where, in the terms of its format."""
    return "; ".join(
        f"{'.'.join(map(str, each['loc']))}: {each['msg'].removeprefix('Value error, ')}".removeprefix(": ")
        for each in error.errors()[:MOST_REASONS]
    )


def untranslated(draft: VersionDraft, languages: Collection[str]) -> dict[str, list[str]]:
    """For each language, the codes of the criteria of which a text is not said in it."""
    return {
        language: missing
        for language in languages
        if (
            missing := [
                each.code
                for each in draft.criteria
                if any(text and language not in text for text in _texts(each))
            ]
        )
    }


def _texts(criterion: CriterionDraft) -> list[Mapping[str, str]]:
    levels = [level.descriptor for level in criterion.levels.values()]
    return [criterion.names, criterion.asks, criterion.guidance, *levels]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
