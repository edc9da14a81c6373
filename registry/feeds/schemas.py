"""What is read for feeds."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from registry.db.base import Names
from registry.db.ids import Kind


class Named(Struct, frozen=True):
    """A record by name: what addresses call it, what people do, and where it runs if it is a deployment."""

    name: str
    names: Names
    place: Names | None = None


class Scope(Struct, frozen=True):
    """What a feed is about: everything, one kind, one country (code) or one organisation (id)."""

    kind: Kind | None = None
    country: str = ""
    organisation: str = ""


class Changed(Struct, frozen=True):
    """One revision of a record, with the body before it, if there is one."""

    id: int
    kind: Kind
    record_id: str
    number: int
    author: str
    at: datetime
    note: str
    body: dict[str, Any]
    before: dict[str, Any] | None

    @property
    def fields(self) -> list[str]:
        """The fields that differ from the revision before; none for a new record."""
        if self.before is None:
            return []
        keys = dict.fromkeys([*self.before, *self.body])
        return [key for key in keys if self.before.get(key) != self.body.get(key)]
