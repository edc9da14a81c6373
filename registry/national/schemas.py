"""Response shapes of what countries say for themselves."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from registry.attachments.schemas import AttachmentView
from registry.countries.schemas import CountryRef
from registry.db.base import Names
from registry.organisations.schemas import OrganisationRef


class AuthorityView(Struct, frozen=True):
    """The body that speaks for a country; `approval_required`: others' changes make its confirmation lapse."""

    country: str
    names: Names
    source: str
    approval_required: bool


class PositionView(Struct, frozen=True):
    """The authority's word on a deployment (`field` is "presence"), on a field of it, or on one source's claim.

    `value` is what it states instead where it corrects, `former` what the record said before.
    """

    deployment: str
    country: str
    authority: Names
    field: str
    source: str
    stance: str
    value: Any
    former: Any
    reason: Names
    stated_on: str


class RoundView(Struct, frozen=True):
    """A confirmation round of a country, and how far it came; `closed_on` is empty while it is open."""

    id: int
    country: str
    opened_on: str
    ends_on: str
    closed_on: str
    listed: int
    done: int


class FocalPointView(Struct, frozen=True):
    """Somebody who speaks for a country, as those see it who work with that person; a role over has lapsed."""

    account_id: str
    name: str
    country: CountryRef
    granted_at: datetime
    expires_at: datetime | None
    is_over: bool


class AppointmentView(Struct, frozen=True):
    """An appointment by the Secretariat with the document that it rests on."""

    id: int
    country: CountryRef
    document_date: str
    appointed_at: datetime
    is_taken: bool
    documents: list[AttachmentView]


class DocumentView(Struct, frozen=True):
    """A strategy, plan or other document of a country; `url` leads to where it is published, `file` is the attachment here."""

    id: int
    country: str
    title: str
    language: str
    kind: str
    from_year: int | None
    until_year: int | None
    url: str
    file: str
    licence: str
    added_on: str


class Chosen(Struct, frozen=True):
    """A solution or standard as a choice names it."""

    kind: str
    id: str
    slug: str
    names: Names


class ChoiceView(Struct, frozen=True):
    """What a country made of a solution or standard: endorsed, its standard, in its architecture."""

    id: int
    country: CountryRef
    authority: Names
    record: Chosen
    choice: str
    since: str
    note: Names
    document: DocumentView | None
    stated_on: str
    withdrawn_on: str


class Option(Struct, frozen=True):
    """One of the answers that a question offers."""

    code: str
    names: Names


class QuestionView(Struct, frozen=True):
    """A question that a country asks of whoever answers for a deployment there."""

    id: int
    country: str
    text: Names
    hint: Names
    type: str
    options: list[Option]
    is_required: bool
    is_public: bool
    asked_on: str
    retired_on: str


class AnswerView(Struct, frozen=True):
    """What an organisation answers for a deployment; earlier versions are kept."""

    question: int
    deployment: str
    organisation: OrganisationRef
    value: Any
    version: int
    answered_at: datetime
