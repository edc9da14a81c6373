"""What is made up says so on every page and in every answer about it; what is real does not."""

from tests.acting import Stage
from tests.factories import make_organisation, make_solution
from tests.factories.evidence import make_evidence
from tests.factories.feedback import make_feedback

SAYS = "it is made up, with all that is said of it here"


def test_a_sample_is_marked_wherever_it_is_shown_and_a_real_product_is_not(stage: Stage) -> None:
    with stage.database.write() as session:
        maker = make_organisation(session, "Sample: Maker", slug="sample-maker", is_sample=True)
        made_up = make_solution(session, "Made up", slug="made-up", organisations=[maker])
        real = make_solution(session, "Real", slug="real", organisations=[make_organisation(session, "Body")])
        items = {
            each.slug: make_evidence(session, about=[{"named": each.slug, "solution": each.slug}])
            for each in (made_up, real)
        }
        reports = {each.slug: make_feedback(session, each, publish=True) for each in (made_up, real)}
    reader, program = stage.person(), stage.program()

    def ask(path: str):
        return program.ask("GET", f"/api/v1/{path}").json()

    assert SAYS in reader.get("/en/organisations/sample-maker").text
    for slug in ("made-up", "real"):
        is_sample = slug == "made-up"
        for path in (
            f"/en/solutions/{slug}",
            f"/en/feedback?solution={slug}",
            f"/en/feedback/{reports[slug]}",
            f"/en/evidence?solution={slug}",
            f"/en/evidence/{items[slug]}",
        ):
            assert (SAYS in reader.get(path).text) is is_sample, path

        assert ask(f"solutions/{slug}")["is_sample"] is is_sample
        assert ask(f"solutions/{slug}/evidence-level")["level"]["is_sample"] is is_sample
        assert ask(f"feedback/{reports[slug]}")["solution"]["is_sample"] is is_sample
        assert ask(f"evidence/{items[slug]}")["about"][0]["solution"]["is_sample"] is is_sample
    rows = {each["slug"]: each["is_sample"] for each in ask("solutions")["items"]}
    assert rows == {"made-up": True, "real": False}
