"""A part of a draft on a page: one form, kept only if nobody else changed that part meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from litestar import Request, Response
from litestar.response import Redirect
from sqlmodel import Session

from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.errors import Fault, Invalid, Stale
from registry.evaluation.applicability import RiskTier
from registry.evaluation.frameworks import drafting, queries
from registry.evaluation.frameworks.drafts import VersionDraft
from registry.web.forms import FormData
from registry.web.i18n import label, using
from registry.web.languages import LANGUAGES
from registry.web.render import language_of_request, page
from registry.web.urls import Urls
from registry.web.vocabulary import term

Faults = Mapping[str, Fault]
Edit = Callable[[VersionDraft], VersionDraft]
PartOf = Callable[[Session, VersionDraft], "Part"]


def _nothing(_typed: FormData) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Part:
    """One form: `seal` is the digest of what it holds now, `filled` its fields, `shown` what else its template shows."""

    template: str
    title: Callable[[], str]
    seal: str
    filled: FormData
    shown: Callable[[FormData], Mapping[str, Any]] = field(default=_nothing)


def show(
    request: Request[Any, Any, Any],
    session: Session,
    draft: VersionDraft,
    part_of: PartOf,
    *,
    typed: FormData | None = None,
    faults: Faults | None = None,
    clash: bool = False,
) -> Response[bytes]:
    """The form; after a `clash` with what was typed and what somebody else wrote meanwhile."""
    with using(language_of_request(request)):
        part = part_of(session, draft)
        return page(
            request,
            part.template,
            status=412 if clash else 422 if faults else 200,
            title=part.title(),
            draft=draft,
            seen=part.seal if typed is None or clash else typed.text("seen"),
            now=part.filled if clash else None,
            languages=languages(),
            typed=typed or part.filled,
            faults=faults or {},
            **part.shown(typed or part.filled),
        )


def save(
    request: Request[Any, Any, Any],
    db: Database,
    viewer: Viewer,
    version_id: str,
    part_of: PartOf,
    form: FormData,
    edit: Edit,
) -> Response[Any]:
    """Keep a part and go back to the draft, or show the form again with what stands in the way."""
    faults: Faults = {}
    try:
        with db.write() as session:
            draft = drafting.change(
                session,
                viewer,
                version_id,
                edit,
                seen=form.text("seen"),
                part=lambda draft: part_of(session, draft).seal,
            )
            return to_draft(request, draft.framework, draft.version)
    except Invalid as error:
        faults = error.faults
    except Stale:
        pass
    with db.read() as session:
        draft = queries.draft(session, version_id, drafts_only=True)
        return show(request, session, draft, part_of, typed=form, faults=faults, clash=not faults)


def found(session: Session, framework: str, version: str) -> VersionDraft:
    return queries.draft(session, f"{framework}@{version}", drafts_only=True)


def tier_names(draft: VersionDraft) -> dict[str, str]:
    """What the draft's tiers are called: its own, or those of the registry."""
    own = {each.code: str(label(each.names)) for each in draft.tiers}
    return own or {each.value: term("risk_tier", each) for each in RiskTier}


def to_draft(request: Request[Any, Any, Any], framework: str, version: str) -> Redirect:
    address = Urls(language_of_request(request)).to("framework-drafts", framework, version)
    return Redirect(address, status_code=303)


def languages() -> list[tuple[str, str, str]]:
    return [(code, each.autonym, each.direction) for code, each in LANGUAGES.items()]
