"""The Secretariat's work on submissions: who takes what, what is found and said, reminders, consultations."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY, Viewer
from registry.db import Database
from registry.db.base import now
from registry.errors import Forbidden, Invalid, NotFound, SignInNeeded
from registry.notifications.models import Notification
from registry.submissions import (
    consultation_queries,
    consulting,
    desk_queries,
    jobs,
    queries,
    screening,
    service,
)
from registry.submissions.consulting import ConsultationClosed
from registry.submissions.desk_queries import Queue
from registry.submissions.models import Moderation, Priority, Submission, SubmissionNote, Verdict
from registry.submissions.service import OwnSubmission, id_of
from registry.submissions.workflow import Action, CannotMove, State
from tests.acting import Stage
from tests.factories import make_account, make_organisation, make_viewer
from tests.factories.submissions import make_submission


def told(session: Session, account_id: str) -> list[str]:
    return list(session.exec(select(Notification.kind).where(Notification.account_id == account_id)))


def screener(session: Session) -> Viewer:
    return make_viewer(session, Role.SCREENER)


class TestAssign:
    def test_nobody_and_vendors_do_not(self, database: Database) -> None:
        with database.write() as session:
            row = make_submission(session, state=State.SUBMITTED)
            with pytest.raises(SignInNeeded):
                screening.assign(session, ANYBODY, id_of(row), "x")
            vendor = make_viewer(session, (Role.ORGANISATION_OWNER, make_organisation(session).id))
            with pytest.raises(Forbidden):
                screening.assign(session, vendor, id_of(row), vendor.account_id)

    def test_taking_one_begins_the_screening_and_sets_the_deadline(self, database: Database) -> None:
        with database.write() as session:
            row, me = make_submission(session, state=State.SUBMITTED), screener(session)
            screening.assign(session, me, id_of(row), me.account_id)
            assert (row.state, row.assignee_id) == (State.SCREENING, me.account_id)
            assert row.due_at is not None

    def test_it_goes_to_whoever_has_the_least_work(self, database: Database) -> None:
        with database.write() as session:
            busy, idle = screener(session), screener(session)
            make_submission(session, state=State.SCREENING, assignee_id=busy.account_id)
            row = make_submission(session, state=State.SUBMITTED)
            screening.assign(session, busy, id_of(row))
            assert row.assignee_id == idle.account_id
            assert "submission.assigned" in told(session, idle.account_id)

    def test_nobody_screens_their_own(self, database: Database) -> None:
        with database.write() as session:
            me = screener(session)
            row = make_submission(session, by=me.account_id, state=State.SUBMITTED)
            with pytest.raises(OwnSubmission):
                screening.assign(session, me, id_of(row), me.account_id)
            other = screener(session)
            with pytest.raises(screening.NotAScreener):
                screening.assign(session, other, id_of(row), me.account_id)

    def test_the_next_one_is_the_most_urgent_then_the_first_due(self, database: Database) -> None:
        with database.write() as session:
            late = make_submission(session, state=State.SUBMITTED, due_at=now())
            urgent = make_submission(session, state=State.SUBMITTED, priority=Priority.URGENT)
            me = screener(session)
            taken = [screening.take_next(session, me) for _ in range(3)]
            assert [each and each.id for each in taken] == [urgent.id, late.id, None]


class TestQueues:
    def test_each_list_holds_what_it_says(self, database: Database) -> None:
        with database.write() as session:
            me = screener(session)
            mine = make_submission(session, state=State.SCREENING, assignee_id=me.account_id)
            free = make_submission(session, state=State.SUBMITTED, due_at=now() - timedelta(days=1))
            waiting = make_submission(session, state=State.CHANGES_ASKED)
            make_submission(session, state=State.DRAFT)
            make_submission(session, state=State.ACCEPTED)
            make_submission(session, state=State.APPEALED)
        with database.read() as session:

            def ids(which: Queue) -> list[int]:
                return [row.id for row in desk_queries.queue(session, me, which)]

            assert ids(Queue.MINE) == [mine.id]
            assert ids(Queue.UNASSIGNED) == [free.id]
            assert ids(Queue.WAITING) == [waiting.id]
            assert ids(Queue.LATE) == [free.id]
            assert set(ids(Queue.ALL)) == {mine.id, free.id, waiting.id}
            figures = desk_queries.figures(session, me)
            assert figures.counts == {"mine": 1, "unassigned": 1, "waiting": 1, "late": 1, "all": 3}
            assert figures.median_all is None

    def test_medians_leave_the_submitters_time_out(self, database: Database) -> None:
        with database.write() as session:
            me = screener(session)
            row = make_submission(session, state=State.SUBMITTED)
            service.move(session, row, Action.TAKE_UP, me)
            service.move(session, row, Action.DECLINE, me, text="No.")
            figures = desk_queries.figures(session, me)
        assert (figures.decided, figures.median_all, figures.median_own) == (1, 0.0, 0.0)


class TestFindings:
    def test_a_section_that_needs_changes_says_which(self, database: Database) -> None:
        with database.write() as session:
            row, me = make_submission(session, state=State.SCREENING), screener(session)
            with pytest.raises(Invalid):
                screening.judge_section(session, me, id_of(row), "identity", Verdict.CHANGES_NEEDED)
            screening.judge_section(session, me, id_of(row), "identity", Verdict.CHANGES_NEEDED, "Name it.")
            screening.judge_section(session, me, id_of(row), "identity", Verdict.IN_ORDER)
            assert queries.section_decisions(session, id_of(row))["identity"].verdict is Verdict.IN_ORDER
            screening.judge_section(session, me, id_of(row), "identity", None)
            assert queries.section_decisions(session, id_of(row)) == {}
            with pytest.raises(NotFound):
                screening.judge_section(session, me, id_of(row), "no-such", Verdict.IN_ORDER)

    def test_nothing_is_screened_once_it_is_decided(self, database: Database) -> None:
        with database.write() as session:
            row, me = make_submission(session, state=State.ACCEPTED), screener(session)
            with pytest.raises(CannotMove):
                screening.judge_section(session, me, id_of(row), "identity", Verdict.IN_ORDER)

    def test_priority_moves_the_deadline(self, database: Database) -> None:
        with database.write() as session:
            row, me = make_submission(session, state=State.SUBMITTED), screener(session)
            screening.set_priority(session, me, id_of(row), Priority.NORMAL)
            normal = row.due_at
            screening.set_priority(session, me, id_of(row), Priority.URGENT)
            assert row.due_at < normal


class TestWords:
    def test_notes_stay_inside_and_messages_reach_the_other_side(self, stage: Stage) -> None:
        with stage.database.write() as session:
            author = make_account(session)
            row = make_submission(session, by=author.id, state=State.SCREENING)
            me = screener(session)
            screening.note(session, me, id_of(row), "The vendor was late before.")
            screening.say(session, me, id_of(row), "Thank you for the report.")
            assert "submission.message" in told(session, author.id)
            vendor = make_viewer(session)
            with pytest.raises(NotFound):
                screening.say(session, vendor, id_of(row), "Let me in.")
            with pytest.raises(Forbidden):
                screening.note(session, vendor, id_of(row), "Let me in.")
            assert len(session.exec(select(SubmissionNote)).all()) == 1
        page = stage.person(me.account_id).get(f"/en/desk/{row.id}").text
        assert "The vendor was late before." in page
        for address in (f"/en/submissions/{row.id}", f"/api/v1/submissions/{row.id}"):
            assert "late before" not in stage.person(author.id).get(address).text


class TestReminders:
    def test_each_side_is_reminded_once_for_each_turn(self, database: Database) -> None:
        with database.write() as session:
            author, me = make_account(session), screener(session)
            soon = now() + timedelta(days=2)
            make_submission(session, by=author.id, state=State.CHANGES_ASKED, due_at=soon)
            make_submission(session, state=State.SCREENING, assignee_id=me.account_id, due_at=soon)
            make_submission(session, state=State.SCREENING, due_at=now() + timedelta(days=40))
        with database.write() as session:
            assert jobs.remind(session) == 2
        with database.write() as session:
            assert jobs.remind(session) == 0
            assert told(session, author.id) == ["submission.deadline"]
            assert told(session, me.account_id) == ["submission.desk_deadline"]


class TestConsultation:
    def opened(self, session: Session) -> tuple[Submission, Viewer]:
        row, me = make_submission(session, state=State.SCREENING), screener(session)
        consulting.open_consultation(session, me, id_of(row), days=10, question="Do you use it?")
        return row, me

    @pytest.mark.parametrize(("days", "question"), [(0, "Well?"), (91, "Well?"), (None, "Well?"), (5, " ")])
    def test_needs_a_question_and_an_end(self, database: Database, days: int | None, question: str) -> None:
        with database.write() as session:
            row, me = make_submission(session, state=State.SCREENING), screener(session)
            with pytest.raises(Invalid):
                consulting.open_consultation(session, me, id_of(row), days=days, question=question)

    def test_a_comment_shows_once_it_is_moderated(self, database: Database) -> None:
        with database.write() as session:
            row, me = self.opened(session)
            with pytest.raises(SignInNeeded):
                consulting.comment(session, ANYBODY, id_of(row), "I use it.")
            citizen = make_viewer(session)
            made = consulting.comment(session, citizen, id_of(row), "I use it.")
            assert consultation_queries.comments(session, id_of(row), ANYBODY) == []
            assert len(consultation_queries.comments(session, id_of(row), citizen)) == 1
            consulting.moderate(session, me, made.id or 0, Moderation.PUBLISHED, answer="Thank you.")
            shown = consultation_queries.comments(session, id_of(row), ANYBODY)
            assert [(each.text, each.answer) for each in shown] == [("I use it.", "Thank you.")]
            assert "comment.published" in told(session, citizen.account_id)

    def test_nobody_speaks_for_a_body_that_is_not_theirs(self, database: Database) -> None:
        with database.write() as session:
            row, _ = self.opened(session)
            body = make_organisation(session)
            with pytest.raises(Forbidden):
                consulting.comment(session, make_viewer(session), id_of(row), "We do.", organisation=body.id)
            member = make_viewer(session, (Role.ORGANISATION_EDITOR, body.id))
            made = consulting.comment(session, member, id_of(row), "We do.", organisation=body.id)
            assert made.organisation_id == body.id

    def test_a_refusal_says_why_and_nobody_moderates_their_own(self, database: Database) -> None:
        with database.write() as session:
            row, me = self.opened(session)
            made = consulting.comment(session, me, id_of(row), "Mine.")
            with pytest.raises(OwnSubmission):
                consulting.moderate(session, me, made.id or 0, Moderation.PUBLISHED)
            other = make_viewer(session, Role.EDITOR)
            with pytest.raises(Invalid):
                consulting.moderate(session, other, made.id or 0, Moderation.REFUSED)

    def test_the_public_that_was_asked_is_given_reasons_also_when_it_is_accepted(
        self, database: Database
    ) -> None:
        with database.write() as session:
            row, me = self.opened(session)
            with pytest.raises(Invalid):
                service.move(session, row, Action.ACCEPT, me)
            service.move(session, row, Action.ACCEPT, me, text="Those who use it speak well of it.")
            assert row.state is State.ACCEPTED

    def test_a_closed_one_takes_none(self, database: Database) -> None:
        with database.write() as session:
            row, me = self.opened(session)
            consulting.close_consultation(session, me, id_of(row))
            with pytest.raises(ConsultationClosed):
                consulting.comment(session, make_viewer(session), id_of(row), "Too late.")
            assert [
                each.proposal.id for each in consultation_queries.consultations(session, is_open=False)
            ] == [row.id]


PATIENT = "Jane Roe, born 3 May 1980, came in with fever."


class TestPages:
    def test_the_story_of_a_screener(self, stage: Stage) -> None:
        with stage.database.write() as session:
            author, me = make_account(session), make_account(session, "Noor Example", Role.SCREENER)
            row = make_submission(session, by=author.id, state=State.SUBMITTED)
        person = stage.person(me.id)
        assert "Sample Ledger" in person.get("/en/desk").text
        assert person.post("/en/desk/next").headers["location"] == f"/en/desk/{row.id}"
        page = person.get(f"/en/desk/{row.id}")
        assert "Keeps stock of medicines" in page.text
        wrong = person.post(f"/en/desk/{row.id}/moves", {"action": "ask_changes", "reasons": ""})
        assert wrong.status_code == 422
        assert "Say what has to be changed or explained." in wrong.text
        assert 'id="e-reasons"' in wrong.text
        undecided = person.post(f"/en/desk/{row.id}/moves", {"reasons": "Typed already."})
        assert undecided.status_code == 422
        assert 'id="e-action"' in undecided.text
        assert "Typed already." in undecided.text
        person.post(f"/en/desk/{row.id}/moves", {"action": "ask_changes", "reasons": "Which licence?"})
        with stage.database.write() as session:
            found = session.get_one(Submission, id_of(row))
            assert found.state is State.CHANGES_ASKED
            service.answer(session, make_viewer_of(session, author.id), id_of(row), "MPL.")
        answer = person.post(f"/en/desk/{row.id}/moves", {"action": "accept", "reasons": "In order."})
        assert answer.status_code == 303
        reader = stage.person()
        assert "In order." in reader.get(f"/en/decisions/{row.id}").text
        assert "Sample Ledger" in reader.get("/en/decisions").text
        assert "Noor" not in reader.get(f"/en/decisions/{row.id}").text

    @pytest.mark.parametrize(
        ("path", "fields", "field"),
        [
            ("desk/{}/messages", {"text": PATIENT}, "text"),
            ("desk/{}/notes", {"note": PATIENT}, "note"),
            ("desk/{}/sections/identity", {"verdict": "changes_needed", "note": PATIENT}, "note"),
            ("desk/{}/moves", {"action": "decline", "reasons": PATIENT}, "reasons"),
            ("consultations/{}/comments", {"text": PATIENT}, "text"),
        ],
    )
    def test_whatever_is_said_must_not_be_about_a_patient(
        self, stage: Stage, path: str, fields: dict[str, str], field: str
    ) -> None:
        with stage.database.write() as session:
            me = make_viewer(session, Role.SCREENER)
            row = make_submission(session, state=State.SCREENING)
            consulting.open_consultation(session, me, id_of(row), days=14, question="Use it?")
        person, address = stage.person(me.account_id), "/en/" + path.format(row.id)
        person.get("/en/account")
        refused = person.post(address, fields)
        assert refused.status_code == 422
        assert f'id="e-{field}"' in refused.text
        assert 'name="no_patient_data"' in refused.text
        assert person.post(address, fields | {"no_patient_data": "1"}).status_code == 303

    def test_a_citizen_comments_in_public(self, stage: Stage) -> None:
        with stage.database.write() as session:
            citizen, me = make_account(session, "Chidi Example"), make_account(session, "", Role.SCREENER)
            row = make_submission(session, state=State.SCREENING)
        screening_person = stage.person(me.id)
        screening_person.post(f"/en/desk/{row.id}/consultation", {"question": "Use it?", "days": "14"})
        reader = stage.person()
        assert "Use it?" in reader.get(f"/fr/consultations/{row.id}").text
        assert reader.post(f"/en/consultations/{row.id}/comments", {"text": "x"}).status_code == 303
        person = stage.person(citizen.id)
        person.get(f"/en/consultations/{row.id}")
        assert person.post(f"/en/consultations/{row.id}/comments", {"text": ""}).status_code == 422
        person.post(f"/en/consultations/{row.id}/comments", {"text": "We have it in **Kisumu**."})
        waiting = screening_person.get("/en/desk/comments").text
        assert "<strong>Kisumu</strong>" in waiting
        with stage.database.read() as session:
            number = consultation_queries.to_moderate(session)[0].id
        screening_person.post(f"/en/desk/comments/{number}", {"moderation": "published", "answer": "Noted."})
        shown = reader.get(f"/en/consultations/{row.id}").text
        assert "Kisumu" in shown
        assert "A member of the public" in shown
        assert "Chidi" not in shown


def make_viewer_of(session: Session, account_id: str) -> Viewer:
    from registry.accounts.queries import viewer

    return viewer(session, account_id)


def test_every_value_is_named() -> None:
    import registry.submissions.words  # noqa: F401
    from registry.submissions.models import Outcome, SubmissionKind
    from registry.submissions.sections import SECTIONS
    from registry.submissions.workflow import Side
    from registry.web.vocabulary import TERMS

    for group, enum in (
        ("submission_kind", SubmissionKind),
        ("submission_state", State),
        ("submission_action", Action),
        ("submission_side", Side),
        ("priority", Priority),
        ("verdict", Verdict),
        ("outcome", Outcome),
        ("moderation", Moderation),
        ("queue", Queue),
    ):
        assert {each.value for each in enum} == set(TERMS[group])
    assert {section for parts in SECTIONS.values() for section in parts} == set(TERMS["section"])
