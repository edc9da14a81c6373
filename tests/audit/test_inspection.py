"""Looking through events: on the page, over the API, as a file, by the command."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest

from registry.accounts.permissions import Permission, Role
from registry.audit import events
from registry.db import Database, Kind
from registry.web.ordering import name_key
from tests.acting import Stage
from tests.audit.test_command import run
from tests.factories import make_solution
from tests.factories.people import make_account


class Scene:
    """Events by two people and the system, on a record and on other things."""

    def __init__(self, database: Database) -> None:
        with database.write() as session:
            self.grace = make_account(session, "Grace Admin", Role.ADMINISTRATOR).id
            self.amina = make_account(session, "Amina Editor").id
            self.solution = make_solution(session, "Example", slug="example").id
        self.days = iter(range(1, 28))
        self.note(database, "thing.made", actor=self.amina, on=("thing", "T1"), after={"name": "=1+1"})
        self.note(
            database, "record.published", actor=self.grace, on=(Kind.SOLUTION, self.solution), public=True
        )
        self.note(database, "thing.cleaned", on=("thing", "T1"))
        self.note(
            database,
            "person.invited",
            actor=self.grace,
            on=("organisation", "DHO-1"),
            personal={"email": "new@example.org"},
        )

    def note(self, database: Database, action: str, **options) -> None:
        moment = datetime(2026, 3, next(self.days), 12, tzinfo=UTC)
        with database.write() as session, pytest.MonkeyPatch.context() as patch:
            patch.setattr(events, "now", lambda: moment)
            events.record(session, action, **options)


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return Scene(stage.database)


def actions(stage: Stage, scene: Scene, query: str = "") -> list[str]:
    answer = stage.program(scene.grace).ask("GET", f"/api/v1/events{query}")
    assert answer.status_code == 200, answer.text
    return [each["action"] for each in answer.json()["items"]]


EVERYTHING = ["person.invited", "thing.cleaned", "record.published", "thing.made"]


def test_nobody_else_reads_them(stage: Stage, scene: Scene) -> None:
    assert stage.person().get("/en/events").status_code == 303
    for account in (scene.amina,):
        for path in ("/en/events", "/en/events/export"):
            assert stage.person(account).get(path).status_code == 403
        assert stage.program(account).ask("GET", "/api/v1/events").status_code == 403
    limited = stage.program(scene.grace, permissions=[Permission.NOTICE_PLACE])
    assert limited.ask("GET", "/api/v1/events").status_code == 403


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERYTHING),
        ("?actor=system", ["thing.cleaned"]),
        ("?actor=amina", ["thing.made"]),
        ("?actor=Grace%20A", ["person.invited", "record.published"]),
        ("?actor=nobody", []),
        ("?actor=%25", []),
        ("?action=thing.made", ["thing.made"]),
        ("?on=thing", ["thing.cleaned", "thing.made"]),
        ("?on=thing:T1", ["thing.cleaned", "thing.made"]),
        ("?on=thing:T2", []),
        ("?since=2026-03-03", ["person.invited", "thing.cleaned"]),
        ("?until=2026-03-02", ["record.published", "thing.made"]),
        ("?since=2026-03-02&until=2026-03-02", ["record.published"]),
        ("?actor=grace&on=solution", ["record.published"]),
    ],
)
def test_they_are_found_by_who_what_and_when(
    stage: Stage, scene: Scene, query: str, expected: list[str]
) -> None:
    assert actions(stage, scene, query) == expected


def test_an_account_is_found_by_its_id(stage: Stage, scene: Scene) -> None:
    assert actions(stage, scene, f"?actor={scene.amina}") == ["thing.made"]


@pytest.mark.parametrize(
    "query", ["?since=yesterday", "?until=2026-13-01", "?cursor=zzz", "?limit=0", "?who=me"]
)
def test_what_is_not_understood_is_named(stage: Stage, scene: Scene, query: str) -> None:
    answer = stage.program(scene.grace).ask("GET", f"/api/v1/events{query}")
    assert answer.status_code == 400
    assert answer.json()["name"] == query[1:].partition("=")[0]


def test_all_that_one_request_did_is_found(stage: Stage, scene: Scene) -> None:
    taken = stage.person(scene.grace).get("/en/events/export?format=csv").headers["x-request-id"]
    assert actions(stage, scene, f"?request={taken}") == ["events.exported"]
    assert taken in stage.person(scene.grace).get(f"/en/events?request={taken}").text
    assert actions(stage, scene, "?request=another") == []


def test_what_named_a_person_stays_erased(stage: Stage, scene: Scene) -> None:
    with stage.database.write() as session:
        events.erase_person(session, scene.grace)
    person = stage.person(scene.grace)
    assert "new@example.org" not in person.get("/en/events").text
    assert "new@example.org" not in person.get("/en/events/export?format=jsonl").text


def test_page_by_page_each_comes_once_while_more_are_added(stage: Stage, scene: Scene) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        page = stage.program(scene.grace).ask("GET", f"/api/v1/events?limit=1{cursor}").json()
        seen += [each["action"] for each in page["items"]]
        scene.note(stage.database, "thing.later")
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == EVERYTHING


def test_the_page_names_people_and_records_and_says_what_changed(stage: Stage, scene: Scene) -> None:
    page = stage.person(scene.grace).get("/en/events").text
    for text in ("Amina Editor", "Grace Admin", "the system", ">Example</a>", "new@example.org", "=1+1"):
        assert text in page
    assert "new@example.org" not in stage.program(scene.grace).ask("GET", "/api/v1/events").text
    narrowed = stage.person(scene.grace).get(f"/en/events?actor={scene.amina}").text
    assert "thing.made</code>" in narrowed
    assert "record.published</code>" not in narrowed
    assert f"format=csv&amp;actor={scene.amina}" in narrowed
    assert stage.person(scene.grace).get("/en/events?since=soon").status_code == 400
    assert "Nothing of that sort was done" in stage.person(scene.grace).get("/en/events?actor=nobody").text


def test_actions_and_things_are_told_in_words_beside_their_codes(stage: Stage, scene: Scene) -> None:
    scene.note(
        stage.database, "submission.taken_up", actor=scene.grace, on=("submission", "12"), after={"x": 1}
    )
    scene.note(stage.database, "account.suspended", actor=scene.grace, on=("account", scene.amina))
    person = stage.person(scene.grace)
    page = person.get("/fr/events").text
    told = dict(re.findall(r'<a href="[^"]*">([^<]+)</a> <code class="small">([a-z_.]+)</code>', page))
    assert told["A pris en charge un dossier"] == "submission.taken_up"
    assert told["Une proposition a été acceptée et publiée"] == "record.published"
    assert told["thing.made"] == "thing.made"
    assert "<bdi>Dossier</bdi>" in page
    assert "<bdi>Amina Editor</bdi> <a" in page
    choices = re.findall(r'<option value="([a-z_.]+)"[^>]*>([^<]+)</option>', page)
    assert ("submission.taken_up", "A pris en charge un dossier") in choices
    assert [name_key(text) for _, text in choices] == sorted(name_key(text) for _, text in choices)
    narrowed = person.get("/fr/events?action=submission.taken_up").text
    assert "submission.taken_up</code>" in narrowed
    assert "record.published</code>" not in narrowed


def test_a_long_list_is_paged_on_the_page(stage: Stage, scene: Scene) -> None:
    with stage.database.write() as session:
        for number in range(60):
            events.record(session, "thing.counted", after={"number": number})
    person = stage.person(scene.grace)
    first = person.get("/en/events?action=thing.counted").text
    assert first.count('id="event-') == 50
    assert "before=15" in first
    assert person.get("/en/events?action=thing.counted&before=15").text.count('id="event-') == 10


def test_the_same_events_as_a_table_no_cell_of_which_is_a_formula(stage: Stage, scene: Scene) -> None:
    answer = stage.person(scene.grace).get("/en/events/export?format=csv&on=thing")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="events-')
    assert answer.headers["cache-control"] == "private, no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["action"], row["actor_name"]) for row in rows] == [
        ("thing.cleaned", ""),
        ("thing.made", "Amina Editor"),
    ]
    assert json.loads(rows[1]["after"]) == {"name": "=1+1"}
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_the_same_events_as_lines_of_json_without_what_names_a_person(stage: Stage, scene: Scene) -> None:
    answer = stage.person(scene.grace).get("/en/events/export?format=jsonl")
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert [row["action"] for row in rows] == ["events.exported", *EVERYTHING]
    assert "new@example.org" not in answer.text
    assert stage.person(scene.grace).get("/en/events/export?format=xml").status_code == 400


def test_that_somebody_took_a_file_is_an_event(stage: Stage, scene: Scene) -> None:
    stage.person(scene.grace).get("/en/events/export?format=csv&on=thing&actor=amina")
    [exported] = (
        stage.program(scene.grace).ask("GET", "/api/v1/events?action=events.exported").json()["items"]
    )
    assert exported["actor"] == scene.grace
    assert exported["after"] == {"format": "csv", "on": "thing", "actors": [scene.amina]}


def test_more_than_are_read_at_once_come_whole(stage: Stage, scene: Scene) -> None:
    with stage.database.write() as session:
        for number in range(1_500):
            events.record(session, "thing.counted", after={"number": number})
    text = stage.person(scene.grace).get("/en/events/export?format=jsonl&action=thing.counted").text
    assert [json.loads(line)["after"]["number"] for line in text.splitlines()] == list(range(1_500))[::-1]


class TestCommand:
    def test_writes_what_was_asked_for(
        self, stage: Stage, scene: Scene, database_url, tmp_path, monkeypatch
    ) -> None:
        monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
        file = tmp_path / "events.jsonl"
        done = run("export", str(file), "--format", "jsonl", "--actor", "amina")
        assert done.exit_code == 0, done.output
        assert [json.loads(line)["action"] for line in file.read_text().splitlines()] == ["thing.made"]
        assert actions(stage, scene, "?action=events.exported") == ["events.exported"]
        assert [each.name for each in tmp_path.glob("*events*")] == ["events.jsonl"]

    def test_a_wrong_day_is_wrong_usage(self, scene: Scene, database_url, tmp_path, monkeypatch) -> None:
        monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
        assert run("export", str(tmp_path / "x.csv"), "--since", "soon").exit_code == 2
