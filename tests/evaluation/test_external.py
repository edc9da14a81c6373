"""What others found is shown as theirs, with date and source; unknown is not zero."""

from registry.evaluation.external import service
from registry.evaluation.external.drafts import ExternalDraft
from registry.evaluation.external.models import POINTS, Scheme
from registry.evaluation.frameworks import service as frameworks
from registry.web.vocabulary import TERMS
from tests.acting import Stage
from tests.factories import make_solution, make_source
from tests.factories.frameworks import criterion, framework_draft


def test_a_solution_shows_what_others_found_apart_and_with_its_source(stage: Stage) -> None:
    with stage.database.write() as session:
        make_source(session, "guide", title="A guide of others")
        solution = make_solution(session, "Good Tool", slug="good-tool")
        make_solution(session, "Other", slug="other")
        for on, results in (
            ("2022", {"global_utility": 7.0, "low_carbon": None}),
            ("2025", {"global_utility": 8.0, "inclusive_design": 6.0}),
        ):
            draft = ExternalDraft(
                solution="good-tool", scheme=Scheme.GUIDEBOOK, source="guide", on=on, results=results
            )
            assert service.save(session, draft, solution.id) == "created"
    page = stage.person().get("/en/solutions/good-tool").text
    for text in (
        "What others found",
        "count in none of its scores",
        "A guide of others",
        "not assessed",
        "not known",
    ):
        assert text in page
    assert "not yet assessed here" in page.lower()
    assert "What others found" not in stage.person().get("/en/solutions/other").text
    found = stage.program().ask("GET", "/api/v1/solutions/good-tool/external-assessments").json()
    assert [(row["on"], row["results"].get("low_carbon", "absent")) for row in found] == [
        ("2022", None),
        ("2025", "absent"),
    ]


def test_maturity_is_shown_by_the_words_of_its_model(stage: Stage) -> None:
    with stage.database.write() as session:
        draft = framework_draft("ggmm", criteria=[criterion("security", "first", names="Keeping it secure")])
        make_source(session, draft.source)
        frameworks.save(session, draft, publish=True)
        solution = make_solution(session, "Good Tool", slug="good-tool")
        rated = ExternalDraft(
            solution="good-tool",
            scheme=Scheme.GGMM,
            source=draft.source,
            on="2018-09",
            results={"security": "low"},
        )
        service.save(session, rated, solution.id)
    page = stage.person().get("/en/solutions/good-tool").text
    assert "Keeping it secure" in page
    assert "September 2018" in page


def test_every_code_has_a_word() -> None:
    assert set(TERMS["external_scheme"]) == set(Scheme)
    assert set(TERMS["external_criterion"]) == {"status", *POINTS}
