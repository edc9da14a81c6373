"""Recommendations cover a solution that does all that is recommended together, and show their conditions."""

from pathlib import Path

import pytest
import yaml

from registry.db import Database
from registry.errors import BadRecord
from registry.evaluation.recommendations import queries, service
from registry.evaluation.recommendations.covering import covers
from registry.evaluation.recommendations.service import RecommendationDraft
from registry.interchange.seed_trust import RecommendationsFile
from registry.web.languages import LANGUAGES
from tests.acting import Stage
from tests.factories import make_concept, make_solution, make_source

FILE = Path(__file__).resolve().parents[2] / "seed" / "recommendations.yaml"


@pytest.mark.parametrize(
    ("codes", "covered"),
    [
        (["2.2.1", "2.3.1"], True),
        (["2.2.1"], False),
        (["2.3.1"], False),
        (["2.2.1", "2.3"], True),
        (["2"], False),
        ([], False),
    ],
)
def test_both_of_what_is_recommended_together(codes: list[str], covered: bool) -> None:
    assert covers([["2.2.1"], ["2.3.1", "2.3.2"]], codes) is covered


class TestShipped:
    @pytest.fixture(scope="class")
    @classmethod
    def drafts(cls) -> list[RecommendationDraft]:
        raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        return RecommendationsFile.model_validate(raw).recommendations

    def test_ten_in_six_languages_with_conditions(self, drafts: list[RecommendationDraft]) -> None:
        assert [each.number for each in drafts] == list(range(1, 11))
        for each in drafts:
            assert set(each.names) == set(each.conditions) == set(LANGUAGES)

    def test_the_strengths_are_those_of_the_guideline(self, drafts: list[RecommendationDraft]) -> None:
        strengths = {each.number: each.strength for each in drafts}
        assert strengths.pop(2) == "research_only"
        assert strengths.pop(10) == "recommended"
        assert set(strengths.values()) == {"specific_contexts"}

    def test_the_interventions_are_those_that_were_linked(self, drafts: list[RecommendationDraft]) -> None:
        needs = {each.number: each.needs for each in drafts}
        assert needs[5] == [["2.4.4"]]
        assert len(needs[8]) == 2
        assert len(needs[9]) == 3


def draft(**values) -> RecommendationDraft:
    body = {
        "id": "r-1",
        "guideline": "g",
        "number": 1,
        "names": "Remind people",
        "strength": "specific_contexts",
        "conditions": "Where it is private.",
        "conditions_origin": "from_memory",
        "scheme": "interventions-2",
        "needs": [["1.1.3"]],
        "source": "test-source",
    }
    return RecommendationDraft.model_validate(body | values)


def test_saving_again_changes_nothing(database: Database) -> None:
    with database.write() as session:
        make_source(session)
        make_concept(session, "1.1.3", "interventions-2")
        assert service.save(session, draft()) == "created"
        assert service.save(session, draft()) == "unchanged"
        assert service.save(session, draft(names="Remind others")) == "updated"
        with pytest.raises(BadRecord, match=r"no code 9\.9"):
            service.save(session, draft(id="r-2", needs=[["9.9"]]))
        assert queries.covering(session, []) == []


def test_a_solution_shows_what_covers_it_and_on_what_conditions(stage: Stage) -> None:
    with stage.database.write() as session:
        make_source(session)
        make_concept(session, "1.1.3", "interventions-2")
        service.save(session, draft())
        make_solution(session, "Reminder", slug="reminder", interventions=["1.1.3"])
        make_solution(session, "Other", slug="other")
    person = stage.person()
    page = person.get("/en/solutions/reminder").text
    assert "Where it is private." in page
    assert "It does not recommend the product." in page
    assert "Where it is private." not in person.get("/en/solutions/other").text
    assert "from memory" in person.get("/en/recommendations").text
    program = stage.program()
    assert [row["id"] for row in program.ask("GET", "/api/v1/solutions/reminder/recommendations").json()] == [
        "r-1"
    ]
    assert program.ask("GET", "/api/v1/solutions/other/recommendations").json() == []
    assert len(program.ask("GET", "/api/v1/recommendations").json()) == 1
