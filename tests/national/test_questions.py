"""A country's own questions: asked, answered in versions, private where it says so, retired and never deleted."""

from typing import Any

import pytest
from sqlmodel import select

from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY
from registry.db import Database
from registry.errors import Forbidden, Invalid
from registry.national import answer_values, queries
from registry.national.models import CountryAnswer, QuestionType
from registry.national.schemas import Option, QuestionView
from registry.national.service import questions
from registry.notifications.models import Notification
from tests.acting import Stage
from tests.factories import make_account
from tests.national.conftest import Kenya

DESK = "/en/countries/ken/desk/questions"


def _ask(database: Database, kenya: Kenya, text: str = "Who hosts it?", **values: Any) -> int:
    with database.write() as session:
        made = questions.ask(
            session,
            kenya.viewer(session),
            "KEN",
            text={"en": text},
            kind=values.pop("kind", QuestionType.TEXT),
            **values,
        )
        return made.id or 0


def _answer(database: Database, kenya: Kenya, values: dict[int, Any], who: str = "") -> list[int]:
    with database.write() as session:
        return questions.answer(session, kenya.viewer(session, who or kenya.vendor), kenya.first, values)


class TestValues:
    @pytest.mark.parametrize(
        ("kind", "sent", "kept"),
        [
            ("text", "On our own servers", "On our own servers"),
            ("text", "", None),
            ("number", "1 200", 1200),
            ("number", "4,5", 4.5),
            ("number", 0, 0),
            ("yes_no", "no", False),
            ("yes_no", True, True),
            ("single", "2", "2"),
            ("multiple", ["2", "1"], ["1", "2"]),
            ("multiple", [], None),
        ],
    )
    def test_each_sort_is_kept_in_its_form(self, kind: str, sent: Any, kept: Any) -> None:
        assert answer_values.value_of(_question(kind), sent) == kept

    @pytest.mark.parametrize(
        ("kind", "sent"),
        [
            ("text", "x" * 5001),
            ("number", "many"),
            ("number", "nan"),
            ("number", "1e400"),
            ("yes_no", "maybe"),
            ("single", "3"),
            ("single", ["1"]),
            ("multiple", ["1", "3"]),
            ("multiple", "1"),
        ],
    )
    def test_what_is_no_answer_is_told(self, kind: str, sent: Any) -> None:
        with pytest.raises(Invalid):
            answer_values.value_of(_question(kind), sent)


def _question(kind: str) -> QuestionView:
    offered = [Option("1", {"en": "One"}), Option("2", {"en": "Two"})]
    return QuestionView(1, "KEN", {"en": "?"}, {}, kind, offered, False, True, "2026-01-01", "")


class TestAsking:
    def test_only_who_speaks_for_the_country_asks(self, database: Database, kenya: Kenya) -> None:
        for who in (kenya.reader, kenya.vendor):
            with pytest.raises(Forbidden), database.write() as session:
                questions.ask(
                    session, kenya.viewer(session, who), "KEN", text={"en": "?"}, kind=QuestionType.TEXT
                )

    def test_vendors_there_are_told(self, database: Database, kenya: Kenya) -> None:
        _ask(database, kenya)
        with database.read() as session:
            told = session.exec(select(Notification).where(Notification.kind == "country.asked")).all()
            assert [each.account_id for each in told] == [kenya.vendor]

    def test_choices_are_needed_where_one_is_chosen(self, database: Database, kenya: Kenya) -> None:
        with pytest.raises(Invalid) as error:
            _ask(database, kenya, "", kind=QuestionType.SINGLE, options=[{"en": "Alone"}])
        assert set(error.value.faults) == {"text", "options"}

    def test_they_keep_the_order_they_are_given(self, database: Database, kenya: Kenya) -> None:
        first, second, third = (_ask(database, kenya, text) for text in ("One", "Two", "Three"))
        with database.write() as session:
            who = kenya.viewer(session)
            questions.move(session, who, "KEN", third, up=True)
            questions.move(session, who, "KEN", first, up=True)
            assert [each.id for each in queries.questions(session, "KEN")] == [first, third, second]

    def test_a_retired_one_stays_with_its_answers_and_takes_no_more(
        self, database: Database, kenya: Kenya
    ) -> None:
        number = _ask(database, kenya)
        _answer(database, kenya, {number: "The ministry"})
        with database.write() as session:
            questions.retire(session, kenya.viewer(session), "KEN", number)
        with pytest.raises(Invalid):
            _answer(database, kenya, {number: "Somebody else"})
        with database.read() as session:
            assert queries.questions(session, "KEN") == []
            assert queries.questions(session, "KEN", retired=True)[0].retired_on
            assert [each.value for each in queries.answers(session, ANYBODY, kenya.first)] == ["The ministry"]


class TestAnswering:
    def test_only_who_answers_for_the_deployment_does(self, database: Database, kenya: Kenya) -> None:
        number = _ask(database, kenya)
        with database.write() as session:
            stranger = make_account(session, "Stranger").id
        for who in (kenya.focal, stranger):
            with pytest.raises(Forbidden):
                _answer(database, kenya, {number: "Me"}, who)

    def test_what_must_be_answered_is(self, database: Database, kenya: Kenya) -> None:
        number = _ask(database, kenya, required=True)
        with pytest.raises(Invalid) as error:
            _answer(database, kenya, {})
        assert set(error.value.faults) == {f"q{number}"}

    def test_what_looks_like_a_patient_must_be_confirmed_to_be_none(self, stage: Stage, kenya: Kenya) -> None:
        _ask(stage.database, kenya)
        vendor, here = stage.person(kenya.vendor), f"/en/deployments/{kenya.first}/answers"
        sent = {"q1": "Patient: Jane Doe, born 12/03/1984, MRN 0044123"}
        answer = vendor.post(here, sent)
        assert (answer.status_code, 'name="clear"' in answer.text) == (422, True)
        assert vendor.post(here, {**sent, "clear": "1"}).status_code == 303

    def test_who_answers_for_a_new_deployment_is_told_of_the_questions_once(
        self, database: Database, kenya: Kenya
    ) -> None:
        with database.write() as session:
            questions.invite(session, kenya.first)
        _ask(database, kenya)
        for _ in range(2):
            with database.write() as session:
                questions.invite(session, kenya.first)
        with database.read() as session:
            told = session.exec(
                select(Notification).where(Notification.kind == "country.asks_of_deployment")
            ).all()
            assert [(each.account_id, each.path) for each in told] == [
                (kenya.vendor, f"/deployments/{kenya.first}/answers")
            ]

    def test_each_version_is_kept(self, database: Database, kenya: Kenya) -> None:
        number = _ask(database, kenya)
        assert _answer(database, kenya, {number: "First"}) == [number]
        assert _answer(database, kenya, {number: "First"}) == [], "the same is no new version"
        _answer(database, kenya, {number: "Second"})
        with database.read() as session:
            rows = session.exec(select(CountryAnswer)).all()
            assert [(row.version, row.value) for row in rows] == [(1, "First"), (2, "Second")]
            (shown,) = queries.answers(session, ANYBODY, kenya.first)
            assert (shown.value, shown.version, shown.organisation.slug) == ("Second", 2, "record-makers")
        _answer(database, kenya, {number: ""})
        with database.read() as session:
            assert queries.answers(session, ANYBODY, kenya.first) == []

    def test_a_private_answer_is_seen_by_the_country_and_the_answerer_only(
        self, stage: Stage, kenya: Kenya
    ) -> None:
        database = stage.database
        number = _ask(database, kenya, "What does it cost?", public=False)
        _answer(database, kenya, {number: "Seven million"})
        with database.write() as session:
            others = [
                make_account(session, "Secretary", Role.ADMINISTRATOR).id,
                make_account(session, "Screener", Role.SCREENER).id,
                make_account(session, "Neighbour", (Role.FOCAL_POINT, "UGA")).id,
                make_account(session, "Nobody").id,
            ]
        path = f"/api/v1/deployments/{kenya.first}/answers"
        for who in (kenya.focal, kenya.reader, kenya.vendor):
            assert len(stage.program(who).ask("GET", path).json()) == 1
            assert "Seven million" in stage.person(who).get(f"/en/deployments/{kenya.first}").text
        for who in ("", *others):
            assert stage.program(who).ask("GET", path).json() == []
            assert "Seven million" not in stage.person(who).get(f"/en/deployments/{kenya.first}").text

    def test_a_token_answers(self, stage: Stage, kenya: Kenya) -> None:
        number = _ask(stage.database, kenya, kind=QuestionType.NUMBER)
        path = f"/api/v1/deployments/{kenya.first}/answers"
        body = {"answers": {str(number): 12}}
        assert stage.program().ask("POST", path, json=body).status_code == 401
        assert stage.program(kenya.focal).ask("POST", path, json=body).status_code == 403
        answer = stage.program(kenya.vendor).ask("POST", path, json=body)
        assert (answer.status_code, answer.json()[0]["value"]) == (201, 12)
        wrong = stage.program(kenya.vendor).ask("POST", path, json={"answers": {"999": 1}})
        assert wrong.status_code == 422


class TestPages:
    def test_asked_on_the_desk_answered_by_the_vendor_read_by_all(self, stage: Stage, kenya: Kenya) -> None:
        focal, vendor = stage.person(kenya.focal), stage.person(kenya.vendor)
        assert focal.post(DESK, {"text_en": "Where is it?"}).status_code == 422
        sent = {"text_en": "Where is it?", "text_fr": "Où est-ce ?", "type": "multiple", "required": "1"}
        uneven = focal.post(DESK, sent | {"options_en": "Nairobi\nMombasa", "options_fr": "Nairobi"})
        assert "Give the same choices, in the same order" in uneven.text
        assert (
            focal.post(
                DESK, sent | {"options_en": "Nairobi\nMombasa", "options_fr": "Nairobi\nMombassa"}
            ).status_code
            == 303
        )
        assert focal.post(DESK, {"text_en": "Is it paid for?", "type": "yes_no"}).status_code == 303
        page = focal.get(DESK).text
        assert "An answer is needed" in page
        assert (
            "1 needed answer is missing"
            in focal.get(f"/en/countries/ken/desk/deployments/{kenya.first}").text
        )
        assert "Where is it?" in stage.person().get("/en/countries/ken").text
        here = f"/en/deployments/{kenya.first}"
        assert "Answer the questions of the country" in vendor.get(here).text
        assert "Answer the questions of the country" not in stage.person().get(here).text
        french = vendor.get(f"/fr/deployments/{kenya.first}/answers").text
        assert "Où est-ce ?" in french
        assert "Mombassa" in french
        assert vendor.post(f"{here}/answers", {}).status_code == 422
        answer = vendor.post(f"{here}/answers", {"q1": ["1", "2"], "q2": "yes"})
        assert answer.headers["location"] == here
        public = stage.person().get(here).text
        for text in ("Where is it?", "Nairobi", "Mombasa", "Is it paid for?", "Record Makers"):
            assert text in public, text

    def test_each_button_does_what_it_says(self, stage: Stage, kenya: Kenya) -> None:
        for text in ("One", "Two"):
            _ask(stage.database, kenya, text)
        focal = stage.person(kenya.focal)
        for do in ("up:2", "require:2", "allow:2", "retire:1"):
            assert focal.post(DESK, {"do": do}).status_code == 303, do
        assert "No longer asked" in focal.get(DESK).text
        assert focal.post(DESK, {"do": "retire:1"}).status_code == 404
        assert focal.post(DESK, {"do": "delete:2"}).status_code == 400
