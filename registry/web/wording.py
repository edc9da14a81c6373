"""Puts the body of a record, or any part of it, into words: labels for fields and codes, names for references.

Bodies name other records by slug and concepts by code. What they are called is looked up by the caller:
`wanted` says which references a body makes, and `Wording` is then given their names.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from registry.db.base import Names
from registry.db.ids import Kind
from registry.web.i18n import Label, gettext, label, language_name, number, partial_date, percent
from registry.web.languages import LANGUAGES
from registry.web.vocabulary import NOT_KNOWN, TERMS, term

Reference = tuple[str, str]
"""What sort of thing is named, and by what: ("standard", "hl7-fhir"), ("interventions-2", "2.2.1")."""

MULTILINGUAL: Final = frozenset({"names", "summary", "note", "title", "label"})

GROUPS: Final[dict[str, str]] = {
    "type": "type",
    "openness": "openness",
    "stage": "stage",
    "cost_model": "cost_model",
    "role": "role",
    "strength": "strength",
    "platforms": "platform",
    "hosting": "hosting",
    "status": "status",
    "category": "category",
    "access_cost": "access_cost",
    "process_maturity": "process_maturity",
    "openhie_component": "openhie_component",
    "provenance": "provenance",
    "group": "income",
    "amount": "amount",
}
"""Field → group of the vocabulary, the same on every kind of record."""

GROUPS_OF_KIND: Final[dict[tuple[Kind, str], str]] = {
    (Kind.SOLUTION, "kind"): "relation",
    (Kind.STANDARD, "kind"): "standard_kind",
    (Kind.STANDARD, "status"): "edition_status",
    (Kind.ORGANISATION, "kind"): "organisation_kind",
    (Kind.COUNTRY, "status"): "membership",
}

REFERENCES: Final[dict[str, str]] = {
    "interventions": "interventions-2",
    "challenges": "challenges-2",
    "services": "services-2",
    "focus_areas": "focus-areas",
    "sdgs": "sdgs",
    "standard": "standard",
    "standards": "standard",
    "replaced_by": "standard",
    "organisation": "organisation",
    "organisations": "organisation",
    "implementers": "organisation",
    "sdo": "organisation",
    "solution": "solution",
    "country": "country",
    "countries": "country",
    "source": "source",
}
"""Field → what sort of thing its values name."""

_TOKEN: Final = re.compile(r"\.?([^.\[\]]+)|\[(.*?)\](?=[.\[]|$)")


KEYED: Final[dict[str, str]] = {
    **REFERENCES,
    "claims": "source",
    "relations": "solution",
    "funders": "organisation",
}
"""Field that holds a list → what sort of thing names its items in a path."""


def field_of(path: str) -> str:
    """The field that the value at the end of a path belongs to: no key of a list, no language."""
    steps = _TOKEN.findall(path)
    if len(steps) > 2 and steps[0][0] == "claims" and steps[2][0] == "value":
        return str(steps[1][1].split(" ")[0])
    names = [name for name, _ in steps if name]
    return str(names[-2] if len(names) > 1 and names[-1] in LANGUAGES else names[-1])


def keys_of(path: str) -> dict[str, list[str]]:
    """What the keys of lists in a path name: `{"standard": ["hl7-fhir"]}`."""
    found: dict[str, list[str]] = {}
    above = ""
    for name, key in _TOKEN.findall(path):
        if name:
            above = name
        elif above in KEYED:
            field_name = next(field for field, sort in REFERENCES.items() if sort == KEYED[above])
            found.setdefault(field_name, []).extend(key.split(" "))
    return found


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value in words, with an address where it has one."""

    text: str | Label
    url: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """Several values."""

    items: list["Node"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Values with their labels."""

    rows: list[tuple[str, "Node"]]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a list with what is said of it: "HL7 FHIR (R4, claimed)"."""

    main: "Node"
    more: list["Node"]


Node = Leaf | Items | Rows | Entry

NAMED_BY: Final = ("standard", "organisation", "solution", "name", "label", "scheme")
"""Keys that name an item of a list; the rest is said of it."""


class _Collector(dict[Reference, Names]):
    """Notes what is looked up and knows nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[Reference] = set()

    def __contains__(self, key: object) -> bool:
        self.asked.add(key)  # type: ignore[arg-type]
        return False


def wanted(kind: Kind, bodies: Iterable[Any], field_name: str = "") -> set[Reference]:
    """The references that these bodies (or values of one field) make."""
    collector = _Collector()
    wording = Wording(kind, collector)
    for body in bodies:
        wording.value(body, field_name)
    return collector.asked


@dataclass(frozen=True)
class Wording:
    """Words for the bodies of one kind of record; `names` holds what references are called."""

    kind: Kind
    names: Mapping[Reference, Names] = field(default_factory=dict)

    def value(self, value: Any, name: str = "") -> Node:
        """A value of the field `name` in words."""
        if value is None or value == "":
            return Leaf(gettext(NOT_KNOWN))
        if isinstance(value, bool):
            return Leaf(term("yes_no", value))
        if isinstance(value, dict):
            return self._rows(value, name)
        if isinstance(value, list | tuple):
            return Items([self.value(each, name) for each in value])
        if isinstance(value, int | float):
            return Leaf(percent(value, 1) if name.endswith("_share") else _number(value, name))
        return self._text(str(value), name)

    def field(self, name: str) -> str:
        """What a field is called; its own name where it has no label."""
        known = TERMS["field"].get(name)
        return gettext(known) if known else name.replace("_", " ").capitalize()

    def path(self, path: str) -> list[str | Label]:
        """The steps to a place in a body, in words: `standards[hl7-fhir].strength`."""
        steps: list[str | Label] = []
        above = ""
        for name, key in _TOKEN.findall(path):
            if not name:
                steps.append(self._key(key, above))
            elif above in {*MULTILINGUAL, "value"} and name in LANGUAGES:
                steps.append(language_name(name))
            elif above == "links" and name in TERMS["link"]:
                steps.append(term("link", name))
            else:
                steps.append(self.field(name))
                above = name
        return steps

    def _key(self, key: str, above: str) -> str | Label:
        """The name of an item of a list, which may be made of several codes."""
        if (REFERENCES.get(above, ""), key) in self.names:
            return label(self.names[REFERENCES[above], key])
        return " – ".join(str(self._part(part)) for part in key.split(" "))

    def _part(self, part: str) -> str | Label:
        for sort in ("source", "standard", "organisation", "solution", "country"):
            if (sort, part) in self.names:
                return label(self.names[sort, part])
        return self.field(part) if part in TERMS["field"] else part

    def _rows(self, value: dict[str, Any], name: str) -> Node:
        if name in MULTILINGUAL or set(value) <= set(LANGUAGES):
            return Rows([(language_name(code), Leaf(Label(str(text), code))) for code, text in value.items()])
        if name == "new_organisations":
            return Items([self._new_organisation(body) for body in value.values()])
        if name == "links":
            return Rows([(term("link", key), self.value(each, key)) for key, each in value.items()])
        if isinstance(value.get("field"), str):
            return self._claim(value)
        if key := next((key for key in NAMED_BY if isinstance(value.get(key), str)), ""):
            return self._entry(value, key)
        return Rows([(self.field(key), self.value(each, key)) for key, each in value.items()])

    def _entry(self, value: dict[str, Any], key: str) -> Entry:
        """An item by its name, with what is said of it; an address becomes the name's."""
        rest = {other: each for other, each in value.items() if other not in {key, "url"}}
        main = self.value(value[key], key)
        if key == "scheme" and "value" in rest:  # an id of another registry: the id first, then whose it is
            rest, main = {key: value[key]}, Leaf(str(value["value"]))
        if isinstance(main, Leaf) and value.get("url") and not main.url:
            main = Leaf(main.text, str(value["url"]))
        return Entry(main, [self.value(each, other) for other, each in rest.items()])

    def _new_organisation(self, body: dict[str, Any]) -> Entry:
        """An organisation that is proposed together with what names it."""
        more = [Leaf(term("organisation_kind", body["kind"]))] if body.get("kind") else []
        more += [self._text(body["country"], "country")] if body.get("country") else []
        return Entry(Leaf(label(body.get("names", {})), str(body.get("home", ""))), [*more])

    def _claim(self, value: dict[str, Any]) -> Rows:
        """What a source states: the field, the value, then who and when."""
        about = str(value["field"])
        source = self.value(value.get("source"), "source")
        if isinstance(source, Leaf):
            source = Leaf(source.text, str(value.get("url") or ""))
        when = [self.value(value["date"], "date")] if value.get("date") else []
        return Rows([(self.field(about), Entry(self.value(value.get("value"), about), [source, *when]))])

    def _text(self, text: str, name: str) -> Leaf:
        sort = REFERENCES.get(name)
        if sort and (sort, text) in self.names:
            return Leaf(label(self.names[sort, text]), code=text if "-" in sort or sort == "sdgs" else "")
        group = GROUPS_OF_KIND.get((self.kind, name)) or GROUPS.get(name)
        if group:
            return Leaf(term(group, text))
        if name in {"languages", "language"}:
            return Leaf(language_name(text))
        if name in {"date", "started", "ended", "first_released", "from", "until"}:
            return Leaf(partial_date(text))
        return Leaf(text, url=text if text.startswith(("https://", "http://")) else "")


def _number(value: float, name: str) -> str:
    return str(value) if name in {"year", "from_year", "until_year", "point"} else number(value)
