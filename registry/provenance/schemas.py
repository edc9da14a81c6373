"""Response shapes of provenance."""

from typing import Any

from msgspec import Struct


class SourceRef(Struct, frozen=True):
    """A source as it is named beside a fact; `kind`: a publication, a product's vendor, a country's authority."""

    id: str
    title: str
    publisher: str
    url: str
    date: str
    kind: str = "published"


class ClaimView(Struct, frozen=True):
    """What one source states about one field, when and where."""

    field: str
    value: Any
    source: SourceRef
    date: str
    url: str


class Identifier(Struct, frozen=True):
    """An id that another registry gave."""

    scheme: str
    value: str
    url: str


class FieldClaims(Struct, frozen=True):
    """All statements on one field; `agree` is whether every source states the same."""

    field: str
    claims: list[ClaimView]
    agree: bool
