"""Submissions are made, changed, moved and published by those who may, and by nobody else."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY, Viewer
from registry.audit import queries as audit
from registry.audit.models import Event
from registry.db import Database
from registry.db.ids import Kind
from registry.deployments import queries as deployments
from registry.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded, Stale
from registry.notifications.models import Notification
from registry.organisations import service as organisations
from registry.quality.check import World
from registry.quality.checks import stale
from registry.quality.fact_queries import solutions as solution_facts
from registry.solutions import queries as solutions
from registry.solutions import service as solution_service
from registry.solutions.drafts import SolutionDraft
from registry.submissions import queries, service
from registry.submissions.models import Submission, SubmissionKind
from registry.submissions.workflow import Action, CannotMove, Side, State
from tests.factories import (
    make_account,
    make_country,
    make_organisation,
    make_revision,
    make_solution,
    make_source,
    make_submission,
    make_viewer,
)
from tests.factories.submissions import SOLUTION_BODY


def vendor(session: Session, organisation: str, role: Role = Role.ORGANISATION_EDITOR) -> Viewer:
    return make_viewer(session, (role, organisation))


def accept(session: Session, row: Submission, screener: Viewer | None = None, text: str = "") -> None:
    screener = screener or make_viewer(session, Role.SCREENER)
    if row.state is State.SUBMITTED:
        service.move(session, row, Action.TAKE_UP, screener)
    service.move(session, row, Action.ACCEPT, screener, text=text)


def stale_on(session: Session, solution: str) -> list[str]:
    facts = solution_facts(session, [solution])
    return [found.reason for each in facts for found in stale.run(each, World(date(2026, 6, 15)))]


class TestCreate:
    def test_nobody_must_be_signed_in(self, database: Database) -> None:
        with database.write() as session, pytest.raises(SignInNeeded):
            service.create(session, ANYBODY, SubmissionKind.SOLUTION)

    @pytest.mark.parametrize("role", [Role.ORGANISATION_VIEWER, Role.SCREENER, Role.ADMINISTRATOR])
    def test_only_editors_of_an_organisation_make_one_for_it(self, database: Database, role: Role) -> None:
        with database.write() as session:
            body = make_organisation(session)
            held = (role, body.id) if role is Role.ORGANISATION_VIEWER else role
            viewer = make_viewer(session, held)
            with pytest.raises(Forbidden):
                service.create(session, viewer, SubmissionKind.SOLUTION, organisation=body.id)

    def test_editors_of_another_organisation_do_not(self, database: Database) -> None:
        with database.write() as session:
            own, other = make_organisation(session), make_organisation(session)
            with pytest.raises(Forbidden):
                service.create(
                    session, vendor(session, other.id), SubmissionKind.SOLUTION, organisation=own.id
                )

    def test_a_change_begins_with_what_is_published(self, database: Database) -> None:
        with database.write() as session:
            draft = SolutionDraft.model_validate({**SOLUTION_BODY, "slug": "sample-ledger"})
            saved = solution_service.save(session, draft, author="Somebody")
            viewer = make_viewer(session)
            row = service.create(session, viewer, SubmissionKind.SOLUTION, target=saved.id)
            assert row.base_revision == 1
            assert row.body == SOLUTION_BODY
            assert row.names == {"en": "Sample Ledger"}
            assert (row.state, row.author_id) == (State.DRAFT, viewer.account_id)

    def test_a_change_to_nothing_is_not_found(self, database: Database) -> None:
        with database.write() as session, pytest.raises(NotFound):
            service.create(session, make_viewer(session), SubmissionKind.SOLUTION, target="DHS-00000")

    def test_what_rests_on_another_submission_rests_on_an_own_one(self, database: Database) -> None:
        with database.write() as session:
            foreign = make_submission(session)
            with pytest.raises(NotFound):
                service.create(session, make_viewer(session), SubmissionKind.DEPLOYMENT, parent_id=foreign.id)


class TestSeeing:
    def numbers(self, session: Session, viewer: Viewer) -> set[int]:
        found = set()
        for number in session.exec(select(Submission.id)):
            try:
                found.add(queries.submission(session, viewer, number or 0).id)
            except NotFound:
                continue
        return {each or 0 for each in found}

    def test_others_see_none(self, database: Database) -> None:
        with database.write() as session:
            body, other = make_organisation(session), make_organisation(session)
            make_submission(session)
            make_submission(session, organisation=body.id, state=State.SUBMITTED)
            for viewer in (
                ANYBODY,
                make_viewer(session),
                vendor(session, other.id, Role.ORGANISATION_OWNER),
                make_viewer(session, (Role.FOCAL_POINT, "KEN")),
                make_viewer(session, Role.REVIEWER),
            ):
                assert self.numbers(session, viewer) == set()
                assert queries.own(session, viewer) == []

    def test_members_see_those_of_their_organisation(self, database: Database) -> None:
        with database.write() as session:
            body = make_organisation(session)
            row = make_submission(session, organisation=body.id)
            make_submission(session)
            viewer = vendor(session, body.id, Role.ORGANISATION_VIEWER)
            assert self.numbers(session, viewer) == {row.id}
            assert [each.id for each in queries.own(session, viewer)] == [row.id]

    def test_an_author_who_left_the_organisation_sees_it_no_longer(self, database: Database) -> None:
        with database.write() as session:
            body, viewer = make_organisation(session), make_viewer(session)
            make_submission(session, viewer.account_id, organisation=body.id)
            assert self.numbers(session, viewer) == set()

    def test_the_secretariat_sees_what_was_submitted_and_no_draft(self, database: Database) -> None:
        with database.write() as session:
            make_submission(session)
            sent = make_submission(session, state=State.SUBMITTED)
            make_submission(session, state=State.WITHDRAWN, reached=False)
            assert self.numbers(session, make_viewer(session, Role.SCREENER)) == {sent.id}
            assert queries.own(session, make_viewer(session, Role.SCREENER)) == []

    def test_those_who_decide_on_appeals_see_what_was_appealed(self, database: Database) -> None:
        with database.write() as session:
            make_submission(session, state=State.DECLINED)
            appealed = make_submission(session, state=State.APPEALED)
            assert self.numbers(session, make_viewer(session, Role.ADJUDICATOR)) == {appealed.id}


class TestSaving:
    def test_others_change_nothing(self, database: Database) -> None:
        with database.write() as session:
            row = make_submission(session)
            with pytest.raises(NotFound):
                service.save_section(session, make_viewer(session), row.id or 0, "openness", {}, version=1)

    def test_viewers_of_the_organisation_change_nothing(self, database: Database) -> None:
        with database.write() as session:
            body = make_organisation(session)
            row = make_submission(session, organisation=body.id)
            viewer = vendor(session, body.id, Role.ORGANISATION_VIEWER)
            with pytest.raises(Forbidden):
                service.save_section(session, viewer, row.id or 0, "openness", {}, version=1)

    def test_the_secretariat_changes_nothing(self, database: Database) -> None:
        with database.write() as session:
            row = make_submission(session, state=State.CHANGES_ASKED)
            with pytest.raises(Forbidden):
                service.save_section(
                    session, make_viewer(session, Role.SCREENER), row.id or 0, "openness", {}, version=1
                )

    def test_a_section_is_taken_whole_and_the_others_stay(self, database: Database) -> None:
        with database.write() as session:
            viewer = make_viewer(session)
            row = make_submission(session, viewer.account_id)
            values = {"licence": "MIT", "cost_model": "free", "names": {"en": "Not of this section"}}
            service.save_section(session, viewer, row.id or 0, "openness", values, version=1)
            assert row.body == {
                "names": {"en": "Sample Ledger"},
                "summary": SOLUTION_BODY["summary"],
                "links": SOLUTION_BODY["links"],
                "type": "software",
                "licence": "MIT",
                "cost_model": "free",
            }
            assert row.version == 2

    def test_what_changes_nothing_leaves_the_version(self, database: Database) -> None:
        with database.write() as session:
            viewer = make_viewer(session)
            row = make_submission(session, viewer.account_id)
            same = {"licence": "MPL-2.0", "openness": "open_source", "price": None, "cost_model": ""}
            service.save_section(session, viewer, row.id or 0, "openness", same, version=1)
            assert row.version == 1

    def test_two_editors_are_merged_field_by_field(self, database: Database) -> None:
        with database.write() as session:
            viewer = make_viewer(session)
            row = make_submission(session, viewer.account_id)
            began = {"licence": "MPL-2.0", "openness": "open_source"}
            for mine in (began | {"cost_model": "free"}, began | {"licence": "MIT"}):
                service.save_section(session, viewer, row.id or 0, "openness", mine, base=began)
            assert (row.body["licence"], row.body["cost_model"]) == ("MIT", "free")

    def test_where_both_changed_the_same_nothing_is_saved_and_both_are_told(self, database: Database) -> None:
        with database.write() as session:
            viewer = make_viewer(session)
            row = make_submission(session, viewer.account_id)
            began = {"licence": "MPL-2.0", "openness": "open_source"}
            theirs = began | {"licence": "MIT"}
            service.save_section(session, viewer, row.id or 0, "openness", theirs, base=began)
            mine = {"licence": "Apache-2.0", "openness": "open_source", "cost_model": "free"}
            with pytest.raises(service.Collision) as found:
                service.save_section(session, viewer, row.id or 0, "openness", mine, base=began)
            conflict = found.value.merged.conflicts[0]
            assert (conflict.base, conflict.theirs, conflict.mine) == ("MPL-2.0", "MIT", "Apache-2.0")
            assert found.value.theirs == theirs
            assert "cost_model" not in row.body
            service.save_section(session, viewer, row.id or 0, "openness", mine, base=found.value.theirs)
            assert row.body["licence"] == "Apache-2.0"

    def test_with_a_version_any_change_meanwhile_is_stale(self, database: Database) -> None:
        with database.write() as session:
            viewer = make_viewer(session)
            row = make_submission(session, viewer.account_id)
            service.save_section(session, viewer, row.id or 0, "openness", {"licence": "MIT"}, version=1)
            for version in (1, 7):
                with pytest.raises(Stale):
                    service.save_section(session, viewer, row.id or 0, "links", {}, version=version)

    @pytest.mark.parametrize("state", [State.SUBMITTED, State.SCREENING, State.ACCEPTED, State.WITHDRAWN])
    def test_what_the_other_side_looks_at_is_not_changed(self, database: Database, state: State) -> None:
        with database.write() as session:
            viewer = make_viewer(session)
            row = make_submission(session, viewer.account_id, state=state)
            with pytest.raises(CannotMove):
                service.save_section(session, viewer, row.id or 0, "openness", {}, version=1)

    def test_the_body_of_each_version_can_be_had_again(self, database: Database) -> None:
        with database.write() as session:
            viewer = make_viewer(session)
            row = make_submission(session, viewer.account_id)
            bodies = [dict(row.body)]
            for values in ({"licence": "MIT"}, {"openness": "open_source"}, {}):
                service.save_section(session, viewer, row.id or 0, "openness", values, version=row.version)
                bodies.append(dict(row.body))
            assert [service.body_at(session, row, number + 1) for number in range(4)] == bodies


class TestMoving:
    def test_a_draft_that_is_no_whole_record_is_not_submitted(self, database: Database) -> None:
        with database.write() as session:
            viewer = make_viewer(session)
            row = make_submission(session, viewer.account_id, body={"licence": "no such licence"})
            with pytest.raises(Invalid) as found:
                service.submit(session, viewer, row.id or 0)
            assert set(found.value.faults) == {"names", "summary", "type", "links", "licence"}
            assert row.state is State.DRAFT

    def test_each_side_does_its_own_part_only(self, database: Database) -> None:
        with database.write() as session:
            viewer, screener = make_viewer(session), make_viewer(session, Role.SCREENER)
            row = make_submission(session, viewer.account_id, state=State.SUBMITTED)
            with pytest.raises(Forbidden):
                service.move(session, row, Action.TAKE_UP, viewer)
            with pytest.raises(Forbidden):
                service.withdraw(session, screener, row.id or 0)
            with pytest.raises(SignInNeeded):
                service.move(session, row, Action.TAKE_UP, ANYBODY)

    def test_the_whole_road(self, database: Database) -> None:
        with database.write() as session:
            body = make_organisation(session, "Sample Works")
            author, screener = vendor(session, body.id), make_viewer(session, Role.SCREENER)
            row = make_submission(session, author.account_id, organisation=body.id)
            service.submit(session, author, row.id or 0)
            service.move(session, row, Action.TAKE_UP, screener)
            row.assignee_id = screener.account_id
            service.move(session, row, Action.ASK_CHANGES, screener, text="Which edition?")
            due = [row.due_at]
            service.answer(session, author, row.id or 0, "R4.")
            due.append(row.due_at)
            assert None not in due
            service.move(session, row, Action.ACCEPT, screener, text="In order.")
            assert row.state is State.ACCEPTED
            steps = queries.steps(session, row.id or 0)
            assert [(each.action, each.side, each.text) for each in steps] == [
                (Action.SUBMIT, Side.SUBMITTER, ""),
                (Action.TAKE_UP, Side.SECRETARIAT, ""),
                (Action.ASK_CHANGES, Side.SECRETARIAT, "Which edition?"),
                (Action.ANSWER, Side.SUBMITTER, "R4."),
                (Action.ACCEPT, Side.SECRETARIAT, "In order."),
            ]
            stays = queries.stays(session, row.id or 0)
            assert [each.waits_on for each in stays] == [
                Side.SUBMITTER,
                Side.SECRETARIAT,
                Side.SECRETARIAT,
                Side.SUBMITTER,
                Side.SECRETARIAT,
                Side.NOBODY,
            ]
            assert [each.ended_at is None for each in stays] == [False] * 5 + [True]
            told = session.exec(
                select(Notification.account_id, Notification.kind).order_by(col(Notification.id))
            )
            assert list(told) == [
                (screener.account_id, "submission.received"),
                (author.account_id, "submission.taken_up"),
                (author.account_id, "submission.question"),
                (screener.account_id, "submission.answered"),
                (author.account_id, "submission.accepted"),
            ]
        with database.read() as session:  # events are sealed when the unit of work ends
            actions = session.exec(
                select(Event.action).where(Event.object_kind == "submission").order_by(col(Event.id))
            )
            assert list(actions) == [
                "submission.submitted",
                "submission.taken_up",
                "submission.changes_asked",
                "submission.answered",
                "submission.accepted",
            ]

    @pytest.mark.parametrize(
        ("state", "action"), [(State.SCREENING, Action.ASK_CHANGES), (State.SCREENING, Action.DECLINE)]
    )
    def test_what_needs_reasons_does_not_go_without(
        self, database: Database, state: State, action: Action
    ) -> None:
        with database.write() as session:
            row = make_submission(session, state=state)
            with pytest.raises(Invalid):
                service.move(session, row, action, make_viewer(session, Role.SCREENER), text="  ")
            assert row.state is state

    def test_nobody_decides_on_their_own(self, database: Database) -> None:
        with database.write() as session:
            body = make_organisation(session)
            member = make_viewer(session, Role.SCREENER, (Role.ORGANISATION_VIEWER, body.id))
            theirs = make_submission(session, state=State.SCREENING, organisation=body.id)
            own = make_submission(session, member.account_id, state=State.SCREENING)
            for row in (theirs, own):
                with pytest.raises(service.OwnSubmission):
                    service.move(session, row, Action.ACCEPT, member)

    def test_an_appeal_is_made_once_and_decided_by_somebody_else(self, database: Database) -> None:
        with database.write() as session:
            author = make_viewer(session)
            both = make_viewer(session, Role.SCREENER, Role.ADJUDICATOR)
            other = make_viewer(session, Role.ADJUDICATOR)
            row = make_submission(session, author.account_id, state=State.SCREENING)
            service.move(session, row, Action.DECLINE, both, text="Out of scope.")
            service.appeal(session, author, row.id or 0, "It is in scope.")
            with pytest.raises(service.SameDecider):
                service.move(session, row, Action.ACCEPT, both, text="Still.")
            with pytest.raises(Forbidden):
                service.move(session, row, Action.ACCEPT, make_viewer(session, Role.SCREENER), text="Yes.")
            service.move(session, row, Action.DECLINE, other, text="It is not.")
            with pytest.raises(CannotMove):
                service.appeal(session, author, row.id or 0, "Once more.")
            assert [each.on_appeal for each in queries.decisions(session, row.id or 0)] == [True, False]

    def test_the_system_may_act_where_nobody_does(self, database: Database) -> None:
        with database.write() as session:
            row = make_submission(session, state=State.CHANGES_ASKED)
            event = service.move(session, row, Action.DECLINE, None, text="No answer came.")
            assert (row.state, event.account_id) == (State.DECLINED, "")


class TestPublishing:
    def test_a_new_solution_is_published_in_the_organisation_s_name(self, database: Database) -> None:
        with database.write() as session:
            body = make_organisation(session, "Sample Works")
            row = make_submission(session, state=State.SUBMITTED, organisation=body.id)
            accept(session, row)
            record = solutions.solution(session, row.target_id)
            assert (record.slug, record.licence) == ("sample-ledger", "MPL-2.0")
            history = audit.revisions(session, Kind.SOLUTION, record.id)
            assert [(each.number, each.author, each.note) for each in history] == [
                (1, "Sample Works", f"Submission {row.id}")
            ]
            assert record.edited == []
            assert {claim.source.publisher for each in record.claims for claim in each.claims} == {
                "Sample Works"
            }
            decision = queries.decisions(session, row.id or 0)[0]
            assert (decision.record_id, decision.revision) == (record.id, 1)

    def test_a_reader_s_proposal_is_published_in_the_registry_s_name(self, database: Database) -> None:
        with database.write() as session:
            row = make_submission(session, make_account(session, "Jane Roe").id, state=State.SUBMITTED)
            accept(session, row)
            history = audit.revisions(session, Kind.SOLUTION, row.target_id)
            assert history[0].author == "Digital Health Registry"
            assert "Jane" not in str(solutions.solution(session, row.target_id))

    def test_a_change_keeps_what_others_state_and_what_changed_meanwhile(self, database: Database) -> None:
        with database.write() as session:
            author = make_viewer(session)
            before: dict[str, Any] = {**SOLUTION_BODY, "slug": "ledger", "aliases": ["Old name"]}
            saved = solution_service.save(session, SolutionDraft.model_validate(before), author="Somebody")
            row = service.create(session, author, SubmissionKind.SOLUTION, target=saved.id)
            service.save_section(
                session, author, row.id or 0, "openness", {"licence": "MIT"}, version=row.version
            )
            later = before | {"stage": "mature"}
            solution_service.save(session, SolutionDraft.model_validate(later), author="Somebody")
            service.submit(session, author, row.id or 0)
            accept(session, row)
            record = solutions.solution(session, saved.id)
            assert (record.licence, record.stage, record.openness) == ("MIT", "mature", "not_known")
            assert record.aliases == ["Old name"]
            assert record.slug == "ledger"
            note = audit.revisions(session, Kind.SOLUTION, saved.id)[0].note
            assert note == f"Submission {row.id}: openness, licence"

    def test_one_that_changes_nothing_confirms_what_the_record_says(self, database: Database) -> None:
        with database.write() as session:
            author = make_viewer(session)
            make_source(session, "old-file", date="2020")
            old = {"field": "licence", "value": "MPL-2.0", "source": "old-file", "date": "2020"}
            before: dict[str, Any] = {**SOLUTION_BODY, "slug": "ledger", "claims": [old]}
            saved = solution_service.save(session, SolutionDraft.model_validate(before), author="Somebody")
            assert stale_on(session, saved.id) == ["not_confirmed"]
            row = service.create(session, author, SubmissionKind.SOLUTION, target=saved.id)
            service.submit(session, author, row.id or 0)
            accept(session, row)
            assert (
                audit.revisions(session, Kind.SOLUTION, saved.id)[0].note == f"Submission {row.id}: confirmed"
            )
            assert stale_on(session, saved.id) == []

    def test_a_change_that_is_none_is_refused_where_nothing_could_be_confirmed(
        self, database: Database
    ) -> None:
        with database.write() as session:
            author, body = make_viewer(session), make_organisation(session, "Sample Works")
            make_revision(session, Kind.ORGANISATION, body.id, {"names": body.names, "kind": body.kind})
            row = service.create(session, author, SubmissionKind.ORGANISATION, target=body.id)
            with pytest.raises(Invalid) as refused:
                service.submit(session, author, row.id or 0)
            assert list(refused.value.faults) == ["changes"]

    def test_a_change_that_collides_with_the_record_is_not_published(self, database: Database) -> None:
        with database.write() as session:
            author, screener = make_viewer(session), make_viewer(session, Role.SCREENER)
            before: dict[str, Any] = {**SOLUTION_BODY, "slug": "ledger"}
            saved = solution_service.save(session, SolutionDraft.model_validate(before), author="Somebody")
            row = service.create(session, author, SubmissionKind.SOLUTION, target=saved.id)
            service.save_section(
                session, author, row.id or 0, "openness", {"licence": "MIT"}, version=row.version
            )
            service.submit(session, author, row.id or 0)
            solution_service.save(
                session, SolutionDraft.model_validate(before | {"licence": "ISC"}), author="Somebody"
            )
            service.move(session, row, Action.TAKE_UP, screener)
            with pytest.raises(Conflict, match="licence"):
                service.move(session, row, Action.ACCEPT, screener)

    def test_a_deployment_waits_for_the_solution_it_was_proposed_with(self, database: Database) -> None:
        with database.write() as session:
            make_country(session, "KEN")
            author, screener = make_viewer(session), make_viewer(session, Role.SCREENER)
            parent = make_submission(session, author.account_id, state=State.SUBMITTED)
            child = service.create(
                session,
                author,
                SubmissionKind.DEPLOYMENT,
                parent_id=parent.id,
                body={"country": "KEN", "status": "active", "started": "2024"},
            )
            assert (child.names, child.country) == (parent.names, "KEN")
            service.submit(session, author, child.id or 0)
            service.move(session, child, Action.TAKE_UP, screener)
            with pytest.raises(Conflict):
                service.move(session, child, Action.ACCEPT, screener)
            accept(session, parent, screener)
            service.move(session, child, Action.ACCEPT, screener)
            found = deployments.deployment(session, child.target_id)
            assert (found.solution.id, found.country.code) == (parent.target_id, "KEN")
            assert [each.source.id for each in found.standing.claims] == ["submissions"]

    def test_organisations_and_standards_are_published_with_their_source(self, database: Database) -> None:
        with database.write() as session:
            body = make_organisation(session, "Sample Works")
            for kind, values in (
                (SubmissionKind.ORGANISATION, {"names": {"en": "New Body"}, "kind": "ngo"}),
                (SubmissionKind.STANDARD, {"names": {"en": "New Format"}, "kind": "profile"}),
            ):
                row = make_submission(
                    session, kind=kind, state=State.SUBMITTED, organisation=body.id, body=values
                )
                accept(session, row)
                last = audit.revision(session, Kind(kind.value), row.target_id, 1)
                assert last.body["source"] == f"submitted-by-{body.id.lower()}"
                assert last.author == "Sample Works"

    def test_a_slug_that_is_taken_gets_a_number(self, database: Database) -> None:
        with database.write() as session:
            make_solution(session, "Sample Ledger", slug="sample-ledger")
            row = make_submission(session, state=State.SUBMITTED)
            accept(session, row)
            assert solutions.solution(session, row.target_id).slug == "sample-ledger-2"

    def test_an_organisation_that_went_is_told_at_its_field(self, database: Database) -> None:
        with database.write() as session:
            organisations.save(
                session,
                organisations.OrganisationDraft.model_validate({"slug": "maker", "names": {"en": "Maker"}}),
                author="Somebody",
            )
            roles = [{"organisation": "maker", "role": "owner"}, {"organisation": "gone", "role": "funder"}]
            row = make_submission(
                session, state=State.SUBMITTED, body={**SOLUTION_BODY, "organisations": roles}
            )
            with pytest.raises(Exception, match="gone"):
                accept(session, row)
