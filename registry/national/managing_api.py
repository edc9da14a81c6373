"""What a country's authority manages with a token: choices, documents, questions, rounds, and how it is called."""

from functools import partial
from typing import Annotated, Final, Literal

from litestar import post, put
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.countries import queries as countries
from registry.db.ids import Kind
from registry.national import queries
from registry.national.models import Choice, DocumentKind, QuestionType
from registry.national.schemas import (
    AuthorityView,
    ChoiceView,
    DocumentView,
    PositionView,
    QuestionView,
    RoundView,
)
from registry.national.service import authority, choices, documents, positions, questions, rounds
from registry.solutions import queries as solutions
from registry.standards import queries as standards
from registry.web.inputs import LARGEST, Db, PathNumber, PathText, Said

TAGS: Final = ["countries’ own word"]
MANAGE: Final = needs(Permission.COUNTRY_MANAGE)
CONFIRM: Final = needs(Permission.COUNTRY_CONFIRM)
manage: Final = partial(post, tags=TAGS, opt=MANAGE, sync_to_thread=True, status_code=200)
"""A handler of something that the authority changes; it answers with all of that sort as it is then."""

Year = Annotated[int, Meta(ge=1950, le=2100)]


class ChoiceBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What a solution or standard (id or slug) is for the country; `document` is the id of one of its documents."""

    kind: Literal["solution", "standard"]
    record: Said
    choice: Choice
    since: Said = ""
    note: dict[str, Said] = {}
    document: Annotated[int, Meta(ge=1, le=LARGEST)] | None = None


class DocumentBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A document that is published elsewhere; files are sent on the page of the desk."""

    title: Said
    kind: DocumentKind
    language: Said
    url: Said
    from_year: Year | None = None
    until_year: Year | None = None
    licence: Said = ""


class QuestionBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A question; texts by language, `options` are the choices where one or any of several can be chosen."""

    text: dict[str, Said]
    type: QuestionType
    hint: dict[str, Said] = {}
    options: list[dict[str, Said]] = []
    required: bool = False
    public: bool = True


class RequiredBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a question must be answered."""

    required: bool


class RoundBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The last day of a confirmation round, as 2027-03-31."""

    ends_on: Said


class ConfirmationsBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Deployments (ids) of which all that was said is still true."""

    deployments: Annotated[list[Said], Meta(min_length=1, max_length=500)]


class AuthorityBody(Struct, frozen=True, forbid_unknown_fields=True):
    """How the body is called, by language, and whether its approval is needed; what is left out stays."""

    names: dict[str, Said] | None = None
    approval_required: bool | None = None


@put(
    "/countries/{name:str}/authority",
    summary="Name the authority",
    tags=TAGS,
    opt=MANAGE,
    sync_to_thread=True,
)
def change_authority(name: PathText, db: Db, viewer: Asker, data: JSONBody[AuthorityBody]) -> AuthorityView:
    """Say how the authority is called, and whether a deployment that others change waits for its approval."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        viewer.demand(Permission.COUNTRY_MANAGE, country=code)
        if data.names is not None:
            authority.rename(session, viewer, code, data.names)
        if data.approval_required is not None:
            authority.require_approval(session, viewer, code, required=data.approval_required)
        authority.ensure(session, code)
        return queries.authorities(session, [code])[code]


@manage("/countries/{name:str}/choices", summary="State a choice")
def choose(name: PathText, db: Db, viewer: Asker, data: JSONBody[ChoiceBody]) -> list[ChoiceView]:
    """Say that a solution or standard is endorsed, the national standard or in the national architecture."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        find = solutions.solution_id if data.kind == "solution" else standards.standard_id
        record = (Kind(data.kind), find(session, data.record))
        choices.choose(
            session, viewer, code, record, data.choice,
            since=data.since, note=data.note, document_id=data.document,
        )  # fmt: skip
        return queries.choices(session, code)


@manage("/countries/{name:str}/choices/{number:int}/withdraw", summary="Withdraw a choice")
def withdraw_choice(name: PathText, number: PathNumber, db: Db, viewer: Asker) -> list[ChoiceView]:
    """Say that a choice does not hold any more; it stays on record."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        choices.withdraw(session, viewer, code, number)
        return queries.choices(session, code)


@manage("/countries/{name:str}/documents", summary="Publish a document")
def publish(name: PathText, db: Db, viewer: Asker, data: JSONBody[DocumentBody]) -> list[DocumentView]:
    """Publish a strategy, plan or other document by the link to it."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        documents.add(
            session, viewer, code,
            title=data.title, kind=data.kind.value, language=data.language, url=data.url,
            from_year=data.from_year, until_year=data.until_year, licence=data.licence,
        )  # fmt: skip
        return queries.documents(session, code)


@manage("/countries/{name:str}/documents/{number:int}/withdraw", summary="Take a document off")
def withdraw_document(name: PathText, number: PathNumber, db: Db, viewer: Asker) -> list[DocumentView]:
    """Take a document off the country's page; what refers to it still names it."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        documents.withdraw(session, viewer, code, number)
        return queries.documents(session, code)


@manage("/countries/{name:str}/questions", summary="Ask a question")
def ask(name: PathText, db: Db, viewer: Asker, data: JSONBody[QuestionBody]) -> list[QuestionView]:
    """Ask a question of whoever answers for a deployment in the country."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        questions.ask(
            session, viewer, code,
            text=data.text, kind=data.type, options=data.options, hint=data.hint,
            required=data.required, public=data.public,
        )  # fmt: skip
        return queries.questions(session, code)


@manage("/countries/{name:str}/questions/{number:int}/required", summary="Require an answer or not")
def require(
    name: PathText, number: PathNumber, db: Db, viewer: Asker, data: JSONBody[RequiredBody]
) -> list[QuestionView]:
    """Say whether a question must be answered."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        questions.require(session, viewer, code, number, required=data.required)
        return queries.questions(session, code)


@manage("/countries/{name:str}/questions/{number:int}/retire", summary="Retire a question")
def retire(name: PathText, number: PathNumber, db: Db, viewer: Asker) -> list[QuestionView]:
    """Ask a question no more; what was answered stays."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        questions.retire(session, viewer, code, number)
        return queries.questions(session, code, retired=True)


@manage("/countries/{name:str}/round", summary="Open a confirmation round", opt=CONFIRM)
def open_round(name: PathText, db: Db, viewer: Asker, data: JSONBody[RoundBody]) -> RoundView | None:
    """Open a round that lists everything recorded for the country now; one at a time."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        rounds.open_round(session, viewer, code, data.ends_on)
        return queries.last_round(session, code)


@manage("/countries/{name:str}/round/close", summary="Close the confirmation round", opt=CONFIRM)
def close_round(name: PathText, db: Db, viewer: Asker) -> RoundView | None:
    """Close the open round before its last day."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        rounds.close_round(session, viewer, code)
        return queries.last_round(session, code)


@manage("/countries/{name:str}/confirmations", summary="Say that all is still true", opt=CONFIRM)
def still_true(
    name: PathText, db: Db, viewer: Asker, data: JSONBody[ConfirmationsBody]
) -> list[list[PositionView]]:
    """Say again today what the authority last said of each of these; what it said nothing of, it confirms."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        ids = positions.still_true(session, viewer, code, data.deployments)
        found = queries.of_deployments(session, ids)
        return [found[each] for each in ids]


API: Final[list[ControllerRouterHandler]] = [
    change_authority,
    choose,
    withdraw_choice,
    publish,
    withdraw_document,
    ask,
    require,
    retire,
    open_round,
    close_round,
    still_true,
]
