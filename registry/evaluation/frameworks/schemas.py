"""Response shapes of frameworks."""

from typing import Any

from msgspec import Struct

from registry.db.base import Names


class LevelView(Struct, frozen=True):
    """One level of one criterion; `evidence` is the least class that supports it, `evidence_by_tier` where it differs."""

    code: str
    value: float
    names: Names
    meets: bool
    descriptor: Names
    evidence: str
    evidence_by_tier: dict[str, str]
    kinds: list[str]
    at_least: float | None


class CriterionView(Struct, frozen=True):
    """One criterion, its levels lowest first. It applies where all that is named holds."""

    code: str
    domain: str
    names: Names
    asks: Names
    guidance: Names
    cites: list[str]
    gate: bool
    optional: bool
    types: list[str]
    tiers: list[str]
    traits: list[str]
    weight: float
    levels: list[LevelView]
    follows: str
    follows_how: str | None


class DomainView(Struct, frozen=True):
    """A group of criteria."""

    code: str
    names: Names
    about: Names


class TierView(Struct, frozen=True):
    """A tier of the framework's own, and which of the registry's tiers of risk fall in it."""

    code: str
    names: Names
    risk: list[str]


class VersionRow(Struct, frozen=True):
    """A version in a list."""

    id: str
    framework: str
    version: str
    status: str
    is_current: bool
    in_use: bool
    names: Names
    summary: Names
    publisher: str
    published: str
    licence: str
    criteria: int
    gates: int


class VersionView(Struct, frozen=True):
    """One version with all its criteria; `aggregate` says how judgements are put together."""

    id: str
    framework: str
    version: str
    status: str
    is_current: bool
    in_use: bool
    names: Names
    summary: Names
    publisher: str
    home: str
    published: str
    source: str
    citation: str
    licence: str
    notice: str
    former: str
    changes: Names
    dropped: list[str]
    review_months: int
    gate_review_months: int
    aggregate: dict[str, Any]
    tiers: list[TierView]
    domains: list[DomainView]
    criteria: list[CriterionView]
    digest: str
