"""Makes a record of what was accepted: by the feature's own verb, in the submitter's name, with who says so.

What a submitter states becomes the claims of a source of its own: the organisation it was made for, or the
registry's readers. The record keeps what other sources state beside it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError
from sqlmodel import Session

from registry.audit.service import Published as Revision
from registry.audit.service import Saved, last_revisions
from registry.db.base import now
from registry.db.ids import Kind
from registry.db.records import free_slug, slugify
from registry.db.values import Strict
from registry.db.withheld import NOT_PUBLIC, amount_is_public
from registry.deployments import service as deployments
from registry.deployments.drafts import PRESENCE
from registry.errors import BadRecord, Conflict
from registry.organisations import queries as organisation_queries
from registry.organisations import service as organisations
from registry.organisations.service import OrganisationDraft
from registry.provenance.service import ClaimDraft, SourceDraft, save_sources, sorted_claims
from registry.solutions import service as solutions
from registry.standards import service as standards
from registry.submissions.drafting import DRAFTS, NEW, fields_asked, published_body
from registry.submissions.merging import changed, is_nothing, merge
from registry.submissions.models import Submission, SubmissionKind
from registry.submissions.repository_file import claims_to_publish

REGISTRY: Final = "Digital Health Registry"
"""Who publishes what a reader proposed for no organisation."""

READERS: Final = "submissions"
"""The source of what readers propose for no organisation."""

_SAVE: Final[Mapping[SubmissionKind, Callable[..., Saved]]] = MappingProxyType(
    {
        SubmissionKind.SOLUTION: solutions.save,
        SubmissionKind.DEPLOYMENT: deployments.save,
        SubmissionKind.ORGANISATION: organisations.save,
        SubmissionKind.STANDARD: standards.save,
    }
)


@dataclass(frozen=True, slots=True)
class Published:
    """The record that a submission led to."""

    record_id: str
    revision: int


def publish(session: Session, submission: Submission) -> Published:
    """Publish what was accepted.

    A change is merged into what the record says by now; where that changed in the same place since the change
    was drafted it is a `Conflict`, and the submitter must see it first.
    """
    kind = Kind(submission.kind.value)
    before, after = _states(session, submission)
    asked = fields_asked(submission.kind)
    fields = changed(before, after, asked)
    confirmed = [] if fields else [each for each in asked if not is_nothing(after.get(each))]
    source = _source(session, submission)
    note = f"Submission {submission.id}" + (
        f": {', '.join(fields or ['confirmed'])}" if submission.target_id else ""
    )
    author = _author(session, submission)
    slugs = _save_new_organisations(session, after, source, author=author, note=note)
    stated = {name: _renamed(after.get(name), slugs) for name in fields or confirmed if name != NEW}
    draft = _draft(session, submission, stated, source)
    saved = _SAVE[submission.kind](session, draft, author=author, note=note)
    return Published(saved.id, last_revisions(session, kind, [saved.id])[saved.id].number)


def _states(session: Session, submission: Submission) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the record says now, and what it is going to say, both without what nobody is asked for."""
    if not submission.target_id:
        return {}, _with_solution(session, submission)
    current = _current(session, submission)
    now_says = published_body(session, submission.kind, submission.target_id, current.number)
    if current.number == submission.base_revision:
        return now_says, submission.body
    base = published_body(session, submission.kind, submission.target_id, submission.base_revision or 1)
    merged = merge(base, now_says, submission.body, fields_asked(submission.kind))
    if merged.conflicts:
        names = ", ".join(each.field for each in merged.conflicts)
        raise Conflict(f"The record was changed meanwhile in the same place: {names}.", fields=names)
    return now_says, merged.values


def _current(session: Session, submission: Submission) -> Revision:
    """The newest state of the record that is to be changed, whole."""
    kind = Kind(submission.kind.value)
    return last_revisions(session, kind, [submission.target_id])[submission.target_id]


def _with_solution(session: Session, submission: Submission) -> dict[str, Any]:
    """The body of a new record; a deployment that was proposed with its solution belongs to what that became."""
    parent = session.get(Submission, submission.parent_id) if submission.parent_id is not None else None
    if parent is None or submission.kind is not SubmissionKind.DEPLOYMENT:
        return submission.body
    return {**submission.body, "solution": parent.target_id}


def _save_new_organisations(
    session: Session, values: Mapping[str, Any], source: str, *, author: str, note: str
) -> dict[str, str]:
    """Publish the organisations that are named and were not registered; gives the slug that each got."""
    named = json.dumps({name: value for name, value in values.items() if name != NEW})
    slugs: dict[str, str] = {}
    for key, body in values.get(NEW, {}).items():
        if json.dumps(key) not in named:
            continue  # added to a row that was then taken away
        slugs[key] = free_slug(session, Kind.ORGANISATION, slugify(_any(body["names"])))
        draft = OrganisationDraft.model_validate({**body, "slug": slugs[key], "source": source})
        organisations.save(session, draft, author=author, note=note)
    return slugs


def _renamed(value: Any, slugs: Mapping[str, str]) -> Any:
    """A value with new organisations under the slug that they got."""
    if isinstance(value, list):
        return [_renamed(each, slugs) for each in value]
    if isinstance(value, dict) and value.get("organisation") in slugs:
        return {**value, "organisation": slugs[value["organisation"]]}
    return slugs.get(value, value) if isinstance(value, str) else value


def _draft(session: Session, submission: Submission, stated: Mapping[str, Any], source: str) -> Strict:
    """The whole record with what the submission states of it."""
    kind = submission.kind
    body: dict[str, Any] = {}
    if submission.target_id:
        body = dict(_current(session, submission).body)
        if kind is SubmissionKind.DEPLOYMENT:
            body["id"] = submission.target_id
    elif kind is not SubmissionKind.DEPLOYMENT:
        body["slug"] = free_slug(session, Kind(kind.value), slugify(_any(stated["names"])))
    withheld = body.get("funders", [])
    body = {name: value for name, value in {**body, **stated}.items() if not is_nothing(value)}
    if "funders" in stated and "funders" in body:
        body["funders"] = _with_withheld(body["funders"], withheld)
    if kind in {SubmissionKind.SOLUTION, SubmissionKind.DEPLOYMENT}:
        body["claims"] = _claims(session, submission, body, list(stated), source)
    elif kind is SubmissionKind.STANDARD and not body.get("source"):
        body |= {"source": source, "provenance": "found"}
    elif not body.get("source"):
        body["source"] = source
    try:
        return DRAFTS[kind].model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadRecord(first["msg"].removeprefix("Value error, "), place) from error


def _with_withheld(funders: list[dict[str, Any]], recorded: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Funders with the amounts that the record holds and did not show to the one who proposes the change."""
    waiting = [each for each in recorded if each.get("amount") is not None and not amount_is_public(each)]
    found = []
    for funder in funders:
        if funder.get("amount") != NOT_PUBLIC:
            found.append(funder)
            continue
        known = next((each for each in waiting if each["organisation"] == funder["organisation"]), None)
        rest = {name: value for name, value in funder.items() if name != "amount"}
        if known is not None:
            waiting.remove(known)
            rest |= {"amount": known["amount"], "currency": known.get("currency", "")}
        found.append(rest)
    return found


def _claims(
    session: Session, submission: Submission, body: Mapping[str, Any], fields: list[str], source: str
) -> list[dict[str, Any]]:
    """The claims of all sources after this one stated these fields."""
    present = [ClaimDraft.model_validate(each) for each in body.get("claims", [])]
    of_repository = claims_to_publish(session, submission)
    replaced = {(field, source) for field in fields} | {(each.field, each.source) for each in of_repository}
    kept = [each for each in present if (each.field, each.source) not in replaced]
    date = now().date().isoformat()
    fresh = [
        ClaimDraft(field=field, value=_stated(session, field, body[field]), source=source, date=date)
        for field in fields
        if field in body and field not in {"solution", "country", "identifiers"}
    ]
    if submission.kind is SubmissionKind.DEPLOYMENT and (PRESENCE, source) not in {
        (each.field, each.source) for each in kept
    }:
        fresh.append(ClaimDraft(field=PRESENCE, value=True, source=source, date=date))
    return [each.model_dump(mode="json") for each in sorted_claims([*kept, *fresh, *of_repository])]


def _stated(session: Session, field: str, value: Any) -> Any:
    """A value as a claim keeps it: organisations are named, as sources name them."""
    if field != "organisations":
        return value
    names = organisation_queries.names_of(session, [each["organisation"] for each in value])
    return [
        {"name": _any(names.get(each["organisation"], {})) or each["organisation"], "role": each["role"]}
        for each in value
    ]


def source_id(submission: Submission) -> str:
    """What the source is called that the submission's statements are those of."""
    organisation = submission.organisation_id
    return f"submitted-by-{organisation.lower()}" if organisation else READERS


def _source(session: Session, submission: Submission) -> str:
    """The source that the submission's statements are those of; recorded when it is met for the first time."""
    today = now().date().isoformat()
    name = _author(session, submission)
    if submission.organisation_id:
        draft = SourceDraft(
            id=source_id(submission),
            title=f"Statements of {name} to this registry",
            publisher=name,
            date=today,
            retrieved=today,
        )
    else:
        draft = SourceDraft(
            id=source_id(submission),
            title="Proposals of readers",
            publisher=REGISTRY,
            date=today,
            retrieved=today,
        )
    save_sources(session, [draft])
    return draft.id


def _author(session: Session, submission: Submission) -> str:
    if not submission.organisation_id:
        return REGISTRY
    found = organisation_queries.refs(session, [submission.organisation_id])
    return _any(found[submission.organisation_id].names)


def _any(names: Mapping[str, str]) -> str:
    """A name in English, or in any language it has."""
    return names.get("en") or next(iter(names.values()), "")
