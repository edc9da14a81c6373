"""Opening an assessment, asking reviewers, judging blind, locking for ever."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY
from registry.db import Database
from registry.db.base import now
from registry.errors import Forbidden, Invalid, NotFound, SignInNeeded, Stale
from registry.evaluation.applicability import RiskTier
from registry.evaluation.assessments import (
    assigning,
    bodies,
    declaring,
    judging,
    opening,
    queries,
    standing,
    workflow,
)
from registry.evaluation.assessments.assigning import CannotBeAsked
from registry.evaluation.assessments.candidates import candidates
from registry.evaluation.assessments.declaring import DeclarationDraft
from registry.evaluation.assessments.judging import JudgementDraft, ReviewLocked
from registry.evaluation.assessments.models import (
    AssignmentState,
    Confidence,
    ConflictKind,
    Judgement,
    Review,
    ReviewState,
)
from registry.evaluation.assessments.opening import OwnProduct, TierDraft
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.workflow import State
from registry.evaluation.frameworks.models import FrameworkVersion
from registry.notifications.models import Notification
from tests.factories import grant, make_account, make_country, make_organisation, make_solution, make_viewer
from tests.factories.assessments import UNTIED, begin, judge, lock, lock_all, make_assessment, vendor_of
from tests.factories.frameworks import make_framework

TIER = TierDraft(RiskTier.SUPPORTING, "It keeps records.")
ALL = {"one": "most", "two": "some", "three": "pass"}


def told(session: Session, account_id: str) -> list[str]:
    rows = session.exec(select(Notification).where(Notification.account_id == account_id))
    return [each.kind for each in rows]


def test_only_who_runs_assessments_opens_one_and_never_of_a_product_of_the_bodys_own(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        country = make_country(session, "KEN")
        centre = make_organisation(session, "Centre", country=country.code)
        own, other = make_solution(session, "Own", organisations=[centre]), make_solution(session, "Other")
        version = make_framework(session)
        screener = make_viewer(session, Role.SCREENER)
        for nobody, error in ((ANYBODY, SignInNeeded), (make_viewer(session, Role.REVIEWER), Forbidden)):
            with pytest.raises(error):
                opening.open_assessment(session, nobody, other.id, "secretariat", version, TIER)
        body = bodies.recognise(session, screener, centre.slug)
        with pytest.raises(OwnProduct):
            opening.open_assessment(session, screener, own.id, body, version, TIER)
        with pytest.raises(Invalid) as fault:
            opening.open_assessment(session, screener, other.id, body, version, TierDraft(None, ""))
        assert set(fault.value.faults) == {"tier", "tier_reason"}
        first = opening.open_assessment(session, screener, other.id, body, version, TIER)
        second = opening.open_assessment(session, screener, other.id, "secretariat", version, TIER)
        assert [each.id for each in queries.of_solution(session, other.id)] == [second, first]
        used = session.get(FrameworkVersion, version)
        assert used is not None
        assert used.used_at is not None
        bodies.end(session, screener, body)
        with pytest.raises(Invalid):
            opening.open_assessment(session, screener, own.id, body, version, TIER)


def test_the_tied_the_insiders_the_authors_and_the_managers_cannot_be_asked(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        story = make_assessment(session, reviewers=0)
        tied, insider, manages, fit = (make_viewer(session, Role.REVIEWER) for _ in range(4))
        grant(session, insider.account_id, (Role.ORGANISATION_VIEWER, story.owner))
        grant(session, manages.account_id, Role.SCREENER)
        offer = assigning.offer(session, story.manager, story.id, tied.account_id)
        said = DeclarationDraft([ConflictKind.AUTHORSHIP], ended="2011", text="I wrote the trial.")
        assert assigning.accept(session, tied, offer, said) is None
        refused = {each.account_id: each.refused for each in candidates(session, story.row(session))}
        assert refused[tied.account_id] == "recused"
        assert refused[insider.account_id] == "insider"
        assert refused[manages.account_id] == "manager"
        assert refused[fit.account_id] == ""
        for each in (tied, insider, manages, make_viewer(session)):
            with pytest.raises(CannotBeAsked):
                assigning.offer(session, story.manager, story.id, each.account_id)
        assert "review.declined" in told(session, story.manager.account_id)
        with pytest.raises(standing.Recused):
            assigning.own_offer(session, tied, offer)


def test_candidates_come_by_field_language_and_load(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        story = make_assessment(session, reviewers=0)
        plain, reads_it, busy = (make_viewer(session, Role.REVIEWER) for _ in range(3))
        assigning.set_profile(session, reads_it, ["en"], [], 3)
        assigning.set_profile(session, busy, ["en"], [], 0)
        order = [each.account_id for each in candidates(session, story.row(session))]
        assert order == [reads_it.account_id, plain.account_id, busy.account_id]


def test_saying_yes_needs_a_word_on_ties_and_opens_the_review(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        story = make_assessment(session, reviewers=0)
        reviewer = make_viewer(session, Role.REVIEWER)
        offer = assigning.offer(session, story.manager, story.id, reviewer.account_id)
        with pytest.raises(Invalid):
            assigning.accept(session, reviewer, offer, DeclarationDraft())
        with pytest.raises(NotFound):
            assigning.accept(session, make_viewer(session, Role.REVIEWER), offer, UNTIED)
        assert assigning.accept(session, reviewer, offer, UNTIED)
        assert story.row(session).state is State.REVIEWING
        assert "review.offered" in told(session, reviewer.account_id)


def test_a_late_review_goes_to_the_next_fit_reviewer(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        story = make_assessment(session)
        spare = make_viewer(session, Role.REVIEWER)
        lock(session, story, 0, ALL)
        moment = now() + workflow.REVIEW_WITHIN + workflow.LATE_AFTER + timedelta(days=1)
        assert assigning.reassign_late(session, moment) == 1
        assert assigning.reassign_late(session, now()) == 0
        states = {each.account_id: each.state for each in queries.assignments(session, story.id)}
        assert states[story.reviewers[1].account_id] is AssignmentState.REASSIGNED
        assert states[spare.account_id] is AssignmentState.OFFERED
        assert queries.review(session, story.reviews[1]).state is ReviewState.VOID
        assert story.row(session).state is State.REVIEWING
        assert "review.late" in told(session, story.manager.account_id)


def test_a_review_is_locked_only_when_every_criterion_is_judged_with_reasons_and_evidence(
    sqlite_url: str,
) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        story = make_assessment(session, version=make_framework(session))
        reviewer, number = story.reviewers[0], story.reviews[0]

        def save(version: int = 0, **values: Any) -> Judgement:
            return judging.save(session, reviewer, number, "one", JudgementDraft(**values), version=version)

        with pytest.raises(Invalid):
            save(level="no-such-level")
        with pytest.raises(Invalid):
            save(level="some", evidence=["DHE-0000"])
        assert save(level="most").version == 1
        with pytest.raises(Stale):
            save(level="all")
        judge(session, story, 0, {"two": "none", "three": "-"})
        with pytest.raises(Invalid) as fault:
            judging.lock(session, reviewer, number)
        assert set(fault.value.faults) == {"one"}
        save(1, level="most", rationale="Because.", confidence=Confidence.LOW, evidence=[story.evidence])
        judging.lock(session, reviewer, number)
        with pytest.raises(ReviewLocked):
            save(2, level="all")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE judgement SET level = 'all' WHERE review_id = {number}",
        "DELETE FROM judgement WHERE review_id = {number}",
        "UPDATE review SET locked_at = NULL, state = 'open' WHERE id = {number}",
    ],
)
def test_the_database_itself_keeps_what_is_locked(database: Database, statement: str) -> None:
    with database.write() as session:
        story = make_assessment(session)
        lock(session, story, 0, ALL)

    def tamper() -> None:
        with database.write() as session:
            session.connection().execute(sa.text(statement.format(number=story.reviews[0])))

    with pytest.raises(sa.exc.DBAPIError):
        tamper()


def test_nobody_reads_or_writes_the_review_of_another(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        story = make_assessment(session)
        lock(session, story, 0, ALL)
        first, second = story.reviewers
        for who in (
            second,
            story.manager,
            make_viewer(session, Role.ADMINISTRATOR),
            vendor_of(session, story),
        ):
            with pytest.raises((NotFound, Forbidden)):
                judging.own(session, who, story.reviews[0])
            with pytest.raises((NotFound, Forbidden)):
                judging.save(session, who, story.reviews[0], "one", JudgementDraft("all"), version=1)
        row = story.row(session)
        assert standing.standings(session, first, row) == {Standing.REVIEWER}
        assert standing.standings(session, vendor_of(session, story), row) == {Standing.VENDOR}
        assert row.state is State.REVIEWING


def test_a_tie_declared_later_closes_everything_to_the_reviewer(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        story = make_assessment(session)
        reviewer = story.reviewers[0]
        said = DeclarationDraft([ConflictKind.COMPETITOR], text="I was hired by a competitor.")
        declaring.declare(session, reviewer, story.solution.id, said)
        assert standing.standings(session, reviewer, story.row(session)) == frozenset()
        with pytest.raises(standing.Recused):
            judging.own(session, reviewer, story.reviews[0])


def test_the_comparison_waits_for_everybody_who_is_asked(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        story = make_assessment(session)
        third = make_viewer(session, Role.REVIEWER)
        assigning.offer(session, story.manager, story.id, third.account_id)
        lock_all(session, story, ALL, ALL | {"one": "some"})
        assert story.row(session).state is State.REVIEWING
        offer = queries.assignment_of(session, story.id, third.account_id)
        assert offer is not None
        assigning.decline(session, third, offer.id or 0, "No time")
        assert story.row(session).state is State.COMPARING
        with pytest.raises(workflow.CannotMove):
            begin(
                session,
                story.id,
                story.manager,
                accounts.viewer(session, make_account(session, "", Role.REVIEWER).id),
            )
        assert len(session.exec(select(Review)).all()) == 2
