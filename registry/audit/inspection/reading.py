"""Reads what events somebody asks for: names and dates as typed, on the page, in the API and of the command."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from registry.audit.inspection.queries import Wanted
from registry.errors import BadParameter

SYSTEM: Final = "system"
"""What is typed for events that nobody did in person."""

IdsOf = Callable[[str], list[str]]
"""The ids of the accounts that a text names: an id, or a part of a name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed; empty texts ask for nothing in particular. `on` is a kind, or a kind and an id: `solution:DHS-…`."""

    actor: str = ""
    action: str = ""
    on: str = ""
    request: str = ""
    since: str = ""
    until: str = ""

    def wanted(self, ids_of: IdsOf) -> Wanted:
        """The events that are meant; `BadParameter` names what is not understood."""
        kind, _, record_id = self.on.strip().partition(":")
        return Wanted(
            actors=self._actors(ids_of),
            action=self.action.strip(),
            object_kind=kind,
            object_id=record_id,
            request_id=self.request.strip(),
            since=_day("since", self.since),
            until=_day("until", self.until),
        )

    def _actors(self, ids_of: IdsOf) -> tuple[str, ...] | None:
        text = self.actor.strip()
        if not text:
            return None
        return ("",) if text == SYSTEM else tuple(ids_of(text))

    def pairs(self) -> dict[str, str]:
        """What was typed as the query of an address."""
        return {
            "actor": self.actor,
            "action": self.action,
            "on": self.on,
            "request": self.request,
            "since": self.since,
            "until": self.until,
        }

    def narrowed(self, wanted: Wanted) -> dict[str, Any]:
        """What was asked for as an event may keep it: people by the ids of their accounts, never by name."""
        asked: dict[str, Any] = {
            name: text for name, text in self.pairs().items() if text and name != "actor"
        }
        return asked if wanted.actors is None else {**asked, "actors": list(wanted.actors)}


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise BadParameter(name, "Write a date as 2026-11-25.") from error
