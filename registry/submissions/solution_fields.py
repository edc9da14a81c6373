"""What is asked about a solution."""

from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.solutions.drafts import Hosting, Platform
from registry.solutions.models import (
    ClaimStrength,
    CostModel,
    InnovationStage,
    Openness,
    RelationKind,
    SolutionRole,
    SolutionType,
)
from registry.submissions.fields import Control, Field, Need
from registry.submissions.shared_fields import (
    ALIASES,
    BY_NAME,
    CHALLENGES,
    IDENTIFIERS,
    NAMES,
    NEW_ORGANISATIONS,
    ORGANISATION,
    SUMMARY,
    interventions,
    wanted,
)

SOLUTION: Final[tuple[Field, ...]] = (
    NAMES,
    ALIASES,
    Field(
        "type",
        Control.CHOICE,
        why=mark("It tells readers what they would adopt: software, a model, data, content or a service."),
        need=Need.RECORD,
        values=tuple(SolutionType),
        terms="type",
    ),
    SUMMARY,
    Field(
        "stage",
        Control.CHOICE,
        why=mark("A ministry that needs something proven can leave out what is still being tried."),
        need=Need.WANTED,
        values=tuple(InnovationStage),
        terms="stage",
    ),
    Field(
        "first_released",
        Control.DATE,
        why=mark("Its age says something about how long it has been relied on."),
    ),
    # What it is for
    interventions(Need.WANTED),
    wanted(CHALLENGES),
    Field(
        "services",
        Control.CONCEPTS,
        why=mark("It shows where the product has its place in a national architecture."),
        sort="services-2",
    ),
    Field(
        "focus_areas",
        Control.CONCEPTS,
        why=mark("Health programmes look for products by the diseases and areas they serve."),
        sort="focus-areas",
    ),
    Field(
        "sdgs",
        Control.CONCEPTS,
        why=mark("Funders report by the Sustainable Development Goals."),
        sort="sdgs",
    ),
    Field(
        "emergency_ready",
        Control.YES_NO,
        why=mark("In an emergency readers look only for what was made for one."),
    ),
    # Openness, licence and cost
    Field(
        "openness",
        Control.CHOICE,
        why=mark("It decides whether a country may change it and run it by itself."),
        need=Need.WANTED,
        values=tuple(each for each in Openness if each is not Openness.NOT_KNOWN),
        terms="openness",
    ),
    Field(
        "licence",
        Control.LICENCE,
        why=mark("The exact licence is what a legal office reads."),
        hint=mark("An expression of the SPDX list, such as MPL-2.0 or Apache-2.0 OR MIT."),
        need=Need.WANTED,
        longest=1000,
    ),
    Field(
        "cost_model",
        Control.CHOICE,
        why=mark("Planners must know whether there is a fee before they look at anything else."),
        need=Need.WANTED,
        values=tuple(each for each in CostModel if each is not CostModel.NOT_KNOWN),
        terms="cost_model",
    ),
    Field(
        "price",
        Control.GROUP,
        why=mark("A published price lets a ministry estimate; leave it empty where none is published."),
        columns=(
            Field(
                "amount",
                Control.TEXT,
                hint=mark("A number, such as 2.50."),
                need=Need.RECORD,
                longest=20,
            ),
            Field(
                "currency",
                Control.TEXT,
                hint=mark("Its three letters, such as USD."),
                need=Need.RECORD,
                longest=3,
            ),
            Field(
                "per",
                Control.TEXT,
                hint=mark("What the price is for, such as: user and month."),
                need=Need.RECORD,
                longest=120,
            ),
            Field(
                "source",
                Control.TEXT,
                hint=mark("The page or document that publishes it."),
                need=Need.RECORD,
            ),
            Field("date", Control.DATE),
        ),
    ),
    # Technology and standards
    Field(
        "platforms",
        Control.CHOICES,
        why=mark("It must run on the devices that health workers have."),
        need=Need.WANTED,
        values=tuple(Platform),
        terms="platform",
    ),
    Field(
        "hosting",
        Control.CHOICES,
        why=mark("Many countries require that health data stay on machines of their own."),
        values=tuple(Hosting),
        terms="hosting",
    ),
    Field(
        "offline",
        Control.YES_NO,
        why=mark("Where the network fails often, only what works without it can be used."),
        need=Need.WANTED,
    ),
    Field(
        "uses_ai",
        Control.YES_NO,
        why=mark("Artificial intelligence brings duties of its own, which readers must know of."),
    ),
    Field(
        "medical_device_class",
        Control.TEXT,
        why=mark("A medical device needs the approval of the country that uses it."),
        hint=mark("The class with the law that sets it, such as: IIa (EU 2017/745)."),
        longest=40,
    ),
    Field(
        "languages",
        Control.LANGUAGES,
        why=mark("Health workers need it in a language they read."),
        need=Need.WANTED,
    ),
    Field(
        "standards",
        Control.ROWS,
        why=mark("Standards decide whether it can exchange data with what a country has already."),
        hint=mark("Leave the edition empty where it applies to any."),
        need=Need.WANTED,
        columns=(
            Field("standard", Control.PICK, need=Need.RECORD, sort=Kind.STANDARD.value),
            Field("edition", Control.TEXT, longest=80),
            Field("strength", Control.CHOICE, values=tuple(ClaimStrength), terms="strength"),
        ),
    ),
    Field(
        "relations",
        Control.ROWS,
        why=mark("Readers see what it is part of, builds on or takes the place of."),
        columns=(
            Field("kind", Control.CHOICE, need=Need.RECORD, values=tuple(RelationKind), terms="relation"),
            Field("solution", Control.PICK, need=Need.RECORD, sort=Kind.SOLUTION.value),
        ),
    ),
    # Organisations and contact
    Field(
        "organisations",
        Control.ROWS,
        why=mark("Readers want to know who owns, builds and maintains it, and who paid for that."),
        hint=BY_NAME,
        need=Need.WANTED,
        columns=(
            ORGANISATION,
            Field("role", Control.CHOICE, need=Need.RECORD, values=tuple(SolutionRole), terms="role"),
        ),
    ),
    NEW_ORGANISATIONS,
    Field(
        "contact",
        Control.ADDRESS,
        why=mark("Whoever wants to adopt it must find a way to ask."),
        hint=mark("A page of the organisation. Never a person, never an e-mail address."),
        need=Need.WANTED,
    ),
    # Links and identifiers
    Field(
        "links",
        Control.GROUP,
        why=mark("Screeners and readers check there what is stated here."),
        hint=mark("One address a line. At least the home page or the source code is needed."),
        need=Need.NEW,
        columns=tuple(
            Field(group, Control.ADDRESSES, terms="link")
            for group in ("home", "source", "documentation", "demo")
        ),
    ),
    IDENTIFIERS,
)
