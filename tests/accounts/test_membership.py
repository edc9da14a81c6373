"""Who belongs to an organisation, a country or the Secretariat: invited, let in, changed, ended."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts import joining, queries, service
from registry.accounts.models import Account, Invitation, MailedLink, RoleGrant
from registry.accounts.permissions import Permission, Role, ScopeKind
from registry.accounts.viewer import ANYBODY
from registry.accounts.words import PERMISSION
from registry.audit.models import Event
from registry.db import Database
from registry.db.base import now
from registry.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from tests.accounts.support import PASSWORD, enter, last_mail, link_in, mails, make_person, text_of
from tests.acting import Stage
from tests.factories import (
    make_account,
    make_country,
    make_invitation,
    make_join_request,
    make_organisation,
    make_viewer,
)

OWNER, EDITOR, VIEWER = Role.ORGANISATION_OWNER, Role.ORGANISATION_EDITOR, Role.ORGANISATION_VIEWER


def roles_of(session: Session, account_id: str) -> list[tuple[Role, str]]:
    held = queries.held_by(session, [account_id]).get(account_id, [])
    return [(each.role, each.scope_id) for each in held]


def grant_of(session: Session, account_id: str) -> int:
    found = session.exec(select(RoleGrant.id).where(RoleGrant.account_id == account_id)).one()
    assert found is not None
    return found


class TestGranting:
    def test_anybody_grants_nothing(self, database: Database) -> None:
        with database.write() as session, pytest.raises(SignInNeeded):
            service.grant_role(session, ANYBODY, make_account(session).id, VIEWER, "DHO-1")

    @pytest.mark.parametrize(
        ("held", "role", "scope_id"),
        [
            ((OWNER, "DHO-2"), VIEWER, "DHO-1"),
            ((EDITOR, "DHO-1"), VIEWER, "DHO-1"),
            ((OWNER, "DHO-1"), Role.SCREENER, ""),
            ((OWNER, "DHO-1"), Role.FOCAL_POINT, "KEN"),
            ((Role.FOCAL_POINT, "KEN"), Role.FOCAL_POINT, "UGA"),
            ((Role.COUNTRY_VIEWER, "KEN"), Role.COUNTRY_VIEWER, "KEN"),
            (Role.SCREENER, Role.SCREENER, ""),
            (Role.EDITOR, VIEWER, "DHO-1"),
        ],
    )
    def test_only_who_manages_the_members_there_does(
        self, database: Database, held, role: Role, scope_id: str
    ) -> None:
        with database.write() as session:
            viewer, other = make_viewer(session, held), make_account(session)
            with pytest.raises(Forbidden):
                service.grant_role(session, viewer, other.id, role, scope_id)
            assert roles_of(session, other.id) == []

    @pytest.mark.parametrize(
        ("held", "role", "scope_id"),
        [
            ((OWNER, "DHO-1"), OWNER, "DHO-1"),
            ((Role.FOCAL_POINT, "KEN"), Role.FOCAL_POINT, "KEN"),
            (Role.ADMINISTRATOR, OWNER, "DHO-1"),
            (Role.ADMINISTRATOR, Role.REVIEWER, ""),
        ],
    )
    def test_who_does_is_on_record(self, database: Database, held, role: Role, scope_id: str) -> None:
        with database.write() as session:
            viewer, other = make_viewer(session, held), make_account(session)
            service.grant_role(session, viewer, other.id, role, scope_id)
            assert roles_of(session, other.id) == [(role, scope_id)]
        with database.read() as session:
            event = session.exec(select(Event).order_by(col(Event.id).desc())).first()
            assert (event.action, event.actor) == ("role.granted", viewer.account_id)
            assert event.after == {"role": role.value, "account": other.id}

    def test_a_focal_point_speaks_for_a_year(self, database: Database) -> None:
        with database.write() as session:
            row = service.give_role(session, make_account(session).id, Role.FOCAL_POINT, "KEN")
            other = service.give_role(session, make_account(session).id, VIEWER, "DHO-1")
        assert row.expires_at
        assert timedelta(days=364) < row.expires_at - now() < timedelta(days=366)
        assert other.expires_at is None

    def test_the_same_role_again_is_held_anew(self, database: Database) -> None:
        with database.write() as session:
            account = make_account(session)
            service.give_role(session, account.id, VIEWER, "DHO-1", expires_at=now())
            later = now() + timedelta(days=2)
            row = service.give_role(session, account.id, VIEWER, "DHO-1", expires_at=later)
            assert session.scalar(sa.select(sa.func.count()).select_from(RoleGrant)) == 1
            assert row.expires_at == later

    @pytest.mark.parametrize(("role", "scope_id"), [(Role.SCREENER, "DHO-1"), (OWNER, "")])
    def test_a_role_is_held_in_what_it_can_be_held_in(
        self, database: Database, role: Role, scope_id: str
    ) -> None:
        with database.write() as session, pytest.raises(Invalid):
            service.give_role(session, make_account(session).id, role, scope_id)

    def test_who_has_gone_gets_none(self, database: Database) -> None:
        with database.write() as session, pytest.raises(NotFound):
            service.give_role(session, make_account(session, deleted_at=now()).id, Role.SCREENER)


class TestEnding:
    def test_the_last_owner_cannot_leave_nor_become_less(self, database: Database) -> None:
        with database.write() as session:
            owner = make_account(session, "", (OWNER, "DHO-1"))
            make_account(session, "", (OWNER, "DHO-1"), suspended_at=now())
            make_account(session, "", (OWNER, "DHO-2"))
            viewer = queries.viewer(session, owner.id)
            grant_id = grant_of(session, owner.id)
            for attempt in (
                lambda: service.end_role(session, viewer, grant_id),
                lambda: service.change_role(session, viewer, grant_id, EDITOR),
            ):
                with pytest.raises(Invalid) as caught:
                    attempt()
                assert "needs an owner" in str(caught.value)
            make_account(session, "", (OWNER, "DHO-1"))
            service.end_role(session, viewer, grant_id)
            assert roles_of(session, owner.id) == []

    def test_the_last_administrator_stays(self, database: Database) -> None:
        with database.write() as session:
            account = make_account(session, "", Role.ADMINISTRATOR)
            with pytest.raises(Invalid):
                service.end_role(session, queries.viewer(session, account.id), grant_of(session, account.id))

    def test_anybody_gives_up_an_own_role_and_nobody_elses(self, database: Database) -> None:
        with database.write() as session:
            own, other = (make_account(session, "", (EDITOR, "DHO-1")) for _ in range(2))
            viewer = queries.viewer(session, own.id)
            with pytest.raises(Forbidden):
                service.end_role(session, viewer, grant_of(session, other.id))
            with pytest.raises(SignInNeeded):
                service.end_role(session, ANYBODY, grant_of(session, own.id))
            service.end_role(session, viewer, grant_of(session, own.id))
            assert roles_of(session, own.id) == []

    def test_a_role_is_changed_within_the_same_organisation(self, database: Database) -> None:
        with database.write() as session:
            viewer = make_viewer(session, (OWNER, "DHO-1"))
            member = make_account(session, "", (VIEWER, "DHO-1"))
            with pytest.raises(Invalid):
                service.change_role(session, viewer, grant_of(session, member.id), Role.SCREENER)
            service.change_role(session, viewer, grant_of(session, member.id), EDITOR)
            assert roles_of(session, member.id) == [(EDITOR, "DHO-1")]


def test_holders_are_those_who_can_act(database: Database) -> None:
    with database.write() as session:
        holder = make_account(session, "", (EDITOR, "DHO-1"))
        make_account(session, "", (EDITOR, "DHO-1"), suspended_at=now())
        make_account(session, "", (EDITOR, "DHO-2"))
        lapsed = make_account(session, "", (EDITOR, "DHO-1"))
        session.execute(
            sa.update(RoleGrant).where(col(RoleGrant.account_id) == lapsed.id).values(expires_at=now())
        )
        found = queries.holders(session, [EDITOR], scope=ScopeKind.ORGANISATION, scope_id="DHO-1")
        assert found == [holder.id]
        assert queries.names_of(session, found) == {holder.id: holder.name}


class TestInviting:
    def invite(self, stage: Stage, email: str = "new@example.org", role: Role = EDITOR) -> tuple[str, str]:
        """An owner invites somebody; gives the organisation and the link."""
        with stage.database.write() as session:
            organisation = make_organisation(session, "Health Works")
            owner = make_account(session, "Amina Diallo", (OWNER, organisation.id))
        browser = stage.person(owner.id)
        page = f"/en/organisations/{organisation.slug}/members"
        browser.get(page)
        answer = browser.post(page + "/invite", {"email": email, "role": role.value})
        assert answer.headers["location"] == page + "?done=invited"
        assert email in browser.get(page).text
        return organisation.id, link_in(stage.database)

    def test_somebody_new_makes_an_account_with_the_link(self, stage: Stage) -> None:
        organisation_id, link = self.invite(stage)
        text = text_of(last_mail(stage.database))
        assert "Amina Diallo invites you" in text
        assert "Health Works" in text
        newcomer = stage.person()
        page = newcomer.get(link).text
        assert "Health Works" in page
        assert "new@example.org" in page
        answer = newcomer.post(link, {"name": "Omar Haddad", "password": PASSWORD})
        assert answer.status_code == 303
        assert "Omar Haddad" in newcomer.get("/en/account").text
        with stage.database.read() as session:
            account = queries.by_email(session, "new@example.org")
            assert roles_of(session, account.id) == [(EDITOR, organisation_id)]
            row = session.exec(select(Invitation)).one()
            assert (row.email, row.accepted_by) == ("", account.id)
        assert stage.person().get(link).status_code == 410

    def test_who_has_an_account_signs_in_and_accepts(self, stage: Stage) -> None:
        known = make_person(stage, email="known@example.org")
        organisation_id, link = self.invite(stage, "known@example.org")
        visitor = stage.person()
        page = visitor.get(link).text
        assert "Sign in and accept" in page
        assert "new-password" not in page
        assert (
            visitor.post(link, {"name": "X", "password": PASSWORD})
            .headers["location"]
            .startswith("/en/sign-in")
        )
        enter(visitor, "known@example.org")
        visitor.get(link)
        assert visitor.post(link).headers["location"] == "/en/account?done=accepted"
        with stage.database.read() as session:
            assert roles_of(session, known.id) == [(EDITOR, organisation_id)]

    def test_a_forwarded_link_is_good_for_nobody_else(self, stage: Stage) -> None:
        make_person(stage, email="known@example.org")
        other = make_person(stage)
        _, link = self.invite(stage, "known@example.org")
        browser = stage.person(other.id)
        assert "went to another address" in browser.get(link).text
        assert browser.post(link).status_code == 403
        with stage.database.read() as session:
            assert roles_of(session, other.id) == []

    def test_it_waits_in_the_account_as_well(self, stage: Stage) -> None:
        known = make_person(stage, email="known@example.org")
        organisation_id, _ = self.invite(stage, "known@example.org")
        browser = stage.person(known.id)
        assert "Amina Diallo invites you" in browser.get("/en/account").text
        with stage.database.read() as session:
            number = queries.open_invitations(session, email="known@example.org")[0].id
        assert browser.post(f"/en/account/invitations/{number}/accept").status_code == 303
        with stage.database.read() as session:
            assert roles_of(session, known.id) == [(EDITOR, organisation_id)]
        assert browser.post(f"/en/account/invitations/{number}/accept").status_code == 409

    def test_it_can_be_declined_and_withdrawn(self, stage: Stage) -> None:
        known = make_person(stage, email="known@example.org")
        _, link = self.invite(stage, "known@example.org")
        with stage.database.read() as session:
            number = queries.open_invitations(session, email="known@example.org")[0].id
        browser = stage.person(known.id)
        browser.get("/en/account")
        assert browser.post(f"/en/account/invitations/{number}/decline").status_code == 303
        assert browser.get(link).status_code == 410
        with stage.database.write() as session:
            viewer = make_viewer(session, Role.ADMINISTRATOR)
            row, token = make_invitation(session, "new@example.org", Role.SCREENER)
            service.withdraw_invitation(session, viewer, row.id or 0)
        assert stage.person().get(f"/en/invitations/{token}").status_code == 410

    def test_a_newer_one_takes_the_place_of_the_older(self, database: Database) -> None:
        with database.write() as session:
            viewer = make_viewer(session, Role.ADMINISTRATOR)
            for _ in range(2):
                service.invite(session, viewer, "New@Example.org", Role.SCREENER)
            assert len(queries.open_invitations(session, email="new@example.org")) == 1
            tokens = session.scalar(sa.select(sa.func.count()).select_from(MailedLink))
            assert tokens == 2

    def test_one_that_lapsed_is_good_for_nothing_and_loses_its_address(self, database: Database) -> None:
        with database.write() as session:
            row, _ = make_invitation(session, "new@example.org", Role.SCREENER)
            row.expires_at = now() - timedelta(seconds=1)
            account = make_account(session, email="new@example.org")
            with pytest.raises(Conflict):
                service.accept(session, account, row.id or 0)
            service.forget_old_invitations(session)
            session.refresh(row)
            assert row.email == ""

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"email": "no address", "role": EDITOR.value}, "Enter an e-mail address"),
            ({"email": "new@example.org", "role": "screener"}, "Choose a role."),
            ({"email": "new@example.org"}, "Choose a role."),
            ({"email": "member@example.org", "role": EDITOR.value}, "has this role already"),
        ],
    )
    def test_what_is_wrong_sends_nothing(self, stage: Stage, fields, words) -> None:
        with stage.database.write() as session:
            organisation = make_organisation(session)
            owner = make_account(session, "", (OWNER, organisation.id))
            make_account(session, "", (EDITOR, organisation.id), email="member@example.org")
        browser = stage.person(owner.id)
        page = f"/en/organisations/{organisation.slug}/members"
        browser.get(page)
        answer = browser.post(page + "/invite", fields)
        assert answer.status_code == 422
        assert words in answer.text
        assert not mails(stage.database)


class TestJoining:
    def test_the_owners_decide_and_the_person_is_told(self, stage: Stage) -> None:
        with stage.database.write() as session:
            organisation = make_organisation(session, "Health Works")
            owner = make_account(session, "", (OWNER, organisation.id))
            make_account(session, "", (EDITOR, organisation.id))
        person = make_person(stage, "Omar Haddad", language="fr")
        asker, decider = stage.person(person.id), stage.person(owner.id)
        page = f"/en/organisations/{organisation.slug}"
        assert f'href="{page}/join"' in stage.person().get(page).text
        assert f'href="{page}/members"' in decider.get(page).text
        assert "Health Works" in asker.get(page + "/join").text
        assert asker.post(page + "/join", {"note": "I keep its servers."}).status_code == 303
        assert "waits for a decision" in asker.get(page + "/join").text
        assert [mail["to"] for mail in mails(stage.database)] == [owner.email]
        assert "I keep its servers." in text_of(last_mail(stage.database))
        members = decider.get(page + "/members").text
        assert "Omar Haddad" in members
        assert "I keep its servers." in members
        with stage.database.read() as session:
            number = queries.open_requests(session, scope_id=organisation.id)[0].id
        fields = {"decision": "accept", "role": EDITOR.value}
        assert decider.post(f"{page}/members/requests/{number}", fields).status_code == 303
        assert (last_mail(stage.database)["to"], last_mail(stage.database)["language"]) == (
            person.email,
            "fr",
        )
        assert "You belong to it." in asker.get(page + "/join").text
        with stage.database.read() as session:
            assert roles_of(session, person.id) == [(EDITOR, organisation.id)]

    def test_without_owners_the_administrators_are_asked(self, database: Database) -> None:
        with database.write() as session:
            administrator = make_account(session, "", Role.ADMINISTRATOR)
            make_account(session, "", Role.SCREENER)
            make_account(session, "", (VIEWER, "DHO-1"))
            assert joining.deciders(session, ScopeKind.ORGANISATION, "DHO-1") == [administrator.id]
            focal = make_account(session, "", (Role.FOCAL_POINT, "KEN"))
            assert joining.deciders(session, ScopeKind.COUNTRY, "KEN") == [focal.id]

    def test_one_asks_once_and_not_where_one_belongs(self, database: Database) -> None:
        with database.write() as session:
            viewer, member = make_viewer(session), make_viewer(session, (VIEWER, "DHO-1"))
            joining.ask(session, viewer, ScopeKind.ORGANISATION, "DHO-1", "", {"en": "It"})
            for each in (viewer, member):
                with pytest.raises(Conflict):
                    joining.ask(session, each, ScopeKind.ORGANISATION, "DHO-1", "", {"en": "It"})
            with pytest.raises(Invalid):
                joining.ask(session, viewer, ScopeKind.COUNTRY, "KEN", "x" * 1001, {"en": "It"})
            with pytest.raises(SignInNeeded):
                joining.ask(session, ANYBODY, ScopeKind.COUNTRY, "KEN", "", {"en": "It"})

    def test_only_who_manages_members_decides_and_once(self, database: Database) -> None:
        with database.write() as session:
            person = make_account(session)
            row = make_join_request(session, person.id, VIEWER, "DHO-1")
            for held in ((OWNER, "DHO-2"), (EDITOR, "DHO-1"), Role.SCREENER):
                with pytest.raises(Forbidden):
                    joining.accept(session, make_viewer(session, held), row.id or 0, VIEWER, {})
            owner = make_viewer(session, (OWNER, "DHO-1"))
            with pytest.raises(Invalid):
                joining.accept(session, owner, row.id or 0, Role.SCREENER, {})
            joining.decline(session, owner, row.id or 0, {"en": "It"})
            assert roles_of(session, person.id) == []
            with pytest.raises(Conflict):
                joining.accept(session, owner, row.id or 0, VIEWER, {})


class TestFocalPoints:
    """The first is appointed on a document (tests/national); further ones are named by a focal point."""

    def test_the_secretariat_gives_that_role_in_no_other_way(self, database: Database) -> None:
        with database.write() as session:
            secretary, person = make_viewer(session, Role.ADMINISTRATOR), make_account(session)
            service.grant_role(session, secretary, person.id, Role.COUNTRY_VIEWER, "KEN")
            request = make_join_request(session, make_account(session).id, Role.COUNTRY_VIEWER, "KEN")
            for attempt in (
                lambda: service.grant_role(session, secretary, person.id, Role.FOCAL_POINT, "KEN"),
                lambda: service.invite(session, secretary, "new@example.org", Role.FOCAL_POINT, "KEN"),
                lambda: service.change_role(
                    session, secretary, grant_of(session, person.id), Role.FOCAL_POINT
                ),
                lambda: joining.accept(session, secretary, request.id or 0, Role.FOCAL_POINT, {}),
            ):
                with pytest.raises(Invalid, match="appointed on an official document"):
                    attempt()
            assert roles_of(session, person.id) == [(Role.COUNTRY_VIEWER, "KEN")]
            assert queries.open_invitations(session) == []

    def test_a_focal_point_names_further_ones_there_and_nowhere_else(self, database: Database) -> None:
        with database.write() as session:
            focal = make_viewer(session, (Role.FOCAL_POINT, "KEN"))
            service.invite(session, focal, "second@example.org", Role.FOCAL_POINT, "KEN")
            with pytest.raises(Forbidden):
                service.invite(session, focal, "second@example.org", Role.FOCAL_POINT, "UGA")

    def test_the_page_offers_it_to_focal_points_only(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_country(session, "KEN")
            secretary = make_account(session, "", Role.ADMINISTRATOR)
            focal = make_account(session, "", (Role.FOCAL_POINT, "KEN"))
        page = "/en/countries/ken/members"
        offered = 'name="role" value="focal_point"'
        assert offered in stage.person(focal.id).get(page).text
        browser = stage.person(secretary.id)
        text = browser.get(page).text
        assert offered not in text
        assert "/en/focal-points" in text
        fields = {"email": "new@example.org", "role": Role.FOCAL_POINT.value}
        answer = browser.post(page + "/invite", fields)
        assert answer.status_code == 422
        assert "appointed on an official document" in answer.text
        assert mails(stage.database) == []


class TestPages:
    def test_members_see_each_other_without_addresses(self, stage: Stage) -> None:
        with stage.database.write() as session:
            organisation = make_organisation(session)
            owner = make_account(session, "Amina Diallo", (OWNER, organisation.id))
            viewer = make_account(session, "Omar Haddad", (VIEWER, organisation.id))
            make_invitation(session, "waiting@example.org", EDITOR, organisation.id)
        page = stage.person(viewer.id).get(f"/en/organisations/{organisation.slug}/members").text
        assert "Amina Diallo" in page
        assert (owner.email or "") not in page
        assert "waiting@example.org" not in page
        assert "Invite somebody" not in page

    def test_a_member_leaves_and_an_owner_ends(self, stage: Stage) -> None:
        with stage.database.write() as session:
            organisation = make_organisation(session)
            owner = make_account(session, "", (OWNER, organisation.id))
            first, second = (make_account(session, "", (VIEWER, organisation.id)) for _ in range(2))
            numbers = [grant_of(session, each.id) for each in (owner, first, second)]
        page = f"/en/organisations/{organisation.slug}/members"
        leaving, managing = stage.person(first.id), stage.person(owner.id)
        leaving.get(page)
        assert leaving.post(f"{page}/{numbers[2]}/end").status_code == 403
        assert leaving.post(f"{page}/{numbers[1]}/end").headers["location"] == "/en/account?done=left"
        managing.get(page)
        assert managing.post(f"{page}/{numbers[2]}/end").headers["location"] == page + "?done=ended"
        last = managing.post(f"{page}/{numbers[0]}/end")
        assert last.status_code == 422
        assert "needs an owner" in last.text

    def test_what_belongs_elsewhere_is_not_found_here(self, stage: Stage) -> None:
        with stage.database.write() as session:
            here, there = make_organisation(session, "Here"), make_organisation(session, "There")
            both = make_account(session, "", (OWNER, here.id), (OWNER, there.id))
            member = make_account(session, "", (VIEWER, there.id))
            number = grant_of(session, member.id)
            invitation, _ = make_invitation(session, "new@example.org", VIEWER, there.id)
            request = make_join_request(session, make_account(session).id, VIEWER, there.id)
        browser = stage.person(both.id)
        page = f"/en/organisations/{here.slug}/members"
        browser.get(page)
        for path in (
            f"{number}/role",
            f"{number}/end",
            f"invitations/{invitation.id}/withdraw",
            f"requests/{request.id}",
        ):
            answer = browser.post(f"{page}/{path}", {"role": VIEWER.value, "decision": "accept"})
            assert answer.status_code == 404, path

    def test_a_focal_point_invites_for_the_country(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_country(session, "KEN")
            focal = make_account(session, "", (Role.FOCAL_POINT, "KEN"))
        browser = stage.person(focal.id)
        assert browser.get("/en/countries/KEN/members").status_code == 301
        assert "Focal point" in browser.get("/en/countries/ken/members").text
        fields = {"email": "new@example.org", "role": Role.FOCAL_POINT.value}
        assert browser.post("/en/countries/ken/members/invite", fields).status_code == 303
        assert "Kenya" in text_of(last_mail(stage.database))

    def test_the_page_of_roles_shows_everybody_and_ones_own(self, stage: Stage) -> None:
        with stage.database.write() as session:
            organisation = make_organisation(session, "Health Works")
            account = make_account(session, "", (EDITOR, organisation.id))
        page = stage.person().get("/en/roles").text
        assert "Your roles" not in page
        for permission in Permission:
            assert PERMISSION[permission] in page
        assert "Health Works" in stage.person(account.id).get("/en/roles").text


def test_nobody_is_named_in_what_is_on_record(database: Database) -> None:
    with database.write() as session:
        viewer = make_viewer(session, Role.ADMINISTRATOR)
        service.invite(session, viewer, "unmistakable@example.org", Role.SCREENER)
        account = make_account(session, "Unmistakable Name", email="unmistakable@example.org")
        service.accept(session, account, queries.open_invitations(session)[0].id)
    with database.read() as session:
        for event in session.exec(select(Event)):
            assert "nmistakable" not in event.model_dump_json()
        assert session.get(Account, account.id).name == "Unmistakable Name"
