"""Makes a record of what was accepted: by the feature's own verb, in the submitter's name, with who says so.

What a submitter states becomes the claims of a source of its own: the organisation it was made for, or the
registry's readers. The record keeps what other sources state beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError
from sqlmodel import Session

from registry.audit.service import Saved, last_revisions
from registry.db.base import now
from registry.db.ids import Kind
from registry.db.records import free_slug, slugify
from registry.db.values import Strict
from registry.deployments import service as deployments
from registry.deployments.drafts import PRESENCE
from registry.errors import BadRecord, Conflict
from registry.organisations import queries as organisation_queries
from registry.organisations import service as organisations
from registry.provenance.service import ClaimDraft, SourceDraft, save_sources, sorted_claims
from registry.solutions import service as solutions
from registry.standards import service as standards
from registry.submissions.drafting import DRAFTS, fields_asked, published_body
from registry.submissions.merging import changed, merge
from registry.submissions.models import Submission, SubmissionKind

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
    fields = changed(before, after, fields_asked(submission.kind))
    source = _source(session, submission)
    draft = _draft(session, submission, after, fields, source)
    saved = _SAVE[submission.kind](
        session,
        draft,
        author=_author(session, submission),
        note=f"Submission {submission.id}" + (f": {', '.join(fields)}" if submission.target_id else ""),
    )
    return Published(saved.id, last_revisions(session, kind, [saved.id])[saved.id].number)


def _states(session: Session, submission: Submission) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the record says now, and what it is going to say, both without what nobody is asked for."""
    if not submission.target_id:
        return {}, _with_solution(session, submission)
    kind = Kind(submission.kind.value)
    current = last_revisions(session, kind, [submission.target_id])[submission.target_id]
    now_says = published_body(session, submission.kind, submission.target_id, current.number)
    if current.number == submission.base_revision:
        return now_says, submission.body
    base = published_body(session, submission.kind, submission.target_id, submission.base_revision or 1)
    merged = merge(base, now_says, submission.body, fields_asked(submission.kind))
    if merged.conflicts:
        names = ", ".join(each.field for each in merged.conflicts)
        raise Conflict(f"The record was changed meanwhile in the same place: {names}.", fields=names)
    return now_says, merged.values


def _with_solution(session: Session, submission: Submission) -> dict[str, Any]:
    """The body of a new record; a deployment that was proposed with its solution belongs to what that became."""
    parent = session.get(Submission, submission.parent_id) if submission.parent_id is not None else None
    if parent is None or submission.kind is not SubmissionKind.DEPLOYMENT:
        return submission.body
    return {**submission.body, "solution": parent.target_id}


def _draft(
    session: Session, submission: Submission, values: Mapping[str, Any], fields: Iterable[str], source: str
) -> Strict:
    kind = submission.kind
    body: dict[str, Any] = dict(values)
    if submission.target_id:
        record_id = submission.target_id
        full = last_revisions(session, Kind(kind.value), [record_id])[record_id].body
        kept = {name: value for name, value in full.items() if name not in fields_asked(kind)}
        body |= kept | ({"id": record_id} if kind is SubmissionKind.DEPLOYMENT else {})
    elif kind is not SubmissionKind.DEPLOYMENT:
        body["slug"] = free_slug(session, Kind(kind.value), slugify(_any(values["names"])))
    if kind in {SubmissionKind.SOLUTION, SubmissionKind.DEPLOYMENT}:
        body["claims"] = _claims(session, submission, body, list(fields), source)
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


def _claims(
    session: Session, submission: Submission, body: Mapping[str, Any], fields: list[str], source: str
) -> list[dict[str, Any]]:
    """The claims of all sources after this one stated these fields."""
    present = [ClaimDraft.model_validate(each) for each in body.get("claims", [])]
    replaced = {(field, source) for field in fields}
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
    return [each.model_dump(mode="json") for each in sorted_claims([*kept, *fresh])]


def _stated(session: Session, field: str, value: Any) -> Any:
    """A value as a claim keeps it: organisations are named, as sources name them."""
    if field != "organisations":
        return value
    names = organisation_queries.names_of(session, [each["organisation"] for each in value])
    return [
        {"name": _any(names.get(each["organisation"], {})) or each["organisation"], "role": each["role"]}
        for each in value
    ]


def _source(session: Session, submission: Submission) -> str:
    """The source that the submission's statements are those of; recorded when it is met for the first time."""
    today = now().date().isoformat()
    name = _author(session, submission)
    if submission.organisation_id:
        draft = SourceDraft(
            id=f"submitted-by-{submission.organisation_id.lower()}",
            title=f"Statements of {name} to this registry",
            publisher=name,
            date=today,
            retrieved=today,
        )
    else:
        draft = SourceDraft(
            id=READERS, title="Proposals of readers", publisher=REGISTRY, date=today, retrieved=today
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
