"""Findings follow the facts: they open, are fixed, stay accepted and open again; on both engines."""

from typing import Any

import pytest
from sqlmodel import Session, select

from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY
from registry.audit.models import Event
from registry.db import Database, Kind
from registry.deployments.models import Deployment
from registry.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from registry.jobs.models import Job
from registry.jobs.worker import Worker
from registry.organisations import service as organisations
from registry.organisations.service import OrganisationDraft
from registry.quality import jobs, queries, service, watching
from registry.quality.models import Finding, FindingState
from registry.quality.running import run_all, run_kind
from registry.settings import Settings
from registry.solutions.models import InnovationStage, Solution
from tests.factories import (
    make_claim,
    make_concept_map,
    make_deployment,
    make_organisation,
    make_solution,
    make_standard,
    make_viewer,
)

FULL = dict.fromkeys(("en", "fr", "es", "ru", "zh", "ar"), "x")


def whole_solution(session: Session, name: str = "Tracker", **columns: Any) -> Solution:
    return make_solution(session, name, summary=FULL, **columns)


def states(database: Database) -> dict[tuple[str, str], str]:
    with database.read() as session:
        return {(row.record_id, row.check_id): row.state.value for row in session.exec(select(Finding))}


def test_a_registry_in_order_has_no_findings(database: Database) -> None:
    with database.write() as session:
        make_deployment(session, whole_solution(session, licence="MIT", openness="open_source"))
        make_organisation(session)
        make_standard(session, summary=FULL)
    outcome = run_all(database)
    assert (outcome.checked, outcome.opened) == (4, 0)
    assert states(database) == {}


def test_findings_of_every_kind_of_record(database: Database) -> None:
    with database.write() as session:
        make_concept_map(session, "1.3", "2.2.1")
        one = make_solution(
            session,
            "Tracker",
            stage="retired",
            openness="open_source",
            interventions=["3.1"],
            challenges=["1.3"],
        )
        two = whole_solution(session, "tracker")
        deployment = make_deployment(session, one, started="2024", ended="2023")
        make_claim(session, Kind.DEPLOYMENT, deployment.id, value=False, source="other")
        standard = make_standard(session)
        first, second = sorted([make_organisation(session, "Body").id, make_organisation(session, "body").id])
        pair = min(one.id, two.id)
    run_all(database)
    assert states(database) == dict.fromkeys(
        [
            (pair, "duplicate"),
            (first, "duplicate"),
            (one.id, "licence"),
            (one.id, "challenge_fit"),
            (one.id, "translation"),
            (deployment.id, "dates"),
            (deployment.id, "status"),
            (deployment.id, "country_claims"),
            (standard.id, "translation"),
        ],
        "open",
    )
    assert run_all(database).opened == 0
    assert second not in {record_id for record_id, _ in states(database)}


def test_what_is_mended_is_fixed_and_what_comes_back_opens_again(database: Database) -> None:
    with database.write() as session:
        solution = whole_solution(session, openness="open_source")
    run_all(database)
    assert states(database) == {(solution.id, "licence"): "open"}
    for licence, state in (("MIT", "fixed"), ("", "open")):
        with database.write() as session:
            session.get_one(Solution, solution.id).licence = licence
        run_kind(database, Kind.SOLUTION, [solution.id])
        assert states(database) == {(solution.id, "licence"): state}


def test_a_record_that_goes_takes_its_findings_along(database: Database) -> None:
    with database.write() as session:
        solution = make_solution(session)
    run_all(database)
    with database.write() as session:
        session.delete(session.get_one(Solution, solution.id))
    run_kind(database, Kind.SOLUTION, [solution.id])
    assert set(states(database).values()) == {"fixed"}
    with database.read() as session:
        assert queries.of_record(session, Kind.SOLUTION, solution.id) == []


def test_pairs_are_found_and_fixed_from_either_side(database: Database) -> None:
    with database.write() as session:
        one, two = sorted([whole_solution(session, "Tracker").id, whole_solution(session, "Tracker").id])
    run_kind(database, Kind.SOLUTION, [two])
    assert states(database) == {(one, "duplicate"): "open"}
    with database.read() as session:
        for record_id in (one, two):
            (row,) = queries.of_record(session, Kind.SOLUTION, record_id)
            assert row.other is not None
            assert {row.record.id, row.other.id} == {one, two}
    with database.write() as session:
        session.get_one(Solution, two).names = {"en": "Something else"}
    run_kind(database, Kind.SOLUTION, [two])
    assert states(database) == {(one, "duplicate"): "fixed"}


class TestDeciding:
    @pytest.fixture
    def finding_id(self, database: Database) -> int:
        with database.write() as session:
            deployment = make_deployment(
                session, whole_solution(session), status="ended", started="2024", ended="2023"
            )
        run_all(database)
        with database.read() as session:
            (row,) = queries.of_record(session, Kind.DEPLOYMENT, deployment.id)
            return row.finding.id

    def test_nobody_else_may_accept(self, database: Database, finding_id: int) -> None:
        with database.write() as session:
            for viewer, error in (
                (make_viewer(session), Forbidden),
                (make_viewer(session, Role.REVIEWER), Forbidden),
                (ANYBODY, SignInNeeded),
            ):
                with pytest.raises(error):
                    service.accept(session, viewer, finding_id, "It is right as it stands.")
                with pytest.raises(error):
                    service.reopen(session, viewer, finding_id)

    def test_an_editor_accepts_with_a_reason_that_everybody_sees(
        self, database: Database, finding_id: int
    ) -> None:
        with database.write() as session:
            editor = make_viewer(session, Role.EDITOR)
            for reason in ("", "no", "x" * 1_001):
                with pytest.raises(Invalid):
                    service.accept(session, editor, finding_id, reason)
            service.accept(session, editor, finding_id, "The source counts by its own calendar.")
        run_all(database)
        with database.read() as session:
            row = queries.finding(session, finding_id)
            assert (row.state, row.accepted_reason) == (
                FindingState.ACCEPTED,
                "The source counts by its own calendar.",
            )
            event = session.exec(select(Event).where(Event.action == "finding.accepted")).one()
            assert (event.object_id, event.actor, event.is_public) == (row.record_id, editor.account_id, True)

    def test_it_opens_again_by_itself_when_the_facts_change(
        self, database: Database, finding_id: int
    ) -> None:
        with database.write() as session:
            service.accept(
                session, make_viewer(session, Role.SCREENER), finding_id, "It is right as it stands."
            )
            record_id = queries.finding(session, finding_id).record_id
        with database.write() as session:
            session.get_one(Deployment, record_id).ended = "2022"
        run_all(database)
        with database.read() as session:
            (row,) = queries.of_record(session, Kind.DEPLOYMENT, record_id)
            assert (row.finding.state, row.finding.was_accepted) == ("open", True)
            assert "2022" in row.finding.message

    def test_an_acceptance_is_taken_back(self, database: Database, finding_id: int) -> None:
        with database.write() as session:
            editor = make_viewer(session, Role.EDITOR)
            with pytest.raises(Conflict):
                service.reopen(session, editor, finding_id)
            service.accept(session, editor, finding_id, "It is right as it stands.")
            assert service.reopen(session, editor, finding_id).state is FindingState.OPEN
            with pytest.raises(NotFound):
                service.accept(session, editor, 999_999, "It is right as it stands.")

    def test_what_is_fixed_needs_no_decision(self, database: Database, finding_id: int) -> None:
        with database.write() as session:
            row = queries.finding(session, finding_id)
            row.state = FindingState.FIXED
            session.add(row)
            with pytest.raises(Conflict):
                service.accept(
                    session, make_viewer(session, Role.EDITOR), finding_id, "It is right as it stands."
                )


class TestWatching:
    def test_a_published_record_is_checked_soon_after(self, database: Database) -> None:
        watching.listen()
        worker = Worker(database, jobs.handlers(Settings(), database))
        with database.write() as session:
            for slug in ("body-one", "body-two"):
                organisations.save(
                    session, OrganisationDraft(slug=slug, names={"en": "The same Body"}), author="Test"
                )
            waiting = [job.key for job in session.exec(select(Job).where(Job.kind == watching.JOB_KIND))]
        assert len(waiting) == 2
        assert all(key.startswith("organisation:DHO-") for key in waiting)
        worker.run_until_idle()
        assert set(states(database).values()) == {"open"}

    def test_very_many_are_checked_at_once(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        watching.listen()
        monkeypatch.setattr(watching, "MANY", 2)
        with database.write() as session:
            drafts = [OrganisationDraft(slug=f"body-{n}", names={"en": f"Body {n}"}) for n in range(3)]
            organisations.save_all(session, drafts, author="Test")
            organisations.save(
                session, OrganisationDraft(slug="one-more", names={"en": "One more"}), author="Test"
            )
            keys = [job.key for job in session.exec(select(Job).where(Job.kind == watching.JOB_KIND))]
        assert keys == [watching.EVERYTHING]

    def test_a_changed_product_has_its_deployments_checked(self, database: Database) -> None:
        with database.write() as session:
            solution = whole_solution(session)
            deployment = make_deployment(session, solution)
        jobs.check_keys(database, {f"solution:{solution.id}"})
        assert states(database) == {}
        with database.write() as session:
            session.get_one(Solution, solution.id).stage = InnovationStage.IDEA
        jobs.check_keys(database, {f"solution:{solution.id}", "country:KEN"})
        assert states(database) == {(deployment.id, "status"): "open"}
