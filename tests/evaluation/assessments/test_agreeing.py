"""Agreement before consensus: what counts, what is listed for rewording, and what only the Secretariat sees."""

import pytest
from sqlmodel import Session, select

import registry.evaluation.assessments.leaving  # noqa: F401 - says what goes with a reviewer
from registry.accounts import leaving
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.db import Database
from registry.errors import Forbidden
from registry.evaluation.assessments import agreeing, concluding, declaring, queries, voiding
from registry.evaluation.assessments.declaring import DeclarationDraft
from registry.evaluation.assessments.models import ConflictDeclaration, ConflictKind
from registry.evaluation.assessments.workflow import State
from tests.factories import make_viewer
from tests.factories.assessments import Story, lock_all, make_assessment, settle, vendor_of

A = {"one": "most", "two": "some", "three": "pass"}
LOW = (({"one": "none"}, {"one": "some"}), ({"one": "some"}, {"one": "none"}))


def published(session: Session, one: dict[str, str], other: dict[str, str]) -> Story:
    story = make_assessment(session)
    lock_all(session, story, A | one, A | other)
    if story.row(session).state is State.COMPARING:
        settle(session, story)
    concluding.have_answered(session, vendor_of(session, story), story.id)
    concluding.publish(session, story.manager, story.id)
    return story


def test_only_published_assessments_count_and_void_reviews_never_do(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        waiting = make_assessment(session)
        lock_all(session, waiting, A, A)
        assert agreeing.agreement(session).overall is None
        story = published(session, {}, {"one": "all"})
        found = agreeing.agreement(session)
        assert found.overall is not None
        assert (found.overall.pairs, found.overall.products) == (3, 1)
        assert found.overall.raw == pytest.approx(2 / 3)
        voiding.void(session, story.manager, story.id, story.reviews[0], "Paid by the maker.")
        assert agreeing.agreement(session).overall is None


def test_a_criterion_on_which_reviewers_differ_over_several_products_is_listed(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        for one, other in LOW:
            published(session, one, other)
        assert [each.reword for each in agreeing.agreement(session).criteria] == [False] * 3
        published(session, {"one": "none"}, {"one": "some"})
        found = {each.criterion: each for each in agreeing.agreement(session).criteria}
        assert found["one"].reword
        assert (found["one"].raw, found["one"].products) == (0, 3)
        assert found["one"].alpha is not None
        assert found["one"].alpha_low is not None
        assert found["one"].alpha_low <= found["one"].alpha
        assert not found["two"].reword
        assert found["two"].alpha is None  # all judgements are the same: nothing can be told


def test_who_drifts_is_seen_by_the_secretariat_only(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story = make_assessment(session, 3, is_practice=True)
        lock_all(session, story, A, A, A | {"one": "all", "two": "most"})
        settle(session, story)
        for nobody in (story.reviewers[0], vendor_of(session, story), make_viewer(session, Role.EDITOR)):
            with pytest.raises(Forbidden):
                agreeing.reviewers(session, nobody)
        found = agreeing.reviewers(session, story.manager)
        assert found.published == []
        far = found.calibration[0]
        assert (far.reviewer, far.number) == (story.reviewers[2].name, 3)
        assert far.drift == pytest.approx(2 / 3)
        assert agreeing.agreement(session).overall is None


def test_a_reviewer_who_leaves_takes_their_words_on_ties_along(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        story = make_assessment(session)
        lock_all(session, story, A, A)
        who = story.reviewers[0]
        said = DeclarationDraft([ConflictKind.PROCUREMENT], text="My ministry buys it.")
        declaring.declare(session, who, story.solution.id, said)
        leaving.delete_account(session, session.get_one(Account, who.account_id))
        assert {each.text for each in session.exec(select(ConflictDeclaration))} == {""}
        assert len(queries.judgements(session, story.reviews)[story.reviews[0]]) == 3
