"""Reads of recommendations."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from registry.evaluation.recommendations.covering import covers
from registry.evaluation.recommendations.models import Recommendation
from registry.evaluation.recommendations.schemas import RecommendationView
from registry.taxonomy import queries as taxonomy
from registry.taxonomy.schemas import ConceptRef


def recommendations(session: Session) -> list[RecommendationView]:
    """All recommendations, in their guideline's order."""
    rows = session.exec(
        select(Recommendation).order_by(Recommendation.guideline, col(Recommendation.number))
    ).all()
    names = taxonomy.labels(
        session, {(row.scheme_id, code) for row in rows for group in row.needs for code in group}
    )
    return [
        RecommendationView(
            row.id,
            row.guideline,
            row.number,
            row.names,
            row.strength,
            row.conditions,
            row.conditions_origin,
            [
                [ConceptRef(row.scheme_id, code, names.get((row.scheme_id, code), {})) for code in group]
                for group in row.needs
            ],
            row.source_id,
        )
        for row in rows
    ]


def covering(session: Session, codes: Iterable[str]) -> list[RecommendationView]:
    """The recommendations that cover these interventions."""
    held = list(codes)
    if not held:
        return []
    return [
        each
        for each in recommendations(session)
        if covers([[concept.code for concept in group] for group in each.needs], held)
    ]
