"""Recognising national centres as assessing bodies beside the Secretariat, and ending that."""

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Forbidden, Invalid, NotFound, mark
from registry.evaluation.assessments import queries
from registry.evaluation.assessments.models import AssessingBody, BodyKind
from registry.organisations.models import Organisation
from registry.organisations.queries import organisation_id


def recognise(session: Session, viewer: Viewer, name: str) -> str:
    """Recognise an organisation as the national centre of its country; gives the body's id."""
    viewer.demand(Permission.ASSESSMENT_MANAGE)
    try:
        found = session.get(Organisation, organisation_id(session, name.strip()))
    except NotFound:
        found = None
    if found is None:
        raise Invalid({"organisation": mark("Nothing is registered under that name.")})
    if not found.country:
        raise Invalid({"organisation": mark("This organisation is recorded in no country.")})
    known = session.get(AssessingBody, found.slug[:40])
    if known is not None:
        if known.ended_at is None:
            raise Conflict(mark("This organisation is recognised already."), id=known.id)
        known.ended_at = None
        known.recognised_at = now()
        session.add(known)
    else:
        known = AssessingBody(
            id=found.slug[:40],
            kind=BodyKind.NATIONAL_CENTRE,
            organisation_id=found.id,
            country=found.country,
            names=found.names,
        )
        session.add(known)
    session.flush()
    _note(session, viewer, "assessing_body.recognised", known)
    return known.id


def end(session: Session, viewer: Viewer, body_id: str) -> None:
    """End that an organisation is recognised: it opens no more assessments, those it published stay."""
    viewer.demand(Permission.ASSESSMENT_MANAGE)
    row = queries.body(session, body_id)
    if row.kind is BodyKind.SECRETARIAT:
        raise Forbidden(mark("The Secretariat is always an assessing body."))
    row.ended_at = now()
    session.add(row)
    _note(session, viewer, "assessing_body.ended", row)


def _note(session: Session, viewer: Viewer, action: str, row: AssessingBody) -> None:
    events.record(
        session,
        action,
        actor=viewer.account_id,
        on=("organisation", row.organisation_id or ""),
        after={"body": row.id},
        public=True,
    )
