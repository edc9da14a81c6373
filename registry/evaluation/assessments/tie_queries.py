"""Reads of what ties people and evidence to a product: who has a role on it, who made the evidence, what there is of it."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.models import RoleGrant
from registry.accounts.queries import is_live
from registry.db.base import select_columns
from registry.evidence.hierarchy import EvidenceKind, Independence
from registry.evidence.models import Evidence, EvidenceProposal, EvidenceSolution, EvidenceState
from registry.organisations.models import Organisation
from registry.solutions.models import SolutionConcept, SolutionOrganisation

Known = dict[str, tuple[EvidenceKind, Independence, str]]
"""The evidence on a product: id → what its class follows from."""


def organisations_of(session: Session, solution_id: str) -> set[str]:
    """The organisations that have any role on a product."""
    return set(
        session.exec(
            select(SolutionOrganisation.organisation_id).where(
                SolutionOrganisation.solution_id == solution_id
            )
        )
    )


def authors_of(session: Session, solution_id: str) -> tuple[set[str], set[str]]:
    """Who made or brought in the evidence on a product: organisations by id, and accounts."""
    about = sa.select(col(EvidenceSolution.evidence_id)).where(
        col(EvidenceSolution.solution_id) == solution_id
    )
    named = {
        name.casefold()
        for names in session.exec(select(Evidence.authors).where(col(Evidence.id).in_(about)))
        for name in names
    }
    organisations: set[str] = set()
    if named:
        organisations = {
            row[0]
            for row in session.exec(select(Organisation.id, Organisation.names))
            if named & {each.casefold() for each in row[1].values()}
        }
    accounts = session.exec(
        select(EvidenceProposal.account_id).where(col(EvidenceProposal.evidence_id).in_(about))
    )
    return organisations, set(accounts)


def topics_of(session: Session, solution_id: str) -> set[str]:
    """The codes that a product is classified by."""
    return set(session.exec(select(SolutionConcept.code).where(SolutionConcept.solution_id == solution_id)))


def languages_of(session: Session, solution_id: str) -> set[str]:
    """The languages that the evidence on a product is in."""
    rows = session.exec(
        select(Evidence.language)
        .join(EvidenceSolution, col(EvidenceSolution.evidence_id) == col(Evidence.id))
        .where(EvidenceSolution.solution_id == solution_id, Evidence.state == EvidenceState.PUBLISHED)
    )
    return {each.partition("-")[0] for each in rows if each}


def grants_of(session: Session, account_ids: Iterable[str]) -> Sequence[Any]:
    """What these people hold: account, role, scope and what it is held in."""
    return session.execute(
        select_columns(RoleGrant.account_id, RoleGrant.role, RoleGrant.scope, RoleGrant.scope_id).where(
            col(RoleGrant.account_id).in_(set(account_ids)), is_live()
        )
    ).all()


def evidence_of(session: Session, solution_id: str) -> Known:
    """The published evidence on a product: id → what its class follows from."""
    rows = session.exec(
        select(Evidence)
        .join(EvidenceSolution, col(EvidenceSolution.evidence_id) == col(Evidence.id))
        .where(EvidenceSolution.solution_id == solution_id, Evidence.state == EvidenceState.PUBLISHED)
    )
    return {each.id: (each.kind, each.independence, each.study or each.id) for each in rows}
