"""Reads for the evidence gap map: published findings, and the best certainty judged."""

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.evaluation.certainty.models import CertaintyJudgement, JudgementState
from registry.evaluation.grade import Certainty
from registry.evaluation.map.grid import Finding, Grid, grid, group_of
from registry.evidence.models import (
    Evidence,
    EvidenceConcept,
    EvidenceCountry,
    EvidenceResult,
    EvidenceSolution,
    EvidenceState,
)
from registry.taxonomy import queries as taxonomy


def findings(session: Session, *, solution_id: str = "", country: str = "") -> list[Finding]:
    """Findings of published items, narrowed to a solution or a country."""
    statement = (
        sa.select(
            sa.func.coalesce(sa.func.nullif(col(Evidence.study), ""), col(Evidence.id)),
            col(EvidenceConcept.code),
            col(EvidenceResult.outcome),
            col(EvidenceResult.direction),
        )
        .join(EvidenceConcept, col(EvidenceConcept.evidence_id) == col(Evidence.id))
        .join(EvidenceResult, col(EvidenceResult.evidence_id) == col(Evidence.id))
        .where(col(Evidence.state) == EvidenceState.PUBLISHED)
    )
    if solution_id:
        about = sa.select(col(EvidenceSolution.evidence_id)).where(
            col(EvidenceSolution.solution_id) == solution_id
        )
        statement = statement.where(col(Evidence.id).in_(about))
    if country:
        done_in = sa.select(col(EvidenceCountry.evidence_id)).where(col(EvidenceCountry.country) == country)
        statement = statement.where(col(Evidence.id).in_(done_in))
    return [Finding(*row) for row in session.execute(statement.distinct())]


def evidence_map(session: Session, *, solution_id: str = "", country: str = "") -> Grid:
    """The map of the whole registry, of a solution or of a country."""
    outcomes = [node.code for node in taxonomy.tree(session, "outcomes")]
    return grid(
        findings(session, solution_id=solution_id, country=country),
        outcomes,
        {} if country else _certainties(session, solution_id),
    )


def _certainties(session: Session, solution_id: str) -> dict[tuple[str, str], str]:
    """The best certainty judged in each cell: a judgement covers the interventions of the items it rests on."""
    statement = sa.select(
        col(CertaintyJudgement.outcome), col(CertaintyJudgement.certainty), col(CertaintyJudgement.frozen)
    ).where(col(CertaintyJudgement.state) == JudgementState.PUBLISHED)
    if solution_id:
        statement = statement.where(col(CertaintyJudgement.solution_id) == solution_id)
    judged = session.execute(statement).all()
    items = {item["id"] for _, _, frozen in judged for item in frozen["items"]}
    codes: dict[str, set[str]] = {}
    for evidence_id, code in session.execute(
        sa.select(col(EvidenceConcept.evidence_id), col(EvidenceConcept.code)).where(
            col(EvidenceConcept.evidence_id).in_(items)
        )
    ):
        codes.setdefault(evidence_id, set()).add(group_of(code))
    best: dict[tuple[str, str], Certainty] = {}
    for outcome, certainty, frozen in judged:
        for item in frozen["items"]:
            for code in codes.get(item["id"], ()):
                found = Certainty(certainty)
                place = code, outcome
                if place not in best or best[place].value_of < found.value_of:
                    best[place] = found
    return {place: certainty.value for place, certainty in best.items()}
