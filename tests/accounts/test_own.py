"""One's own account: name and language, another address, sessions, password, leaving."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from registry.accounts import leaving, queries
from registry.accounts.models import Account, AccountSession, Identity, RoleGrant
from registry.accounts.permissions import Role
from registry.audit.models import EventPersonal
from registry.audit.verification import verify
from registry.db.base import now
from tests.accounts.support import (
    OTHER_PASSWORD,
    PASSWORD,
    account_of,
    enter,
    last_mail,
    leave,
    mails,
    make_person,
    text_of,
)
from tests.acting import Stage
from tests.factories import make_account, make_invitation, make_join_request, make_organisation, make_token

PROOF = {"password": PASSWORD}


class TestName:
    def test_name_and_language_are_changed_and_the_language_is_kept(self, stage: Stage) -> None:
        person = make_person(stage, "Old Name")
        browser = stage.person(person.id)
        assert 'value="Old Name"' in browser.get("/en/account/name").text
        answer = browser.post("/en/account/name", {"name": "New Name", "language": "fr"})
        assert answer.headers["location"] == "/fr/account?done=name"
        assert "lang=fr" in answer.headers["set-cookie"]
        assert (account_of(stage, person.id).name, account_of(stage, person.id).language) == (
            "New Name",
            "fr",
        )
        assert browser.client.get("/", follow_redirects=False).headers["location"] == "/fr/"

    @pytest.mark.parametrize("fields", [{"name": "", "language": "fr"}, {"name": "A", "language": "de"}])
    def test_what_is_wrong_changes_nothing(self, stage: Stage, fields) -> None:
        person = make_person(stage, "Old Name")
        browser = stage.person(person.id)
        browser.get("/en/account/name")
        assert browser.post("/en/account/name", fields).status_code == 422
        assert account_of(stage, person.id).name == "Old Name"


class TestAddress:
    def ask(self, stage: Stage, person: Account, email: str | None = "new@example.org", **fields):
        browser = stage.person(person.id)
        browser.get("/en/account/email")
        return browser.post("/en/account/email", {"email": email, **PROOF, **fields})

    def links(self, stage: Stage) -> dict[str, str]:
        return {
            mail["to"]: f"/en/account/email/{mail['context']['token']}"
            for mail in mails(stage.database)
            if mail["template"] == "change-email"
        }

    def test_it_is_confirmed_at_both_ends_in_either_order(self, stage: Stage) -> None:
        for number, order in enumerate(((0, 1), (1, 0))):
            person = make_person(stage)
            old, new = person.email or "", f"new{number}@example.org"
            assert self.ask(stage, person, new).headers["location"] == "/en/account?done=email-asked"
            links = self.links(stage)
            both = (links[old], links[new])
            visitor = stage.person()  # a mail may be read on another device
            assert new in visitor.get(both[order[0]]).text
            first = visitor.post(both[order[0]])
            assert first.headers["location"] == "/en/sign-in?done=email-half"
            assert account_of(stage, person.id).email == old
            second = visitor.post(both[order[1]])
            assert second.headers["location"] == "/en/sign-in?done=email-changed"
            assert account_of(stage, person.id).email == new
            assert last_mail(stage.database)["to"] == old
            assert "was changed" in text_of(last_mail(stage.database))
            assert enter(stage.person(), new).status_code == 303
            assert enter(stage.person(), old).status_code == 422

    def test_looking_at_a_link_confirms_nothing(self, stage: Stage) -> None:
        person = make_person(stage)
        self.ask(stage, person)
        for link in self.links(stage).values():
            stage.person().get(link)
        assert account_of(stage, person.id).email == person.email

    def test_one_end_twice_is_not_both(self, stage: Stage) -> None:
        person = make_person(stage)
        self.ask(stage, person)
        link = self.links(stage)["new@example.org"]
        assert stage.person().post(link).status_code == 303
        assert stage.person().post(link).status_code == 410
        assert account_of(stage, person.id).email == person.email

    def test_ends_of_two_changes_do_not_fit(self, stage: Stage) -> None:
        person = make_person(stage)
        self.ask(stage, person, "first@example.org")
        first = self.links(stage)["first@example.org"]
        assert stage.person().post(first).status_code == 303
        self.ask(stage, person, "second@example.org")
        assert stage.person().post(self.links(stage)[person.email]).status_code == 303
        assert account_of(stage, person.id).email == person.email

    def test_an_address_that_has_an_account_is_told_so_and_nobody_else_is(self, stage: Stage) -> None:
        person, other = make_person(stage), make_person(stage)
        answers = [self.ask(stage, person, email) for email in (other.email, "free@example.org")]
        assert len({(each.status_code, each.headers["location"]) for each in answers}) == 1
        told = [mail["template"] for mail in mails(stage.database) if mail["to"] == other.email]
        assert told == ["account-exists"]

    def test_an_address_taken_meanwhile_is_not_given_twice(self, stage: Stage) -> None:
        person = make_person(stage)
        self.ask(stage, person)
        links = self.links(stage)
        make_person(stage, email="new@example.org")
        stage.person().post(links["new@example.org"])
        assert stage.person().post(links[person.email]).status_code == 410
        assert account_of(stage, person.id).email == person.email

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"password": "not the password"}, "This is not your present password."),
            ({"email": "no address"}, "Enter an e-mail address"),
        ],
    )
    def test_what_is_wrong_sends_nothing(self, stage: Stage, fields, words) -> None:
        answer = self.ask(stage, make_person(stage), **{"email": "new@example.org", **fields})
        assert answer.status_code == 422
        assert words in answer.text
        assert not mails(stage.database)

    def test_the_own_address_is_no_other(self, stage: Stage) -> None:
        person = make_person(stage)
        assert "This is your address already." in self.ask(stage, person, person.email or "").text


class TestSessions:
    def test_each_browser_is_listed_and_can_be_ended(self, stage: Stage) -> None:
        person = make_person(stage)
        here, there = stage.person(), stage.person()
        here.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"
        there.client.headers["user-agent"] = (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"
        )
        enter(here, person.email)
        enter(there, person.email)
        page = here.get("/en/account/sessions").text
        assert "Firefox · Linux" in page
        assert "Safari · iOS" in page
        assert page.count("this one") == 1
        with stage.database.read() as session:
            rows = queries.sessions_of(session, person.id)
        theirs = next(row.id for row in rows if "Safari" in row.device)
        chosen = {"which": "chosen", "session": str(theirs)}
        assert here.post("/en/account/sessions/end", chosen | {"password": "wrong"}).status_code == 422
        assert there.get("/en/account").status_code == 200
        assert here.post("/en/account/sessions/end", chosen | {"password": PASSWORD}).status_code == 303
        assert there.get("/en/account").status_code == 303
        assert here.get("/en/account").status_code == 200

    def test_all_others_are_ended_at_once_and_this_one_stays(self, stage: Stage) -> None:
        person = make_person(stage)
        here, there, stranger = (
            stage.person(person.id),
            stage.person(person.id),
            stage.person(make_person(stage).id),
        )
        here.get("/en/account/sessions")
        assert here.post("/en/account/sessions/end", {"password": PASSWORD}).status_code == 422
        with stage.database.read() as session:
            every = [str(row.id) for row in queries.sessions_of(session, person.id)]
        here.post("/en/account/sessions/end", {"session": every, "password": PASSWORD})
        assert [each.get("/en/account").status_code for each in (here, there, stranger)] == [200, 303, 200]
        there = stage.person(person.id)
        here.post("/en/account/sessions/end", {"which": "others", "password": PASSWORD})
        assert [each.get("/en/account").status_code for each in (here, there, stranger)] == [200, 303, 200]


class TestPassword:
    def test_it_is_changed_with_the_present_one_and_ends_other_sessions(self, stage: Stage) -> None:
        person = make_person(stage)
        here, there = stage.person(person.id), stage.person(person.id)
        here.get("/en/account/password")
        answer = here.post("/en/account/password", {**PROOF, "new": OTHER_PASSWORD})
        assert answer.headers["location"] == "/en/account?done=password"
        assert here.get("/en/account").status_code == 200
        assert there.get("/en/account").status_code == 303
        assert enter(stage.person(), person.email, OTHER_PASSWORD).status_code == 303
        assert "password of your account was changed" in text_of(last_mail(stage.database))

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"password": "not the password", "new": OTHER_PASSWORD}, "not your present password"),
            ({"password": PASSWORD, "new": "password123"}, "Many people use this password"),
        ],
    )
    def test_what_is_wrong_is_told(self, stage: Stage, fields, words) -> None:
        person = make_person(stage)
        here = stage.person(person.id)
        here.get("/en/account/password")
        answer = here.post("/en/account/password", fields)
        assert answer.status_code == 422
        assert words in answer.text
        assert enter(stage.person(), person.email).status_code == 303

    def test_guessing_it_in_a_stolen_session_is_slowed(self, stage: Stage) -> None:
        here = stage.person(make_person(stage).id)
        here.get("/en/account/password")
        fields = {"password": "not the password", "new": OTHER_PASSWORD}
        assert [here.post("/en/account/password", fields).status_code for _ in range(6)] == [422] * 5 + [429]

    def test_without_one_a_sign_in_of_the_last_minutes_is_the_proof(self, stage: Stage) -> None:
        person = make_person(stage, password="")
        here = stage.person(person.id)
        here.get("/en/account/password")
        with stage.database.write() as session:
            session.execute(sa.update(AccountSession).values(created_at=now() - timedelta(minutes=16)))
        late = here.post("/en/account/password", {"new": OTHER_PASSWORD})
        assert late.status_code == 422
        assert "Sign out and in again" in late.text
        with stage.database.write() as session:
            session.execute(sa.update(AccountSession).values(created_at=now()))
        assert here.post("/en/account/password", {"new": OTHER_PASSWORD}).status_code == 303


class TestLeaving:
    def test_the_person_goes_and_what_was_contributed_stays(self, stage: Stage) -> None:
        person = make_person(stage, "Amina Diallo", Role.SCREENER)
        address = person.email or ""
        browser = stage.person()
        enter(browser, address)
        with stage.database.write() as session:
            organisation = make_organisation(session)
            make_token(session, person.id)
            make_join_request(session, person.id, Role.ORGANISATION_VIEWER, organisation.id, "It is Amina.")
            make_invitation(session, address, Role.ORGANISATION_VIEWER, organisation.id)
            session.add(Identity(issuer="https://id.example", subject="amina", account_id=person.id))
        browser.get("/en/account/delete")
        answer = browser.post("/en/account/delete", {**PROOF, "confirm": "1"})
        assert answer.headers["location"] == "/en/sign-in?done=deleted"
        assert "Your account is deleted." in browser.get(answer.headers["location"]).text
        row = account_of(stage, person.id)
        assert (row.email, row.name, row.password, row.totp_secret) == (None, "", "", "")
        assert row.deleted_at
        with stage.database.read() as session:
            for table in (*leaving.OWNED, EventPersonal):
                owned = col(table.account_id) == person.id
                assert session.scalar(sa.select(sa.func.count()).where(owned)) == 0, table
            assert queries.names_of(session, [person.id]) == {}
            assert queries.open_invitations(session, email=address) == []
            assert verify(session) == []
        assert enter(stage.person(), address).status_code == 422

    def test_nothing_in_the_database_holds_the_address_any_more(self, stage: Stage) -> None:
        person = make_person(stage, "Amina Diallo", email="amina.unmistakable@example.org")
        browser = stage.person()
        enter(browser, person.email or "")
        browser.get("/en/account/delete")
        browser.post("/en/account/delete", {**PROOF, "confirm": "1"})
        from registry.models import Table

        with stage.database.read() as session:
            for table in Table.metadata.sorted_tables:
                for row in session.execute(sa.select(table)):
                    assert "unmistakable" not in str(tuple(row)), table.name
                    assert "Amina Diallo" not in str(tuple(row)), table.name

    @pytest.mark.parametrize("fields", [{}, {"confirm": "1", "password": "not the password"}])
    def test_only_with_the_password_and_on_purpose(self, stage: Stage, fields) -> None:
        person = make_person(stage)
        browser = stage.person(person.id)
        browser.get("/en/account/delete")
        assert browser.post("/en/account/delete", {**PROOF, **fields}).status_code == 422
        assert account_of(stage, person.id).email == person.email

    def test_the_last_administrator_stays(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_account(session, "", Role.ADMINISTRATOR, suspended_at=now())
        person = make_person(stage, "", Role.ADMINISTRATOR)
        browser = stage.person(person.id)
        browser.get("/en/account/delete")
        answer = browser.post("/en/account/delete", {**PROOF, "confirm": "1"})
        assert answer.status_code == 422
        assert "The registry needs an administrator." in answer.text
        assert account_of(stage, person.id).email

    def test_who_alone_owns_an_organisation_is_told_and_may_go(self, stage: Stage) -> None:
        with stage.database.write() as session:
            organisation = make_organisation(session, "Health Works")
        person = make_person(stage, "", (Role.ORGANISATION_OWNER, organisation.id))
        browser = stage.person(person.id)
        page = browser.get("/en/account/delete").text
        assert "You are the only owner of:" in page
        assert "Health Works" in page
        assert browser.post("/en/account/delete", {**PROOF, "confirm": "1"}).status_code == 303
        with stage.database.read() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(RoleGrant)) == 0

    def test_features_above_erase_their_own(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        erased: list[str] = []
        monkeypatch.setattr(leaving, "_ERASERS", [*leaving._ERASERS])
        leaving.on_leaving(lambda _session, account_id: erased.append(account_id))
        person = make_person(stage)
        with stage.database.write() as session:
            leaving.delete_account(session, session.get_one(Account, person.id))
        assert erased == [person.id]


def test_nobody_sees_the_account_of_another(stage: Stage) -> None:
    person, other = make_person(stage, "Amina Diallo"), make_person(stage)
    page = stage.person(other.id).get("/en/account").text
    assert "Amina Diallo" not in page
    assert (person.email or "") not in page


def test_leaving_the_page_by_the_menu_signs_out(stage: Stage) -> None:
    browser = stage.person(make_person(stage).id)
    assert leave(browser).headers["location"] == "/en"
