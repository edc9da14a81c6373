"""Administrators look after people: who is there, the roles of the Secretariat, sessions, suspending, closing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from registry.accounts import oversight, people_queries, queries
from registry.accounts.models import Account, RoleGrant
from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY
from registry.audit.models import Event, EventPersonal
from registry.audit.verification import verify
from registry.db import Database
from registry.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from tests.accounts.support import PASSWORD, enter, last_mail, mails, make_person, text_of
from tests.acting import Stage, acting
from tests.factories import make_account, make_organisation, make_viewer

WHY = "It was asked for by letter."


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    database = Database(sqlite_url)
    with acting(database, tmp_path) as made:
        yield made
    database.dispose()


def roles_of(session: Session, account_id: str) -> list[Role]:
    return [each.role for each in queries.held_by(session, [account_id]).get(account_id, [])]


def grant_of(session: Session, account_id: str, role: Role) -> int:
    held = queries.held_by(session, [account_id])[account_id]
    return next(each.grant_id for each in held if each.role is role)


class TestRules:
    def test_only_administrators_with_a_reason(self, database: Database) -> None:
        with database.write() as session:
            person = make_account(session)
            for viewer, refusal in (
                (ANYBODY, SignInNeeded),
                (make_viewer(session), Forbidden),
                (make_viewer(session, Role.EDITOR), Forbidden),
            ):
                for act in (oversight.end_sessions, oversight.suspend, oversight.remove_second_factor):
                    with pytest.raises(refusal):
                        act(session, viewer, person.id, WHY)
                with pytest.raises(refusal):
                    oversight.give_role(session, viewer, person.id, Role.REVIEWER, WHY)
                with pytest.raises(refusal):
                    oversight.close(session, viewer, person.id, WHY, confirmed=True)
            administrator = make_viewer(session, Role.ADMINISTRATOR)
            for reason in ("", "x" * 501):
                with pytest.raises(Invalid):
                    oversight.suspend(session, administrator, person.id, reason)

    def test_a_role_is_given_and_taken_and_both_are_on_record(self, database: Database) -> None:
        with database.write() as session:
            administrator, person = make_viewer(session, Role.ADMINISTRATOR), make_account(session)
            oversight.give_role(session, administrator, person.id, Role.REVIEWER, WHY)
            assert roles_of(session, person.id) == [Role.REVIEWER]
            number = grant_of(session, person.id, Role.REVIEWER)
            with pytest.raises(NotFound):
                oversight.take_role(session, administrator, make_account(session).id, number, WHY)
            oversight.take_role(session, administrator, person.id, number, WHY)
            assert roles_of(session, person.id) == []
            with pytest.raises(Invalid):
                oversight.give_role(session, administrator, person.id, Role.ORGANISATION_OWNER, WHY)
        with database.read() as session:
            done = session.exec(select(Event.action, Event.actor, EventPersonal.data).join(EventPersonal))
            assert [(action, actor, data) for action, actor, data in done] == [
                (action, administrator.account_id, {"reason": WHY})
                for action in ("role.granted", "role.ended")
            ]
        assert "changed your roles" in text_of(last_mail(database))

    def test_an_administrator_always_remains(self, database: Database) -> None:
        with database.write() as session:
            last = make_viewer(session, Role.ADMINISTRATOR)
            number = grant_of(session, last.account_id, Role.ADMINISTRATOR)
            with pytest.raises(Invalid, match="needs an administrator"):
                oversight.take_role(session, last, last.account_id, number, WHY)
            for act in (
                oversight.remove_second_factor,
                oversight.suspend,
                lambda *given: oversight.close(*given, confirmed=True),
            ):
                with pytest.raises(Invalid, match="own account"):
                    act(session, last, last.account_id, WHY)
            # Suspended, another one does not count.
            other = make_account(session, "", Role.ADMINISTRATOR)
            oversight.suspend(session, last, other.id, WHY)
            with pytest.raises(Invalid, match="needs an administrator"):
                oversight.take_role(session, last, last.account_id, number, WHY)
            oversight.reinstate(session, last, other.id, WHY)
            oversight.take_role(session, last, last.account_id, number, WHY)
            assert session.exec(select(RoleGrant.account_id)).all() == [other.id]

    def test_what_does_not_fit_is_refused(self, database: Database) -> None:
        with database.write() as session:
            administrator, person = make_viewer(session, Role.ADMINISTRATOR), make_account(session)
            with pytest.raises(Conflict):
                oversight.reinstate(session, administrator, person.id, WHY)
            oversight.suspend(session, administrator, person.id, WHY)
            with pytest.raises(Conflict):
                oversight.suspend(session, administrator, person.id, WHY)
            oversight.remove_second_factor(session, administrator, person.id, WHY)
            with pytest.raises(Conflict):
                oversight.remove_second_factor(session, administrator, person.id, WHY)

    def test_who_is_closed_is_erased_and_the_reason_stays(self, database: Database) -> None:
        with database.write() as session:
            administrator = make_viewer(session, Role.ADMINISTRATOR)
            person = make_account(session, "Unmistakable Name", Role.SCREENER)
            address = person.email
            with pytest.raises(Invalid):
                oversight.close(session, administrator, person.id, WHY, confirmed=False)
            oversight.close(session, administrator, person.id, WHY, confirmed=True)
        with database.read() as session:
            row = session.get_one(Account, person.id)
            assert (row.name, row.email, row.deleted_at is None) == ("", None, False)
            assert roles_of(session, person.id) == []
            events = {event.action: event for event in session.exec(select(Event))}
            assert events["account.deleted"].actor == administrator.account_id
            kept = session.get_one(EventPersonal, events["account.closed"].id)
            assert kept.data == {"reason": WHY}
            assert verify(session) == []
        assert last_mail(database)["to"] == address
        assert "closed your account" in text_of(last_mail(database))

    def test_people_are_found_by_name_address_and_role(self, database: Database) -> None:
        with database.write() as session:
            first = make_account(session, "Élodie Ndiaye", Role.EDITOR)
            second = make_account(session, "Élodie Traoré", email="unusual@ministry.example.org")
            make_account(session, "Gone", deleted_at=first.created_at, email=None)

            def found(words: str, role: Role | None = None, limit: int = 10) -> list[str]:
                return [row.id for row in people_queries.find(session, words, role, limit)]

            assert found("") == found("élodie") == [second.id, first.id]
            assert found("ministry.example") == [second.id]
            assert found("Élodie", Role.EDITOR) == [first.id]
            assert found("Traoré", Role.EDITOR) == found("nobody") == found("!") == []
            assert len(found("", None, 1)) == 1
            assert people_queries.number(session) == 2


class TestPages:
    def test_an_administrator_finds_and_invites(self, stage: Stage) -> None:
        with stage.database.write() as session:
            administrator = make_account(session, "", Role.ADMINISTRATOR)
            make_account(session, "Amina Diallo", Role.SCREENER)
            person = make_account(session, "Omar Haddad")
        assert stage.person(person.id).get("/en/people").status_code == 403
        browser = stage.person(administrator.id)
        assert 'href="/en/people"' in browser.get("/en/account").text
        page = browser.get("/en/people?q=omar").text
        assert "Omar Haddad" in page
        assert "Amina Diallo" not in page
        assert "Amina Diallo" in browser.get("/en/people?role=screener").text
        assert "Nobody found" in browser.get("/en/people?q=zzz").text
        fields = {"email": "new@example.org", "role": "organisation_owner"}
        assert browser.post("/en/people/invite", fields).status_code == 422
        fields["role"] = "reviewer"
        answer = browser.post("/en/people/invite", fields)
        assert answer.headers["location"] == "/en/people?done=invited"
        page = browser.get("/en/people").text
        assert "new@example.org" in page
        with stage.database.read() as session:
            number = queries.open_invitations(session)[0].id
        assert browser.post(f"/en/people/invitations/{number}/withdraw").status_code == 303
        assert "new@example.org" not in browser.get("/en/people").text

    def test_each_thing_is_done_with_a_reason(self, stage: Stage) -> None:
        with stage.database.write() as session:
            administrator = make_account(session, "", Role.ADMINISTRATOR)
            organisation = make_organisation(session, "Health Works")
        person = make_person(stage, "Omar Haddad", (Role.ORGANISATION_OWNER, organisation.id))
        browser, owner = stage.person(administrator.id), stage.person()
        page = f"/en/people/{person.id}"
        assert "Health Works" in browser.get(page).text
        wrong = browser.post(page, {"act": "suspend"})
        assert wrong.status_code == 422
        assert "Say why" in wrong.text
        assert browser.post(page, {"act": "fly", "reason": WHY}).status_code == 422
        assert browser.post(page, {"act": "give:organisation_owner", "reason": WHY}).status_code == 422
        assert browser.post("/en/people/PNOBODY", {"act": "suspend", "reason": WHY}).status_code == 404
        enter(owner, person.email)
        assert owner.get("/en/account").status_code == 200
        sent = {"act": "end-sessions", "reason": WHY}
        assert browser.post(page, sent).headers["location"] == page + "?done=end-sessions"
        assert owner.get("/en/account").status_code == 303, "signed out"
        with stage.database.read() as session:
            number = grant_of(session, person.id, Role.ORGANISATION_OWNER)
        last = browser.post(page, {"act": f"take:{number}", "reason": WHY})
        assert last.status_code == 422
        assert "needs an owner" in last.text
        for act in ("give:reviewer", "suspend"):
            assert browser.post(page, {"act": act, "reason": WHY}).status_code == 303
        assert "is suspended" in enter(owner, person.email, PASSWORD).text
        assert "Suspended since" in browser.get(page).text
        assert browser.post(page, {"act": "close", "reason": WHY}).status_code == 422
        sent = {"act": "close", "reason": WHY, "confirm": "1"}
        assert browser.post(page, sent).headers["location"] == "/en/people?done=close"
        assert browser.get(page).status_code == 404
        assert len(mails(stage.database)) == 4
