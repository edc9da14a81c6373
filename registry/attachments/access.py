"""Who may read and change attached files: what owns them decides, by rules that each owning feature registers."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlmodel import Session

from registry.accounts.viewer import Viewer
from registry.attachments.schemas import AttachmentView
from registry.errors import Forbidden, NotFound, SignInNeeded

Rule = Callable[[Session, Viewer, str], bool]
"""Whether somebody may do it to the files of the owner with that id."""


@dataclass(frozen=True, slots=True)
class OwnerRules:
    """The rules of one kind of owner.

    `may_read` is asked for files that are not public; `may_change` to attach, clear and remove; `existing` tells which
    of these owners are still there: files of others are cleaned up. `on_pages`: public pages list them, and are made
    anew when one comes or goes.
    """

    may_read: Rule
    may_change: Rule
    existing: Callable[[Session, Collection[str]], Collection[str]]
    on_pages: bool = False


OWNERS: dict[str, OwnerRules] = {}


def register(kind: str, rules: OwnerRules) -> None:
    """Name the rules of a kind of owner, where the feature is imported."""
    OWNERS[kind] = rules


def may_read(session: Session, viewer: Viewer, attachment: AttachmentView) -> bool:
    """Whether somebody may read a file: everybody if it is public; what is held back only who may change it."""
    rules = OWNERS[attachment.owner_kind]
    if attachment.is_held_back:
        return rules.may_change(session, viewer, attachment.owner_id)
    return attachment.is_public or rules.may_read(session, viewer, attachment.owner_id)


def may_change(session: Session, viewer: Viewer, owner: tuple[str, str]) -> bool:
    """Whether somebody may attach to that owner, and clear and remove its files."""
    return OWNERS[owner[0]].may_change(session, viewer, owner[1])


def demand_read(session: Session, viewer: Viewer, attachment: AttachmentView) -> None:
    """Refuse whoever may not read a file; who may not know of it is told that there is none."""
    if not may_read(session, viewer, attachment):
        if not viewer.is_signed_in:
            raise SignInNeeded
        raise NotFound(f"No attachment {attachment.id}.", id=attachment.id)


def demand_change(session: Session, viewer: Viewer, owner: tuple[str, str]) -> None:
    """Refuse whoever may not change the files of that owner."""
    if not may_change(session, viewer, owner):
        raise Forbidden if viewer.is_signed_in else SignInNeeded
