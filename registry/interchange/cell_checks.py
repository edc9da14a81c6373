"""Checks of cells against what the registry knows; each complaint names the cell."""

from collections.abc import Iterable

from registry.errors import mark
from registry.interchange.cells import Row
from registry.interchange.matching import OWN_SCHEME
from registry.interchange.statements import Identifier
from registry.taxonomy.service import ConceptCodes


def check_codes(row: Row, codes: ConceptCodes, fields: Iterable[str]) -> None:
    """Complain about codes that their lists do not have."""
    for name in fields:
        for code in row.get(name, []):
            if not codes.knows(name, code):
                row.complain(name, mark("The list has no code %(text)s."), text=code)


def identifier(row: Row, text: str) -> Identifier | None:
    """An identifier written as scheme:value."""
    scheme, colon, value = text.partition(":")
    if not colon or not scheme.strip() or not value.strip():
        row.complain("identifiers", mark("“%(text)s” is not of the form scheme:value."), text=text)
        return None
    if scheme.strip() == OWN_SCHEME:
        message = mark("“%(text)s” is this registry; its ids go into the column id.")
        row.complain("identifiers", message, text=OWN_SCHEME)
        return None
    return Identifier(scheme.strip(), value.strip())
