"""Reads of a country's own questions and of what is answered; who may see a private answer is decided here."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.national.models import CountryAnswer, CountryQuestion
from registry.national.schemas import AnswerView, Option, QuestionView
from registry.organisations import queries as organisations


def questions(session: Session, country: str, *, retired: bool = False) -> list[QuestionView]:
    """The questions of a country in their order; with those that are no longer asked, where wanted."""
    statement = (
        select(CountryQuestion)
        .where(CountryQuestion.country == country)
        .order_by(col(CountryQuestion.position), col(CountryQuestion.id))
    )
    if not retired:
        statement = statement.where(CountryQuestion.retired_on == "")
    return [_view(row) for row in session.exec(statement)]


def answers(session: Session, viewer: Viewer, deployment_id: str) -> list[AnswerView]:
    """The newest answers for a deployment that somebody may see.

    A private one is seen by those who hold a role in the country, and by the organisation that answered; by nobody of
    the Secretariat.
    """
    rows = session.exec(
        select(CountryAnswer, CountryQuestion.is_public, CountryQuestion.country)
        .join(CountryQuestion, col(CountryQuestion.id) == col(CountryAnswer.question_id))
        .where(CountryAnswer.deployment_id == deployment_id)
        .order_by(col(CountryQuestion.position), col(CountryAnswer.question_id), col(CountryAnswer.version))
    ).all()
    in_countries = viewer.countries(Permission.COUNTRY_READ)
    in_organisations = viewer.organisations(Permission.SUBMISSION_READ)
    newest: dict[tuple[int, str], CountryAnswer] = {}
    for row, is_public, country in rows:
        if is_public or country in in_countries or row.organisation_id in in_organisations:
            newest[row.question_id, row.organisation_id] = row
    named = organisations.refs(session, {row.organisation_id for row in newest.values()})
    return [
        AnswerView(
            row.question_id,
            row.deployment_id,
            named[row.organisation_id],
            row.value,
            row.version,
            row.answered_at,
        )
        for row in newest.values()
        if row.value is not None
    ]


def asked_of(session: Session, country: str) -> list[CountryQuestion]:
    """What a country asks now, in its order; to be changed."""
    return list(
        session.exec(
            select(CountryQuestion)
            .where(CountryQuestion.country == country, CountryQuestion.retired_on == "")
            .order_by(col(CountryQuestion.position), col(CountryQuestion.id))
        )
    )


def last_position(session: Session, country: str) -> int:
    """The place of the last question that a country ever asked; 0 where there was none."""
    statement = select(sa.func.max(CountryQuestion.position)).where(CountryQuestion.country == country)
    return session.exec(statement).one() or 0


def last_answer(session: Session, place: tuple[int, str, str]) -> CountryAnswer | None:
    """The newest version of an answer (question, deployment, organisation)."""
    question_id, deployment_id, organisation_id = place
    return session.exec(
        select(CountryAnswer)
        .where(
            CountryAnswer.question_id == question_id,
            CountryAnswer.deployment_id == deployment_id,
            CountryAnswer.organisation_id == organisation_id,
        )
        .order_by(col(CountryAnswer.version).desc())
        .limit(1)
    ).first()


def _view(row: CountryQuestion) -> QuestionView:
    return QuestionView(
        row.id or 0,
        row.country,
        row.text,
        row.hint,
        row.type,
        [Option(each["code"], each["names"]) for each in row.options],
        row.is_required,
        row.is_public,
        row.asked_on,
        row.retired_on,
    )
