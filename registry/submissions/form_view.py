"""What a form shows beside its fields: names of what is chosen, lists to choose from, the state of each step."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import pycountry
from msgspec import Struct
from sqlmodel import Session

from registry.attachments.clearing import LOOKS_LIKE
from registry.countries import queries as countries
from registry.db.base import Names
from registry.db.text import fold
from registry.errors import Fault
from registry.submissions import picking
from registry.submissions.asking import asked
from registry.submissions.checklist import Checklist
from registry.submissions.drafting import NEW
from registry.submissions.fields import Control, Field
from registry.submissions.merging import is_nothing
from registry.submissions.models import SubmissionKind
from registry.submissions.picking import Offer
from registry.submissions.sections import SECTIONS
from registry.taxonomy import queries as taxonomy
from registry.taxonomy.schemas import ConceptNode
from registry.web.i18n import Label, current, label, language_name
from registry.web.languages import LANGUAGES
from registry.web.ordering import name_key

LICENCES: Final = (
    "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0",
    "CC-BY-NC-4.0", "CC-BY-SA-4.0", "CC0-1.0", "EPL-2.0", "EUPL-1.2", "GPL-2.0-only", "GPL-2.0-or-later",
    "GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MPL-2.0", "ODbL-1.0",
)  # fmt: skip
"""Licences that are offered while typing; any other of the SPDX list is taken as well."""

BLANK_ROWS: Final = 2


class Branch(Struct, frozen=True):
    """A concept in the tree to choose from; `is_open` where something below it is chosen or was looked for."""

    code: str
    label: Label
    chosen: bool
    is_open: bool
    chosen_below: int
    children: list["Branch"]


class Step(Struct, frozen=True):
    """One section on the list of steps: how much of it is open, and whether anything is filled in."""

    section: str
    is_current: bool
    open: int
    filled: int


class FormView(Struct, frozen=True):
    """All that the fields of one section show."""

    fields: list[Field]
    values: Mapping[str, Any]
    faults: Mapping[str, Fault]
    names: Mapping[str, Mapping[str, Names]]
    """Sort → key → what it is called."""
    offers: Mapping[str, list[Offer]]
    """Path → the records that may be meant by what was typed there."""
    trees: Mapping[str, list[Branch]]
    countries: list[tuple[str, str]]
    subdivisions: list[tuple[str, str]]
    languages: list[tuple[str, str]]
    more: str
    """The field that was asked more rows for."""
    found: Mapping[str, str]
    """Field → the words that its list was narrowed to."""

    def is_suspect(self, path: str) -> bool:
        """Whether what stands there looks like patient data."""
        return path in self.faults and self.faults[path].message == LOOKS_LIKE

    def name(self, sort: str, key: str) -> str:
        """What a chosen record is called; what was typed, where none is chosen."""
        names = self.names.get(sort, {}).get(key)
        return str(label(names)) if names else key

    def is_chosen(self, sort: str, key: str) -> bool:
        """Whether a record is chosen there."""
        return key in self.names.get(sort, {})

    def rows(self, field: Field) -> list[Mapping[str, Any]]:
        """The rows of a field, and empty ones to fill in."""
        value = self.values.get(field.name)
        rows = [row if isinstance(row, dict) else {} for row in value] if isinstance(value, list) else []
        return [*rows, *({} for _ in range(BLANK_ROWS + (3 if self.more == field.name else 0)))]


def steps(kind: SubmissionKind, current_section: str, found: Checklist) -> list[Step]:
    """The list of steps of a form."""
    return [
        Step(section, section == current_section, found.open_in(section), found.filled[section])
        for section in SECTIONS[kind]
    ]


def form_view(
    session: Session,
    kind: SubmissionKind,
    section: str,
    values: Mapping[str, Any],
    faults: Mapping[str, Fault],
    *,
    more: str = "",
    find: Mapping[str, str] | None = None,
) -> FormView:
    """The view of one section, in the language that is being rendered."""
    fields = asked(kind, section)
    names = _names(session, fields, values)
    return FormView(
        fields,
        values,
        faults,
        names,
        _offers(session, fields, values, names),
        _trees(session, fields, values, find or {}),
        _countries(session, fields),
        _subdivisions(session, values) if any(each.name == "subdivision" for each in fields) else [],
        _languages(current().code) if any(each.control is Control.LANGUAGES for each in fields) else [],
        more,
        find or {},
    )


def picked(
    fields: Iterable[Field], values: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, str, str]]:
    """(path, sort, key) of every record that the values name."""
    for field in fields:
        value = values.get(field.name)
        path = prefix + field.name
        if field.control is Control.PICK and isinstance(value, str) and value:
            yield path, field.sort, value
        elif field.control is Control.ROWS and isinstance(value, list):
            for number, row in enumerate(value):
                if isinstance(row, dict):
                    yield from picked(field.columns, row, f"{path}.{number}.")


def _names(session: Session, fields: list[Field], values: Mapping[str, Any]) -> dict[str, dict[str, Names]]:
    keys: dict[str, set[str]] = {}
    for _, sort, key in picked(fields, values):
        keys.setdefault(sort, set()).add(key)
    names = {sort: dict(picking.names_of(session, sort, wanted)) for sort, wanted in keys.items()}
    new = values.get(NEW)
    if isinstance(new, dict):
        added = {
            slug: body["names"] for slug, body in new.items() if isinstance(body, dict) and "names" in body
        }
        names["organisation"] = names.get("organisation", {}) | added
    return names


def _offers(
    session: Session, fields: list[Field], values: Mapping[str, Any], names: Mapping[str, Mapping[str, Names]]
) -> dict[str, list[Offer]]:
    return {
        path: picking.offers(session, sort, key)
        for path, sort, key in picked(fields, values)
        if key not in names.get(sort, {})
    }


def _trees(
    session: Session, fields: list[Field], values: Mapping[str, Any], find: Mapping[str, str]
) -> dict[str, list[Branch]]:
    found: dict[str, list[Branch]] = {}
    for field in fields:
        if field.control is Control.CONCEPTS:
            value = values.get(field.name)
            chosen = {str(each) for each in value} if isinstance(value, list) else set()
            nodes = taxonomy.tree(session, field.sort)
            found[field.name] = list(_branches(nodes, chosen, fold(find.get(field.name, ""))))
    return found


def _branches(nodes: Iterable[ConceptNode], chosen: Collection[str], words: str) -> Iterator[Branch]:
    """The tree; narrowed to what holds the words, where there are any, and to what is chosen."""
    for node in nodes:
        text = label(node.label)
        children = list(_branches(node.children, chosen, words))
        is_found = bool(words) and (words in fold(str(text)) or words in fold(node.code))
        if is_found and node.children:
            children = list(_branches(node.children, chosen, ""))
        below = sum(each.chosen + each.chosen_below for each in children)
        if words and not (is_found or children or node.code in chosen):
            continue
        yield Branch(node.code, text, node.code in chosen, bool(words) or below > 0, below, children)


def _countries(session: Session, fields: list[Field]) -> list[tuple[str, str]]:
    if not any(each.control in {Control.COUNTRY, Control.NEW_ORGANISATIONS} for each in fields):
        return []
    rows = ((row.code, str(label(row.names))) for row in countries.countries(session))
    return sorted(rows, key=lambda row: name_key(row[1]))


def _subdivisions(session: Session, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    code = values.get("country")
    if not isinstance(code, str) or is_nothing(code):
        return []
    country = next((row for row in countries.refs(session, [code]).values()), None)
    found = pycountry.countries.get(alpha_3=code) if country else None
    parts = (
        pycountry.subdivisions.get(country_code=found.alpha_2)  # type: ignore[no-untyped-call]
        if found
        else None
    )
    rows = ((part.code, f"{part.name} ({part.code})") for part in parts or [])
    return sorted(rows, key=lambda row: name_key(row[1]))


@cache
def _languages(code: str) -> list[tuple[str, str]]:
    """All languages of two letters by their names in one language; the registry's six come first."""
    codes = [each.alpha_2 for each in pycountry.languages if getattr(each, "alpha_2", "")]
    known = [(each, language_name(each)) for each in codes]
    named = [(each, name) for each, name in known if name != each and code == current().code]
    return sorted(named, key=lambda row: (row[0] not in LANGUAGES, name_key(row[1])))
