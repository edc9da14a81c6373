"""Forms of what criteria of a draft stand on: domains, scales with their levels, tiers, and how judgements add up."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from registry.errors import Invalid, mark
from registry.evaluation.applicability import RiskTier
from registry.evaluation.frameworks.draft_fields import (
    Faults,
    decimal,
    is_code,
    needed_texts,
    rows,
    spread,
    texts,
)
from registry.evaluation.frameworks.drafts import (
    AggregateDraft,
    BandDraft,
    DomainDraft,
    How,
    ScaleLevelDraft,
    TierDraft,
    VersionDraft,
)
from registry.web.forms import FormData

OF_DOMAIN: Final = tuple(each for each in How if each is not How.MEAN_OF_DOMAINS)
"""How judgements can be put together in a domain, which holds no domains."""


def filled_domains(draft: VersionDraft) -> FormData:
    """The form of domains, in their order."""
    return FormData(
        {
            **_rows("names", {each.code: each.names for each in draft.domains}),
            **_rows("about", {each.code: each.about for each in draft.domains}),
            **_places([each.code for each in draft.domains]),
        }
    )


def read_domains(form: FormData, draft: VersionDraft) -> list[DomainDraft]:
    """What the form of domains says; `Invalid` names each field that cannot stand."""
    faults: Faults = {}
    found = {
        row.code: (needed_texts(form, f"names-{row.key}", faults), texts(form, f"about-{row.key}", faults))
        for row in rows(form, [each.code for each in draft.domains], faults)
    }
    _raise(faults)
    return [DomainDraft(code=code, names=names, about=about) for code, (names, about) in found.items()]


def filled_scale(code: str, draft: VersionDraft) -> FormData:
    """The form of a scale, the lowest level first."""
    levels = draft.scales.get(code, [])
    return FormData(
        {
            **_rows("names", {each.code: each.names for each in levels}),
            **{f"value-{each.code}": [f"{each.value:g}"] for each in levels},
            **{f"meets-{each.code}": ["1"] for each in levels if each.meets},
        }
    )


def read_scale(form: FormData, draft: VersionDraft, code: str) -> tuple[str, list[ScaleLevelDraft]]:
    """What the form of a scale says: its code, and its levels in the order of their values."""
    faults: Faults = {}
    name = code or form.text("code")
    if not is_code(name):
        faults["code"] = mark("Use lower-case letters, digits and single hyphens.")
    said = [
        (
            row,
            needed_texts(form, f"names-{row.key}", faults),
            _needed(form, f"value-{row.key}", faults),
            form.flag(f"meets-{row.key}"),
        )
        for row in rows(form, [each.code for each in draft.scales.get(code, [])], faults)
    ]
    if len(said) < 2:
        faults["levels"] = mark("A scale needs two levels at least.")
    said.sort(key=lambda each: each[2])
    for (_, _, lower, meets), (row, _, value, also) in pairwise(said):
        if value == lower:
            faults.setdefault(f"value-{row.key}", mark("Another level has this value."))
        if meets and not also:
            faults[f"meets-{row.key}"] = mark("A lower level meets a criterion, so this one does as well.")
    _raise(faults)
    return name, [
        ScaleLevelDraft(code=row.code, names=names, value=value, meets=meets)
        for row, names, value, meets in said
    ]


def filled_tiers(draft: VersionDraft) -> FormData:
    """The form of the framework's own tiers."""
    return FormData(
        {
            **_rows("names", {each.code: each.names for each in draft.tiers}),
            **{f"risk-{each.code}": [risk.value for risk in each.risk] for each in draft.tiers},
            **_places([each.code for each in draft.tiers]),
        }
    )


def read_tiers(form: FormData, draft: VersionDraft) -> list[TierDraft]:
    """What the form of tiers says; a tier of risk falls in one of them only."""
    faults: Faults = {}
    taken: set[RiskTier] = set()
    found = []
    for row in rows(form, [each.code for each in draft.tiers], faults, _is_short_code):
        risk = [each for each in RiskTier if each in form.texts(f"risk-{row.key}")]
        if taken & set(risk):
            faults[f"risk-{row.key}"] = mark("A tier of risk falls in one of these tiers only.")
        taken |= set(risk)
        found.append((row.code, needed_texts(form, f"names-{row.key}", faults), risk))
    _raise(faults)
    return [TierDraft(code=code, names=names, risk=risk) for code, names, risk in found]


def filled_totals(draft: VersionDraft) -> FormData:
    """The form of how judgements are put together."""
    totals = draft.aggregate
    return FormData(
        {
            "domain": [totals.domain],
            "overall": [totals.overall],
            "lowest": _decimal(totals.lowest),
            "highest": _decimal(totals.highest),
            **_rows("names", {each.code: each.names for each in totals.bands}),
            **{f"at_least-{each.code}": _decimal(each.at_least) for each in totals.bands},
        }
    )


def read_totals(form: FormData, draft: VersionDraft) -> AggregateDraft:
    """What the form of totals says, its bands in the order of their bounds."""
    faults: Faults = {}
    domain, overall = form.text("domain"), form.text("overall")
    for name, value, allowed in (("domain", domain, OF_DOMAIN), ("overall", overall, tuple(How))):
        if value not in allowed:
            faults[name] = mark("Choose one of the list.")
    lowest, highest = decimal(form, "lowest", faults), decimal(form, "highest", faults)
    if How.CLAMPED_SUM in {domain, overall}:
        for name, bound in (("lowest", lowest), ("highest", highest)):
            if bound is None:
                faults.setdefault(name, mark("A sum within bounds needs this."))
    if lowest is not None and highest is not None and lowest >= highest:
        faults.setdefault("highest", mark("It must be more than the lowest."))
    bands = sorted(
        (
            (
                _needed(form, f"at_least-{row.key}", faults),
                row,
                needed_texts(form, f"names-{row.key}", faults),
            )
            for row in rows(form, [each.code for each in draft.aggregate.bands], faults, _is_short_code)
        ),
        key=lambda each: each[0],
    )
    for (lower, _, _), (bound, row, _) in pairwise(bands):
        if bound == lower:
            faults.setdefault(f"at_least-{row.key}", mark("Another name begins at this value."))
    _raise(faults)
    return AggregateDraft(
        domain=How(domain),
        overall=How(overall),
        lowest=lowest,
        highest=highest,
        bands=[BandDraft(code=row.code, names=names, at_least=bound) for bound, row, names in bands],
    )


def _is_short_code(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,18}[A-Za-z0-9])?", text) is not None


def _needed(form: FormData, name: str, faults: Faults) -> float:
    """A number that must be given; 0 beside a fault where it is not."""
    found = decimal(form, name, faults)
    if found is None:
        faults.setdefault(name, mark("Give a number, such as 1 or 2.5."))
    return found or 0


def _rows(name: str, said: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    return spread({f"{name}-{code}": each for code, each in said.items()})


def _places(codes: Sequence[str]) -> dict[str, list[str]]:
    return {f"place-{code}": [str(place)] for place, code in enumerate(codes, 1)}


def _decimal(value: float | None) -> list[str]:
    return [] if value is None else [f"{value:g}"]


def _raise(faults: Faults) -> None:
    if faults:
        raise Invalid(faults)
