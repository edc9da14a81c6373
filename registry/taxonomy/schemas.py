"""Response shapes of the classifications."""

from msgspec import Struct

from registry.db.base import Names


class ConceptRef(Struct, frozen=True):
    """A concept as it is named on other records."""

    scheme: str
    code: str
    label: Names


class SchemeView(Struct, frozen=True):
    """One edition of a classification."""

    id: str
    family: str
    edition: str
    is_current: bool
    title: Names
    published: str
    source: str
    licence: str
    notice: str
    unofficial_translations: list[str]
    note: Names
    concepts: int


class ConceptNode(Struct, frozen=True):
    """A concept in its tree."""

    scheme: str
    code: str
    label: Names
    is_new: bool
    note: Names
    children: list["ConceptNode"]


class MapRow(Struct, frozen=True):
    """A relation seen from one concept; `other` is None when nothing corresponds.

    `direction` is `to` when the concept stands on the left of the map, else `from`.
    """

    relation: str
    direction: str
    scheme: str
    other: ConceptRef | None
    qualifier: str
    comment: str


class ConceptView(Struct, frozen=True):
    """A concept with its place and its relations."""

    scheme: SchemeView
    code: str
    label: Names
    is_new: bool
    note: Names
    ancestors: list[ConceptRef]
    children: list[ConceptRef]
    relations: list[MapRow]
