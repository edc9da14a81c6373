"""Forms of a draft's facts and criteria: what they are filled with, and what comes back from them."""

from collections.abc import Iterable
from typing import Final

from pydantic import TypeAdapter, ValidationError

from registry.errors import Fault, Invalid, mark
from registry.evaluation.applicability import Trait
from registry.evaluation.frameworks.draft_fields import Faults, decimal, is_code, needed_texts, spread, texts
from registry.evaluation.frameworks.drafts import (
    Carry,
    CriterionDraft,
    FollowsDraft,
    LevelDraft,
    VersionDraft,
)
from registry.evidence.hierarchy import EvidenceClass, EvidenceKind
from registry.solutions.models import SolutionType
from registry.web.forms import FormData

TEXTS: Final = ("names", "summary", "changes")
LINES: Final = ("publisher", "home", "published", "source", "citation", "licence", "notice")
MONTHS: Final = ("review_months", "gate_review_months")
FACTS: Final = (*TEXTS, *LINES, *MONTHS)
"""What a draft says of itself as a whole."""

WORDS: Final = ("names", "asks", "guidance")
MOST_MONTHS: Final = 120


def filled_facts(draft: VersionDraft) -> FormData:
    """The form of what a draft says of itself as a whole."""
    return FormData(
        {
            **spread({name: getattr(draft, name) for name in TEXTS}),
            **{name: [str(getattr(draft, name))] for name in (*LINES, *MONTHS)},
        }
    )


def read_facts(form: FormData, draft: VersionDraft) -> dict[str, object]:
    """What the form of facts says; `Invalid` names each field that cannot stand."""
    faults: Faults = {}
    values: dict[str, object] = {name: form.text(name) for name in LINES}
    for name in TEXTS:
        if name == "changes" and not draft.former:
            continue
        values[name] = (texts if name == "summary" else needed_texts)(form, name, faults)
    for name in MONTHS:
        number = _number(form, name, faults)
        if name not in faults and not 1 <= (number or 0) <= MOST_MONTHS:
            faults[name] = Fault(mark("Give a number from 1 to %(most)s."), {"most": MOST_MONTHS})
        values[name] = number
    for name, fault in (
        ("published", mark("Give a year, a month or a day: 2026, 2026-11 or 2026-11-25.")),
        ("source", mark("Choose one of the list.")),
        ("home", mark("Give an address that begins with https:// or http://.")),
    ):
        if not _fits(name, form.text(name)):
            faults[name] = fault
    if faults:
        raise Invalid(faults)
    return values


def _fits(name: str, text: str) -> bool:
    """Whether a text may stand in this field of a version."""
    try:
        TypeAdapter(VersionDraft.__annotations__[name]).validate_python(text)
    except ValidationError:
        return False
    return True


def filled_criterion(criterion: CriterionDraft | None, draft: VersionDraft) -> FormData:
    """The form of a criterion; of a new one, with what most have in common."""
    if criterion is None:
        return FormData(
            {
                "domain": [draft.domains[-1].code],
                "scale": [draft.criteria[-1].scale],
                "weight": ["1"],
                "after": [draft.criteria[-1].code],
            }
        )
    fields = spread({name: getattr(criterion, name) for name in WORDS})
    for code, level in criterion.levels.items():
        fields |= spread({f"level-{code}": level.descriptor})
        fields[f"evidence-{code}"] = [level.evidence.value]
        fields[f"kinds-{code}"] = [each.value for each in level.kinds]
        fields[f"at_least-{code}"] = [] if level.at_least is None else [f"{level.at_least:g}"]
        fields |= {f"evidence-{code}-{tier}": [each.value] for tier, each in level.evidence_by_tier.items()}
    return FormData(
        {
            **fields,
            "code": [criterion.code],
            "domain": [criterion.domain],
            "scale": [criterion.scale],
            "weight": [f"{criterion.weight:g}"],
            "gate": ["1"] if criterion.gate else [],
            "optional": ["1"] if criterion.optional else [],
            "types": [each.value for each in criterion.types],
            "tiers": list(criterion.tiers),
            "traits": [each.value for each in criterion.traits],
            "cites": ["\n".join(criterion.cites)],
            "after": [_before(criterion.code, draft)],
            "follows": [criterion.follows.criterion if criterion.follows else ""],
            "follows_how": [criterion.follows.how.value if criterion.follows else Carry.CARRIES.value],
        }
    )


def _before(code: str, draft: VersionDraft) -> str:
    """The criterion that comes right before one, empty for the first."""
    codes = ["", *(each.code for each in draft.criteria)]
    return codes[codes.index(code) - 1]


def read_criterion(form: FormData, draft: VersionDraft, old: CriterionDraft | None) -> CriterionDraft:
    """What the form of a criterion says; `Invalid` names each field that cannot stand.

    The levels are those of the scale that the form showed; choosing another scale keeps what fits it.
    """
    faults: Faults = {}
    code = old.code if old else form.text("code")
    if not is_code(code):
        faults["code"] = mark("Use lower-case letters, digits and single hyphens.")
    words = {name: texts(form, name, faults) for name in WORDS}
    if "en" not in words["names"]:
        faults.setdefault("names-en", mark("Give the name in English; the other languages can follow."))
    scale = form.text("scale")
    if scale not in draft.scales:
        faults["scale"] = mark("Choose one of the list.")
    if form.text("domain") not in {each.code for each in draft.domains}:
        faults["domain"] = mark("Choose one of the list.")
    gate = form.flag("gate")
    if gate and not any(level.meets for level in draft.scales.get(scale, [])):
        faults["gate"] = mark("A gate needs a scale with a level that meets it.")
    weight = _weight(form, faults)
    levels = {
        level.code: found
        for level in draft.scales.get(scale, [])
        if (found := _level(form, level.code, draft, faults)) != LevelDraft()
    }
    follows = form.text("follows")
    if faults:
        raise Invalid(faults)
    return CriterionDraft(
        code=code,
        domain=form.text("domain"),
        scale=scale,
        gate=gate,
        optional=form.flag("optional"),
        types=[SolutionType(each) for each in _known(form.texts("types"), SolutionType)],
        tiers=_known(form.texts("tiers"), draft.tier_codes),
        traits=[Trait(each) for each in _known(form.texts("traits"), Trait)],
        weight=weight,
        cites=form.lines("cites"),
        levels=levels,
        follows=FollowsDraft(criterion=follows, how=Carry(form.text("follows_how") or Carry.CARRIES))
        if follows
        else None,
        **words,
    )


def _level(form: FormData, code: str, draft: VersionDraft, faults: Faults) -> LevelDraft:
    classes = set(EvidenceClass)
    chosen = form.text(f"evidence-{code}")
    by_tier = {tier: form.text(f"evidence-{code}-{tier}") for tier in draft.tier_codes}
    return LevelDraft(
        descriptor=texts(form, f"level-{code}", faults),
        evidence=EvidenceClass(chosen) if chosen in classes else EvidenceClass.NONE,
        evidence_by_tier={tier: EvidenceClass(each) for tier, each in by_tier.items() if each in classes},
        kinds=[EvidenceKind(each) for each in _known(form.texts(f"kinds-{code}"), EvidenceKind)],
        at_least=decimal(form, f"at_least-{code}", faults),
    )


def _weight(form: FormData, faults: Faults) -> float:
    weight = decimal(form, "weight", faults) if form.text("weight") else 1
    if not 0 < (weight or 0) <= 1000:
        faults["weight"] = mark("Give a number above 0, such as 1 or 2.5.")
    return weight or 0


def _number(form: FormData, name: str, faults: Faults) -> int | None:
    try:
        return form.number(name)
    except Invalid as error:
        faults |= error.faults
        return None


def _known(values: Iterable[str], known: Iterable[str]) -> list[str]:
    allowed = set(known)
    return [each for each in values if each in allowed]
