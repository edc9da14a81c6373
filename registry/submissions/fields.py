"""What a form asks for: each field of a record with how it is filled in, why it is asked and whether it is needed.

Pure data. `solution_fields`, `deployment_fields` and `other_fields` hold them; `asking` has them by kind and section.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Control(StrEnum):
    """How a field is filled in, and so what its value looks like."""

    TEXT = "text"
    AREA = "area"
    TEXTS = "texts"
    """A line per language: {"en": …}."""
    AREAS = "areas"
    """Several lines per language."""
    LINES = "lines"
    """A list of texts, one a line."""
    ADDRESS = "address"
    ADDRESSES = "addresses"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    COUNT = "count"
    YEAR = "year"
    SHARE = "share"
    """A share of 1, written in per cent."""
    CONCEPTS = "concepts"
    LANGUAGES = "languages"
    LICENCE = "licence"
    COUNTRY = "country"
    SUBDIVISION = "subdivision"
    PICK = "pick"
    """Another record, by its slug."""
    ROWS = "rows"
    """A list of groups."""
    GROUP = "group"
    NEW_ORGANISATIONS = "new_organisations"
    """Organisations that are proposed with it: {slug: {"names": …}}."""


class Need(StrEnum):
    """Whether a field must hold something."""

    RECORD = "record"
    """No record can be without it."""
    NEW = "new"
    """A new record must state it; an old one may lack it."""
    WANTED = "wanted"
    """The record is better with it."""
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    `why` and `hint` are message ids: a sentence on why it is asked, and how to fill it in. `values` are those of a
    choice (none: all that `terms` names) and `terms` the group of the vocabulary that names them; `sort` is what is picked: a kind of record or a
    concept scheme; `columns` are the parts of a row or group.
    """

    name: str
    control: Control
    why: str = ""
    hint: str = ""
    need: Need = Need.OPTIONAL
    values: tuple[str, ...] = ()
    terms: str = ""
    sort: str = ""
    columns: tuple["Field", ...] = ()
    longest: int = 400

    @property
    def is_list(self) -> bool:
        """Whether its value is a list."""
        return self.control in _LISTS


_LISTS = frozenset(
    {
        Control.LINES,
        Control.ADDRESSES,
        Control.CHOICES,
        Control.CONCEPTS,
        Control.LANGUAGES,
        Control.ROWS,
    }
)


def by_name(fields: Iterable[Field]) -> Mapping[str, Field]:
    """Fields by their name, in their order."""
    return {each.name: each for each in fields}
