"""Response shapes of evidence."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from registry.attachments.schemas import AttachmentView
from registry.countries.schemas import CountryRef
from registry.db.base import Names
from registry.solutions.schemas import SolutionRef
from registry.taxonomy.schemas import ConceptRef


class IdentifierView(Struct, frozen=True):
    """An identifier and the page it leads to."""

    scheme: str
    value: str
    url: str


class AboutView(Struct, frozen=True):
    """A product that an item is about; `solution` is None where no record of it is here."""

    named: str
    version: str
    solution: SolutionRef | None


class ResultView(Struct, frozen=True):
    """What an item found for one outcome; `compared` is false where nothing was compared."""

    outcome: ConceptRef
    measured: Names
    direction: str
    compared: bool
    effect: str
    measure: str | None
    estimate: float | None
    low: float | None
    high: float | None
    follow_up: str
    note: Names


class EvidenceRow(Struct, frozen=True):
    """An item in a list."""

    id: str
    state: str
    kind: str
    evidence_class: str
    title: str
    language: str
    year: int | None
    publication: str
    independence: str
    study: str
    about: list[AboutView]
    countries: list[CountryRef]
    results: list[ResultView]


class EvidenceView(Struct, frozen=True):
    """One item with all that it found, and what it does not show. `provenance`: how each group of facts is known."""

    id: str
    key: str
    state: str
    kind: str
    evidence_class: str
    title: str
    language: str
    authors: list[str]
    year: int | None
    publication: str
    url: str
    licence: str
    identifiers: list[IdentifierView]
    study: str
    same_study: list[EvidenceRow]
    about: list[AboutView]
    interventions: list[ConceptRef]
    countries: list[CountryRef]
    setting: Names
    population: Names
    size: Names
    comparator: Names
    results: list[ResultView]
    funding: str
    independence: str
    does_not_show: Names
    risk_of_bias: dict[str, Any]
    provenance: dict[str, str]
    read_at: list[str]
    note: Names
    revision: int
    confirmed_at: datetime | None
    updated_at: datetime
    files: list[AttachmentView]


class ProposalView(Struct, frozen=True):
    """An item that somebody proposed, and what became of it. `organisation` names the body it was proposed for."""

    id: int
    account_id: str
    organisation: Names
    state: str
    body: dict[str, Any]
    note: str
    proposed_at: datetime
    decided_at: datetime | None
    reason: str
    evidence_id: str | None


class EvidenceQueue(Struct, frozen=True):
    """What waits for editors: proposals, and items of which a decisive fact is from memory."""

    proposals: list[ProposalView]
    items: list[EvidenceRow]


class ReadCitation(Struct, frozen=True):
    """An item of a citation file: what it fills, what was left out, as which it is recorded, what is wrong with it."""

    fields: dict[str, Any]
    left_out: list[str]
    known: str
    faults: dict[str, str]
