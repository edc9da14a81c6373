"""What no source states is the registry's own, and only that."""

from typing import Any

import pytest

from registry.provenance.schemas import ClaimView, FieldClaims, SourceRef
from registry.solutions.editing import edited_fields

SOURCE = SourceRef("one", "One", "", "", "")


def _claims(field: str, *values: Any) -> list[FieldClaims]:
    return [FieldClaims(field, [ClaimView(field, value, SOURCE, "2026", "") for value in values], agree=True)]


@pytest.mark.parametrize(
    ("values", "claims", "edited"),
    [
        ({"offline": True}, [], ["offline"]),
        ({"offline": False}, [], ["offline"]),
        ({"offline": True}, _claims("offline", True), []),
        ({"offline": True}, _claims("offline", False), ["offline"]),
        ({"offline": None, "licence": "", "services": [], "openness": "not_known"}, [], []),
        ({"services": ["A5", "B1"]}, _claims("services", ["A5"], ["B1"]), []),
        ({"services": ["A5", "B1"]}, _claims("services", ["A5"]), ["services"]),
        ({"organisations": ["regenstrief"]}, _claims("organisations", [{"name": "Regenstrief"}]), []),
        ({"organisations": ["regenstrief"]}, [], ["organisations"]),
    ],
)
def test_the_registry_owns_what_no_source_states(
    values: dict[str, Any], claims: list[FieldClaims], edited: list[str]
) -> None:
    assert edited_fields(values, claims) == edited
