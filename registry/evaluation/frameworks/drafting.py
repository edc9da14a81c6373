"""What administrators do with drafts of frameworks: begin, change, discard, publish. Each step is an event."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.errors import Conflict, Invalid, NotFound, Stale, mark
from registry.evaluation.frameworks import editing, queries, service
from registry.evaluation.frameworks.drafts import VersionDraft
from registry.evaluation.frameworks.models import FrameworkVersion, VersionStatus
from registry.provenance import queries as provenance

KIND = "framework"


class NotADraft(Conflict):
    """A published version is not edited; what changes is a new version."""

    slug = "not-a-draft"
    title = mark("This version is published and stays as it is; begin a draft that follows it.")


def begin(
    session: Session, viewer: Viewer, former_id: str, version: str, changes: Mapping[str, str]
) -> VersionDraft:
    """Begin a draft that follows a published version; `changes` says what it is for."""
    viewer.demand(Permission.FRAMEWORK_MANAGE)
    former = session.get(FrameworkVersion, former_id)
    if former is None or former.status is not VersionStatus.PUBLISHED:
        raise Invalid({"former": mark("Choose one of the list.")})
    if not changes:
        raise Invalid({"changes": mark("Say what this version is to change.")})
    draft = editing.following(queries.draft(session, former_id), version, changes)
    return _begin(session, viewer, draft)


def begin_with_file(session: Session, viewer: Viewer, draft: VersionDraft) -> VersionDraft:
    """Begin a draft with all that a file says, of a new framework or one that is there."""
    viewer.demand(Permission.FRAMEWORK_MANAGE)
    _check_source(session, draft, "file")
    return _begin(session, viewer, draft)


def _begin(session: Session, viewer: Viewer, draft: VersionDraft) -> VersionDraft:
    if session.get(FrameworkVersion, draft.id) is not None:
        raise Invalid({"version": mark("There is a version of this number already.")})
    service.save(session, draft, publish=False)
    _note(session, viewer, "framework.draft_begun", draft)
    return draft


def change(
    session: Session,
    viewer: Viewer,
    version_id: str,
    edit: Callable[[VersionDraft], VersionDraft],
    *,
    seen: str,
    part: Callable[[VersionDraft], str],
) -> VersionDraft:
    """Change a draft; `seen` is the digest of the part that the editor saw, `part` gives what it is now.

    `Stale` where somebody else changed that part meanwhile; changes of other parts do not disturb.
    """
    viewer.demand(Permission.FRAMEWORK_MANAGE)
    _draft_row(session, version_id)
    before = queries.draft(session, version_id)
    if part(before) != seen:
        raise Stale(id=version_id)
    former = queries.criteria_levels(session, f"{before.framework}@{before.former}") if before.former else {}
    after = editing.settled(edit(before), former)
    if (after.id, after.former) != (before.id, before.former):
        raise Invalid(
            {"version": mark("A draft keeps its framework, its number and the version it follows.")}
        )
    _check_source(session, after, "source")
    if after != before:
        service.save(session, after, publish=False)
        _note(session, viewer, "framework.draft_changed", after, before=editing.seal(before))
    return after


def publish(session: Session, viewer: Viewer, version_id: str, *, seen: str) -> None:
    """Publish a draft: reviewers can judge by it from now on, and it is in force. `seen`: the whole as it was read."""
    viewer.demand(Permission.FRAMEWORK_MANAGE)
    _draft_row(session, version_id)
    draft = queries.draft(session, version_id)
    if editing.seal(draft) != seen:
        raise Stale(id=version_id)
    missing = sorted(each.code for each in draft.criteria if "en" not in each.names)
    if missing:
        raise Invalid({"draft": mark("Each criterion needs a name in English before it is published.")})
    service.save(session, draft, publish=True)
    _note(session, viewer, "framework.published", draft, public=True)


def discard(
    session: Session, viewer: Viewer, version_id: str, *, number: str, seen: str | None = None
) -> None:
    """Throw a draft away; `number` is its own again, so that it is no slip. Its digest stays on record.

    `seen`: the whole as it was read, where a program asks.
    """
    viewer.demand(Permission.FRAMEWORK_MANAGE)
    if number != version_id.partition("@")[2]:
        raise Invalid({"number": mark("Write the number of the version that is to go.")})
    _draft_row(session, version_id)
    draft = queries.draft(session, version_id)
    if seen is not None and editing.seal(draft) != seen:
        raise Stale(id=version_id)
    service.discard(session, version_id)
    _note(session, viewer, "framework.draft_discarded", draft)


def _draft_row(session: Session, version_id: str) -> FrameworkVersion:
    row = session.get(FrameworkVersion, version_id)
    if row is None:
        raise NotFound(f"No version {version_id}.", id=version_id)
    if row.status is not VersionStatus.DRAFT:
        raise NotADraft(id=version_id)
    return row


def _check_source(session: Session, draft: VersionDraft, field: str) -> None:
    if draft.source not in provenance.source_refs(session):
        raise Invalid({field: mark("The registry does not know the source that it names.")})


def _note(
    session: Session,
    viewer: Viewer,
    action: str,
    draft: VersionDraft,
    *,
    before: str = "",
    public: bool = False,
) -> None:
    events.record(
        session,
        action,
        actor=viewer.account_id,
        on=(KIND, draft.id),
        before={"digest": before} if before else None,
        after={"digest": editing.seal(draft), "criteria": len(draft.criteria)},
        public=public,
    )
