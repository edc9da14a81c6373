"""What is asked about organisations and standards."""

from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.organisations.models import OrganisationKind
from registry.standards.models import AccessCost, EditionStatus, ProcessMaturity, StandardKind
from registry.submissions.fields import Control, Field, Need
from registry.submissions.shared_fields import ALIASES, IDENTIFIERS, NAMES, NEW_ORGANISATIONS, SUMMARY

ORGANISATION_FIELDS: Final[tuple[Field, ...]] = (
    NAMES,
    ALIASES,
    Field(
        "kind",
        Control.CHOICE,
        why=mark("A ministry, a company and a foundation stand in different relations to a product."),
        need=Need.NEW,
        values=tuple(each for each in OrganisationKind if each is not OrganisationKind.NOT_KNOWN),
        terms="organisation_kind",
    ),
    Field(
        "country",
        Control.COUNTRY,
        why=mark("Readers look for organisations close to them."),
        hint=mark("Where it has its seat. Leave it empty for an international body."),
        need=Need.WANTED,
    ),
    Field(
        "home",
        Control.ADDRESS,
        why=mark("It tells the organisation apart from others of a like name."),
        need=Need.NEW,
    ),
    IDENTIFIERS,
)

STANDARD_FIELDS: Final[tuple[Field, ...]] = (
    NAMES,
    ALIASES,
    SUMMARY,
    Field(
        "kind",
        Control.CHOICE,
        why=mark("A terminology, a profile and a law are used in different ways."),
        need=Need.RECORD,
        values=tuple(StandardKind),
        terms="standard_kind",
    ),
    Field(
        "category",
        Control.CHOICE,
        why=mark("Standards are listed by what they are about."),
        need=Need.WANTED,
        terms="category",
    ),
    Field(
        "sdo",
        Control.PICK,
        why=mark("Whoever publishes a standard also maintains it."),
        hint=mark("The organisation that publishes it, by its name as registered here."),
        need=Need.WANTED,
        sort=Kind.ORGANISATION.value,
    ),
    NEW_ORGANISATIONS,
    Field(
        "note",
        Control.AREAS,
        why=mark("What a reader must know before relying on it, such as a known limit."),
        longest=1000,
    ),
    # Access
    Field(
        "url",
        Control.ADDRESS,
        why=mark("Screeners and readers check the specification there."),
        need=Need.NEW,
    ),
    Field(
        "canonical_uri",
        Control.TEXT,
        why=mark("Programs name the standard by it."),
        hint=mark("The identifier by which data refer to it, such as http://loinc.org."),
    ),
    Field(
        "access_cost",
        Control.CHOICE,
        why=mark("A specification that must be bought is out of reach for some."),
        values=tuple(each for each in AccessCost if each is not AccessCost.NOT_KNOWN),
        terms="access_cost",
    ),
    Field("access_note", Control.TEXT, why=mark("What else is needed to read or use it, such as a licence.")),
    # Editions
    Field(
        "process_maturity",
        Control.CHOICE,
        why=mark("What is still a draft may change under those who rely on it."),
        values=tuple(each for each in ProcessMaturity if each is not ProcessMaturity.NOT_KNOWN),
        terms="process_maturity",
    ),
    Field(
        "editions",
        Control.ROWS,
        why=mark("Products speak one edition, and editions do not always understand each other."),
        hint=mark("The newest first."),
        need=Need.WANTED,
        columns=(
            Field(
                "label",
                Control.TEXT,
                hint=mark("As people call it, such as R4."),
                need=Need.RECORD,
                longest=80,
            ),
            Field("version", Control.TEXT, longest=40),
            Field(
                "status",
                Control.CHOICE,
                values=tuple(each for each in EditionStatus if each is not EditionStatus.NOT_KNOWN),
                terms="edition_status",
            ),
            Field("date", Control.DATE),
            Field("url", Control.ADDRESS),
        ),
    ),
    Field(
        "replaced_by",
        Control.PICK,
        why=mark("Whoever finds an old standard is led to the one that took its place."),
        sort=Kind.STANDARD.value,
    ),
    # Use
    Field(
        "openhie_component",
        Control.CHOICE,
        why=mark("It shows where the standard is used in the OpenHIE architecture."),
        terms="openhie_component",
    ),
    Field(
        "test_tools",
        Control.ROWS,
        why=mark("With a test tool a claim to speak the standard can be checked."),
        columns=(
            Field("name", Control.TEXT, need=Need.RECORD, longest=200),
            Field("url", Control.ADDRESS),
        ),
    ),
)
