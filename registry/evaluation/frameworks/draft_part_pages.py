"""Pages on which administrators edit the parts of a draft: facts, domains, scales, tiers, totals, criteria."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.errors import NotFound
from registry.evaluation.applicability import RiskTier, Trait
from registry.evaluation.frameworks import draft_forms, editing, queries, structure_forms
from registry.evaluation.frameworks.draft_fields import MORE
from registry.evaluation.frameworks.draft_parts import Part, PartOf, found, save, show, tier_names
from registry.evaluation.frameworks.drafts import Carry, CriterionDraft, How, VersionDraft
from registry.evidence.hierarchy import EvidenceClass, EvidenceKind
from registry.provenance import queries as provenance
from registry.solutions.models import SolutionType
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label
from registry.web.inputs import Db, PathText
from registry.web.vocabulary import term

MANAGES: Final = needs(Permission.FRAMEWORK_MANAGE)
DRAFT: Final = "/framework-drafts/{framework:str}/{version:str}"


@get(f"{DRAFT}/facts", opt=MANAGES, sync_to_thread=True)
def facts_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText
) -> Response[bytes]:
    """The form of what a draft says of itself as a whole."""
    with db.read() as session:
        return show(request, session, found(session, framework, version), _facts)


@post(f"{DRAFT}/facts", opt=MANAGES, sync_to_thread=True, status_code=303)
def change_facts(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Change what a draft says of itself as a whole."""

    def edit(draft: VersionDraft) -> VersionDraft:
        return editing.replaced(draft, **draft_forms.read_facts(form, draft))

    return save(request, db, viewer, f"{framework}@{version}", _facts, form, edit)


def _facts(session: Session, draft: VersionDraft) -> Part:
    sources = [(code, each.title) for code, each in provenance.source_refs(session).items()]
    return Part(
        "frameworks/draft_facts.html",
        lambda: gettext("Facts"),
        editing.part_seal(draft, *draft_forms.FACTS),
        draft_forms.filled_facts(draft),
        lambda _: {"sources": sorted(sources, key=lambda each: each[1].casefold())},
    )


@get(f"{DRAFT}/domains", opt=MANAGES, sync_to_thread=True)
def domains_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText
) -> Response[bytes]:
    """The form of the domains."""
    with db.read() as session:
        return show(request, session, found(session, framework, version), _domains)


@post(f"{DRAFT}/domains", opt=MANAGES, sync_to_thread=True, status_code=303)
def change_domains(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Rename, order, add or leave out domains."""

    def edit(draft: VersionDraft) -> VersionDraft:
        return editing.with_domains(draft, structure_forms.read_domains(form, draft))

    return save(request, db, viewer, f"{framework}@{version}", _domains, form, edit)


def _domains(_: Session, draft: VersionDraft) -> Part:
    return Part(
        "frameworks/draft_domains.html",
        lambda: gettext("Domains"),
        editing.part_seal(draft, "domains"),
        structure_forms.filled_domains(draft),
        lambda _: {"more": MORE[:1]},
    )


@get(f"{DRAFT}/new-scale", opt=MANAGES, sync_to_thread=True)
def new_scale_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText
) -> Response[bytes]:
    """The form of a new scale."""
    with db.read() as session:
        return show(request, session, found(session, framework, version), _scale(""))


@get(DRAFT + "/scales/{code:str}", opt=MANAGES, sync_to_thread=True)
def scale_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText, code: PathText
) -> Response[bytes]:
    """The form of one scale with its levels."""
    with db.read() as session:
        return show(request, session, found(session, framework, version), _scale(code))


@post(f"{DRAFT}/scales", opt=MANAGES, sync_to_thread=True, status_code=303)
def save_scale(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Add a scale, change the one that `was` names, or leave that out."""
    code = form.text("was")

    def edit(draft: VersionDraft) -> VersionDraft:
        if form.flag("remove"):
            return editing.without_scale(draft, code)
        name, levels = structure_forms.read_scale(form, draft, code)
        return editing.with_scale(draft, code, name, levels)

    return save(request, db, viewer, f"{framework}@{version}", _scale(code), form, edit)


def _scale(code: str) -> PartOf:
    def part(_: Session, draft: VersionDraft) -> Part:
        if code and code not in draft.scales:
            raise NotFound(f"No scale {code} in {draft.id}.", scale=code)
        return Part(
            "frameworks/draft_scale.html",
            lambda: gettext("Scale %(code)s") % {"code": code} if code else gettext("New scale"),
            editing.scale_seal(draft, code),
            structure_forms.filled_scale(code, draft),
            lambda _: {
                "code": code,
                "levels": draft.scales.get(code, []),
                "more": MORE[:1] if code else MORE,
                "users": [each for each in draft.criteria if each.scale == code],
            },
        )

    return part


@get(f"{DRAFT}/tiers", opt=MANAGES, sync_to_thread=True)
def tiers_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText
) -> Response[bytes]:
    """The form of the framework's own tiers."""
    with db.read() as session:
        return show(request, session, found(session, framework, version), _tiers)


@post(f"{DRAFT}/tiers", opt=MANAGES, sync_to_thread=True, status_code=303)
def change_tiers(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Rename, order, add or leave out tiers."""

    def edit(draft: VersionDraft) -> VersionDraft:
        return editing.with_tiers(draft, structure_forms.read_tiers(form, draft))

    return save(request, db, viewer, f"{framework}@{version}", _tiers, form, edit)


def _tiers(_: Session, draft: VersionDraft) -> Part:
    return Part(
        "frameworks/draft_tiers.html",
        lambda: gettext("Tiers"),
        editing.part_seal(draft, "tiers"),
        structure_forms.filled_tiers(draft),
        lambda _: {
            "more": MORE[:1] if draft.tiers else MORE,
            "risks": [(each.value, term("risk_tier", each)) for each in RiskTier],
        },
    )


@get(f"{DRAFT}/totals", opt=MANAGES, sync_to_thread=True)
def totals_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText
) -> Response[bytes]:
    """The form of how judgements are put together."""
    with db.read() as session:
        return show(request, session, found(session, framework, version), _totals)


@post(f"{DRAFT}/totals", opt=MANAGES, sync_to_thread=True, status_code=303)
def change_totals(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Change how judgements are put together, and what results are called."""

    def edit(draft: VersionDraft) -> VersionDraft:
        return editing.replaced(draft, aggregate=structure_forms.read_totals(form, draft))

    return save(request, db, viewer, f"{framework}@{version}", _totals, form, edit)


def _totals(_: Session, draft: VersionDraft) -> Part:
    return Part(
        "frameworks/draft_totals.html",
        lambda: gettext("How judgements are put together"),
        editing.part_seal(draft, "aggregate"),
        structure_forms.filled_totals(draft),
        lambda _: {
            "more": MORE[:1] if draft.aggregate.bands else MORE,
            "of_domain": [(each.value, term("how", each)) for each in structure_forms.OF_DOMAIN],
            "of_all": [(each.value, term("how", each)) for each in How],
        },
    )


@get(f"{DRAFT}/new-criterion", opt=MANAGES, sync_to_thread=True)
def new_criterion_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText
) -> Response[bytes]:
    """The form of a new criterion."""
    with db.read() as session:
        return show(request, session, found(session, framework, version), _criterion(""))


@get(DRAFT + "/criteria/{code:str}", opt=MANAGES, sync_to_thread=True)
def criterion_page(
    request: Request[Any, Any, Any], db: Db, framework: PathText, version: PathText, code: PathText
) -> Response[bytes]:
    """The form of one criterion."""
    with db.read() as session:
        return show(request, session, found(session, framework, version), _criterion(code))


@post(f"{DRAFT}/criteria", opt=MANAGES, sync_to_thread=True, status_code=303)
def save_criterion(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, framework: PathText, version: PathText, form: Form
) -> Response[Any]:
    """Add a criterion, change the one that `was` names, or leave that out."""
    code = form.text("was")

    def edit(draft: VersionDraft) -> VersionDraft:
        if form.flag("remove"):
            return editing.without_criterion(draft, code)
        made = draft_forms.read_criterion(form, draft, _old(draft, code))
        return editing.with_criterion(
            draft, code, made, form.text("after") if "after" in form.fields else None
        )

    return save(request, db, viewer, f"{framework}@{version}", _criterion(code), form, edit)


def _criterion(code: str) -> PartOf:
    def part(session: Session, draft: VersionDraft) -> Part:
        old = _old(draft, code)
        former = queries.criteria_names(session, f"{draft.framework}@{draft.former}") if draft.former else {}
        return Part(
            "frameworks/draft_criterion.html",
            lambda: str(label(old.names)) if old else gettext("New criterion"),
            editing.seal(old) if old else "",
            draft_forms.filled_criterion(old, draft),
            lambda typed: {
                "old": old,
                "former": [(each, str(label(names))) for each, names in former.items()],
                **_choices(typed, draft, code),
            },
        )

    return part


def _choices(typed: FormData, draft: VersionDraft, code: str) -> Mapping[str, Any]:
    """What can be chosen in the form of a criterion, and the levels of the scale that is chosen."""
    return {
        "scales": [(each, each) for each in draft.scales],
        "levels": draft.scales.get(typed.text("scale")) or draft.scales[draft.criteria[-1].scale],
        "domains": [(each.code, str(label(each.names))) for each in draft.domains],
        "others": [(each.code, str(label(each.names))) for each in draft.criteria if each.code != code],
        "tiers": list(tier_names(draft).items()),
        "types": [(each.value, term("type", each)) for each in SolutionType],
        "traits": [(each.value, term("trait", each)) for each in Trait],
        "classes": [(each.value, term("evidence_class", each)) for each in EvidenceClass],
        "kinds": [(each.value, term("evidence_kind", each)) for each in EvidenceKind],
        "carries": [(each.value, term("carry", each)) for each in Carry],
    }


def _old(draft: VersionDraft, code: str) -> CriterionDraft | None:
    known = editing.criterion_of(draft, code)
    if code and known is None:
        raise NotFound(f"No criterion {code} in {draft.id}.", criterion=code)
    return known


PAGES: Final[list[ControllerRouterHandler]] = [
    facts_page,
    change_facts,
    domains_page,
    change_domains,
    new_scale_page,
    scale_page,
    save_scale,
    tiers_page,
    change_tiers,
    totals_page,
    change_totals,
    new_criterion_page,
    criterion_page,
    save_criterion,
]
