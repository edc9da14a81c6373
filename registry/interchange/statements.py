"""What one outside source states of one solution, in the registry's own words, with nothing lost in between.

Parsers of outside files yield a `Statement` for each record they understand and a `Rejected` for each they
do not. A statement carries an account of every field that held a value: taken as it was, mapped to the
registry's vocabulary, set aside with a reason, or not mapped.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from registry.errors import mark

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "as_stated": "taken as the source states it",
        "code": "mapped to the registry's code",
        "repaired": "taken after a repair of a known defect of the source",
        "found_in_text": "facts were found in a longer text and the text itself was left behind",
        "same_as_product": "repeats the product's own name or page",
        "several_licences": "several licences are listed without saying whether all apply; joined with AND",
        "part_of_country": "a part of a country; recorded for the country",
        "prose": "prose of the source, not copied",
        "own_words": "descriptions are the registry's own words",
        "assessment_answer": "an answer to an assessment; comes with assessments",
        "maturity": "recorded as an assessment by others",
        "not_assessed": "0 means not assessed in this source",
        "not_stated": "the source says that it does not know, or holds its filler value",
        "filler_year": "the source's filler year, shared by most of its records",
        "publication": "publications come with evidence",
        "community_page": "a page of the product's community; the registry has no such field",
        "policy_page": "a policy of the product; comes with assessments",
        "evidence_page": "shown by the source as proof of another field",
        "picture": "pictures and logos are not copied",
        "record_state": "the state of the record inside the source",
        "no_field": "the registry has no field for this",
        "country_of_development": "where it was developed, not where it is used",
        "other_registry": "describes another registry, not the product",
        "label_of_link": "a caption beside a link or code that is taken",
        "may_name_person": "may name a person; persons are not recorded",
        "free_text_names": "names cut at commas, persons and places among them; not recorded",
        "contact": "contact data is never kept",
        "empty_phrase": "a heading or phrase of the form, not an answer",
        "unknown_country": "no country or area is known by this name",
        "unknown_standard": "no standard of the registry is known by this name",
        "unclear_standard": "names no single standard: it may mean several, or only their publisher",
        "unknown_licence": mark("no licence of the SPDX list is known by this name"),
        "unknown_code": mark("not a code of the list it is meant to come from"),
        "unknown_language": mark("no language is known by this code"),
        "unlisted_scheme": "a code of a scheme that the registry does not hold",
        "second_type": "a solution has one type; the first one listed was taken",
        "not_a_link": mark("holds no usable web address"),
        "not_yes_or_no": "neither a plain yes nor a plain no",
        "repeated": "says again what another field of the record says",
        "unknown_field": mark("a field that this importer has not met before"),
    }
)


class Outcome(StrEnum):
    """What became of one field that held a value."""

    KEPT = "kept"
    MAPPED = "mapped"
    IGNORED = "ignored"
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class Accounted:
    """One field of a source record that held a value, and what became of it."""

    path: str
    outcome: Outcome
    reason: str
    value: str | None = None

    @property
    def explanation(self) -> str:
        """Say the reason in words."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Identifier:
    """The name that a registry gives to the record."""

    scheme: str
    value: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class NamedOrganisation:
    """An organisation as a source names it, with the part it plays."""

    name: str
    role: str
    home: str | None = None
    country: str | None = None
    kind: str | None = None

    def as_dict(self) -> dict[str, str]:
        """Give what is known, in the order that seed files use."""
        pairs = {
            "name": self.name,
            "role": self.role,
            "kind": self.kind,
            "country": self.country,
            "home": self.home,
        }
        return {key: value for key, value in pairs.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source states of one solution."""

    source: str
    date: str
    place: str
    url: str | None
    identifiers: tuple[Identifier, ...]
    fields: Mapping[str, Any]
    countries: tuple[str, ...]
    organisations: tuple[NamedOrganisation, ...]
    accounted: tuple[Accounted, ...]

    @property
    def name(self) -> str:
        """Give the name by which the source calls the solution."""
        return str(next(iter(self.fields["names"].values())))

    @property
    def unmapped(self) -> tuple[Accounted, ...]:
        """List the values that found no place, each with its path."""
        return tuple(entry for entry in self.accounted if entry.outcome is Outcome.UNMAPPED)

    def stated_by(self) -> dict[str, Any]:
        """Give the statement in the shape of an entry of `stated_by` in a seed file."""
        entry: dict[str, Any] = {"source": self.source, "date": self.date}
        if self.url:
            entry["url"] = self.url
        fields = dict(self.fields)
        if self.organisations:
            fields["organisations"] = [organisation.as_dict() for organisation in self.organisations]
        entry["fields"] = fields
        if self.countries:
            entry["countries"] = list(self.countries)
        return entry


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be read, and why; its neighbours are not affected."""

    source: str
    place: str
    reason: str
    name: str | None = None


class MalformedRecordError(ValueError):
    """A record whose shape cannot be read; the message says what and where."""


_INDEX = re.compile(r"\[\d+\]")
_CONTACT_KEY = re.compile(
    r"(^|[._])(e-?mails?|phones?|telephone|mobile|contacts?|persons?)($|[._\[])", re.IGNORECASE
)
_EMAIL = re.compile(r"\S+@\S+")
_VALUE_LENGTH = 120


def leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Walk a record and give each place that holds a value, with the value as text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    elif value is not None and str(value).strip():
        yield path, str(value)


@dataclass(slots=True)
class Ledger:
    """Keeps the account of one record while it is read.

    Every place that holds a value is listed at the start. What the parser never mentions is closed by the
    source's table of set-aside fields, and what that does not name is reported as an unknown field, so no
    field can vanish by being forgotten.
    """

    record: Mapping[str, Any]
    set_aside: Mapping[str, str]
    _open: dict[str, str] = field(init=False)
    _entries: dict[str, Accounted] = field(init=False)

    def __post_init__(self) -> None:
        self._open = dict(leaves(self.record))
        self._entries = {}

    def keep(self, path: str, reason: str = "as_stated") -> None:
        """Note a value taken as it is."""
        self._enter(path, Outcome.KEPT, reason)

    def map(self, path: str, reason: str = "code") -> None:
        """Note a value taken in the registry's own vocabulary."""
        self._enter(path, Outcome.MAPPED, reason)

    def ignore(self, path: str, reason: str) -> None:
        """Note a value set aside for a reason."""
        self._enter(path, Outcome.IGNORED, reason)

    def unmap(self, path: str, reason: str) -> None:
        """Note a value that found no place, so that a reader can see it."""
        self._enter(path, Outcome.UNMAPPED, reason, shown=True)

    def close(self) -> tuple[Accounted, ...]:
        """Account for all that is left and give the whole account in the record's order."""
        for path in self._open:
            if path not in self._entries:
                self._close_one(path)
        return tuple(self._entries[path] for path in self._open)

    def _close_one(self, path: str) -> None:
        plain = _INDEX.sub("", path)
        if _CONTACT_KEY.search(plain):
            self.ignore(path, "contact")
            return
        parts = plain.split(".")
        for length in range(len(parts), 0, -1):
            reason = self.set_aside.get(".".join(parts[:length]))
            if reason:
                self.ignore(path, reason)
                return
        self.unmap(path, "unknown_field")

    def _enter(self, path: str, outcome: Outcome, reason: str, *, shown: bool = False) -> None:
        if path in self._open:
            value = visible(self._open[path]) if shown else None
            self._entries[path] = Accounted(path, outcome, reason, value)


def visible(value: str) -> str:
    """Shorten a value for a report, without any e-mail address that stands in it."""
    text = _EMAIL.sub("…", " ".join(value.split()))
    return text if len(text) <= _VALUE_LENGTH else text[: _VALUE_LENGTH - 1] + "…"
