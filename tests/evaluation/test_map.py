"""The evidence gap map counts studies, not findings, and leaves gaps empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.evaluation.map.grid import Cell, Finding, grid, group_of, picture
from tests.acting import Stage
from tests.factories import make_concept, make_country, make_solution
from tests.factories.evidence import make_evidence, make_outcomes, result

ONE = [
    Finding("a", "2.3.1", "3", "benefit"),
    Finding("a", "2.3.2", "3", "benefit"),
    Finding("b", "2.3", "3", "harm"),
    Finding("b", "2.3", "7", "mixed"),
]


def test_a_study_counts_once_in_a_cell() -> None:
    made = grid(ONE, ["3", "7", "9"])
    assert made.cells == {("2.3", "3"): Cell(2, 1, 1, 0), ("2.3", "7"): Cell(1, 0, 0, 1)}
    assert made.totals == {"2.3": 2}
    assert ("2.3", "9") not in made.cells


def test_it_shows_the_certainty_judged() -> None:
    assert grid(ONE, ["3"], {("2.3", "3"): "low"}).cells["2.3", "3"].certainty == "low"


def test_rows_are_in_the_order_of_the_classification() -> None:
    found = [Finding("a", code, "3", "mixed") for code in ("2.10.1", "2.2.1", "1.1.1")]
    assert grid(found, ["3"]).interventions == ["1.1", "2.2", "2.10"]


@pytest.mark.parametrize(("code", "group"), [("2.3.1", "2.3"), ("2.3", "2.3"), ("2", "2")])
def test_groups(code: str, group: str) -> None:
    assert group_of(code) == group


FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from("abcd"),
        st.sampled_from(["1.1.1", "1.1.2", "2.2.1"]),
        st.sampled_from(["3", "7"]),
        st.sampled_from(["benefit", "harm", "mixed", "no_difference", "unfavourable"]),
    ),
    max_size=20,
)


@given(FINDINGS, st.randoms(use_true_random=False))
def test_the_order_does_not_matter_and_twice_the_same_adds_nothing(found, random) -> None:
    shuffled = found * 2
    random.shuffle(shuffled)
    assert grid(found, ["3", "7"]) == grid(shuffled, ["3", "7"])


@given(FINDINGS)
def test_more_studies_are_never_drawn_smaller_and_everything_is_inside(found) -> None:
    drawn = picture(grid(found, ["3", "7"]))
    by_size = sorted(drawn.bubbles, key=lambda bubble: bubble.cell.studies)
    assert [bubble.radius for bubble in by_size] == sorted(bubble.radius for bubble in drawn.bubbles)
    for bubble in drawn.bubbles:
        assert bubble.radius < bubble.x < drawn.width - bubble.radius
        assert bubble.radius < bubble.y < drawn.height - bubble.radius


class TestPage:
    @pytest.fixture
    def filled(self, stage: Stage) -> Stage:
        with stage.database.write() as session:
            make_concept(session, "2.2", "interventions-2", label="Health records")
            make_outcomes(session, "7")
            make_country(session, "UGA")
            solution = make_solution(session, "Good Tool", slug="good-tool")
            about = [{"named": "It", "solution": solution.slug}]
            make_evidence(
                session,
                interventions=["2.2.1"],
                results=[result("harm", "7")],
                about=about,
                countries=["KEN"],
            )
            make_evidence(session, interventions=["2.2.1"], results=[result("benefit", "7")])
            make_evidence(
                session,
                interventions=["2.2.1"],
                results=[result("benefit", "3")],
                provenance={"results": "from_memory"},
            )
        return stage

    def test_shows_what_is_published_as_picture_and_table(self, filled: Stage) -> None:
        page = filled.person().get("/en/evidence-map").text
        assert "<circle" in page
        assert "Health records" in page
        assert "1 unfavourable" in page
        assert "Nothing recorded on: Outcome 3" in page, "what waits for confirmation is no evidence yet"

    @pytest.mark.parametrize(
        ("query", "studies"), [("", 2), ("?solution=good-tool", 1), ("?country=ken", 1), ("?country=UGA", 0)]
    )
    def test_each_filter(self, filled: Stage, query: str, studies: int) -> None:
        cells = filled.program().ask("GET", f"/api/v1/evidence-map{query}").json()
        assert sum(cell["studies"] for cell in cells) == studies
        assert filled.person().get(f"/en/evidence-map{query}").status_code == 200

    @pytest.mark.parametrize(("name", "value"), [("solution", "nothing"), ("country", "XYZ")])
    def test_what_is_not_there_is_a_wrong_parameter(self, filled: Stage, name: str, value: str) -> None:
        answer = filled.program().ask("GET", f"/api/v1/evidence-map?{name}={value}")
        assert (answer.status_code, answer.json()["name"]) == (400, name)
        assert filled.person().get(f"/en/evidence-map?{name}={value}").status_code == 400

    def test_certainty_is_of_all_countries_and_not_shown_for_one(self, filled: Stage) -> None:
        assert "not yet judged" in filled.person().get("/en/evidence-map").text
        narrowed = filled.person().get("/en/evidence-map?country=KEN").text
        assert "not yet judged" not in narrowed
        assert "not shown for one" in narrowed

    def test_an_empty_map_is_explained(self, stage: Stage) -> None:
        with stage.database.write() as session:
            make_outcomes(session)
        assert "does not mean that no evidence exists" in stage.person().get("/en/evidence-map").text
