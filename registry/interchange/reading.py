"""What the readers of outside records share: careful access to fields, and mapping with an account of it."""

from collections.abc import Callable, Mapping
from typing import Any

from registry.interchange.places import Places
from registry.interchange.repairs import clean, distinct, links
from registry.interchange.statements import Ledger, MalformedRecordError, Rejected, visible
from registry.interchange.vocabulary import NamedStandard, StandardNames


def mapping(value: object, path: str) -> Mapping[str, Any]:
    """Give a value that must be an object."""
    if not isinstance(value, Mapping):
        raise MalformedRecordError(f"{path}: expected an object, found {_kind(value)}")
    return value


def items(record: Mapping[str, Any], name: str) -> list[Any]:
    """Give a field that must be a list; an empty text or nothing is an empty list, one text a list of one."""
    value = record.get(name)
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise MalformedRecordError(f"{name}: expected a list, found {_kind(value)}")
    return value


def text(value: object, path: str) -> str:
    """Give a value that must be a text, mended; nothing is an empty text."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedRecordError(f"{path}: expected a text, found {_kind(value)}")
    return clean(value)


def _kind(value: object) -> str:
    names = {bool: "yes or no", int: "a number", float: "a number", str: "a text", list: "a list"}
    return names.get(type(value), "an object" if isinstance(value, Mapping) else "nothing")


class RejectedRecords:
    """Makes the rejections of one file, a repeated identifier among them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._seen: set[str] = set()

    def first_time(self, identifier: str) -> None:
        """Refuse an identifier that an earlier record of the file has."""
        if identifier in self._seen:
            raise MalformedRecordError(f"the identifier {identifier} is used by an earlier record")
        self._seen.add(identifier)

    def rejected(self, place: str, raw: object, error: Exception) -> Rejected:
        """Say which record cannot be read, and why."""
        name = raw.get("name") or raw.get("Name") if isinstance(raw, Mapping) else None
        return Rejected(
            self._source, place, str(error), visible(clean(name)) if isinstance(name, str) else None
        )


class Reading:
    """One record being read, with its account."""

    def __init__(
        self,
        record: Mapping[str, Any],
        set_aside: Mapping[str, str],
        places: Places,
        standards: StandardNames,
    ) -> None:
        self.record = record
        self.ledger = Ledger(record, set_aside)
        self._places = places
        self._standards = standards

    def required(self, name: str) -> str:
        """Give a text without which a record cannot be recognised."""
        value = text(self.record.get(name), name)
        if not value:
            raise MalformedRecordError(f"{name}: missing")
        return value

    @staticmethod
    def put(fields: dict[str, Any], name: str, value: object) -> None:
        """Add a field that holds something."""
        if value not in (None, "", [], {}):
            fields[name] = value

    def links(self, path: str, value: object) -> list[str]:
        """Find the web addresses of a field."""
        stated = text(value, path)
        found = links(stated)
        if not found:
            self.ledger.unmap(path, "not_a_link")
        elif found == [stated]:
            self.ledger.keep(path)
        else:
            self.ledger.map(path, "repaired" if len(stated.split()) == 1 else "found_in_text")
        return found

    def codes(self, path: str, values: list[Any], convert: Callable[[str], str | None]) -> list[str]:
        """Map each value of a list to a code."""
        found: list[str] = []
        for index, raw in enumerate(values):
            code = convert(text(raw, path))
            place = f"{path}[{index}]"
            if code:
                self.ledger.map(place)
                found.append(code)
            else:
                self.ledger.unmap(place, "unknown_code")
        return distinct(found)

    def countries(self, path: str, names: list[Any]) -> list[str]:
        """Resolve the countries of a list, in the order of their codes."""
        found: set[str] = set()
        for index, raw in enumerate(names):
            stated = text(raw, path)
            place = self._places.find(stated)
            where = f"{path}[{index}]"
            if place is None:
                self.ledger.unmap(where, "unknown_country")
                continue
            self.ledger.map(where, "part_of_country" if place.part else "code")
            found.add(place.code)
        return sorted(found)

    def standards_in(self, path: str, stated: str) -> list[NamedStandard]:
        """Find the standards that a text names."""
        found = self._standards.within(stated)
        if not found:
            unclear = self._standards.is_unclear(stated)
            self.ledger.unmap(path, "unclear_standard" if unclear else "unknown_standard")
        else:
            whole = self._standards.exact(stated) is not None
            self.ledger.map(path, "code" if whole else "found_in_text")
        return found
