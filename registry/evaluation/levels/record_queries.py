"""Reads what evidence levels follow from: scores in force, certainty, findings and use, of many products at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.db.base import select_columns
from registry.db.bulk import chunks
from registry.db.ids import Kind
from registry.deployments.models import (
    Confirmation,
    Deployment,
    DeploymentOrganisation,
    DeploymentRole,
    DeploymentStatus,
)
from registry.evaluation.certainty.models import CertaintyJudgement, JudgementState
from registry.evaluation.levels.records import Certain, Finding, Gates, Record, Use
from registry.evaluation.scores.schemas import ScoreRow
from registry.evidence.hierarchy import class_of
from registry.evidence.models import (
    Evidence,
    EvidenceCountry,
    EvidenceResult,
    EvidenceSolution,
    EvidenceState,
)
from registry.organisations.models import Organisation
from registry.provenance.models import Claim, Source, SourceKind
from registry.solutions.models import SolutionOrganisation


def records(session: Session, by_product: Mapping[str, Sequence[ScoreRow]]) -> dict[str, Record]:
    """Product → its record, from its scores in force."""
    ids = sorted(by_product)
    certainty, findings, uses = _certainty(session, ids), _findings(session, ids), _uses(session, ids)
    return {
        key: Record(
            [
                Gates(
                    row.id,
                    row.body.id,
                    row.gates_together,
                    row.reviewers,
                    row.tier,
                    row.product_version,
                    row.published_at.date().isoformat(),
                )
                for row in rows
            ],
            certainty.get(key, []),
            findings.get(key, []),
            uses.get(key, []),
        )
        for key, rows in by_product.items()
    }


def _certainty(session: Session, ids: Sequence[str]) -> dict[str, list[Certain]]:
    found: dict[str, list[Certain]] = defaultdict(list)
    for part in chunks(ids):
        for row in session.exec(
            select(CertaintyJudgement)
            .where(
                col(CertaintyJudgement.solution_id).in_(part),
                CertaintyJudgement.state == JudgementState.PUBLISHED,
            )
            .order_by(col(CertaintyJudgement.id))
        ):
            found[row.solution_id].append(
                Certain(
                    row.id or 0,
                    row.outcome,
                    row.direction.value,
                    row.certainty.value,
                    row.is_critical,
                    row.setting,
                    row.version,
                    row.decided_at.date().isoformat() if row.decided_at else "",
                )
            )
    return found


def _findings(session: Session, ids: Sequence[str]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    countries: dict[str, list[str]] = defaultdict(list)
    rows: list[Any] = []
    for part in chunks(ids):
        rows += session.execute(
            select_columns(
                EvidenceSolution.solution_id,
                EvidenceSolution.version,
                Evidence.id,
                Evidence.kind,
                Evidence.independence,
                Evidence.year,
                EvidenceResult.outcome,
                EvidenceResult.direction,
            )
            .join(Evidence, col(Evidence.id) == col(EvidenceSolution.evidence_id))
            .join(EvidenceResult, col(EvidenceResult.evidence_id) == col(Evidence.id), isouter=True)
            .where(
                col(EvidenceSolution.solution_id).in_(part), col(Evidence.state) == EvidenceState.PUBLISHED
            )
            .order_by(col(Evidence.id), col(EvidenceResult.position))
        ).all()
    for part in chunks(sorted({row.id for row in rows})):
        for each, country in session.execute(
            select_columns(EvidenceCountry.evidence_id, EvidenceCountry.country)
            .where(col(EvidenceCountry.evidence_id).in_(part))
            .order_by(EvidenceCountry.country)
        ):
            countries[each].append(country)
    for row in rows:
        found[row.solution_id].append(
            Finding(
                row.id,
                row.kind.value,
                class_of(row.kind, row.independence).value,
                row.outcome or "",
                row.direction.value if row.direction else "",
                countries[row.id],
                row.version,
                row.year,
            )
        )
    return found


def _uses(session: Session, ids: Sequence[str]) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = defaultdict(list)
    for part in chunks(ids):
        rows = session.execute(
            select_columns(
                Deployment.id,
                Deployment.solution_id,
                Deployment.country,
                Deployment.target_share,
                Deployment.target_share_source,
                Deployment.confirmation,
            )
            .where(
                col(Deployment.solution_id).in_(part),
                col(Deployment.is_reported_presence).is_(False),
                col(Deployment.status) != DeploymentStatus.ENDED,
                col(Deployment.confirmation) != Confirmation.DISPUTED,
            )
            .order_by(Deployment.id)
        ).all()
        implementers = _implementers(session, [row.id for row in rows])
        independent = _independent(session, part, [row.id for row in rows])
        for row in rows:
            found[row.solution_id].append(
                Use(
                    row.id,
                    row.country,
                    row.target_share,
                    row.target_share_source,
                    implementers[row.id],
                    row.confirmation is Confirmation.CONFIRMED,
                    independent[row.id],
                )
            )
    return found


def _implementers(session: Session, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for part in chunks(ids):
        for each, organisation in session.execute(
            select_columns(DeploymentOrganisation.deployment_id, DeploymentOrganisation.organisation_id)
            .where(
                col(DeploymentOrganisation.deployment_id).in_(part),
                col(DeploymentOrganisation.role) == DeploymentRole.IMPLEMENTER,
            )
            .order_by(DeploymentOrganisation.organisation_id)
        ):
            found[each].append(organisation)
    return found


def _independent(session: Session, solution_ids: Sequence[str], ids: Sequence[str]) -> dict[str, list[str]]:
    """Deployment → published sources that state it and that no body behind the product publishes."""
    own: dict[str, set[str]] = defaultdict(set)
    for each, names in session.execute(
        select_columns(SolutionOrganisation.solution_id, Organisation.names)
        .join(Organisation, col(Organisation.id) == col(SolutionOrganisation.organisation_id))
        .where(col(SolutionOrganisation.solution_id).in_(solution_ids))
    ):
        own[each] |= {name.casefold() for name in names.values()}
    found: dict[str, list[str]] = defaultdict(list)
    for part in chunks(ids):
        for each, solution_id, source_id, publisher in session.execute(
            select_columns(Deployment.id, Deployment.solution_id, Source.id, Source.publisher)
            .join(
                Claim,
                sa.and_(
                    col(Claim.record_kind) == Kind.DEPLOYMENT,
                    col(Claim.record_id) == col(Deployment.id),
                    col(Claim.field) == "presence",
                ),
            )
            .join(
                Source,
                sa.and_(col(Source.id) == col(Claim.source_id), col(Source.kind) == SourceKind.PUBLISHED),
            )
            .where(col(Deployment.id).in_(part))
            .order_by(Source.id)
        ):
            if publisher.casefold() not in own[solution_id]:
                found[each].append(source_id)
    return found
