"""Response shape of the evidence gap map."""

from msgspec import Struct

from registry.taxonomy.schemas import ConceptRef


class MapCell(Struct, frozen=True):
    """One intervention and outcome with evidence; combinations that are not listed have none recorded here."""

    intervention: ConceptRef
    outcome: ConceptRef
    studies: int
    favourable: int
    unfavourable: int
    neither: int
    certainty: str | None
