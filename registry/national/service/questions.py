"""A country's own questions, and what those who answer for a deployment there say; nothing is ever overwritten.

What is asked does not change once it is asked, so that an answer stays an answer to what was read: a question is retired
and another asked in its place. Only its place and whether it must be answered can change.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.ids import Kind
from registry.db.records import raise_catalogue_version
from registry.deployments import queries as deployments
from registry.deployments.country_queries import ids_of_country
from registry.errors import Fault, Forbidden, Invalid, NotFound, mark
from registry.national import telling
from registry.national.answer_values import checked
from registry.national.models import CountryAnswer, CountryQuestion, QuestionType
from registry.national.queries.answering import answering_for, organisations_of
from registry.national.queries.questions import asked_of, last_answer, last_position, questions
from registry.national.service.authority import ensure, voice_of

MOST_QUESTIONS: Final = 50
MOST_OPTIONS: Final = 40
LONGEST: Final = 500
CHOOSING: Final = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE})


def ask(  # noqa: PLR0913 - what a question consists of
    session: Session,
    viewer: Viewer,
    country: str,
    *,
    text: Mapping[str, str],
    kind: QuestionType,
    options: Sequence[Mapping[str, str]] = (),
    hint: Mapping[str, str] | None = None,
    required: bool = False,
    public: bool = True,
) -> CountryQuestion:
    """Ask a question of whoever answers for a deployment in the country."""
    viewer.demand(Permission.COUNTRY_MANAGE, country=country)
    offered = list(options) if kind in CHOOSING else []
    asked = questions(session, country)
    _check(text, hint or {}, kind, offered, len(asked))
    ensure(session, country)
    row = CountryQuestion(
        country=country,
        position=last_position(session, country) + 1,
        text=dict(text),
        hint=dict(hint or {}),
        type=kind,
        options=[{"code": str(number), "names": dict(names)} for number, names in enumerate(offered, 1)],
        is_required=required,
        is_public=public,
        asked_on=now().date().isoformat(),
    )
    session.add(row)
    session.flush()
    raise_catalogue_version(session)
    _record(session, viewer, "country.question_asked", row)
    telling.tell_country(
        session,
        _all_vendors(session, country),
        "country.asked",
        country,
        path=f"/countries/{country.lower()}",
        key=f"asked-{row.id}",
    )
    return row


def retire(session: Session, viewer: Viewer, country: str, question_id: int) -> None:
    """Ask a question no more; what was answered stays."""
    row = _asked(session, viewer, country, question_id)
    row.retired_on = now().date().isoformat()
    _changed(session, viewer, "country.question_retired", row)


def require(session: Session, viewer: Viewer, country: str, question_id: int, *, required: bool) -> None:
    """Say whether a question must be answered."""
    row = _asked(session, viewer, country, question_id)
    row.is_required = required
    _changed(session, viewer, "country.question_changed", row)


def move(session: Session, viewer: Viewer, country: str, question_id: int, *, up: bool) -> None:
    """Put a question before or behind its neighbour."""
    row = _asked(session, viewer, country, question_id)
    rows = asked_of(session, country)
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, each in enumerate(rows, 1):
        each.position = position
        session.add(each)
    _changed(session, viewer, "country.question_moved", row)


def answer(
    session: Session,
    viewer: Viewer,
    deployment_id: str,
    values: Mapping[int, Any],
    *,
    organisation: str = "",
    is_clear: bool = False,
) -> list[int]:
    """Answer a country's questions for a deployment; gives the questions whose answer is new.

    `organisation`: the id of the one in whose name, where somebody may answer in the name of several; `is_clear`: who
    answers says that nothing in it is data of a patient.
    """
    found = deployments.deployment(session, deployment_id)
    mine = answering_for(session, viewer, found.id)
    chosen = organisation or (mine[0] if mine else "")
    if chosen not in mine:
        raise Forbidden(permission=Permission.SUBMISSION_EDIT.value)
    asked = questions(session, found.country.code)
    if unknown := sorted(set(values) - {each.id for each in asked}):
        raise Invalid({f"q{unknown[0]}": mark("This question is not asked.")})
    found_values = checked(asked, values, is_clear=is_clear)
    changed = [
        question_id
        for question_id, value in found_values.items()
        if _keep(session, viewer, (question_id, found.id, chosen), value)
    ]
    if changed:
        raise_catalogue_version(session)
        events.record(
            session,
            "deployment.answered",
            actor=viewer.account_id,
            on=(Kind.DEPLOYMENT, found.id),
            after={"organisation": chosen, "questions": changed},
        )
        telling.tell_country(
            session,
            telling.focal_points(session, found.country.code),
            "country.answered",
            found.country.code,
            path=f"/countries/{found.country.code.lower()}/desk/deployments/{found.id}",
            name={"names": dict(found.solution.names)},
        )
    return changed


def invite(session: Session, deployment_id: str) -> None:
    """Tell those who answer for a deployment that is new here of what its country asks, once."""
    found = deployments.deployment(session, deployment_id)
    if not questions(session, found.country.code):
        return
    telling.tell_country(
        session,
        telling.vendors(session, found.id),
        "country.asks_of_deployment",
        found.country.code,
        path=f"/deployments/{found.id}/answers",
        key=f"asked-of-{found.id}",
        name={"names": dict(found.solution.names)},
    )


def _keep(session: Session, viewer: Viewer, place: tuple[int, str, str], value: Any) -> bool:
    question_id, deployment_id, organisation_id = place
    last = last_answer(session, place)
    if (last.value if last else None) == value:
        return False
    session.add(
        CountryAnswer(
            question_id=question_id,
            deployment_id=deployment_id,
            organisation_id=organisation_id,
            version=last.version + 1 if last else 1,
            value=value,
            account_id=viewer.account_id,
        )
    )
    session.flush()
    return True


def _check(
    text: Mapping[str, str],
    hint: Mapping[str, str],
    kind: QuestionType,
    options: list[Mapping[str, str]],
    number: int,
) -> None:
    faults: dict[str, Fault | str] = {}
    if not any(text.values()) or any(len(each) > LONGEST for each in text.values()):
        faults["text"] = Fault(
            mark("Write the question, in at most %(number)s characters."), {"number": LONGEST}
        )
    if any(len(each) > LONGEST for each in hint.values()):
        faults["hint"] = Fault(mark("At most %(number)s characters."), {"number": LONGEST})
    if kind in CHOOSING and not 2 <= len(options) <= MOST_OPTIONS:
        faults["options"] = Fault(mark("Give from two to %(number)s choices."), {"number": MOST_OPTIONS})
    if number >= MOST_QUESTIONS:
        faults["text"] = Fault(
            mark("At most %(number)s questions: retire one first."), {"number": MOST_QUESTIONS}
        )
    if faults:
        raise Invalid(faults)


def _asked(session: Session, viewer: Viewer, country: str, question_id: int) -> CountryQuestion:
    viewer.demand(Permission.COUNTRY_MANAGE, country=country)
    row = session.get(CountryQuestion, question_id)
    if row is None or row.country != country or row.retired_on:
        raise NotFound(f"No question {question_id} of {country}.", id=question_id)
    return row


def _changed(session: Session, viewer: Viewer, action: str, row: CountryQuestion) -> None:
    session.add(row)
    session.flush()
    raise_catalogue_version(session)
    _record(session, viewer, action, row)


def _record(session: Session, viewer: Viewer, action: str, row: CountryQuestion) -> None:
    asked = {"question": row.id, "required": row.is_required, "public": row.is_public}
    events.record(
        session,
        action,
        actor=viewer.account_id,
        on=(Kind.COUNTRY, row.country),
        after={**asked, "by": voice_of(row.country)},
        public=action != "country.question_moved",
    )


def _all_vendors(session: Session, country: str) -> set[str]:
    listed_here = ids_of_country(session, country)
    everywhere = {each for listed in organisations_of(session, listed_here).values() for each in listed}
    return {person for each in everywhere for person in telling.people_of(session, each)}
