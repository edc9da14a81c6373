"""Fields that records of several kinds share."""

from dataclasses import replace
from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.submissions.fields import Control, Field, Need

NAMES: Final = Field(
    "names",
    Control.TEXTS,
    why=mark("Readers look for it by this name, and it stands at the head of its page."),
    need=Need.RECORD,
    longest=200,
)

ALIASES: Final = Field(
    "aliases",
    Control.LINES,
    why=mark("Search finds it by its abbreviations and former names as well."),
    hint=mark("One name a line, such as an abbreviation or a former name."),
    longest=200,
)

SUMMARY: Final = Field(
    "summary",
    Control.AREAS,
    why=mark("It is what a reader sees first in a list of results, and decides by."),
    hint=mark("One or two plain sentences on what it does and for whom; at most 240 characters."),
    need=Need.NEW,
    longest=240,
)

IDENTIFIERS: Final = Field(
    "identifiers",
    Control.ROWS,
    why=mark("They tie it to its entries in other registries, so that it is not listed here twice."),
    hint=mark("The name of the other registry, and the identifier it gave."),
    columns=(
        Field(
            "scheme",
            Control.TEXT,
            hint=mark("In lower case, such as dpga or wikidata."),
            need=Need.RECORD,
            longest=40,
        ),
        Field("value", Control.TEXT, need=Need.RECORD, longest=200),
        Field("url", Control.ADDRESS),
    ),
)

NEW_ORGANISATIONS: Final = Field(
    "new_organisations",
    Control.NEW_ORGANISATIONS,
    why=mark("They are recorded together with this submission when it is accepted."),
)

BY_NAME: Final = mark("Name each as it is registered here. One that is not registered yet can be added.")

ORGANISATION: Final = Field(
    "organisation",
    Control.PICK,
    need=Need.RECORD,
    sort=Kind.ORGANISATION.value,
)


def interventions(need: Need = Need.OPTIONAL) -> Field:
    """What it does, in the terms of the WHO classification."""
    return Field(
        "interventions",
        Control.CONCEPTS,
        why=mark("Ministries search by these terms of the WHO classification."),
        hint=mark("Tick the most exact terms that apply; leave the others out."),
        need=need,
        sort="interventions-2",
    )


CHALLENGES: Final = Field(
    "challenges",
    Control.CONCEPTS,
    why=mark("Readers who begin from a problem of their health system find it by these."),
    sort="challenges-2",
)


def wanted(field: Field, why: str = "") -> Field:
    """The same field where a record is better with it."""
    return replace(field, need=Need.WANTED, why=why or field.why)
