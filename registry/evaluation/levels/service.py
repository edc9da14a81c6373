"""Keeping the rules for evidence levels: drafts that change, published ones that stay."""

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.records import raise_catalogue_version
from registry.errors import Conflict, NotFound, mark
from registry.evaluation.frozen import digest
from registry.evaluation.levels.drafts import RuleDraft
from registry.evaluation.levels.models import LevelRule


class RuleInForce(Conflict):
    """Published rules are never changed: what changes is a new version."""

    slug = "rule-in-force"
    title = mark("These rules are published and stay as they are; make a new version.")


def load(session: Session, draft: RuleDraft) -> str:
    """Publish the rules that come with the registry; says whether they were created or unchanged."""
    known = session.get(LevelRule, draft.version)
    if known is not None and known.published_at is not None:
        if known.digest != _seal(draft):
            raise RuleInForce(version=draft.version)
        return "unchanged"
    _write(session, draft)
    _publish(session, draft.version)
    return "created"


def save(session: Session, viewer: Viewer, draft: RuleDraft) -> None:
    """Keep a draft; the draft of the same version before it is replaced."""
    viewer.demand(Permission.FRAMEWORK_MANAGE)
    _write(session, draft)


def publish(session: Session, viewer: Viewer, version: str) -> None:
    """Put a draft in force."""
    viewer.demand(Permission.FRAMEWORK_MANAGE)
    _publish(session, version, viewer.account_id)


def _seal(draft: RuleDraft) -> str:
    return digest(draft.model_dump(mode="json"))


def _write(session: Session, draft: RuleDraft) -> None:
    known = session.get(LevelRule, draft.version)
    if known is not None and known.published_at is not None:
        raise RuleInForce(version=draft.version)
    row = known or LevelRule(version=draft.version, body={}, digest="")
    row.body, row.changes, row.digest = draft.model_dump(mode="json"), draft.changes, _seal(draft)
    row.saved_at = now()
    session.add(row)
    session.flush()


def _publish(session: Session, version: str, actor: str = events.SYSTEM) -> None:
    row = session.get(LevelRule, version)
    if row is None:
        raise NotFound(f"No rules {version}.", version=version)
    if row.published_at is not None:
        raise RuleInForce(version=version)
    row.published_at = now()
    session.flush()
    raise_catalogue_version(session)
    events.record(
        session,
        "level_rule.published",
        actor=actor,
        on=("level_rule", version),
        after={"digest": row.digest},
        public=True,
    )
