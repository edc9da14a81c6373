"""Response shapes of recommendations."""

from msgspec import Struct

from registry.db.base import Names
from registry.taxonomy.schemas import ConceptRef


class RecommendationView(Struct, frozen=True):
    """One recommendation; `needs` are groups of interventions, one of each of which a solution must have."""

    id: str
    guideline: str
    number: int
    names: Names
    strength: str
    conditions: Names
    conditions_origin: str
    needs: list[list[ConceptRef]]
    source: str
