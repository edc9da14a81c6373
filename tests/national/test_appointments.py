"""Who speaks for a country: appointed on a document, renewed by others every year, handed over."""

from datetime import timedelta

import pytest
from sqlmodel import select

from registry.accounts.models import Invitation, RoleGrant
from registry.accounts.permissions import Role
from registry.db import Database
from registry.db.base import now
from registry.errors import Forbidden, Invalid
from registry.jobs.models import Job
from registry.national.models import FocalAppointment
from registry.national.service import appointments
from registry.notifications.models import Notification
from tests.acting import Stage
from tests.factories import grant, make_account
from tests.national.conftest import Kenya

LETTER = {"document": ("letter.csv", b"subject,date\nappointment,2026\n", "text/csv")}
SENT = {
    "country": "UGA",
    "email": "ama@ministry.example",
    "document_date": "2026-03-01",
    "authority": "Ministry of Health of Uganda",
}


@pytest.fixture
def secretary(stage: Stage, kenya: Kenya) -> str:
    with stage.database.write() as session:
        return make_account(session, "Secretary", Role.ADMINISTRATOR).id


def _second(database: Database) -> str:
    with database.write() as session:
        return make_account(session, "Second", (Role.FOCAL_POINT, "KEN")).id


class TestAppointing:
    def test_only_the_secretariat_does(self, stage: Stage, kenya: Kenya) -> None:
        assert stage.person().get("/en/focal-points").status_code == 303
        assert stage.person(kenya.focal).get("/en/focal-points").status_code == 403
        assert stage.person(kenya.focal).post("/en/focal-points", SENT, files=LETTER).status_code == 403

    def test_it_rests_on_a_document_that_is_kept(self, stage: Stage, secretary: str, kenya: Kenya) -> None:
        person = stage.person(secretary)
        missing = person.post("/en/focal-points", SENT)
        assert missing.status_code == 422
        assert "rests on an official document" in missing.text
        answer = person.post("/en/focal-points", SENT, files=LETTER)
        assert answer.headers["location"] == "/en/countries/uga/desk/people"
        page = person.get("/en/countries/uga/desk/people").text
        assert "letter.csv" in page
        assert "not accepted yet" in page
        file = page.partition('href="/en/attachments/')[2].partition('"')[0]
        assert person.get(f"/en/attachments/{file}").status_code == 200
        assert stage.person(kenya.focal).get(f"/en/attachments/{file}").status_code == 404
        assert stage.person().get(f"/en/attachments/{file}").status_code == 303
        found = stage.program().ask("GET", "/api/v1/countries/UGA/authority").json()
        assert found["names"] == {"en": "Ministry of Health of Uganda"}
        with stage.database.read() as session:
            made = session.exec(select(FocalAppointment)).one()
            invitation = session.get(Invitation, made.invitation_id)
            assert (invitation.role, invitation.scope_id) == (Role.FOCAL_POINT, "UGA")
            assert len(session.exec(select(Job).where(Job.kind == "mail")).all()) == 1

    @pytest.mark.parametrize(
        ("name", "value"),
        [("country", ""), ("email", "nobody"), ("document_date", "2126-01-01"), ("document_date", "soon")],
    )
    def test_what_is_wrong_is_told(self, stage: Stage, secretary: str, name: str, value: str) -> None:
        answer = stage.person(secretary).post("/en/focal-points", SENT | {name: value}, files=LETTER)
        assert answer.status_code == 422
        assert f'href="#f-{name}"' in answer.text
        with stage.database.read() as session:
            assert session.exec(select(FocalAppointment)).all() == [], "nothing is left of it"

    def test_all_that_is_missing_is_told_at_once(self, stage: Stage, secretary: str) -> None:
        answer = stage.person(secretary).post("/en/focal-points", dict.fromkeys(SENT, ""))
        for name in ("country", "email", "document_date", "document"):
            assert f'href="#f-{name}"' in answer.text


class TestEveryYear:
    def test_another_focal_point_or_the_secretariat_confirms(
        self, stage: Stage, secretary: str, kenya: Kenya
    ) -> None:
        database = stage.database
        second = _second(database)
        over = now() - timedelta(days=1)
        with database.write() as session:
            for row in session.exec(select(RoleGrant).where(RoleGrant.account_id == kenya.focal)):
                row.expires_at = over
        assert stage.person(kenya.focal).get("/en/countries/ken/desk").status_code == 403, "it is over"
        page = stage.person(second).get("/en/countries/ken/desk/people").text
        assert "Still our focal point: Focal" in page
        assert "Still our focal point: Second" not in page, "nobody confirms a role of their own"
        sent = {"account": kenya.focal}
        assert stage.person(second).post("/en/countries/ken/desk/people", sent).status_code == 303
        assert stage.person(kenya.focal).get("/en/countries/ken/desk").status_code == 200
        assert stage.person(secretary).post("/en/countries/ken/desk/people", sent).status_code == 303
        with database.write() as session, pytest.raises(Forbidden):
            appointments.renew(session, kenya.viewer(session), "KEN", kenya.focal)

    def test_those_concerned_are_reminded_once_each_time(
        self, stage: Stage, secretary: str, kenya: Kenya
    ) -> None:
        database = stage.database
        today = now().date()
        with database.write() as session:
            row = session.exec(select(RoleGrant).where(RoleGrant.account_id == kenya.focal)).one()
            row.expires_at = now() + timedelta(days=100)
        for left, times in ((70, 0), (60, 1), (59, 1), (30, 2), (7, 3), (2, 3)):
            with database.write() as session:
                appointments.follow_up(session, today + timedelta(days=100 - left))
            with database.read() as session:
                told = session.exec(
                    select(Notification.account_id).where(Notification.kind == "country.role_ends")
                ).all()
                assert sorted(set(told)) == (sorted([kenya.focal, secretary]) if times else [])
                assert len(told) == 2 * times, left


class TestHandingOver:
    def test_her_role_ends_when_another_has_it(self, stage: Stage, kenya: Kenya) -> None:
        person = stage.person(kenya.focal)
        assert "Invite your successor first" in person.get("/en/countries/ken/desk/people").text
        here = "/en/countries/ken/desk/people/hand-over"
        for to in ("", kenya.focal, kenya.reader):
            assert person.post(here, {"to": to}).status_code == 422
        second = _second(stage.database)
        assert person.post(here, {"to": second}).status_code == 303
        assert person.get("/en/countries/ken/desk").status_code == 403
        with stage.database.read() as session:
            told = session.exec(select(Notification).where(Notification.kind == "country.handed_over")).all()
            assert [each.account_id for each in told] == [second]

    def test_a_role_of_another_country_is_none_here(self, database: Database, kenya: Kenya) -> None:
        with database.write() as session:
            other = make_account(session, "Elsewhere", (Role.FOCAL_POINT, "UGA")).id
            grant(session, other, (Role.COUNTRY_VIEWER, "KEN"))
        with database.write() as session, pytest.raises(Invalid):
            appointments.hand_over(session, kenya.viewer(session), "KEN", other)
