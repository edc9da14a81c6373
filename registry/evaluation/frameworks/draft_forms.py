"""Forms of a draft: what they are filled with, and what comes back from them."""

from collections.abc import Iterable, Mapping
from typing import Final

from registry.errors import Fault, Invalid, mark
from registry.evaluation.applicability import Trait
from registry.evaluation.frameworks.drafts import (
    Carry,
    CriterionDraft,
    DomainDraft,
    FollowsDraft,
    LevelDraft,
    VersionDraft,
)
from registry.evidence.hierarchy import EvidenceClass, EvidenceKind
from registry.solutions.models import SolutionType
from registry.web.forms import FormData
from registry.web.languages import LANGUAGES

FACTS: Final = ("names", "summary", "changes")
WORDS: Final = ("names", "asks", "guidance")
LONGEST: Final = 5_000
MOST_MONTHS: Final = 120


def filled_facts(draft: VersionDraft) -> FormData:
    """The form of what a draft says beside its criteria."""
    return FormData(
        {
            **_spread({name: getattr(draft, name) for name in FACTS}),
            "published": [draft.published],
            "review_months": [str(draft.review_months)],
            "gate_review_months": [str(draft.gate_review_months)],
            **_spread({f"domain-{each.code}": each.names for each in draft.domains}),
        }
    )


def read_facts(form: FormData, draft: VersionDraft) -> dict[str, object]:
    """What the form of facts says; `Invalid` names each field that cannot stand."""
    faults: dict[str, Fault | str] = {}
    values: dict[str, object] = {}
    for name in FACTS:
        if name == "changes" and not draft.former:
            continue
        values[name] = texts = _texts(form, name, faults)
        if not texts and name != "summary":
            faults.setdefault(f"{name}-en", mark("Fill this in, in one language at least."))
    for name in ("review_months", "gate_review_months"):
        number = _number(form, name, faults)
        if name not in faults and not 1 <= (number or 0) <= MOST_MONTHS:
            faults[name] = Fault(mark("Give a number from 1 to %(most)s."), {"most": MOST_MONTHS})
        values[name] = number
    values["published"] = form.text("published")
    domains = [*draft.domains]
    for place, each in enumerate(draft.domains):
        field = f"domain-{each.code}"
        names = _texts(form, field, faults)
        if not names:
            faults.setdefault(f"{field}-en", mark("Fill this in, in one language at least."))
        domains[place] = each.model_copy(update={"names": names})
    values["domains"] = domains + _new_domain(form, {each.code for each in draft.domains}, faults)
    if faults:
        raise Invalid(faults)
    return values


def _new_domain(form: FormData, codes: set[str], faults: dict[str, Fault | str]) -> list[DomainDraft]:
    code = form.text("new_domain")
    names = _texts(form, "new_domain", faults)
    if not code:
        if names:
            faults["new_domain"] = mark("Give it a code.")
        return []
    if not _is_code(code):
        faults["new_domain"] = mark("Use lower-case letters, digits and single hyphens.")
    elif code in codes:
        faults["new_domain"] = mark("Another domain has this code.")
    elif not names:
        faults["new_domain-en"] = mark("Fill this in, in one language at least.")
    else:
        return [DomainDraft(code=code, names=names)]
    return []


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
    fields = _spread({name: getattr(criterion, name) for name in WORDS})
    for code, level in criterion.levels.items():
        fields |= _spread({f"level-{code}": level.descriptor})
        fields[f"evidence-{code}"] = [level.evidence.value]
        fields[f"kinds-{code}"] = [each.value for each in level.kinds]
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
            "follows": [criterion.follows.criterion if criterion.follows else ""],
            "follows_how": [criterion.follows.how.value if criterion.follows else Carry.CARRIES.value],
        }
    )


def read_criterion(form: FormData, draft: VersionDraft, old: CriterionDraft | None) -> CriterionDraft:
    """What the form of a criterion says; `Invalid` names each field that cannot stand.

    The levels are those of the scale that the form showed; choosing another scale keeps what fits it.
    """
    faults: dict[str, Fault | str] = {}
    code = old.code if old else form.text("code")
    if not _is_code(code):
        faults["code"] = mark("Use lower-case letters, digits and single hyphens.")
    words = {name: _texts(form, name, faults) for name in WORDS}
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
        if (found := _level(form, level.code, draft, old, faults)) != LevelDraft()
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


def _level(
    form: FormData,
    code: str,
    draft: VersionDraft,
    old: CriterionDraft | None,
    faults: dict[str, Fault | str],
) -> LevelDraft:
    classes = set(EvidenceClass)
    chosen = form.text(f"evidence-{code}")
    by_tier = {tier: form.text(f"evidence-{code}-{tier}") for tier in draft.tier_codes}
    kept = old.levels.get(code) if old else None
    return LevelDraft(
        descriptor=_texts(form, f"level-{code}", faults),
        evidence=EvidenceClass(chosen) if chosen in classes else EvidenceClass.NONE,
        evidence_by_tier={tier: EvidenceClass(each) for tier, each in by_tier.items() if each in classes},
        kinds=[EvidenceKind(each) for each in _known(form.texts(f"kinds-{code}"), EvidenceKind)],
        at_least=kept.at_least if kept else None,
    )


def _weight(form: FormData, faults: dict[str, Fault | str]) -> float:
    try:
        weight = float(form.text("weight").replace(",", ".") or "1")
    except ValueError:
        weight = 0
    if not 0 < weight <= 1000:
        faults["weight"] = mark("Give a number above 0, such as 1 or 2.5.")
    return weight


def _number(form: FormData, name: str, faults: dict[str, Fault | str]) -> int | None:
    try:
        return form.number(name)
    except Invalid as error:
        faults |= error.faults
        return None


def _texts(form: FormData, name: str, faults: dict[str, Fault | str]) -> dict[str, str]:
    """One text in each language that has it."""
    found = {language: form.text(f"{name}-{language}") for language in LANGUAGES}
    for language, text in found.items():
        if len(text) > LONGEST:
            faults[f"{name}-{language}"] = Fault(
                mark("Use at most %(number)s characters."), {"number": LONGEST}
            )
    return {language: text for language, text in found.items() if text}


def _spread(texts: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    return {f"{name}-{language}": [text] for name, each in texts.items() for language, text in each.items()}


def _known(values: Iterable[str], known: Iterable[str]) -> list[str]:
    allowed = set(known)
    return [each for each in values if each in allowed]


def _is_code(text: str) -> bool:
    return bool(text) and all(
        part and part.isascii() and part.isalnum() and part.islower() | part.isdigit()
        for part in text.split("-")
    )
