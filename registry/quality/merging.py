"""Makes two records of one thing one record: nothing is lost, and every address goes on working.

The kept record gets what was chosen of both, and all that sources state of either; what pointed to the other points
to it. The other's last revision says where it went; its id and readable names lead to the kept one.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.audit.service import publish
from registry.db.ids import Kind
from registry.db.models import MergedRecord, Slug
from registry.db.values import Strict
from registry.deployments import service as deployments
from registry.deployments.drafts import DeploymentDraft
from registry.errors import BadRecord, Fault, Invalid, mark
from registry.organisations import service as organisations
from registry.organisations.service import OrganisationDraft
from registry.provenance.service import set_claims, set_identifiers
from registry.quality.merge_fields import Side, merged
from registry.quality.removing import remove
from registry.quality.repointing import is_judged, repoint
from registry.quality.rewriting import Rewriter, word_of_authority
from registry.quality.two_records import Both, both
from registry.solutions import service as solutions
from registry.solutions.drafts import SolutionDraft

EDITORS: Final = "Digital Health Registry"
"""Who publishes a merge."""

MERGED_INTO: Final = "merged_into"
"""Key of the last body of a record that was merged: the id of the one that was kept."""

SHORTEST: Final = 10

_SHORT: Final = mark("Say in a sentence why they are the same.")
_INVALID: Final = mark("The record would break a rule: %(reason)s")
_CHANGED: Final = mark("One of the two was changed meanwhile. Look at them again before you merge them.")
_JUDGED: Final = mark(
    "Reviewers have judged the record that would go. Keep it, and merge the other one into it."
)
_ONE_ONLY: Final = mark("Both have something of which one record can have only one. Settle that first.")

DRAFTS: Final[Mapping[Kind, type[Strict]]] = {
    Kind.SOLUTION: SolutionDraft,
    Kind.ORGANISATION: OrganisationDraft,
    Kind.DEPLOYMENT: DeploymentDraft,
}
_SAVE: Final[Mapping[Kind, Callable[..., Any]]] = {
    Kind.SOLUTION: solutions.save,
    Kind.ORGANISATION: organisations.save,
    Kind.DEPLOYMENT: deployments.save,
}


def merge(  # noqa: PLR0913 - all but the first three are keywords
    session: Session,
    viewer: Viewer,
    kind: Kind,
    *,
    kept_id: str,
    other_id: str,
    seen: tuple[int, int],
    sides: Mapping[str, Side],
    reason: str,
) -> None:
    """Make two records one; `seen` are the numbers of the revisions that were compared."""
    viewer.demand(Permission.RECORD_EDIT)
    reason = reason.strip()
    if len(reason) < SHORTEST:
        raise Invalid({"reason": _SHORT})
    two = both(session, kind, kept_id, other_id)
    if (two.kept.number, two.other.number) != seen:
        raise Invalid({"reason": _CHANGED})
    if is_judged(session, kind, other_id):
        raise Invalid({"reason": _JUDGED})
    note = f"Merged {other_id} into {kept_id}: {reason}"
    draft = _draft(two, sides)
    speaking = (
        word_of_authority(session, two.kept.body, other_id, two.other.body)
        if kind is Kind.DEPLOYMENT
        else None
    )
    _let_go(session, two)
    try:
        _SAVE[kind](session, draft, author=EDITORS, note=note, **({"speaking": speaking} if speaking else {}))
        led_on = Rewriter(session, two, author=EDITORS, note=note).rewrite_others()
    except BadRecord as error:
        raise Invalid({"reason": Fault(_INVALID, {"reason": str(error)})}) from error
    try:
        repoint(session, kind, other_id, kept_id)
    except IntegrityError as error:
        raise Invalid({"reason": _ONE_ONLY}) from error
    publish(session, kind, {other_id: {**two.other.body, MERGED_INTO: kept_id}}, author=EDITORS, note=note)
    remove(session, kind, other_id)
    _move_slugs(session, two)
    _lead_on(session, kind, {other_id: kept_id})
    _lead_on(session, Kind.DEPLOYMENT, led_on)
    for record_id in (kept_id, other_id):
        events.record(
            session,
            "record.merged",
            actor=viewer.account_id,
            on=(kind, record_id),
            before={"records": [kept_id, other_id]},
            after={"kept": kept_id, "reason": reason, "by": "secretariat"},
            public=True,
        )


def _draft(two: Both, sides: Mapping[str, Side]) -> Strict:
    body = merged(two.kind, two.kept.body, two.other.body, sides)
    if two.kind is Kind.SOLUTION and "relations" in body:
        between = {two.kept.body["slug"], two.other.body["slug"]}
        body["relations"] = [each for each in body["relations"] if each["solution"] not in between]
    if two.kind is Kind.DEPLOYMENT:
        body["id"] = two.kept_id
    try:
        return DRAFTS[two.kind].model_validate(body)
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise Invalid({"reason": Fault(_INVALID, {"reason": message})}) from error


def _let_go(session: Session, two: Both) -> None:
    """Free what only one record may hold, so that the kept one can take it."""
    set_identifiers(session, two.kind, {two.other_id: []})
    set_claims(session, two.kind, {two.other_id: []})
    session.flush()


def _move_slugs(session: Session, two: Both) -> None:
    """Let the other's readable names lead to the kept record."""
    session.execute(
        sa.update(Slug)
        .where(col(Slug.kind) == two.kind, col(Slug.record_id) == two.other_id)
        .values(record_id=two.kept_id, is_current=False)
    )
    session.expire_all()


def _lead_on(session: Session, kind: Kind, targets: Mapping[str, str]) -> None:
    """Let ids lead to other records."""
    session.add_all(
        MergedRecord(id=record_id, kind=kind, into_id=into) for record_id, into in targets.items()
    )
    session.flush()
