"""What countries say for themselves over HTTP: anybody reads it, its authority adds to it with a token."""

from typing import Annotated, Any, Final

from litestar import delete, get, post
from litestar.params import JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec import UNSET, Struct, UnsetType, structs

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.countries import queries as countries
from registry.db.ids import Kind
from registry.deployments import queries as deployments
from registry.deployments.drafts import PRESENCE
from registry.deployments.schemas import DeploymentView
from registry.errors import NotFound
from registry.national import queries
from registry.national.models import Stance
from registry.national.schemas import (
    AnswerView,
    AuthorityView,
    ChoiceView,
    DocumentView,
    PositionView,
    QuestionView,
    RoundView,
)
from registry.national.service import positions, questions, records
from registry.national.stances import Statement
from registry.solutions import queries as solutions
from registry.standards import queries as standards
from registry.web.inputs import Db, PathText
from registry.web.listing import Cursor, Limit, Listing, listing

TAGS: Final = ["countries’ own word"]
CONFIRM: Final = needs(Permission.COUNTRY_CONFIRM)


class PositionBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A position: on the deployment itself, on a field of it, or on what one source states of that field.

    `reason` is text by language; it is needed unless the stance is `confirmed`, and names no person.
    """

    stance: Stance
    field: str = PRESENCE
    source: str = ""
    value: Any = None
    reason: dict[str, str] = {}


class DeploymentBody(Struct, frozen=True, forbid_unknown_fields=True):
    """What the authority states of a deployment; what it leaves out is not known."""

    status: str | UnsetType = UNSET
    started: str | UnsetType = UNSET
    ended: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    subdivision: str | UnsetType = UNSET
    people: int | UnsetType = UNSET
    people_share: float | UnsetType = UNSET
    health_workers: int | UnsetType = UNSET
    health_workers_share: float | UnsetType = UNSET
    facilities: int | UnsetType = UNSET
    facilities_share: float | UnsetType = UNSET
    target_share: float | UnsetType = UNSET
    target_share_source: str | UnsetType = UNSET
    links: list[str] | UnsetType = UNSET


class NewDeploymentBody(DeploymentBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same with the id or slug of the solution."""

    solution: str


class AnswersBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Answers by the id of their question; `organisation` (id) where one may answer in the name of several.

    `is_clear`: nothing that looks like data of a patient is any.
    """

    answers: dict[int, Any]
    organisation: str = ""
    is_clear: bool = False


@get("/countries/{name:str}/authority", summary="Who speaks for a country", tags=TAGS, sync_to_thread=True)
def authority(name: PathText, db: Db) -> AuthorityView:
    """The body that speaks for a country here."""
    with db.read() as session:
        code = countries.existing_code(session, name)
        found = queries.authority(session, code)
        if found is None:
            raise NotFound(f"Nobody speaks for {code} here yet.", code=code)
        return found


@get("/countries/{name:str}/positions", summary="Positions of a country", tags=TAGS, sync_to_thread=True)
def of_country(
    name: PathText, db: Db, limit: Limit = None, cursor: Cursor = None
) -> Listing[list[PositionView]]:
    """The positions of a country's authority, those on one deployment together, by the deployment's id."""
    with db.read() as session:
        code = countries.existing_code(session, name)

        def grouped(ids: list[str]) -> list[list[PositionView]]:
            found = queries.of_deployments(session, ids)
            return [found[each] for each in ids]

        return listing(
            lambda after, number: queries.of_country(session, code, after, number), grouped, limit, cursor
        )


@get("/countries/{name:str}/round", summary="The last confirmation round", tags=TAGS, sync_to_thread=True)
def last_round(name: PathText, db: Db) -> RoundView:
    """The confirmation round that is open, else the last one."""
    with db.read() as session:
        code = countries.existing_code(session, name)
        found = queries.last_round(session, code)
        if found is None:
            raise NotFound(f"There was no confirmation round of {code} yet.", code=code)
        return found


@get("/countries/{name:str}/choices", summary="What a country chose", tags=TAGS, sync_to_thread=True)
def choices_of_country(name: PathText, db: Db) -> list[ChoiceView]:
    """Solutions and standards that a country endorses, made its standard or has in its architecture."""
    with db.read() as session:
        return queries.choices(session, countries.existing_code(session, name))


@get("/countries/{name:str}/documents", summary="Documents of a country", tags=TAGS, sync_to_thread=True)
def documents_of_country(name: PathText, db: Db) -> list[DocumentView]:
    """Strategies, plans and other documents; `file` is the id of an attachment, `url` leads elsewhere."""
    with db.read() as session:
        return queries.documents(session, countries.existing_code(session, name))


@get("/countries/{name:str}/questions", summary="Questions of a country", tags=TAGS, sync_to_thread=True)
def questions_of_country(name: PathText, db: Db) -> list[QuestionView]:
    """What a country asks of whoever answers for a deployment there, with what it asks no more."""
    with db.read() as session:
        return queries.questions(session, countries.existing_code(session, name), retired=True)


@get("/deployments/{name:str}/answers", summary="Answers for a deployment", tags=TAGS, sync_to_thread=True)
def answers(name: PathText, db: Db, viewer: Asker) -> list[AnswerView]:
    """The newest answers to the country's questions; private ones only for the country and who answered."""
    with db.read() as session:
        return queries.answers(session, viewer, deployments.deployment(session, name).id)


@post(
    "/deployments/{name:str}/answers",
    summary="Answer a country's questions",
    tags=TAGS,
    opt=needs(Permission.SUBMISSION_EDIT),
    sync_to_thread=True,
)
def answer(name: PathText, db: Db, viewer: Asker, data: JSONBody[AnswersBody]) -> list[AnswerView]:
    """Answer all questions of the country for a deployment; an answer that changes is a new version."""
    with db.write() as session:
        found = deployments.deployment(session, name)
        questions.answer(
            session, viewer, found.id, data.answers, organisation=data.organisation, is_clear=data.is_clear
        )
        return queries.answers(session, viewer, found.id)


@get("/solutions/{name:str}/choices", summary="Countries that chose it", tags=TAGS, sync_to_thread=True)
def choices_on_solution(name: PathText, db: Db) -> list[ChoiceView]:
    """What countries made of a solution."""
    with db.read() as session:
        return queries.of_record(session, Kind.SOLUTION, solutions.solution_id(session, name))


@get("/standards/{name:str}/choices", summary="Countries that chose it", tags=TAGS, sync_to_thread=True)
def choices_on_standard(name: PathText, db: Db) -> list[ChoiceView]:
    """What countries made of a standard."""
    with db.read() as session:
        return queries.of_record(session, Kind.STANDARD, standards.standard_id(session, name))


@get("/deployments/{name:str}/positions", summary="Positions on a deployment", tags=TAGS, sync_to_thread=True)
def of_deployment(name: PathText, db: Db) -> list[PositionView]:
    """The word of the country's authority on a deployment and on what sources state of it, with its reasons."""
    with db.read() as session:
        found = deployments.deployment(session, name)
        return queries.of_deployments(session, [found.id]).get(found.id, [])


@post(
    "/deployments/{name:str}/positions",
    summary="Take a position",
    tags=TAGS,
    opt=CONFIRM,
    sync_to_thread=True,
)
def take(name: PathText, db: Db, viewer: Asker, data: JSONBody[PositionBody]) -> list[PositionView]:
    """Confirm, correct or dispute, as the authority of the country; gives all positions on the deployment."""
    with db.write() as session:
        found = deployments.deployment(session, name)
        statement = Statement(found.id, data.stance, data.field, data.source, data.value, data.reason)
        positions.take(session, viewer, found.country.code, [statement])
        return queries.of_deployments(session, [found.id])[found.id]


@delete(
    "/deployments/{name:str}/positions",
    summary="Take a position back",
    tags=TAGS,
    opt=CONFIRM,
    sync_to_thread=True,
)
def take_back(
    name: PathText,
    db: Db,
    viewer: Asker,
    field: Annotated[str, QueryParameter(description="The field; presence for the deployment.")] = PRESENCE,
    source: Annotated[str, QueryParameter(description="The source whose claim it was about.")] = "",
) -> None:
    """Take a position back, with the claims that it made."""
    with db.write() as session:
        found = deployments.deployment(session, name)
        positions.take_back(session, viewer, found.country.code, (found.id, field, source))


@post(
    "/countries/{name:str}/deployments",
    summary="Record a deployment",
    tags=TAGS,
    opt=CONFIRM,
    sync_to_thread=True,
)
def add(name: PathText, db: Db, viewer: Asker, data: JSONBody[NewDeploymentBody]) -> DeploymentView:
    """Record a deployment as the authority of the country; where a source names it already, in its place."""
    with db.write() as session:
        code = countries.existing_code(session, name)
        solution = solutions.solution_id(session, data.solution)
        made = records.add(session, viewer, code, solution, _given(data))
        return deployments.deployment(session, made)


@post(
    "/deployments/{name:str}/record",
    summary="Record a reported presence in full",
    tags=TAGS,
    opt=CONFIRM,
    sync_to_thread=True,
)
def record(name: PathText, db: Db, viewer: Asker, data: JSONBody[DeploymentBody]) -> DeploymentView:
    """Make a reported presence a recorded deployment, with all claims on it."""
    with db.write() as session:
        found = deployments.deployment(session, name)
        records.record_presence(session, viewer, found.country.code, found.id, _given(data))
        return deployments.deployment(session, found.id)


def _given(data: DeploymentBody) -> dict[str, Any]:
    return {
        name: value
        for name, value in structs.asdict(data).items()
        if value is not UNSET and name != "solution"
    }


API: Final[list[ControllerRouterHandler]] = [
    authority,
    of_country,
    last_round,
    choices_of_country,
    documents_of_country,
    questions_of_country,
    answers,
    answer,
    choices_on_solution,
    choices_on_standard,
    of_deployment,
    take,
    take_back,
    add,
    record,
]
