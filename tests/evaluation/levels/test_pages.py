"""Readers see how levels are given; administrators draft other rules, see who would move, and put them in force."""

import json

import pytest
import sqlalchemy as sa

from registry.accounts.permissions import Role
from registry.db import Database
from registry.errors import Forbidden
from registry.evaluation.applicability import RiskTier
from registry.evaluation.levels import queries, service
from registry.evaluation.levels.drafts import Level
from registry.evaluation.scores import service as scores
from registry.evaluation.scores.models import Mark
from tests.acting import Stage
from tests.factories import make_account, make_solution, make_viewer
from tests.factories.evidence import make_evidence, result
from tests.factories.levels import make_proven, make_rules, seeded_rule
from tests.factories.scores import PUBLISHED, make_score
from tests.reading import reading

FIELDS = {
    "reviewers": "2",
    "certainty": "moderate",
    "strict": "guiding",
    "harm": "moderate",
    "promising": "1",
    "proven": "3",
    "changes": "Three countries, as two may be an accident.",
}


class TestTheRecord:
    def test_it_is_read_from_scores_certainty_and_deployments(self, database: Database) -> None:
        with database.write() as session:
            make_rules(session)
            solution, score = make_proven(session)
            bare = make_solution(session)
            about = [{"named": "It", "solution": solution.slug}]
            null = make_evidence(session, about=about, results=[result("no_difference")])
            found = queries.levels(session, [solution.id, bare.id])
        assert list(found) == [solution.id]
        view = found[solution.id]
        assert view.standing.level is Level.PROVEN
        assert {each.by for each in view.standing.contrary} == {f"evidence/{null}"}
        assert view.outcomes["3"]["en"] == "Outcome 3"
        (gates, *_) = view.standing.reasons
        assert gates.by == [f"scores/{score.id}"]

    def test_staleness_stands_beside_the_level(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            make_rules(session)
            solution, score = make_proven(session)
            scores.mark(session, score.id, Mark.INCIDENT, now=PUBLISHED, subject="Notice 4")
            view = queries.level(session, solution.id)
        assert view.standing.level is Level.PROVEN
        assert [each.mark for each in view.stale] == [Mark.INCIDENT]

    def test_a_score_that_became_void_leaves_the_product_unassessed(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            make_rules(session)
            solution, score = make_proven(session)
            scores.void(session, score.assessment_id, reason="A tie.", now=PUBLISHED)
            assert queries.level(session, solution.id).standing.level is Level.NOT_ASSESSED

    def test_without_rules_nothing_is_more_than_listed(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            solution, _ = make_proven(session)
            assert queries.level(session, solution.id).standing.level is Level.LISTED


class TestRules:
    def test_loading_them_again_changes_nothing(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            assert service.load(session, seeded_rule()) == "created"
            assert service.load(session, seeded_rule()) == "unchanged"
            with pytest.raises(service.RuleInForce):
                service.load(session, seeded_rule().model_copy(update={"maturity": []}))

    @pytest.mark.parametrize("statement", ["UPDATE level_rule SET digest = ''", "DELETE FROM level_rule"])
    def test_not_even_by_hand_are_published_rules_changed(self, database: Database, statement: str) -> None:
        with database.write() as session:
            make_rules(session)
        with (
            pytest.raises((sa.exc.IntegrityError, sa.exc.DatabaseError), match="never changed"),
            database.write() as session,
        ):
            session.execute(sa.text(statement))

    def test_only_who_manages_frameworks_changes_them(self, sqlite_url: str) -> None:
        with Database(sqlite_url).write() as session:
            viewer = make_viewer(session, Role.EDITOR)
            for verb in (
                lambda: service.save(session, viewer, seeded_rule()),
                lambda: service.publish(session, viewer, "1"),
            ):
                with pytest.raises(Forbidden):
                    verb()


def test_readers_see_the_rules_and_the_reasons_behind_a_level(sqlite_url: str) -> None:
    with Database(sqlite_url).write() as session:
        make_rules(session)
        make_proven(session, slug="tracker")
        vetted = make_solution(session, "Vetted Only", slug="vetted")
        make_score(session, vetted, tier=RiskTier.SUPPORTING)
        make_solution(session, "Bare", slug="bare")
    with reading(sqlite_url) as reader:
        page = reader.get("/en/evidence-levels")
        assert "by different implementers in 2 countries" in page.text
        assert "/en/search?kind=solution&evidence=proven" in page.links
        section = reader.get("/en/solutions/tracker").part("level")
        for text in (
            "Proven",
            "Rural clinics",
            "2.0",
            "Outcome 3",
            "Moderate certainty",
            "None is recorded here",
        ):
            assert text in section
        section = reader.get("/en/solutions/vetted").part("level")
        assert section.count("not met") == 3
        bare = reader.get("/en/solutions/bare").text
        assert "Not yet assessed here. This is not a judgement of the product." in bare
        assert json.loads(reader.get("/api/v1/solutions/tracker").html)["evidence_level"] == "proven"
        assert json.loads(reader.get("/api/v1/solutions/bare").html)["evidence_level"] == "not_assessed"
        found = json.loads(reader.get("/api/v1/solutions/vetted/evidence-level").html)
        assert found["level"]["standing"]["level"] == "vetted"
        assert found["record"]["gates"][0]["verdict"] == "passed"
        (rule,) = json.loads(reader.get("/api/v1/evidence-levels").html)
        assert (rule["version"], rule["in_force"]) == ("1", True)


def test_whoever_drafts_rules_sees_who_would_move_before_they_are_in_force(stage: Stage) -> None:
    with stage.database.write() as session:
        make_rules(session)
        solution, _ = make_proven(session)
        administrator = make_account(session, "", Role.ADMINISTRATOR).id
    person = stage.person(administrator)
    refused = person.post("/en/evidence-levels/new", FIELDS | {"proven": "0", "changes": "", "harm": "great"})
    assert refused.status_code == 422
    assert "A number from 1 to 20." in refused.text
    assert "Say what changed." in refused.text
    assert person.post("/en/evidence-levels/new", FIELDS).headers["location"] == "/en/evidence-levels/2"
    draft = person.get("/en/evidence-levels/2").text
    assert "Sample Tracker" in draft
    assert draft.index("Proven") < draft.rindex("Promising")
    with stage.database.read() as session:
        assert queries.level(session, solution.id).standing.level is Level.PROVEN
    assert stage.person().get("/en/evidence-levels/2").status_code == 404
    assert person.post("/en/evidence-levels/2/publish").status_code == 303
    with stage.database.read() as session:
        assert queries.level(session, solution.id).standing.level is Level.PROMISING
        assert [each.version for each in queries.rules(session)] == ["2", "1"]
    assert stage.person().get("/en/evidence-levels/1").status_code == 200


def test_rules_are_drafted_over_the_api_as_well(stage: Stage) -> None:
    with stage.database.write() as session:
        make_rules(session)
        solution, _ = make_proven(session)
        administrator = make_account(session, "", Role.ADMINISTRATOR).id
    program = stage.program(administrator)
    said = program.ask("GET", "/api/v1/evidence-levels/1").json()["rule"]["rule"]
    said = {name: said[name] for name in ("maturity", "steps")} | {"changes": {"en": "Three countries."}}
    said["steps"][2]["needs"][0]["countries"] = 3
    for wrong, field in (({"changes": {}}, "changes"), ({"steps": []}, "draft")):
        answer = program.ask("POST", "/api/v1/evidence-levels", json={**said, **wrong})
        assert (answer.status_code, [each["name"] for each in answer.json()["errors"]]) == (422, [field])
    draft = program.ask("POST", "/api/v1/evidence-levels", json=said)
    assert [(each["solution_id"], each["before"], each["after"]) for each in draft.json()["moves"]] == [
        (solution.id, "proven", "promising")
    ]
    path = draft.headers["location"]
    assert stage.program().ask("GET", path).status_code == 404
    assert program.ask("POST", f"{path}/publish").status_code == 200
    assert program.ask("POST", f"{path}/publish").status_code == 409
    assert stage.program().ask("GET", path).json()["moves"] == []
