"""Who reports, who moderates, who vouches, who answers; and what of it counts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY, Viewer
from registry.db import Database
from registry.errors import Conflict, Forbidden, Invalid, LinkNotGood, NotFound, SignInNeeded
from registry.feedback import queries, service, verifying
from registry.feedback.jobs import tell_of_clusters
from registry.feedback.models import Feedback, Reporter
from registry.jobs.models import Job
from registry.mail.service import JOB_KIND
from registry.notifications import queries as notifications
from tests.factories import make_account, make_organisation, make_solution, make_viewer
from tests.factories.feedback import make_feedback
from tests.factories.frameworks import make_framework
from tests.factories.reference import make_country


def _told(session: Session, viewer: Viewer) -> list[str]:
    return [each.kind for each in notifications.notifications(session, viewer.account_id, limit=50)]


def _mailed_token(session: Session) -> str:
    row = session.exec(select(Job).where(Job.kind == JOB_KIND).order_by(col(Job.id).desc())).first()
    assert row is not None
    return str(row.payload["context"]["token"])


@pytest.fixture
def sqlite_session(sqlite_url: str) -> Iterator[Session]:
    database = Database(sqlite_url)
    with database.write() as session:
        yield session
    database.dispose()


class TestSending:
    def test_whoever_is_signed_in_may_and_nobody_reads_it_before_a_moderator(
        self, database: Database
    ) -> None:
        with database.write() as session:
            solution = make_solution(session)
            with pytest.raises(SignInNeeded):
                make_feedback(session, solution, by=ANYBODY)
            number = make_feedback(session, solution)
            with pytest.raises(NotFound):
                queries.report(session, number)
            with pytest.raises(NotFound):
                queries.report(session, number, make_viewer(session, Role.REVIEWER))
            assert queries.of_solution(session, solution.id).users == []
            assert queries.report(session, number, make_viewer(session, Role.SCREENER)).state == "waiting"

    @pytest.mark.parametrize(
        ("values", "fields"),
        [
            ({"reporter": None}, {"reporter"}),
            ({"works": "", "lacks": ""}, {"works"}),
            ({"works": "x" * 4001}, {"works"}),
            ({"country": "", "since": None}, {"country", "since"}),
            ({"since": 1980}, {"since"}),
            ({"since": 2999}, {"since"}),
            ({"is_incident": True, "lacks": ""}, {"lacks"}),
            ({"lacks": "Patient John Smith, born 12/03/1984, was lost."}, {"lacks"}),
        ],
    )
    def test_each_fault_is_told_at_its_field(
        self, sqlite_session: Session, values: dict, fields: set[str]
    ) -> None:
        with pytest.raises(Invalid) as refused:
            make_feedback(sqlite_session, make_solution(sqlite_session), **values)
        assert set(refused.value.faults) == fields

    def test_the_public_needs_no_country_and_judges_no_criteria(self, database: Database) -> None:
        with database.write() as session:
            make_framework(session)
            solution = make_solution(session)
            number = make_feedback(
                session,
                solution,
                publish=True,
                reporter=Reporter.PUBLIC,
                country="",
                since=None,
                opinions={("test-framework@1", "one"): True},
            )
            found = queries.of_solution(session, solution.id)
            assert ([each.id for each in found.public], found.users) == ([number], [])
            assert found.public[0].opinions == []

    def test_nobody_reports_on_what_their_own_body_makes(self, database: Database) -> None:
        with database.write() as session:
            maker = make_organisation(session, "Maker")
            solution = make_solution(session, organisations=[maker])
            vendor = make_viewer(session, (Role.ORGANISATION_VIEWER, maker.id))
            with pytest.raises(service.OwnProduct):
                make_feedback(session, solution, by=vendor)

    def test_one_waits_at_a_time(self, sqlite_session: Session) -> None:
        writer, solution = make_viewer(sqlite_session), make_solution(sqlite_session)
        number = make_feedback(sqlite_session, solution, by=writer)
        with pytest.raises(Conflict):
            make_feedback(sqlite_session, solution, by=writer)
        service.withdraw(sqlite_session, writer, number)
        make_feedback(sqlite_session, solution, by=writer)


class TestModerating:
    def test_is_for_moderators_and_never_of_ones_own(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session)
            editor = make_viewer(session, Role.EDITOR)
            number = make_feedback(session, solution, by=editor)
            for other in (make_viewer(session), make_viewer(session, Role.REVIEWER), editor):
                with pytest.raises(Forbidden):
                    service.publish(session, other, number)
            service.publish(session, make_viewer(session, Role.SCREENER), number)
            assert [each.id for each in queries.of_solution(session, solution.id).users] == [number]
            with pytest.raises(Conflict):
                service.publish(session, make_viewer(session, Role.SCREENER), number)

    def test_of_what_is_refused_no_text_is_kept(self, database: Database) -> None:
        with database.write() as session:
            writer, editor = make_viewer(session), make_viewer(session, Role.EDITOR)
            number = make_feedback(session, make_solution(session), by=writer)
            with pytest.raises(Invalid):
                service.refuse(session, editor, number, " ")
            service.refuse(session, editor, number, "It names a patient.")
            row = session.get_one(Feedback, number)
            assert (row.works, row.lacks) == ("", "")
            assert [each.reason for each in queries.own(session, writer)] == ["It names a patient."]
            with pytest.raises(NotFound):
                queries.report(session, number, editor)

    def test_who_answers_for_the_product_is_told_and_answers(self, database: Database) -> None:
        with database.write() as session:
            maker, other = make_organisation(session, "Maker"), make_organisation(session, "Other")
            solution = make_solution(session, organisations=[maker])
            vendor = make_viewer(session, (Role.ORGANISATION_EDITOR, maker.id))
            stranger = make_viewer(session, (Role.ORGANISATION_EDITOR, other.id))
            waiting = make_feedback(session, solution)
            with pytest.raises(NotFound):
                service.answer(session, vendor, waiting, "Thanks", "en")
            service.publish(session, make_viewer(session, Role.EDITOR), waiting)
            assert _told(session, vendor) == ["feedback.on_record"]
            for reader in (stranger, make_viewer(session, Role.EDITOR)):
                with pytest.raises(Forbidden):
                    service.answer(session, reader, waiting, "Thanks", "en")
            service.answer(session, vendor, waiting, "It is faster since.", "en")
            found = queries.report(session, waiting)
            assert (found.answer, found.answer_by and found.answer_by.id) == ("It is faster since.", maker.id)


class TestVouching:
    def test_the_focal_point_of_that_country_confirms(self, database: Database) -> None:
        with database.write() as session:
            number = make_feedback(session, make_solution(session))
            make_country(session, "UGA")
            focal = make_viewer(session, (Role.FOCAL_POINT, "KEN"))
            elsewhere = make_viewer(session, (Role.FOCAL_POINT, "UGA"))
            assert [each.id for each in queries.to_confirm(session, focal)] == [number]
            assert queries.to_confirm(session, elsewhere) == []
            with pytest.raises(NotFound):
                verifying.confirm_for_country(session, elsewhere, number)
            verifying.confirm_for_country(session, focal, number)
            found = queries.report(session, number, focal)
            assert (found.verified, found.verified_as) == ("country", "KEN")
            with pytest.raises(Conflict):
                verifying.confirm_for_country(session, focal, number)

    @pytest.mark.parametrize("address", ["me@gmail.com", "nonsense", "me@maker.example"])
    def test_not_every_address_says_where_one_works(self, sqlite_session: Session, address: str) -> None:
        session = sqlite_session
        maker = make_organisation(session, "Maker")
        make_account(session, "", (Role.ORGANISATION_OWNER, maker.id), email="vendor@maker.example")
        writer = make_viewer(session)
        number = make_feedback(session, make_solution(session, organisations=[maker]), by=writer)
        with pytest.raises(Invalid) as refused:
            verifying.ask_organisation(session, writer, number, address)
        assert set(refused.value.faults) == {"email"}

    def test_the_mailed_link_confirms_once_and_only_for_the_writer(self, database: Database) -> None:
        with database.write() as session:
            writer = make_viewer(session)
            number = make_feedback(session, make_solution(session), by=writer)
            verifying.ask_organisation(session, writer, number, "me@Clinic.example")
            token = _mailed_token(session)
            with pytest.raises(LinkNotGood):
                verifying.confirm_by_mail(session, make_viewer(session), token)
            assert verifying.confirm_by_mail(session, writer, token) == number
            found = queries.report(session, number, writer)
            assert (found.verified, found.verified_as) == ("organisation", "clinic.example")
            with pytest.raises(LinkNotGood):
                verifying.confirm_by_mail(session, writer, token)


class TestCounting:
    def test_only_confirmed_people_count_by_criterion_and_each_with_the_last_word(
        self, database: Database
    ) -> None:
        with database.write() as session:
            make_framework(session)
            solution, focal = make_solution(session), make_viewer(session, (Role.FOCAL_POINT, "KEN"))
            one, two = make_viewer(session), make_viewer(session)
            key = ("test-framework@1", "one")
            for by, agrees, confirmed in (
                (one, False, True),
                (two, True, True),
                (one, True, True),
                (two, False, False),
            ):
                number = make_feedback(session, solution, by=by, publish=True, opinions={key: agrees})
                if confirmed:
                    verifying.confirm_for_country(session, focal, number)
            [row] = queries.tallies(session, solution.id)
            assert (row.framework_version, row.criterion, row.agree, row.disagree) == (*key, 2, 0)

    def test_published_incidents_of_three_people_are_told_once_to_who_manages_assessments(
        self, database: Database
    ) -> None:
        with database.write() as session:
            solution, manager = make_solution(session), make_viewer(session, Role.SCREENER)
            numbers = [
                make_feedback(session, solution, is_incident=True, publish=published)
                for published in (True, True, False)
            ]
            assert queries.incident_clusters(session) == []
            service.publish(session, make_viewer(session, Role.EDITOR), numbers[2])
            [found] = queries.incident_clusters(session)
            assert (found.solution_id, found.people) == (solution.id, 3)
            session.get_one(Feedback, numbers[0]).sent_at -= timedelta(days=120)
            session.flush()
            assert queries.incident_clusters(session) == []
            for _ in range(2):
                tell_of_clusters(session, least=2, days=90)
            assert _told(session, manager).count("feedback.cluster") == 1
