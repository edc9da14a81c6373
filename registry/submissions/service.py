"""What is done to submissions by those who make them; `move`, which all steps go through, stands in `moving`."""

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import to_builtins
from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments.clearing import demand_clear
from registry.audit import events
from registry.audit.service import last_revisions
from registry.db.base import now
from registry.db.bulk import existing, ids_of_slugs
from registry.db.ids import Kind, read_id
from registry.deployments.drafts import WITHDRAWN
from registry.errors import Forbidden, Invalid, NotFound, Stale, mark
from registry.organisations.queries import organisation_id as organisation_named
from registry.submissions import drafting, queries
from registry.submissions.asking import FIELDS
from registry.submissions.merging import Merged, changed, is_nothing, merge
from registry.submissions.models import (
    ClearedText,
    Submission,
    SubmissionKind,
    SubmissionSave,
    SubmissionStay,
    id_of,
)
from registry.submissions.moving import (
    NotInControl,
    OwnSubmission,
    SameDecider,
    checklist_of,
    may_publish,
    move,
    turns,
)
from registry.submissions.patient_texts import digest_of, texts_in
from registry.submissions.repository_file import RepositoryFile
from registry.submissions.sections import fields_of
from registry.submissions.workflow import EDITABLE, WAITS_ON, Action, CannotMove

__all__ = [
    "Collision",
    "NotInControl",
    "OwnSubmission",
    "SameDecider",
    "answer",
    "appeal",
    "body_at",
    "checklist_of",
    "clear_texts",
    "create",
    "editable",
    "id_of",
    "keep_repository_file",
    "may_publish",
    "move",
    "publish",
    "published",
    "save_section",
    "submit",
    "turns",
    "withdraw",
]


class Collision(Stale):
    """Somebody else changed the same fields meanwhile; nothing was saved.

    `merged` says what collides, `theirs` what the section holds now.
    """

    slug = "collision"

    def __init__(self, merged: Merged, theirs: dict[str, Any]) -> None:
        super().__init__("", fields=[each.field for each in merged.conflicts])
        self.merged = merged
        self.theirs = theirs


def create(
    session: Session,
    viewer: Viewer,
    kind: SubmissionKind,
    *,
    organisation: str = "",
    target: str = "",
    parent_id: int | None = None,
    body: Mapping[str, Any] | None = None,
) -> Submission:
    """Begin a draft: of a new record, or (`target`: a record's id or slug) of a change to what it says now.

    `organisation` (id or slug): for whom it is made. `body`: what is known already.
    """
    viewer.demand(Permission.SUBMISSION_CREATE)
    organisation_id = organisation_named(session, organisation) if organisation else None
    if organisation_id and organisation_id not in viewer.organisations(Permission.SUBMISSION_EDIT):
        raise Forbidden(permission=Permission.SUBMISSION_EDIT.value)
    if parent_id is not None:
        parent = queries.submission(session, viewer, parent_id)
        if not queries.is_submitter(viewer, parent, Permission.SUBMISSION_EDIT):
            raise NotFound(f"No submission {parent_id}.", id=parent_id)
    start: Mapping[str, Any] = body or {}
    number = None
    if target:
        target, number, start = published(session, kind, target, start)
    row = Submission(
        kind=kind,
        target_id=target,
        base_revision=number,
        parent_id=parent_id,
        organisation_id=organisation_id,
        author_id=viewer.account_id,
        body={name: value for name, value in start.items() if not is_nothing(value)},
    )
    _name(session, row)
    session.add(row)
    session.flush()
    session.add(SubmissionStay(submission_id=id_of(row), state=row.state, waits_on=WAITS_ON[row.state]))
    events.record(
        session,
        "submission.begun",
        actor=viewer.account_id,
        on=("submission", str(row.id)),
        after={"kind": kind.value, "organisation": organisation_id or "", "target": target},
    )
    return row


def published(
    session: Session, kind: SubmissionKind, target: str, more: Mapping[str, Any] | None = None
) -> tuple[str, int | None, Mapping[str, Any]]:
    """The record to be changed (id or slug), its revision and what it says; `NotFound` if there is none.

    A country that sources merely name is not changed: a deployment there is proposed, which is a new record.
    """
    if read_id(target) is None:
        target = ids_of_slugs(session, Kind(kind.value), [target]).get(target, "")
    last = last_revisions(session, Kind(kind.value), [target]).get(target)
    if last is None or WITHDRAWN in last.body:
        raise NotFound(f"No {kind} {target}.", kind=kind.value, name=target)
    if last.body.get("is_reported_presence"):
        return "", None, {name: last.body[name] for name in ("solution", "country")} | dict(more or {})
    return target, last.number, drafting.published_body(session, kind, target, last.number) | dict(more or {})


def save_section(
    session: Session,
    viewer: Viewer,
    submission_id: int,
    section: str,
    values: Mapping[str, Any],
    *,
    base: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Submission:
    """Take what somebody made of one section: all its fields, those that are left out say nothing.

    `base` is what the section held when that somebody began. What others changed meanwhile then stays: fields are
    merged, and where both changed the same one nothing is saved and `Collision` tells both. `version`: that of the
    body that it began with; any other is `Stale`.
    """
    row = editable(session, viewer, submission_id)
    fields = fields_of(row.kind, section)
    if version is not None and version != row.version:
        raise Stale("", version=row.version)
    mine = {field: values[field] for field in fields if not is_nothing(values.get(field))}
    merged = merge(row.body if base is None else base, row.body, mine, fields)
    if merged.conflicts:
        raise Collision(merged, {field: row.body[field] for field in fields if field in row.body})
    _write(session, row, section, {**dict.fromkeys(fields), **merged.values}, viewer)
    return row


def body_at(session: Session, row: Submission, version: int) -> dict[str, Any]:
    """The body as it was at a version."""
    body = dict(row.body)
    for save in reversed(queries.saves_since(session, id_of(row), version)):
        body |= save.before
    return {field: value for field, value in body.items() if not is_nothing(value)}


def editable(session: Session, viewer: Viewer, submission_id: int) -> Submission:
    """A submission that the viewer may change as it stands now."""
    row = queries.submission(session, viewer, submission_id, to_change=True)
    if not queries.is_submitter(viewer, row, Permission.SUBMISSION_EDIT):
        raise Forbidden(permission=Permission.SUBMISSION_EDIT.value)
    if row.state not in EDITABLE:
        raise CannotMove(f"A submission cannot be changed in the state {row.state}.", state=row.state.value)
    return row


def _write(
    session: Session, row: Submission, section: str, values: Mapping[str, Any], viewer: Viewer
) -> None:
    """Change fields of the body, if any differs, and keep what they held before."""
    differing = changed(row.body, values, values)
    if not differing:
        return
    moment = now()
    row.version += 1
    session.add(
        SubmissionSave(
            submission_id=id_of(row),
            version=row.version,
            account_id=viewer.account_id,
            at=moment,
            section=section,
            before={field: row.body.get(field) for field in differing},
        )
    )
    body = row.body | {field: values[field] for field in differing}
    row.body = {field: value for field, value in body.items() if not is_nothing(value)}
    _name(session, row)
    row.changed_at = moment
    session.add(row)
    session.flush()


def keep_repository_file(
    session: Session, viewer: Viewer, submission_id: int, file: RepositoryFile
) -> Submission:
    """Keep with a draft what the product's repository says of it now, in place of what it said before."""
    row = editable(session, viewer, submission_id)
    if row.kind is not SubmissionKind.SOLUTION:
        raise Invalid({"file": mark("Only a solution is described by a publiccode.yml.")})
    row.repository_file = to_builtins(file)
    session.add(row)
    session.flush()
    events.record(
        session,
        "submission.repository_file_kept",
        actor=viewer.account_id,
        on=("submission", str(submission_id)),
        after=row.repository_file,
    )
    return row


def clear_texts(session: Session, viewer: Viewer, submission_id: int, paths: Collection[str]) -> None:
    """Confirm that what looks like patient data in these places of the form is none."""
    row = editable(session, viewer, submission_id)
    known = queries.cleared_texts(session, submission_id)
    for path, text in texts_in(FIELDS[row.kind].values(), row.body):
        digest = digest_of(text)
        if path in paths and digest not in known:
            known.add(digest)
            session.add(ClearedText(submission_id=submission_id, digest=digest, account_id=viewer.account_id))
            events.record(
                session,
                "submission.text_cleared",
                actor=viewer.account_id,
                on=("submission", str(submission_id)),
                after={"path": path},
            )
    session.flush()


def _name(session: Session, row: Submission) -> None:
    """Keep in step with the body what lists show."""
    row.names = drafting.names_of(session, row)
    country = row.body.get("country") if row.kind is SubmissionKind.DEPLOYMENT else None
    row.country = str(country) if country and existing(session, "country.code", [country]) else None


def submit(session: Session, viewer: Viewer, submission_id: int) -> Submission:
    """Hand a draft to the Secretariat; `Invalid` where something that is needed is missing."""
    row = queries.submission(session, viewer, submission_id, to_change=True)
    move(session, row, Action.SUBMIT, viewer)
    return row


def publish(session: Session, viewer: Viewer, submission_id: int) -> Submission:
    """Publish a change to a product that the organisation controls, without the Secretariat."""
    row = queries.submission(session, viewer, submission_id, to_change=True)
    move(session, row, Action.PUBLISH, viewer)
    return row


def answer(
    session: Session, viewer: Viewer, submission_id: int, text: str, *, is_clear: bool = False
) -> Submission:
    """Answer what the Secretariat asked, with the changes that were made meanwhile.

    `is_clear`: what looks like patient data in the text is none; so for every text that is said.
    """
    demand_clear(text, is_clear=is_clear)
    row = queries.submission(session, viewer, submission_id, to_change=True)
    move(session, row, Action.ANSWER, viewer, text=text)
    return row


def withdraw(
    session: Session, viewer: Viewer, submission_id: int, text: str = "", *, is_clear: bool = False
) -> Submission:
    """Take a submission back for good."""
    demand_clear(text, is_clear=is_clear)
    row = queries.submission(session, viewer, submission_id, to_change=True)
    move(session, row, Action.WITHDRAW, viewer, text=text)
    return row


def appeal(
    session: Session, viewer: Viewer, submission_id: int, text: str, *, is_clear: bool = False
) -> Submission:
    """Ask, once, that somebody else looks at a decision to decline."""
    demand_clear(text, is_clear=is_clear)
    row = queries.submission(session, viewer, submission_id, to_change=True)
    move(session, row, Action.APPEAL, viewer, text=text)
    return row
