"""Certainty is judged by two people with reasons, never by those who have a part in the product, and replays."""

import pytest
import sqlalchemy as sa

from registry.accounts.permissions import Role
from registry.accounts.viewer import ANYBODY
from registry.db import Database
from registry.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from registry.evaluation.certainty import queries, service
from registry.evaluation.frozen import digest
from registry.evaluation.grade import Certainty, Lowering, Rating, Start, Step
from tests.factories import make_organisation, make_solution, make_viewer
from tests.factories.certainty import RATING, make_judgement
from tests.factories.evidence import make_evidence, result


class TestDrafting:
    def test_is_not_for_everybody(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session)
            with pytest.raises(SignInNeeded):
                make_judgement(session, solution, by=ANYBODY)
            for roles in ((), (Role.SCREENER,)):
                with pytest.raises(Forbidden):
                    make_judgement(session, solution, by=make_viewer(session, *roles))

    def test_reviewers_and_editors_may(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session)
            for role in (Role.REVIEWER, Role.EDITOR):
                number = make_judgement(session, solution, by=make_viewer(session, role))
                found = queries.judgement(session, number, make_viewer(session, Role.REVIEWER))
                assert (found.certainty, found.state) == ("moderate", "proposed")

    def test_nobody_judges_what_is_of_their_own_body(self, database: Database) -> None:
        with database.write() as session:
            maker = make_organisation(session, "Maker")
            solution = make_solution(session, organisations=[maker])
            vendor = make_viewer(session, Role.REVIEWER, (Role.ORGANISATION_VIEWER, maker.id))
            with pytest.raises(service.ConflictOfInterest):
                make_judgement(session, solution, by=vendor)
            number = make_judgement(session, solution)
            with pytest.raises(service.ConflictOfInterest):
                service.agree(session, vendor, number)

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"finding": {"en": " "}}, "finding"),
            ({"rating": Rating(Start.RANDOMISED, {Lowering.IMPRECISION: Step(-1)})}, "imprecision"),
            ({"rating": Rating(Start.RANDOMISED, {Lowering.IMPRECISION: Step(-5, "x")})}, "imprecision"),
        ],
    )
    def test_reasons_are_required(self, database: Database, values: dict, field: str) -> None:
        with database.write() as session:
            with pytest.raises(Invalid) as refused:
                make_judgement(session, make_solution(session), **values)
            assert field in refused.value.faults

    def test_it_rests_on_published_evidence_on_this_product_and_outcome(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session, "One", slug="one")
            about = [{"named": "One", "solution": "one"}]
            others = [
                make_evidence(session, results=[result()]),
                make_evidence(session, about=about, results=[result(outcome="7")]),
                make_evidence(
                    session, about=about, results=[result()], provenance={"results": "from_memory"}
                ),
            ]
            for each in others:
                with pytest.raises(Invalid) as refused:
                    make_judgement(session, solution, evidence_ids=[each])
                assert "items" in refused.value.faults

    def test_trials_and_other_studies_are_two_bodies_and_the_design_decides_where_each_starts(
        self, database: Database
    ) -> None:
        with database.write() as session:
            solution = make_solution(session, "One", slug="one")
            trial, cohort, document = (
                make_evidence(
                    session, kind=kind, about=[{"named": "One", "solution": "one"}], results=[result()]
                )
                for kind in ("cluster_trial", "cohort", "technical_documentation")
            )
            observational = Rating(Start.OBSERVATIONAL)
            for ids, rating, field in (
                ([trial, cohort], RATING, "items"),
                ([cohort], RATING, "start"),
                ([trial], observational, "start"),
                ([document], observational, "items"),
            ):
                with pytest.raises(Invalid) as refused:
                    make_judgement(session, solution, evidence_ids=ids, rating=rating)
                assert set(refused.value.faults) == {field}
            number = make_judgement(session, solution, evidence_ids=[cohort], rating=observational)
            assert queries.judgement(session, number, make_viewer(session, Role.REVIEWER)).certainty == "low"


class TestTwoPeople:
    def test_who_drafted_it_does_not_agree(self, database: Database) -> None:
        with database.write() as session:
            reviewer = make_viewer(session, Role.REVIEWER)
            number = make_judgement(session, make_solution(session), by=reviewer)
            with pytest.raises(Forbidden):
                service.agree(session, reviewer, number)
            with pytest.raises(Forbidden):
                service.send_back(session, reviewer, number, remark="No")

    def test_readers_see_it_when_a_second_person_agrees(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session)
            number = make_judgement(session, solution)
            with pytest.raises(NotFound):
                queries.judgement(session, number)
            assert queries.of_solution(session, solution.id) == []
            service.agree(session, make_viewer(session, Role.EDITOR), number)
            assert queries.judgement(session, number).state == "published"
            with pytest.raises(Conflict):
                service.agree(session, make_viewer(session, Role.EDITOR), number)

    def test_a_newer_one_takes_its_place_and_the_former_stays_readable(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session)
            first = make_judgement(session, solution, publish=True)
            second = make_judgement(session, solution, publish=True)
            assert [view.id for view in queries.of_solution(session, solution.id)] == [second]
            assert queries.judgement(session, first).state == "superseded"
            assert [view.id for view in queries.history(session, solution.id, "3")] == [second, first]

    def test_not_agreeing_needs_a_reason(self, database: Database) -> None:
        with database.write() as session:
            number = make_judgement(session, make_solution(session))
            other = make_viewer(session, Role.REVIEWER)
            with pytest.raises(Invalid):
                service.send_back(session, other, number, remark="")
            service.send_back(session, other, number, remark="A study is missing.")
            assert queries.judgement(session, number, other).remark == "A study is missing."
            with pytest.raises(NotFound):
                queries.judgement(session, number)


class TestReplay:
    def test_the_same_certainty_follows_and_the_seal_holds(self, database: Database) -> None:
        with database.write() as session:
            number = make_judgement(session, make_solution(session), publish=True)
            assert service.differences(session) == []
            found = queries.judgement(session, number)
            assert service.replay(found.frozen) is Certainty(found.certainty)
            assert digest(found.frozen) == found.digest
            assert found.frozen["items"][0]["revision"] == 1

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE certainty_judgement SET certainty = 'high'",
            "UPDATE certainty_judgement SET digest = 'other'",
            "DELETE FROM certainty_judgement",
        ],
    )
    def test_not_even_by_hand_is_a_published_one_changed(self, database: Database, statement: str) -> None:
        with database.write() as session:
            make_judgement(session, make_solution(session), publish=True)
        with pytest.raises(sa.exc.DatabaseError, match="never changed"), database.write() as session:
            session.execute(sa.text(statement))

    def test_a_difference_is_named(self, database: Database) -> None:
        with database.write() as session:
            number = make_judgement(session, make_solution(session))
            session.execute(sa.text("UPDATE certainty_judgement SET certainty = 'high'"))
            session.expire_all()
            assert service.differences(session) == [f"certainty {number}: moderate follows, high is recorded"]
            session.execute(
                sa.text("UPDATE certainty_judgement SET certainty = 'moderate', direction = 'harm'")
            )
            session.expire_all()
            assert service.differences(session) == [f"certainty {number}: not as it was sealed: direction"]
            session.execute(sa.text("UPDATE certainty_judgement SET digest = 'other'"))
            session.expire_all()
            assert service.differences(session) == [f"certainty {number}: the inputs were changed"]

    def test_the_order_in_which_evidence_is_chosen_does_not_matter(self) -> None:
        one, two = {"id": "a"}, {"id": "b"}
        assert (
            service.frozen_inputs(RATING, [one, two], {})["steps"]
            == service.frozen_inputs(RATING, [two], {})["steps"]
        )


class TestNewerEvidence:
    def test_a_judgement_says_so_when_evidence_came_or_changed(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session, "One", slug="one")
            about = [{"named": "One", "solution": "one"}]
            item = make_evidence(
                session, about=about, results=[result()], key="first", title="The first trial"
            )
            number = make_judgement(session, solution, publish=True, evidence_ids=[item])
            judge = make_viewer(session, Role.REVIEWER)
            assert not queries.judgement(session, number).evidence_moved
            assert queries.to_judge_anew(session, judge) == []
            make_evidence(session, about=about, results=[result()], kind="self_declaration")
            make_evidence(session, about=about, results=[result(outcome="7")])
            assert not queries.judgement(session, number).evidence_moved, "no study of this outcome"
            make_evidence(session, about=about, results=[result("harm")])
            assert queries.judgement(session, number).evidence_moved
            assert [each.id for each in queries.to_judge_anew(session, judge)] == [number]
            again = make_judgement(session, solution, publish=True, evidence_ids=[item])
            assert queries.to_judge_anew(session, judge) == []
            make_evidence(
                session, about=about, results=[result("mixed")], key="first", title="The first trial"
            )
            assert [each.id for each in queries.to_judge_anew(session, judge)] == [again]
            with pytest.raises(Forbidden):
                queries.to_judge_anew(session, make_viewer(session))


class TestSummary:
    def test_every_outcome_with_evidence_stands_in_it_judged_or_not(self, database: Database) -> None:
        with database.write() as session:
            solution = make_solution(session, "One", slug="one")
            about = [{"named": "One", "solution": "one"}]
            for study in ("same", "same", None):
                make_evidence(
                    session,
                    about=about,
                    study=study,
                    comparator="paper",
                    results=[result("harm", "7"), result("benefit", "7")],
                )
            make_judgement(session, solution, publish=True)
            rows = queries.outcomes_of_solution(session, solution.id)
        assert [(row.outcome.code, row.items, row.studies, row.judgement is None) for row in rows] == [
            ("3", 1, 1, False),
            ("7", 3, 2, True),
        ]
        assert rows[1].directions == {"harm": 3, "benefit": 3}
        assert rows[0].directions == {queries.NOT_COMPARED: 1}
