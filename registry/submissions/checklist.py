"""What a draft lacks: to be submitted, and to be better; each with the reason why it is asked. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from registry.errors import Fault, mark
from registry.submissions.asking import FIELDS
from registry.submissions.fields import Field, Need
from registry.submissions.merging import is_nothing
from registry.submissions.models import SubmissionKind
from registry.submissions.sections import SECTIONS, section_of

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is asked for: where it is filled in, and a sentence on why (a message id)."""

    section: str
    field: str
    why: str
    path: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is filled in and wrong; attached files belong to no section."""

    section: str
    field: str
    path: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Checklist:
    """The state of a draft: what is missing to submit it, what is wrong, what would make it better."""

    missing: tuple[Item, ...]
    wrong: tuple[Wrong, ...]
    better: tuple[Item, ...]
    filled: Mapping[str, int]
    """How many fields of each section say something."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be submitted."""
        return not self.missing and not self.wrong

    def open_in(self, section: str) -> int:
        """How much in a section keeps the draft from being submitted."""
        sections = [each.section for each in self.missing] + [each.section for each in self.wrong]
        return sections.count(section)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What would make a draft better beyond a field that says something."""

    kind: SubmissionKind
    field: str
    why: str
    is_met: Callable[[Body], bool]


def _has_documentation(body: Body) -> bool:
    links = body.get("links")
    return isinstance(links, dict) and bool(links.get("documentation"))


def _is_backed(body: Body) -> bool:
    rows = [row for row in body.get("standards") or [] if isinstance(row, dict)]
    return not rows or any(row.get("strength") in {"documented", "tested", "certified"} for row in rows)


def _names_implementer(body: Body) -> bool:
    rows = [row for row in body.get("organisations") or [] if isinstance(row, dict)]
    return not rows or any(row.get("role") == "implementer" for row in rows)


WISHES: Final = (
    _Wish(
        SubmissionKind.SOLUTION,
        "links",
        mark("A link to the documentation lets a technical team judge it without asking you."),
        _has_documentation,
    ),
    _Wish(
        SubmissionKind.SOLUTION,
        "standards",
        mark("A claim that documentation, a test or a certificate backs weighs more than one merely made."),
        _is_backed,
    ),
    _Wish(
        SubmissionKind.DEPLOYMENT,
        "organisations",
        mark("Name who implements it: readers ask them first."),
        _names_implementer,
    ),
)


def checklist(
    kind: SubmissionKind, body: Body, faults: Mapping[str, Fault], *, is_new: bool, with_parent: bool = False
) -> Checklist:
    """What a body lacks. `is_new`: it is not a change; `with_parent`: what it belongs to is proposed with it."""
    missing: list[Item] = []
    better: list[Item] = []
    for field in FIELDS[kind].values():
        if _says_enough(field, body) or (with_parent and field.name == "solution"):
            continue
        item = Item(section_of(kind, field.name), field.name, field.why, field.name)
        if field.need is Need.RECORD or (is_new and field.need is Need.NEW):
            missing.append(item)
        elif field.need in {Need.NEW, Need.WANTED}:
            better.append(item)
    listed = {each.field for each in (*missing, *better)}
    better += [
        Item(section_of(kind, wish.field), wish.field, wish.why, wish.field)
        for wish in WISHES
        if wish.kind is kind and wish.field not in listed and not wish.is_met(body)
    ]
    return Checklist(
        tuple(missing),
        tuple(_wrong(kind, faults)),
        tuple(better),
        {
            section: sum(not is_nothing(body.get(field)) for field in fields)
            for section, fields in SECTIONS[kind].items()
        },
    )


def _says_enough(field: Field, body: Body) -> bool:
    value = body.get(field.name)
    if field.name == "links" and isinstance(value, dict):
        return bool(value.get("home") or value.get("source"))
    return not is_nothing(value)


def _wrong(kind: SubmissionKind, faults: Mapping[str, Fault]) -> Iterator[Wrong]:
    for path, fault in faults.items():
        field = path.partition(".")[0]
        # What belongs to no section stands on the submission's own page.
        section = section_of(kind, field) if field in FIELDS[kind] else ""
        yield Wrong(section, field, path, fault)
