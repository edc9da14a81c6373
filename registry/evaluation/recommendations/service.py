"""Recording recommendations, from the seed."""

from pydantic import Field
from sqlmodel import Session

from registry.db.bulk import existing
from registry.db.records import raise_catalogue_version
from registry.db.values import SchemeName, Strict, Texts
from registry.errors import BadRecord
from registry.evaluation.recommendations.models import Recommendation, Strength


class RecommendationDraft(Strict):
    """One recommendation; `needs` are groups of intervention codes."""

    id: SchemeName
    guideline: SchemeName
    number: int = Field(ge=1)
    names: Texts
    strength: Strength
    conditions: Texts = Field(default_factory=dict)
    conditions_origin: str = Field(default="found", pattern="^(found|from_memory)$")
    scheme: SchemeName
    needs: list[list[str]] = Field(min_length=1)
    source: SchemeName


def save(session: Session, draft: RecommendationDraft) -> str:
    """Write a recommendation; says whether it was created, updated or unchanged."""
    codes = {code for group in draft.needs for code in group}
    known_codes = existing(session, "concept.code", codes)
    if missing := codes - known_codes:
        raise BadRecord(f"no code {', '.join(sorted(missing))} in {draft.scheme}", draft.id)
    values = draft.model_dump(exclude={"scheme", "source"}) | {
        "scheme_id": draft.scheme,
        "source_id": draft.source,
    }
    known = session.get(Recommendation, draft.id)
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return "unchanged"
    if known is None:
        session.add(Recommendation.model_validate(values))
    else:
        for name, value in values.items():
            setattr(known, name, value)
    session.flush()
    raise_catalogue_version(session)
    return "created" if known is None else "updated"
