"""Choosing records by their names in a form: what was typed becomes a slug, or a choice among the closest."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import Session

from registry.db.base import Names
from registry.db.ids import Kind, read_id
from registry.db.records import slugify
from registry.db.text import fold
from registry.organisations import queries as organisations
from registry.solutions import queries as solutions
from registry.standards import queries as standards

ADD: Final = "+"
"""The choice that what was typed is to be added as a new record."""

MOST_OFFERED: Final = 6

_LIKE: Final[Mapping[str, Callable[..., list[tuple[Any, bool]]]]] = MappingProxyType(
    {
        Kind.ORGANISATION.value: organisations.named_like,
        Kind.SOLUTION.value: solutions.named_like,
        Kind.STANDARD.value: standards.named_like,
    }
)
_NAMES: Final[Mapping[str, Callable[[Session, Iterable[str]], dict[str, Names]]]] = MappingProxyType(
    {
        Kind.ORGANISATION.value: organisations.names_of,
        Kind.SOLUTION.value: solutions.names_of,
        Kind.STANDARD.value: standards.names_of,
    }
)

PICKED: Final = frozenset(_LIKE)
"""The kinds of record that can be chosen by name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A record that may be meant."""

    slug: str
    names: Names


def offers(session: Session, sort: str, text: str, limit: int = MOST_OFFERED) -> list[Offer]:
    """The records whose names come closest to a text."""
    return [Offer(ref.slug, ref.names) for ref, _ in _LIKE[sort](session, text, limit)]


def names_of(session: Session, sort: str, keys: Iterable[str]) -> dict[str, Names]:
    """What records are called, by the slug or id that names them; unknown ones are left out."""
    return _NAMES[sort](session, keys)


@dataclass(slots=True)
class Picker:
    """Reads what a form says about other records; collects the organisations that are to be added."""

    session: Session
    new_organisations: dict[str, dict[str, Any]] = field(default_factory=dict)

    def key(self, sort: str, text: str, was: str = "", choice: str = "") -> str:
        """The slug of the record that is meant; the text itself where none can be told.

        `was` is the record that the form showed under a name, `choice` what was chosen among the closest.
        """
        if choice and choice != ADD:
            return choice
        if choice == ADD and text and sort == Kind.ORGANISATION:
            return self._add(text)
        if not text or (was and self._is_called(sort, was, text)):
            return was if text else ""
        return self._added_before(sort, text) or self._known(sort, text) or text

    def _is_called(self, sort: str, key: str, text: str) -> bool:
        names = names_of(self.session, sort, [key]).get(key, {})
        return fold(text) in {fold(each) for each in names.values()}

    def _added_before(self, sort: str, text: str) -> str:
        if sort != Kind.ORGANISATION:
            return ""
        return next(
            (
                slug
                for slug, body in self.new_organisations.items()
                if fold(text) in {fold(each) for each in body["names"].values()}
            ),
            "",
        )

    def _known(self, sort: str, text: str) -> str:
        """The record that has this id, this slug, or alone this name."""
        if (read_id(text) or text == slugify(text)) and text in names_of(self.session, sort, [text]):
            return text
        same = [ref.slug for ref, is_same in _LIKE[sort](self.session, text) if is_same]
        return str(same[0]) if len(same) == 1 else ""

    def _add(self, text: str) -> str:
        slug = slugify(text)
        while slug in self.new_organisations or names_of(self.session, Kind.ORGANISATION.value, [slug]):
            slug += "-new"
        self.new_organisations[slug] = {"names": {"en": text}}
        return slug
