"""Checks a draft against the past: each score in force by the version before, computed again by the draft."""

from sqlmodel import Session

from registry.accounts.viewer import Viewer
from registry.evaluation.carrying import queries
from registry.evaluation.carrying.carry import Carried, carry
from registry.evaluation.carrying.queries import Past
from registry.evaluation.frameworks import queries as frameworks
from registry.evaluation.frameworks.schemas import VersionView


def check(
    session: Session, viewer: Viewer, framework: str, number: str
) -> tuple[VersionView, list[tuple[Past, Carried]]]:
    """The draft, and what it would make of each score; nothing is stored."""
    frameworks.draft(session, f"{framework}@{number}", drafts_only=True)
    draft = frameworks.version(session, framework, number, viewer)
    past = queries.past(session, f"{framework}@{draft.former}") if draft.former else []
    return draft, [
        (each, carry(each.score.frozen, each.score.found, each.score.tier, draft)) for each in past
    ]
