"""Keeps in step how the authority of the country stands to each deployment that is saved; rules in `authority`."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.audit import events
from registry.db.bulk import chunks
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.deployments.authority import LAPSING, Speaking, confirmation_of, followed, kept
from registry.deployments.drafts import DeploymentDraft
from registry.deployments.models import Confirmation, Deployment
from registry.provenance.service import authorities, authority_claims

Drafts = dict[str, DeploymentDraft]


def with_authorities(session: Session, drafts: Drafts, speaking: Speaking | None) -> tuple[set[str], Drafts]:
    """The authorities that state anything of these deployments, and the drafts that keep and follow it."""
    held = authority_claims(session, Kind.DEPLOYMENT, drafts)
    sources = {claim.source for draft in drafts.values() for claim in draft.claims}
    found = authorities(session, sources) | {claim.source for claims in held.values() for claim in claims}
    if not found:
        return found, drafts
    return found, {
        each: followed(kept(draft, held.get(each, ()), found, speaking), found)
        for each, draft in drafts.items()
    }


def lapse(session: Session, drafts: Mapping[str, DeploymentDraft]) -> None:
    """Somebody else changes what was confirmed: where the country asks for it, it waits for its word again."""
    for chunk in chunks(drafts):
        rows = session.exec(
            select(Deployment).where(
                col(Deployment.id).in_(chunk),
                Deployment.confirmation_lapses,
                Deployment.confirmation == Confirmation.CONFIRMED,
            )
        )
        for row in rows:
            if any(getattr(row, name) != getattr(drafts[row.id], name) for name in LAPSING):
                row.confirmation = Confirmation.PENDING
                events.record(
                    session,
                    "deployment.confirmation_lapsed",
                    on=(Kind.DEPLOYMENT, row.id),
                    before={"confirmation": Confirmation.CONFIRMED, "on": row.confirmation_on},
                    after={"confirmation": Confirmation.PENDING},
                    public=True,
                )


def note_confirmation(
    session: Session, drafts: Mapping[str, DeploymentDraft], sources: set[str], speaking: Speaking | None
) -> None:
    """Note how the authorities (`sources`) stand to these; what lapsed stays so until they speak again."""
    concerned = [
        each
        for each, draft in drafts.items()
        if speaking or any(claim.source in sources for claim in draft.claims)
    ]
    for chunk in chunks(concerned):
        for row in session.exec(select(Deployment).where(col(Deployment.id).in_(chunk))):
            if speaking is None and row.confirmation_on:
                continue
            row.confirmation, row.confirmation_on = confirmation_of(drafts[row.id].claims, sources)
            row.confirmation_lapses = bool(speaking and speaking.lapses)
    if concerned and speaking:
        session.flush()
        raise_catalogue_version(session)


def let_lapse(session: Session, country: str, *, lapses: bool) -> None:
    """Say for all deployments of a country whether its confirmation ends when somebody else changes the record."""
    session.execute(
        sa.update(Deployment).where(col(Deployment.country) == country).values(confirmation_lapses=lapses)
    )
