"""What checks look at: the facts of one record in plain values, from the database or from a draft; pure."""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

Statement: TypeAlias = tuple[str, str, object, str, str]
"""Field, source id, value, date and address of what a source states."""


class SolutionFacts(Struct, frozen=True, kw_only=True):
    """A solution; dates to the precision known, empty where not known."""

    id: str = ""
    names: tuple[str, ...] = ()
    name: str = ""
    summary_languages: frozenset[str] = frozenset()
    type: str = ""
    licence: str = ""
    openness: str = ""
    stage: str = ""
    first_released: str = ""
    price_date: str = ""
    links: Mapping[str, tuple[str, ...]] = {}
    owners: frozenset[str] = frozenset()
    interventions: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    identifiers: Mapping[str, frozenset[str]] = {}
    related: frozenset[str] = frozenset()
    statements: tuple[Statement, ...] = ()
    last_stated: str = ""


class DeploymentFacts(Struct, frozen=True, kw_only=True):
    """A deployment with what matters of its solution."""

    id: str = ""
    solution: str = ""
    name: str = ""
    country: str = ""
    subdivision: str = ""
    status: str = ""
    is_presence: bool = False
    started: str = ""
    ended: str = ""
    links: Mapping[str, tuple[str, ...]] = {}
    organisations: frozenset[str] = frozenset()
    funding: tuple[tuple[int | None, int | None], ...] = ()
    interventions: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    last_stated: str = ""
    stage: str = ""
    first_released: str = ""


class StandardFacts(Struct, frozen=True, kw_only=True):
    """A standard."""

    id: str = ""
    name: str = ""
    summary_languages: frozenset[str] = frozenset()
    links: Mapping[str, tuple[str, ...]] = {}
    edition_dates: tuple[str, ...] = ()


class OrganisationFacts(Struct, frozen=True, kw_only=True):
    """An organisation."""

    id: str = ""
    names: tuple[str, ...] = ()
    name: str = ""
    country: str = ""
    links: Mapping[str, tuple[str, ...]] = {}
    identifiers: Mapping[str, frozenset[str]] = {}


Facts: TypeAlias = SolutionFacts | DeploymentFacts | StandardFacts | OrganisationFacts
