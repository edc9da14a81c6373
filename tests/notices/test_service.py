"""Notices: who may place, change, lift and answer them, what is kept, who is told."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from registry.accounts.answering import Body, answering_for, people_of
from registry.accounts.permissions import Permission, Role, ScopeKind
from registry.accounts.viewer import ANYBODY
from registry.audit import queries as audit
from registry.audit.models import Event
from registry.audit.verification import verify
from registry.db import Database, Kind
from registry.deployments.models import DeploymentOrganisation
from registry.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded, Stale
from registry.notices import queries, service
from registry.notices.models import NoticeKind, NoticeStep
from registry.notices.service import NoticeDraft
from registry.notifications.models import Notification
from registry.solutions.models import SolutionOrganisation, SolutionRole
from tests.factories import make_country, make_deployment, make_organisation, make_solution, make_standard
from tests.factories.people import grant, make_account, make_viewer

SAFETY = NoticeDraft(NoticeKind.SAFETY, "Doses are shown in the **wrong unit**.")


def administrator(session: Session):
    return make_viewer(session, Role.ADMINISTRATOR)


def told(session: Session, kind: str) -> set[str]:
    return set(session.exec(select(Notification.account_id).where(Notification.kind == kind)))


class TestPlacing:
    def test_nobody_in_particular_may_not(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session)
            with pytest.raises(SignInNeeded):
                service.place(session, ANYBODY, Kind.SOLUTION, solution.id, SAFETY)

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
    def test_no_other_role_may(self, database: Database, role: Role) -> None:
        with database.write() as session:
            owner = make_organisation(session)
            solution = make_solution(session, organisations=[owner])
            scope = {"organisation": owner.id, "country": "KEN"}
            held = (
                (role, scope[role.value.split("_")[0]])
                if role.value.startswith(("organisation", "country"))
                else role
            )
            with pytest.raises(Forbidden):
                service.place(session, make_viewer(session, held), Kind.SOLUTION, solution.id, SAFETY)

    def test_it_is_in_force_at_once_and_what_was_done_is_on_record(self, database: Database) -> None:
        before = database.catalogue_version()
        with database.write() as session:
            solution = make_solution(session)
            viewer = administrator(session)
            number = service.place(session, viewer, Kind.SOLUTION, solution.id, SAFETY)
        assert database.catalogue_version() == before + 1
        with database.read() as session:
            [found] = queries.in_force(session, (Kind.SOLUTION, solution.id))
            assert (found.id, found.kind, found.reason) == (number, "safety", SAFETY.reason)
            assert found.starts_on == queries.today()
            [event] = session.exec(select(Event).where(Event.object_id == solution.id))
            assert (event.action, event.actor, event.is_public) == ("notice.placed", viewer.account_id, True)
            assert event.after["reason"] == SAFETY.reason
            [decision] = audit.decisions(session, Kind.SOLUTION, solution.id)
            assert (decision.action, decision.by, decision.refers_to) == (
                "notice.placed",
                "secretariat",
                {"notice": number},
            )
            assert verify(session) == []

    def test_who_answers_for_the_record_is_told_and_nobody_else(self, database: Database) -> None:
        with database.write() as session:
            owner, other = make_organisation(session, "Owner"), make_organisation(session, "Other")
            solution = make_solution(session, organisations=[owner])
            editor = make_account(session, "", (Role.ORGANISATION_EDITOR, owner.id)).id
            make_account(session, "", (Role.ORGANISATION_VIEWER, owner.id))
            make_account(session, "", (Role.ORGANISATION_OWNER, other.id))
            service.place(session, administrator(session), Kind.SOLUTION, solution.id, SAFETY)
            assert told(session, "notice.placed") == {editor}

    @pytest.mark.parametrize(
        ("draft", "field"),
        [
            (NoticeDraft(NoticeKind.LEGAL, " \n "), "reason"),
            (NoticeDraft(NoticeKind.LEGAL, "x" * 5_001), "reason"),
            (NoticeDraft(NoticeKind.LEGAL, "x", link="javascript:alert(1)"), "link"),
            (NoticeDraft(NoticeKind.LEGAL, "x", link="https://"), "link"),
            (NoticeDraft(NoticeKind.LEGAL, "x", link="http://[::1"), "link"),
            (NoticeDraft(NoticeKind.LEGAL, "x", link="https://user@example.org/"), "link"),
            (NoticeDraft(NoticeKind.LEGAL, "x", link="https://example.org/a b"), "link"),
            (NoticeDraft(NoticeKind.LEGAL, "x", language="de"), "language"),
            (NoticeDraft(NoticeKind.LEGAL, "x", ends_on=date(2020, 1, 1)), "ends_on"),
        ],
    )
    def test_mistakes_are_told_at_their_field_and_nothing_is_placed(
        self, database: Database, draft: NoticeDraft, field: str
    ) -> None:
        with database.write() as session:
            solution = make_solution(session)
            with pytest.raises(Invalid) as caught:
                service.place(session, administrator(session), Kind.SOLUTION, solution.id, draft)
            assert set(caught.value.faults) == {field}
            assert queries.listed(session) == []

    def test_there_must_be_a_record(self, database: Database) -> None:
        with database.write() as session, pytest.raises(NotFound):
            service.place(session, administrator(session), Kind.STANDARD, "DHT-00000", SAFETY)


class TestInForce:
    @pytest.mark.parametrize(
        ("starts", "ends", "shows"),
        [(0, None, True), (-5, None, True), (-5, 0, True), (0, 0, True), (-5, -1, False), (1, None, False)],
    )
    def test_from_its_first_day_to_its_last(
        self, database: Database, starts: int, ends: int | None, shows: bool
    ) -> None:
        day = queries.today()
        with database.write() as session:
            solution = make_solution(session)
            draft = NoticeDraft(
                NoticeKind.LEGAL,
                "x",
                starts_on=day + timedelta(starts),
                ends_on=None if ends is None else day + timedelta(ends),
            )
            service.place(session, administrator(session), Kind.SOLUTION, solution.id, draft)
            assert bool(queries.in_force(session, (Kind.SOLUTION, solution.id))) == shows
            assert ((Kind.SOLUTION, solution.id) in queries.kinds_in_force(session)) == shows
            assert [row.is_in_force for row in queries.listed(session)] == [shows]
            begun = queries.listed(session, begun_by=day)
            assert bool(begun) == (starts <= 0)

    def test_what_begins_later_is_not_public_yet(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session)
            later = NoticeDraft(NoticeKind.SECURITY, "x", starts_on=queries.today() + timedelta(3))
            service.place(session, administrator(session), Kind.SOLUTION, solution.id, later)
        with database.read() as session:
            assert audit.decisions(session, Kind.SOLUTION, solution.id) == []

    def test_the_gravest_first_by_id_and_by_slug(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session, slug="example")
            viewer = administrator(session)
            for kind in (NoticeKind.SUSPENDED, NoticeKind.SAFETY, NoticeKind.LEGAL, NoticeKind.LEGAL):
                service.place(session, viewer, Kind.SOLUTION, solution.id, NoticeDraft(kind, "x"))
            wanted = (NoticeKind.SAFETY, NoticeKind.LEGAL, NoticeKind.SUSPENDED)
            kinds = queries.kinds_in_force(session)
            assert kinds == {(Kind.SOLUTION, solution.id): wanted, (Kind.SOLUTION, "example"): wanted}
            shown = queries.in_force(session, (Kind.SOLUTION, solution.id))
            assert [each.kind for each in shown] == ["safety", "legal", "legal", "suspended"]

    def test_of_a_deployment_those_of_its_solution_as_well(self, database: Database) -> None:
        with database.write() as session:
            deployment = make_deployment(session)
            viewer = administrator(session)
            service.place(session, viewer, Kind.SOLUTION, deployment.solution_id, SAFETY)
            service.place(session, viewer, Kind.DEPLOYMENT, deployment.id, NoticeDraft(NoticeKind.LEGAL, "y"))
        from registry.deployments.queries import deployment as view

        with database.read() as session:
            assert [each.kind for each in view(session, deployment.id).notices] == ["safety", "legal"]


class TestChanging:
    def test_what_it_said_before_is_kept(self, database: Database) -> None:
        with database.write() as session:
            owner = make_organisation(session)
            solution = make_solution(session, organisations=[owner])
            editor = make_account(session, "", (Role.ORGANISATION_EDITOR, owner.id)).id
            viewer = administrator(session)
            number = service.place(session, viewer, Kind.SOLUTION, solution.id, SAFETY)
            service.change(session, viewer, number, NoticeDraft(NoticeKind.SECURITY, "Two"), steps=1)
            service.lift(session, viewer, number, " Mended. ", "en", steps=2)
        with database.read() as session:
            steps = queries.steps(session, number)
            assert [(each.step, each.kind, each.reason) for each in steps] == [
                ("lifted", "security", "Mended."),
                ("changed", "security", "Two"),
                ("placed", "safety", SAFETY.reason),
            ]
            assert queries.in_force(session, (Kind.SOLUTION, solution.id)) == []
            assert [each.action for each in audit.decisions(session, Kind.SOLUTION, solution.id)] == [
                "notice.lifted",
                "notice.changed",
                "notice.placed",
            ]
            changed = session.exec(select(Event).where(Event.action == "notice.changed")).one()
            assert (changed.before["reason"], changed.after["reason"]) == (SAFETY.reason, "Two")
            for kind in ("notice.placed", "notice.changed", "notice.lifted"):
                assert told(session, kind) == {editor}

    def test_saying_the_same_again_is_no_change(self, database: Database) -> None:
        with database.write() as session:
            viewer = administrator(session)
            number = service.place(session, viewer, Kind.SOLUTION, make_solution(session).id, SAFETY)
            service.change(session, viewer, number, SAFETY, steps=1)
            assert len(session.exec(select(NoticeStep)).all()) == 1

    def test_nothing_is_overwritten_that_was_not_seen(self, database: Database) -> None:
        with database.write() as session:
            viewer = administrator(session)
            number = service.place(session, viewer, Kind.SOLUTION, make_solution(session).id, SAFETY)
            service.change(session, viewer, number, NoticeDraft(NoticeKind.SAFETY, "Two"), steps=1)
            with pytest.raises(Stale):
                service.change(session, viewer, number, NoticeDraft(NoticeKind.SAFETY, "Three"), steps=1)
            with pytest.raises(Stale):
                service.lift(session, viewer, number, "Mended", "en", steps=1)

    def test_a_lifted_one_is_changed_no_more(self, database: Database) -> None:
        with database.write() as session:
            viewer = administrator(session)
            number = service.place(session, viewer, Kind.SOLUTION, make_solution(session).id, SAFETY)
            service.lift(session, viewer, number, "Mended", "en", steps=1)
            with pytest.raises(Conflict):
                service.change(session, viewer, number, SAFETY, steps=2)

    def test_lifting_takes_a_reason(self, database: Database) -> None:
        with database.write() as session:
            viewer = administrator(session)
            number = service.place(session, viewer, Kind.SOLUTION, make_solution(session).id, SAFETY)
            with pytest.raises(Invalid):
                service.lift(session, viewer, number, " ", "en", steps=1)


class TestAnswering:
    def test_only_for_a_body_that_answers_for_the_record(self, database: Database) -> None:
        with database.write() as session:
            owner, other = make_organisation(session, "Owner"), make_organisation(session, "Other")
            solution = make_solution(session, organisations=[owner])
            viewer = administrator(session)
            number = service.place(session, viewer, Kind.SOLUTION, solution.id, SAFETY)
            own, another = (Body(ScopeKind.ORGANISATION, each.id) for each in (owner, other))
            strangers = make_viewer(session, (Role.ORGANISATION_OWNER, other.id))
            looking_on = make_viewer(session, (Role.ORGANISATION_VIEWER, owner.id))
            for asker, body in ((strangers, own), (strangers, another), (looking_on, own), (viewer, own)):
                with pytest.raises(Forbidden):
                    service.answer(session, asker, number, body, "No", "en")
            assert service.may_answer(session, strangers, Kind.SOLUTION, solution.id) == []

    def test_it_is_published_in_the_name_of_the_body_and_the_secretariat_is_told(
        self, database: Database
    ) -> None:
        with database.write() as session:
            owner = make_organisation(session, "Owner")
            solution = make_solution(session, organisations=[owner])
            viewer = administrator(session)
            number = service.place(session, viewer, Kind.SOLUTION, solution.id, SAFETY)
            body = Body(ScopeKind.ORGANISATION, owner.id)
            editor = make_viewer(session, (Role.ORGANISATION_EDITOR, owner.id))
            assert service.may_answer(session, editor, Kind.SOLUTION, solution.id) == [body]
            service.answer(session, editor, number, body, "We look into it.", "en")
            service.answer(session, editor, number, body, "It is mended.", "fr")
        with database.read() as session:
            [shown] = queries.in_force(session, (Kind.SOLUTION, solution.id))
            assert [(each.scope, each.body, each.text, each.language) for each in shown.answers] == [
                ("organisation", owner.id, "It is mended.", "fr")
            ]
            assert [each.text for each in queries.answers_ever(session, number)] == [
                "We look into it.",
                "It is mended.",
            ]
            assert told(session, "notice.answered") == {viewer.account_id}
            decision = audit.decisions(session, Kind.SOLUTION, solution.id)[0]
            assert (decision.action, decision.by) == ("notice.answered", f"organisation:{owner.id}")

    def test_a_focal_point_answers_for_the_country(self, database: Database) -> None:
        with database.write() as session:
            make_country(session, "KEN")
            number = service.place(session, administrator(session), Kind.COUNTRY, "KEN", SAFETY)
            point = make_viewer(session, (Role.FOCAL_POINT, "KEN"))
            service.answer(session, point, number, Body(ScopeKind.COUNTRY, "KEN"), "Noted.", "en")
            [shown] = queries.in_force(session, (Kind.COUNTRY, "KEN"))
            assert [(each.scope, each.body) for each in shown.answers] == [("country", "KEN")]


class TestAnsweringFor:
    def test_owners_of_a_solution_else_who_builds_it(self, database: Database) -> None:
        with database.write() as session:
            owner, builder = make_organisation(session, "Owner"), make_organisation(session, "Builder")
            solution = make_solution(session)
            link = {"solution_id": solution.id, "organisation_id": builder.id}
            session.add(SolutionOrganisation(**link, role=SolutionRole.DEVELOPER))
            session.add(SolutionOrganisation(**link, role=SolutionRole.FUNDER))
            session.flush()
            assert answering_for(session, Kind.SOLUTION, solution.id) == [
                Body(ScopeKind.ORGANISATION, builder.id)
            ]
            session.add(
                SolutionOrganisation(
                    solution_id=solution.id, organisation_id=owner.id, role=SolutionRole.OWNER
                )
            )
            session.flush()
            assert answering_for(session, Kind.SOLUTION, solution.id) == [
                Body(ScopeKind.ORGANISATION, owner.id)
            ]

    def test_of_a_deployment_who_runs_it_and_who_owns_what_is_run(self, database: Database) -> None:
        with database.write() as session:
            owner, runner = make_organisation(session, "Owner"), make_organisation(session, "Runner")
            solution = make_solution(session, organisations=[owner])
            deployment = make_deployment(session, solution, implementers=[runner])
            assert len(session.exec(select(DeploymentOrganisation)).all()) == 1
            bodies = answering_for(session, Kind.DEPLOYMENT, deployment.id)
            assert [each.id for each in bodies] == sorted([owner.id, runner.id])

    def test_of_the_other_kinds(self, database: Database) -> None:
        with database.write() as session:
            body = make_organisation(session, "Body")
            standard = make_standard(session, sdo_id=body.id)
            expected = [Body(ScopeKind.ORGANISATION, body.id)]
            assert answering_for(session, Kind.STANDARD, standard.id) == expected
            assert answering_for(session, Kind.ORGANISATION, body.id) == expected
            assert answering_for(session, Kind.COUNTRY, "KEN") == [Body(ScopeKind.COUNTRY, "KEN")]
            assert answering_for(session, Kind.STANDARD, make_standard(session, "B").id) == []

    def test_its_people_by_permission(self, database: Database) -> None:
        with database.write() as session:
            body = Body(ScopeKind.ORGANISATION, make_organisation(session).id)
            editor = make_account(session, "", (Role.ORGANISATION_EDITOR, body.id)).id
            viewer = make_account(session, "", (Role.ORGANISATION_VIEWER, body.id)).id
            make_account(session, "", Role.ADMINISTRATOR)
            assert people_of(session, [body], Permission.NOTICE_ANSWER) == [editor]
            assert people_of(session, [body], Permission.MEMBERS_READ) == sorted([editor, viewer])
            grant(session, viewer, (Role.ORGANISATION_OWNER, body.id))
            assert people_of(session, [body], Permission.NOTICE_ANSWER) == sorted([editor, viewer])
