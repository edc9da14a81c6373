"""After all have locked: differences, agreement, adjudication; then the vendor's facts, publication, appeal, voiding."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.db.base import now
from registry.errors import Conflict, Forbidden, Invalid
from registry.evaluation.assessments import (
    appealing,
    assigning,
    comparing,
    concluding,
    queries,
    standing,
    voiding,
    workflow,
)
from registry.evaluation.assessments.concluding import TimeToAnswer
from registry.evaluation.assessments.models import AppealOutcome, ConsensusHow, ReviewState
from registry.evaluation.assessments.workflow import State
from registry.evaluation.scores.freezing import replay
from registry.evaluation.scores.models import Mark, Score, ScoreMark
from tests.factories import make_viewer
from tests.factories.assessments import (
    Story,
    begin,
    lock,
    lock_all,
    make_assessment,
    settle,
    vendor_of,
)

A = {"one": "most", "two": "some", "three": "pass"}
GATE = A | {"three": "fail"}


def differing(session: Session, *levels: dict[str, str]) -> Story:
    """An assessment whose reviewers have locked these."""
    story = make_assessment(session, len(levels))
    lock_all(session, story, *levels)
    return story


def published(session: Session) -> tuple[Story, Viewer]:
    """An assessment that is published, and somebody who answers for its product."""
    story = differing(session, A, GATE)
    settle(session, story)
    comparing.adjudicate(
        session, make_viewer(session, Role.ADJUDICATOR), story.id, "three", "pass", "The audit shows it."
    )
    vendor = vendor_of(session, story)
    concluding.have_answered(session, vendor, story.id)
    concluding.publish(session, story.manager, story.id)
    return story, vendor


def how(session: Session, story: Story) -> dict[str, tuple[str, str, ConsensusHow]]:
    found = queries.consensus(session, story.row(session))
    return {code: (each.low, each.high, each.how) for code, each in found.items()}


def test_what_all_judge_alike_is_settled_at_once_and_goes_to_the_vendor(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story = differing(session, A, A)
        assert story.row(session).state is State.FACTS
        assert {each[2] for each in how(session, story).values()} == {ConsensusHow.ALIKE}


def test_one_level_apart_is_agreed_by_all_or_stays_an_interval(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story = differing(session, A, A | {"one": "all", "two": "none"})
        first, second = story.reviewers
        with pytest.raises(Invalid):
            comparing.propose(session, first, story.id, "one", "none", "Why not")
        comparing.propose(session, first, story.id, "one", "all", "The second study convinces me.")
        [proposal] = queries.proposals(session, story.row(session))
        comparing.agree(session, first, story.id, proposal.id or 0)
        assert "one" not in how(session, story)
        for stranger in (story.manager, vendor_of(session, story), make_viewer(session, Role.ADJUDICATOR)):
            with pytest.raises(Forbidden):
                comparing.agree(session, stranger, story.id, proposal.id or 0)
        comparing.remark(session, second, story.id, "two", "I read the documents otherwise.")
        comparing.agree(session, second, story.id, proposal.id or 0)
        with pytest.raises(Forbidden):
            comparing.close(session, first, story.id)
        settle(session, story)
        assert story.row(session).state is State.FACTS
        assert how(session, story)["one"] == ("all", "all", ConsensusHow.AGREED)
        assert how(session, story)["two"] == ("none", "some", ConsensusHow.INTERVAL)


@pytest.mark.parametrize(
    ("criterion", "levels"), [("one", ("none", "most")), ("one", ("most", "-")), ("three", ("pass", "fail"))]
)
def test_what_differs_more_goes_to_an_adjudicator_who_did_not_review(
    sqlite_url: str, criterion: str, levels: tuple[str, str]
) -> None:
    with Database(sqlite_url).write() as session:
        story = differing(session, *(A | {criterion: level} for level in levels))
        with pytest.raises(Conflict):
            comparing.propose(session, story.reviewers[0], story.id, criterion, "most", "Let us agree.")
        settle(session, story)
        assert story.row(session).state is State.ADJUDICATING
        for nobody in (*story.reviewers, story.manager, vendor_of(session, story)):
            with pytest.raises(Forbidden):
                comparing.adjudicate(session, nobody, story.id, criterion, "some", "I say so.")
        judge_of = make_viewer(session, Role.ADJUDICATOR)
        with pytest.raises(Invalid):
            comparing.adjudicate(session, judge_of, story.id, criterion, "", "")
        chosen = "pass" if criterion == "three" else "some"
        comparing.adjudicate(session, judge_of, story.id, criterion, chosen, "The audit shows it.")
        assert how(session, story)[criterion] == (chosen, chosen, ConsensusHow.ADJUDICATED)
        assert story.row(session).state is State.FACTS
        kept = queries.judgements(session, story.reviews)
        assert [kept[number][criterion].level for number in story.reviews] == [
            "" if each == "-" else each for each in levels
        ]


@pytest.mark.parametrize("statement", ["UPDATE consensus SET low = 'all'", "DELETE FROM consensus"])
def test_what_was_put_together_is_never_changed(database: Database, statement: str) -> None:
    with database.write() as session:
        differing(session, A, A)

    def tamper() -> None:
        with database.write() as session:
            session.connection().execute(sa.text(statement))

    with pytest.raises(sa.exc.DBAPIError):
        tamper()


def test_the_vendor_corrects_facts_in_the_time_set_and_never_a_level(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story = differing(session, A, A)
        vendor, before = vendor_of(session, story), how(session, story)
        with pytest.raises(TimeToAnswer):
            concluding.publish(session, story.manager, story.id)
        for nobody in (
            story.manager,
            story.reviewers[0],
            make_viewer(session, (Role.ORGANISATION_OWNER, "DHO-000000")),
        ):
            with pytest.raises(Forbidden):
                concluding.answer(session, nobody, story.id, "one", "No.", "en")
        concluding.answer(session, vendor, story.id, "one", "The trial had 40 clinics, not 4.", "en")
        [said] = queries.answers(session, story.id)
        concluding.reply(session, story.manager, story.id, said.id or 0, "Corrected in the record.")
        for act in (
            lambda: comparing.adjudicate(session, vendor, story.id, "one", "all", "We are good."),
            lambda: comparing.propose(session, vendor, story.id, "one", "all", "We are good."),
            lambda: concluding.reply(session, vendor, story.id, said.id or 0, "Yes."),
            lambda: concluding.publish(session, vendor, story.id),
        ):
            with pytest.raises(Forbidden):
                act()
        concluding.have_answered(session, vendor, story.id)
        with pytest.raises(workflow.CannotMove):
            concluding.answer(session, vendor, story.id, "", "One more thing.", "en")
        draft = concluding.draft(session, story.row(session))
        assert session.exec(select(Score)).all() == []
        concluding.publish(session, story.manager, story.id)
        assert story.row(session).state is State.PUBLISHED
        assert how(session, story) == before
        assert session.exec(select(Score)).one().found == draft


def test_one_appeal_is_decided_by_people_who_took_no_part(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story, vendor = published(session)
        with pytest.raises(Invalid):
            appealing.appeal(session, vendor, story.id, [], "All of it.")
        appealing.appeal(session, vendor, story.id, ["one"], "The second study was not read.")
        [adjudicator] = queries.deciders(session, story.id)
        for nobody in (
            accounts.viewer(session, adjudicator),
            vendor,
            story.manager,
            *story.reviewers,
        ):
            with pytest.raises(Forbidden):
                appealing.decide(session, nobody, story.id, AppealOutcome.UPHELD, "Read it.")
        decider = make_viewer(session, Role.ADJUDICATOR)
        appealing.decide(session, decider, story.id, AppealOutcome.UPHELD, "It was not read.")
        row = story.row(session)
        assert (row.state, row.round) == (State.ADJUDICATING, 2)
        assert set(how(session, story)) == {"two", "three"}
        comparing.adjudicate(session, decider, story.id, "one", "all", "Now it was.")
        concluding.have_answered(session, vendor, story.id)
        concluding.publish(session, story.manager, story.id)
        with pytest.raises(workflow.CannotMove):
            appealing.appeal(session, vendor, story.id, ["one"], "Once more.")


def test_the_time_to_appeal_ends(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story, vendor = published(session)
        row = story.row(session)
        row.published_at = now() - workflow.APPEAL_WITHIN - timedelta(days=1)
        session.add(row)
        session.flush()
        with pytest.raises(workflow.CannotMove):
            appealing.appeal(session, vendor, story.id, ["one"], "Late.")


def test_a_tie_found_later_voids_the_review_and_opens_the_assessment_again(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story, _ = published(session)
        before = how(session, story)
        tied = story.reviewers[1]
        with pytest.raises(Invalid):
            voiding.void(session, story.manager, story.id, story.reviews[1], " ")
        voiding.void(session, story.manager, story.id, story.reviews[1], "Paid by the maker in 2025.")
        row = story.row(session)
        assert (row.state, row.round) == (State.REVIEWING, 2)
        assert queries.review(session, story.reviews[1]).state is ReviewState.VOID
        assert len(queries.judgements(session, [story.reviews[1]])[story.reviews[1]]) == 3
        assert [each.id for each in queries.counted(session, story.id)] == [story.reviews[0]]
        assert standing.standings(session, tied, row) == frozenset()
        with pytest.raises(assigning.CannotBeAsked):
            assigning.offer(session, story.manager, story.id, tied.account_id)
        third = make_viewer(session, Role.REVIEWER)
        number = begin(session, story.id, story.manager, third)
        lock(session, replace(story, reviewers=(third,), reviews=(number,)), 0, A)
        assert story.row(session).state is State.FACTS
        assert how(session, story)["three"] == ("pass", "pass", ConsensusHow.ALIKE)
        assert before["three"] == ("pass", "pass", ConsensusHow.ADJUDICATED)


def test_a_calibration_round_ends_with_the_comparison(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story = make_assessment(session, is_practice=True)
        lock_all(session, story, A, A)
        assert story.row(session).state is State.COMPARING
        settle(session, story)
        assert story.row(session).state is State.CLOSED


def test_a_score_follows_from_what_was_put_together_and_is_void_with_a_review(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story, _ = published(session)
        [score] = session.exec(select(Score)).all()
        assert (score.assessment_id, score.reviewers) == (story.id, 2)
        sealed = score.frozen["assessment"]["agreement"]
        assert (sealed["units"], sealed["pairs"]) == (3, 3)
        assert sealed["raw_agreement"] == pytest.approx(2 / 3)
        reasons = {each["criterion"]: each["reason"] for each in score.frozen["judgements"]}
        assert reasons["three"] == "The audit shows it."
        assert "Reasons of reviewer 0" in reasons["one"]
        assert score.found["gates"] == {"three": "passed"}
        assert replay(score.inputs, score.result, score.digest) == ""
        voiding.void(session, story.manager, story.id, story.reviews[1], "Paid by the maker in 2025.")
        marks = session.exec(select(ScoreMark)).all()
        assert [(each.score_id, each.mark) for each in marks] == [(score.id, Mark.VOIDED)]
        assert "maker" not in marks[0].reason
