"""What the checks found, as readers, programs and editors meet it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.accounts.permissions import Role
from registry.db import Database, Kind
from registry.quality.running import run_all, run_kind
from registry.solutions.drafts import SolutionDraft
from registry.solutions.models import Solution
from registry.solutions.service import save
from tests.acting import Stage, acting
from tests.factories import (
    make_account,
    make_claim,
    make_concept,
    make_concept_map,
    make_deployment,
    make_organisation,
    make_revision,
    make_scheme,
    make_solution,
    make_standard,
)

FULL = dict.fromkeys(("en", "fr", "es", "ru", "zh", "ar"), "x")


class Scene:
    """A registry with something to find, checked; and an editor."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        with stage.database.write() as session:
            for scheme, family in (("interventions-2", "intervention"), ("challenges-1", "challenge")):
                make_scheme(session, scheme, family=family)
            make_concept(session, "1.3", "challenges-1", label={"en": "Poor adherence", "fr": "Observance"})
            make_concept_map(session, "1.3", "2.2.1")
            owner = make_organisation(session, "Example Foundation", slug="example-foundation")
            one = make_solution(
                session,
                "Tracker",
                slug="tracker",
                summary=FULL,
                openness="open_source",
                organisations=[owner],
            )
            two = make_solution(session, "tracker", slug="tracker-2", summary=FULL)
            self.one, self.two = one.id, two.id
            self.deployment = make_deployment(
                session, one, "KEN", status="ended", started="2024-03", ended="2023"
            ).id
            make_revision(session, Kind.SOLUTION, one.id, {"licence": ""})
            make_claim(session, Kind.DEPLOYMENT, self.deployment, value=False, source="ministry")
            make_standard(session, "Format", slug="format", summary={"en": "A format."})
            self.editor = make_account(session, "Amina Editor", Role.EDITOR).id
        run_all(stage.database)

    def number(self, check: str) -> int:
        items = self.stage.program().ask("GET", f"/api/v1/findings?check={check}&state=all").json()["items"]
        (only,) = items
        return int(only["finding"]["id"])


@pytest.fixture
def scene(sqlite_url: str, tmp_path: Path) -> Iterator[Scene]:
    with acting(Database(sqlite_url), tmp_path) as stage:
        yield Scene(stage)


def test_readers_see_what_was_found_with_its_reason_and_the_way_to_mend_it(scene: Scene) -> None:
    reader = scene.stage.person()
    everything = reader.get("/en/quality").text
    assert "It ended (2023) before it started (March 2024)." in everything
    assert "the same name" in everything
    assert "Accept it as it is" not in everything
    assert "Tracker in Kenya" in reader.get("/en/countries/ken/quality").text
    assert "Likely recorded twice" in reader.get("/en/organisations/example-foundation/quality").text
    solution = reader.get("/en/solutions/tracker/quality").text
    assert "It is said to be open source, but no licence is known." in solution
    assert "record its SPDX identifier" in solution
    assert "not in Arabic" not in reader.get("/ar/standards/format/quality").text
    one = reader.get(f"/en/quality/{scene.number('dates')}").text
    assert "Look up the dates in the sources named on the record" in one
    assert "/en/submissions/new?kind=deployment&amp;target=" in one
    assert 'name="reason"' not in one
    assert "/en/solutions/tracker/quality" in reader.get("/en/solutions/tracker").text


def test_both_records_of_a_pair_show_it(scene: Scene) -> None:
    reader = scene.stage.person()
    for slug in ("tracker", "tracker-2"):
        assert "Likely recorded twice" in reader.get(f"/en/solutions/{slug}/quality").text


def test_findings_are_chosen_by_check_state_and_kind(scene: Scene) -> None:
    reader = scene.stage.person()
    dates = reader.get("/en/quality?check=dates&kind=deployment").text
    assert "It ended (2023)" in dates
    assert "the same name" not in dates
    assert "No finding of this choice" in reader.get("/en/quality?check=dates&kind=solution").text
    assert "No finding of this choice" in reader.get("/en/quality?state=accepted").text
    for wrong in ("check=none", "state=gone", "kind=country", "page=0"):
        assert reader.get(f"/en/quality?{wrong}").status_code == 400, wrong
    assert reader.get("/en/quality/999999").status_code == 404


def test_a_former_name_leads_to_the_record(scene: Scene) -> None:
    answer = scene.stage.person().get(f"/en/solutions/{scene.one}/quality")
    assert answer.status_code in {301, 302, 307, 308}
    assert answer.headers["location"].endswith("/en/solutions/tracker/quality")


def test_an_editor_accepts_with_a_reason_that_everybody_reads(scene: Scene) -> None:
    editor = scene.stage.person(scene.editor)
    number = scene.number("dates")
    page = editor.get(f"/en/quality/{number}").text
    assert "Accept it as it is" in page
    refused = editor.post(f"/en/quality/{number}/accept", {"reason": "Fine"})
    assert refused.status_code == 422
    assert 'value="Fine"' in refused.text or ">Fine</textarea>" in refused.text
    reason = "The end is that of an earlier phase."
    assert editor.post(f"/en/quality/{number}/accept", {"reason": reason}).status_code == 303
    reader = scene.stage.person()
    shown = reader.get(f"/en/deployments/{scene.deployment}/quality").text
    assert reason in shown
    assert "Amina" not in shown
    assert reason in reader.get("/en/quality?state=accepted").text
    assert editor.post(f"/en/quality/{number}/accept", {"reason": reason}).status_code == 303
    assert editor.post(f"/en/quality/{number}/reopen").status_code == 303
    assert editor.post(f"/en/quality/{number}/reopen").status_code == 409


def test_what_was_accepted_opens_by_itself_when_the_facts_change(scene: Scene) -> None:
    number = scene.number("licence")
    editor = scene.stage.person(scene.editor)
    editor.post(f"/en/quality/{number}/accept", {"reason": "The licence is being chosen."})
    change(scene.stage.database, scene.one, licence="Odd licence")
    shown = scene.stage.person().get("/en/solutions/tracker/quality").text
    assert "“Odd licence” is no SPDX licence expression." in shown.replace("<bdi>", "").replace("</bdi>", "")
    assert "It was accepted once" in shown
    change(scene.stage.database, scene.one, licence="MIT")
    assert "Fixed" in scene.stage.person().get("/en/solutions/tracker/quality").text


def change(database: Database, solution_id: str, **values: Any) -> None:
    with database.write() as session:
        row = session.get_one(Solution, solution_id)
        for name, value in values.items():
            setattr(row, name, value)
    run_kind(database, Kind.SOLUTION, [solution_id])


def test_programs_read_findings_page_by_page_and_decide_with_a_token(stage: Stage) -> None:
    scene = Scene(stage)
    anybody = scene.stage.program()
    checks = anybody.ask("GET", "/api/v1/checks").json()
    assert {each["id"]: each["open"] for each in checks}["dates"] == 1
    seen: list[int] = []
    cursor = ""
    while True:
        page = anybody.ask("GET", f"/api/v1/findings?limit=2{cursor}").json()
        seen += [each["finding"]["id"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == sum(each["open"] for each in checks)
    for path, check in (
        (f"deployments/{scene.deployment}", "dates"),
        ("solutions/tracker", "licence"),
        ("standards/format", "translation"),
    ):
        assert check in {
            each["finding"]["check"] for each in anybody.ask("GET", f"/api/v1/{path}/findings").json()
        }
    in_kenya = anybody.ask("GET", "/api/v1/countries/ken/findings?check=country_claims").json()["items"]
    assert [each["record"]["country"]["code"] for each in in_kenya] == ["KEN"]
    assert anybody.ask("GET", "/api/v1/findings?check=none").status_code == 400
    number = scene.number("dates")
    editor = scene.stage.program(scene.editor)
    wrong = editor.ask("POST", f"/api/v1/findings/{number}/accept", json={"reason": ""})
    assert wrong.status_code == 422
    accepted = editor.ask("POST", f"/api/v1/findings/{number}/accept", json={"reason": "Two phases of one."})
    assert accepted.json()["finding"]["state"] == "accepted"
    assert anybody.ask("GET", f"/api/v1/findings/{number}").json()["finding"]["accepted_reason"]
    opened = editor.ask("POST", f"/api/v1/findings/{number}/reopen")
    assert opened.json()["finding"]["state"] == "open"


def test_every_language_says_every_finding(scene: Scene) -> None:
    reader = scene.stage.person()
    for language in ("ar", "zh", "fr", "ru", "es"):
        for path in ("quality", "solutions/tracker/quality", f"quality/{scene.number('duplicate')}"):
            answer = reader.get(f"/{language}/{path}")
            assert answer.status_code == 200, (language, path)
            assert "the same name" not in answer.text


def test_an_editor_compares_two_records_and_makes_them_one(scene: Scene) -> None:
    with scene.stage.database.write() as session:
        for slug in ("sample-app", "sample-app-2"):
            body = {"slug": slug, "names": {"en": "Sample App"}, "summary": FULL, "type": "software"}
            links = {"home": [f"https://{slug}.example.org"]}
            save(session, SolutionDraft.model_validate({**body, "links": links}), author="Somebody")
    run_all(scene.stage.database)
    program = scene.stage.program()
    found = [
        each
        for each in program.ask("GET", "/api/v1/solutions/sample-app/findings").json()
        if each["other"] and each["other"]["name"].startswith("sample-app")
    ]
    kept, other = (found[0][each]["id"] for each in ("record", "other"))
    path = f"/en/quality/merge/solution/{kept}/{other}"
    assert path not in scene.stage.person().get("/en/quality?check=duplicate").text
    editor = scene.stage.person(scene.editor)
    assert path in editor.get("/en/quality?check=duplicate").text
    page = editor.get(path).text
    assert "Both together" in page
    assert "It is likely the same as" in page
    assert editor.post(path, {"seen_kept": 1, "seen_other": 1, "reason": "Same"}).status_code == 422
    said = {"seen_kept": 1, "seen_other": 1, "reason": "One app, entered twice.", "side.links": "both"}
    stale = editor.post(path, {**said, "seen_other": 7})
    assert stale.status_code == 422
    assert "changed meanwhile" in stale.text
    answer = editor.post(path, said)
    assert answer.status_code == 303
    shown = scene.stage.person().get(answer.headers["location"]).text
    assert "sample-app.example.org" in shown
    assert "sample-app-2.example.org" in shown
    assert scene.stage.person().get(f"/en/solutions/{other}").status_code == 301
    assert "Two records were merged into one" in shown
    run_all(scene.stage.database)
    after = program.ask("GET", f"/api/v1/solutions/{kept}/findings").json()
    assert [each for each in after if each["other"] and each["other"]["id"] == other] == []


def test_each_of_two_that_are_likely_one_is_told_of_the_other(scene: Scene) -> None:
    with scene.stage.database.write() as session:
        for slug, name in (("twin", "Sample Twin"), ("twin-2", "Sample-Twin")):
            body = {"slug": slug, "names": {"en": name}, "summary": FULL, "type": "software"}
            links = {"home": ["https://twin.example.org"]}
            save(session, SolutionDraft.model_validate({**body, "links": links}), author="Somebody")
    run_all(scene.stage.database)
    reader = scene.stage.person()
    for slug, other in (("twin", "Sample-Twin"), ("twin-2", "Sample Twin")):
        page = reader.get(f"/en/solutions/{slug}/quality").text
        assert f"It is likely the same as <bdi>{other}</bdi>" in page
