"""What an import did: every record, every value that found no place, every field and what became of it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from registry.interchange.statements import Accounted, Outcome, Rejected

_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the source and the record here that it is about."""

    place: str
    name: str
    id: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A value that found no place in the registry."""

    place: str
    name: str
    path: str
    value: str
    reason: str


@dataclass(slots=True)
class Report:
    """The account of one import; nothing that the source holds is missing from it."""

    source: str
    path: str
    dry_run: bool = False
    created: list[Line] = field(default_factory=list)
    updated: list[Line] = field(default_factory=list)
    unchanged: list[Line] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fields: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    deployments: Counter[str] = field(default_factory=Counter)
    organisations: Counter[str] = field(default_factory=Counter)
    assessments: Counter[str] = field(default_factory=Counter)

    @property
    def changed(self) -> bool:
        """Whether the import changed (or, on a dry run, would change) anything."""
        counted = {*self.deployments, *self.assessments} - {"unchanged"}
        return bool(self.created or self.updated or counted)

    def add(self, outcome: str, line: Line) -> None:
        """Note what happened to one record."""
        {"created": self.created, "updated": self.updated}.get(outcome, self.unchanged).append(line)

    def account(self, place: str, name: str, entries: Iterable[Accounted]) -> None:
        """Note what became of each field of one record."""
        for entry in entries:
            self.fields[(_INDEX.sub("", entry.path), entry.outcome.value, entry.explanation)] += 1
            if entry.outcome is Outcome.UNMAPPED:
                self.unmapped.append(Unmapped(place, name, entry.path, entry.value or "", entry.explanation))

    def lost(self, place: str, name: str, path: str, value: str, reason: str) -> None:
        """Note a value that the source's reader took and the registry has no place for."""
        self.unmapped.append(Unmapped(place, name, path, value, reason))

    def lines(self, *, every_field: bool = False) -> list[str]:
        """The report in words; its summary comes last, where it stands in view however much is told before."""
        return [*self._details(every_field), *self._summary()]

    def _summary(self) -> list[str]:
        said: list[str] = []
        for name, counts in (
            ("deployments", self.deployments),
            ("organisations", self.organisations),
            ("assessments by others", self.assessments),
        ):
            if counts:
                numbers = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
                said.append(f"{name}: {numbers}")
        if self.unmapped:
            said.append(f"values that found no place, listed above: {len(self.unmapped)}")
        would = " (dry run: nothing was written)" if self.dry_run else ""
        said.append(
            f"{len(self.created)} created, {len(self.updated)} updated, {len(self.unchanged)} unchanged, "
            f"{len(self.rejected)} rejected{would}"
        )
        return said

    def _details(self, every_field: bool) -> list[str]:
        said = [
            f"rejected {each.place}{f' ({each.name})' if each.name else ''}: {each.reason}"
            for each in self.rejected
        ]
        said += [
            f"not mapped {each.place} ({each.name}) {each.path}: {each.value} — {each.reason}"
            for each in self.unmapped
        ]
        said += [f"note: {note}" for note in self.notes]
        if every_field:
            said += [
                f"field {path}: {number} {outcome}, {reason}"
                for (path, outcome, reason), number in sorted(self.fields.items())
            ]
        return said

    def as_dict(self) -> dict[str, Any]:
        """The report for a machine to read."""
        return {
            "source": self.source,
            "path": self.path,
            "dry_run": self.dry_run,
            **{
                name: [
                    {"place": each.place, "name": each.name, "id": each.id, "slug": each.slug}
                    for each in getattr(self, name)
                ]
                for name in ("created", "updated", "unchanged")
            },
            "rejected": [
                {"place": each.place, "name": each.name or "", "reason": each.reason}
                for each in self.rejected
            ],
            "unmapped": [
                {
                    "place": each.place,
                    "name": each.name,
                    "path": each.path,
                    "value": each.value,
                    "reason": each.reason,
                }
                for each in self.unmapped
            ],
            "notes": self.notes,
            "deployments": dict(self.deployments),
            "organisations": dict(self.organisations),
            "assessments": dict(self.assessments),
            "fields": [
                {"path": path, "outcome": outcome, "reason": reason, "records": number}
                for (path, outcome, reason), number in sorted(self.fields.items())
            ],
        }
