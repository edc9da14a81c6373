"""Tables of the countries' side: authorities, positions, rounds, appointments, documents, choices, questions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type, now
from registry.db.ids import Kind


class CountryAuthority(Table, table=True):
    """The body that speaks for a country here; it is a source, and no person is ever shown in its place."""

    __tablename__ = "country_authority"

    country: str = Field(primary_key=True, foreign_key="country.code", max_length=3)
    names: Names = Field(sa_type=JSON, description="As it calls itself, by language.")
    source_id: str = Field(foreign_key="source.id", unique=True, max_length=80)
    approval_required: bool = Field(
        default=False, description="Whether a change by others makes a confirmed deployment pending again."
    )
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Stance(StrEnum):
    """How the authority stands to one statement: it is so; it is so, with this change; it is not so."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    DISPUTED = "disputed"


class CountryPosition(Table, table=True):
    """The authority's word on a deployment: on its being there, on what is recorded of it, or on one source's claim.

    `field` is "presence" for the deployment itself; `source_id` is empty, or names the source whose claim it is about.
    What the authority states is also a claim of its own source; here is how it stands to what others state, and why.
    """

    __tablename__ = "country_position"
    __table_args__ = (sa.UniqueConstraint("deployment_id", "field", "source_id"),)

    id: int | None = Field(default=None, primary_key=True)
    deployment_id: str = Field(max_length=16, description="Stays when the record is withdrawn.")
    country: str = Field(foreign_key="country.code", index=True, max_length=3)
    field: str = Field(max_length=40)
    source_id: str = Field(default="", max_length=80)
    stance: Stance = Field(sa_type=enum_type(Stance))
    value: Any = Field(default=None, sa_type=JSON, description="What the authority states instead.")
    former: Any = Field(
        default=None, sa_type=JSON, description="What the record said before it was corrected."
    )
    reason: Names = Field(
        default_factory=dict, sa_type=JSON, description="In the language it was written in."
    )
    stated_on: str = Field(max_length=10)
    decided_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    account_id: str = Field(default="", max_length=16, description="Who decided; never shown to the public.")


class ConfirmationRound(Table, table=True):
    """A time in which a country goes through all that is recorded for it; one at a time is open."""

    __tablename__ = "confirmation_round"
    __table_args__ = (
        sa.Index(
            "uq_confirmation_round_open",
            "country",
            unique=True,
            sqlite_where=sa.text("closed_on = ''"),
            postgresql_where=sa.text("closed_on = ''"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(foreign_key="country.code", max_length=3)
    opened_on: str = Field(max_length=10)
    ends_on: str = Field(max_length=10, description="The last day.")
    closed_on: str = Field(default="", max_length=10)
    opened_by: str = Field(default="", max_length=16)


class RoundEntry(Table, table=True):
    """One deployment in a round: what was listed when it was opened, and when the authority came to it."""

    __tablename__ = "round_entry"

    round_id: int = Field(primary_key=True, foreign_key="confirmation_round.id")
    deployment_id: str = Field(primary_key=True, max_length=16)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stance: Stance | None = Field(default=None, sa_type=enum_type(Stance))


class FocalAppointment(Table, table=True):
    """The Secretariat's appointment of a country's first focal point, on a document that is kept (an attachment).

    What becomes of it is in the invitation and in the role that the account then holds.
    """

    __tablename__ = "focal_appointment"

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(foreign_key="country.code", index=True, max_length=3)
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id")
    document_date: str = Field(max_length=10)
    appointed_by: str = Field(max_length=16)
    appointed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class DocumentKind(StrEnum):
    """What a country's document is."""

    STRATEGY = "strategy"
    PLAN = "plan"
    ARCHITECTURE = "architecture"
    POLICY = "policy"
    LAW = "law"
    STANDARDS = "standards"
    EVALUATION = "evaluation"
    OTHER = "other"


class NationalDocument(Table, table=True):
    """A strategy, plan or other document of a country: a file kept here (an attachment), or a link."""

    __tablename__ = "national_document"
    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(foreign_key="country.code", index=True, max_length=3)
    title: str = Field(max_length=300)
    language: str = Field(max_length=20, description="BCP 47 tag.")
    kind: DocumentKind = Field(sa_type=enum_type(DocumentKind))
    from_year: int | None = None
    until_year: int | None = None
    url: str = Field(default="", max_length=2000)
    licence: str = Field(default="", max_length=120, description="SPDX expression; empty if none is stated.")
    added_on: str = Field(max_length=10)
    withdrawn_on: str = Field(default="", max_length=10)


class Choice(StrEnum):
    """What a country made of a solution or standard."""

    ENDORSED = "endorsed"
    NATIONAL_STANDARD = "national_standard"
    IN_ARCHITECTURE = "in_architecture"


class NationalChoice(Table, table=True):
    """A solution or standard that a country endorses, made its standard or has in its architecture, since when."""

    __tablename__ = "national_choice"
    __table_args__ = (
        sa.CheckConstraint("record_kind IN ('solution', 'standard')", name="of_what_is_chosen"),
        sa.Index("ix_national_choice_record", "record_kind", "record_id"),
        sa.Index(
            "uq_national_choice_in_force",
            "country",
            "record_kind",
            "record_id",
            "choice",
            unique=True,
            sqlite_where=sa.text("withdrawn_on = ''"),
            postgresql_where=sa.text("withdrawn_on = ''"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(foreign_key="country.code", index=True, max_length=3)
    record_kind: Kind = Field(sa_type=enum_type(Kind))
    record_id: str = Field(max_length=16)
    choice: Choice = Field(sa_type=enum_type(Choice))
    since: str = Field(default="", max_length=10, description="Since when it holds, to the precision known.")
    note: Names = Field(default_factory=dict, sa_type=JSON)
    document_id: int | None = Field(default=None, foreign_key="national_document.id")
    stated_on: str = Field(max_length=10)
    withdrawn_on: str = Field(default="", max_length=10)


class QuestionType(StrEnum):
    """What sort of answer a question wants."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    SINGLE = "single"
    MULTIPLE = "multiple"


class CountryQuestion(Table, table=True):
    """A question that a country asks of whoever answers for a deployment there; it is retired, never deleted."""

    __tablename__ = "country_question"

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(foreign_key="country.code", index=True, max_length=3)
    position: int = 0
    text: Names = Field(sa_type=JSON)
    hint: Names = Field(default_factory=dict, sa_type=JSON)
    type: QuestionType = Field(sa_type=enum_type(QuestionType))
    options: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSON, description="Choices: {'code': 'a', 'names': {'en': …}}."
    )
    is_required: bool = False
    is_public: bool = True
    asked_on: str = Field(max_length=10)
    retired_on: str = Field(default="", max_length=10)


class CountryAnswer(Table, table=True):
    """One version of what an organisation answers for a deployment; a new answer is a new row."""

    __tablename__ = "country_answer"
    __table_args__ = (
        sa.UniqueConstraint("question_id", "deployment_id", "organisation_id", "version"),
        sa.Index("ix_country_answer_deployment", "deployment_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="country_question.id")
    deployment_id: str = Field(max_length=16)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=16)
    version: int = Field(ge=1)
    value: Any = Field(default=None, sa_type=JSON)
    answered_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    account_id: str = Field(default="", max_length=16, description="Who answered; never shown to the public.")
