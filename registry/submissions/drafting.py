"""Drafts as the records they are to become: their shape, what is still wrong with one, what lists call it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import Session

from registry.audit.queries import revision
from registry.db.base import Names
from registry.db.ids import Kind
from registry.db.values import Strict
from registry.db.withheld import NOT_PUBLIC
from registry.deployments.drafts import DeploymentDraft
from registry.organisations.service import OrganisationDraft
from registry.solutions.drafts import SolutionDraft
from registry.solutions.queries import names_of as solution_names
from registry.standards.service import StandardDraft
from registry.submissions.merging import changed, is_nothing
from registry.submissions.models import Submission, SubmissionKind
from registry.submissions.sections import SECTIONS

DRAFTS: Final[Mapping[SubmissionKind, type[Strict]]] = MappingProxyType(
    {
        SubmissionKind.SOLUTION: SolutionDraft,
        SubmissionKind.DEPLOYMENT: DeploymentDraft,
        SubmissionKind.ORGANISATION: OrganisationDraft,
        SubmissionKind.STANDARD: StandardDraft,
    }
)
"""The shape that the body of each kind has."""

NEW: Final = "new_organisations"
"""Key of organisations that are recorded together with what is proposed: {slug: {"names": …}}."""

_STANDS_FOR_NEW: Final = "new"
"""A slug for a record that has none yet, to check the rest of its draft."""


def fields_asked(kind: SubmissionKind) -> list[str]:
    """All fields that a submission of this kind may state, in the order in which they are asked."""
    return [field for fields in SECTIONS[kind].values() for field in fields]


def published_body(session: Session, kind: SubmissionKind, record_id: str, number: int) -> dict[str, Any]:
    """What a published revision says, without what nobody is asked for."""
    body = revision(session, Kind(kind.value), record_id, number).body
    return {field: body[field] for field in fields_asked(kind) if not is_nothing(body.get(field))}


CONFIRMED: Final = frozenset({SubmissionKind.SOLUTION, SubmissionKind.DEPLOYMENT})
"""Kinds whose record can be handed in unchanged: that states anew, as of today, all that it says."""


def is_unchanged(session: Session, submission: Submission) -> bool:
    """Whether a change says just what the record said when it was begun."""
    if submission.base_revision is None:
        return False
    before = published_body(session, submission.kind, submission.target_id, submission.base_revision)
    return not changed(before, submission.body, {*before, *submission.body})


def validate(submission: Submission) -> Strict:
    """The draft as the record it is to become; pydantic's `ValidationError` where it is none yet."""
    body: dict[str, Any] = {name: value for name, value in submission.body.items() if name != NEW}
    if submission.kind is SubmissionKind.DEPLOYMENT:
        if submission.parent_id is not None:
            body["solution"] = _STANDS_FOR_NEW
        if isinstance(body.get("funders"), list):
            body["funders"] = [_without_withheld(each) for each in body["funders"]]
    else:
        body["slug"] = _STANDS_FOR_NEW
    return DRAFTS[submission.kind].model_validate(body)


def _without_withheld(funder: Any) -> Any:
    """A funder without an amount that is known here and not for everybody."""
    if isinstance(funder, dict) and funder.get("amount") == NOT_PUBLIC:
        return {name: value for name, value in funder.items() if name != "amount"}
    return funder


def names_of(session: Session, submission: Submission) -> Names:
    """What lists call a submission: the name proposed, or the solution that a deployment is of."""
    if submission.kind is not SubmissionKind.DEPLOYMENT:
        found = submission.body.get("names", {})
        return found if isinstance(found, dict) else {}
    if submission.parent_id is not None:
        parent = session.get(Submission, submission.parent_id)
        return parent.names if parent else {}
    solution = str(submission.body.get("solution", ""))
    return solution_names(session, [solution]).get(solution, {})
