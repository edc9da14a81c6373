"""Notices as readers, administrators and those who answer for the record see them."""

from datetime import timedelta

import pytest

from registry.accounts.permissions import Role
from registry.db import Kind
from registry.notices import queries, service
from registry.notices.models import NoticeKind
from registry.notices.service import NoticeDraft
from tests.acting import Stage
from tests.factories import make_deployment, make_organisation, make_revision, make_solution
from tests.factories.people import make_account, make_viewer

SAID = {"kind": "safety", "reason": "Doses show in the *wrong* unit.", "language": "en", "link": ""}


class Scene:
    """A solution with an owner and a deployment, and the people around it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        with stage.database.write() as session:
            owner = make_organisation(session, "Example Foundation", slug="example-foundation")
            self.solution = make_solution(session, "Example", slug="example", organisations=[owner]).id
            make_solution(session, "Other", slug="other")
            self.deployment = make_deployment(session, self._of(session), "KEN").id
            make_revision(session, Kind.SOLUTION, self.solution, {"licence": "MIT"})
            self.owner = owner.id
            self.editor = make_account(session, "Amina Editor", (Role.ORGANISATION_EDITOR, owner.id)).id
            self.administrator = make_account(session, "Grace Admin", Role.ADMINISTRATOR).id

    def _of(self, session):
        from registry.solutions.models import Solution

        return session.get(Solution, self.solution)

    def place(self, draft: NoticeDraft) -> int:
        with self.stage.database.write() as session:
            viewer = make_viewer(session, Role.ADMINISTRATOR)
            return service.place(session, viewer, Kind.SOLUTION, self.solution, draft)


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return Scene(stage)


def test_it_shows_wherever_the_record_shows(scene: Scene) -> None:
    scene.place(
        NoticeDraft(NoticeKind.SAFETY, "Doses show in the *wrong* unit.", link="https://example.org/a")
    )
    reader = scene.stage.person()
    solution = reader.get("/en/solutions/example").text
    assert "Safety notice" in solution
    assert "Doses show in the <em>wrong</em> unit." in solution
    assert 'href="https://example.org/a" rel="noopener nofollow"' in solution
    assert solution.index("Safety notice") < solution.index('id="purpose"')
    assert "A notice was placed on this record" in solution
    for path in (
        f"/en/deployments/{scene.deployment}",
        "/en/countries/ken",
        "/en/organisations/example-foundation",
        "/en/notices",
        "/en/",
        "/en/evidence?solution=example",
        "/en/feedback?solution=example",
        "/en/evidence-map?solution=example",
        "/en/solutions/example/history",
        "/en/solutions/example/scorecard",
        "/en/scorecards?solution=example&solution=other",
        "/en/solutions/example/quality",
        "/en/solutions/example/badge.svg",
        "/en/messages/new?record=solution:example",
        "/en/feed/solutions",
    ):
        assert "Safety notice" in reader.get(path).text, path
    with scene.stage.database.write() as session:
        focal = make_account(session, "", (Role.FOCAL_POINT, "KEN")).id
    assert "Safety notice" in scene.stage.person(focal).get("/en/countries/ken/desk").text
    assert "Safety notice: Example" in " ".join(
        reader.get(f"/en/deployments/{scene.deployment}").text.replace("</svg>", "").split()
    )
    assert "A notice was placed on this record" in reader.get("/en/solutions/example/history").text


def test_one_on_a_solution_marks_its_deployments_and_is_told_once(scene: Scene) -> None:
    scene.place(NoticeDraft(NoticeKind.SAFETY, "Doses show in the wrong unit."))
    reader = scene.stage.person()
    country = reader.get("/en/countries/ken").text
    assert country.count("Safety notice") == country.count(">Example</a>")
    # On the page of the solution, which tells it in full, its deployments do not repeat it.
    assert "notice-mark" not in reader.get("/en/solutions/example").text
    feed = reader.get("/en/feed/solutions").text
    assert '<category term="notice:safety" label="Safety notice"' in feed
    assert "<summary>Safety notice. New in this registry." in feed


def test_programs_find_it_in_records_and_lists(scene: Scene) -> None:
    number = scene.place(NoticeDraft(NoticeKind.SECURITY, "Update to 2.1."))
    program = scene.stage.program()
    for path in (f"solutions/{scene.solution}", f"deployments/{scene.deployment}"):
        [notice] = program.ask("GET", f"/api/v1/{path}").json()["notices"]
        assert (notice["id"], notice["kind"], notice["reason"]) == (number, "security", "Update to 2.1.")
        assert (notice["record_kind"], notice["record_id"]) == ("solution", scene.solution)
    assert [each["id"] for each in program.ask("GET", "/api/v1/notices").json()["items"]] == [number]
    assert program.ask("GET", f"/api/v1/notices/{number}").json()["ends_on"] is None
    assert program.ask("GET", "/api/v1/notices/99").status_code == 404
    [decision] = program.ask("GET", "/api/v1/solutions/example/decisions").json()
    assert decision["action"] == "notice.placed"
    assert decision["by"] == "secretariat"
    assert decision["refers_to"] == {"notice": number}
    assert "actor" not in decision


def test_programs_place_change_answer_and_lift_one(scene: Scene) -> None:
    administrator, editor = scene.stage.program(scene.administrator), scene.stage.program(scene.editor)
    said = {"record_kind": "solution", "record": "example", "kind": "safety", "reason": "Take care."}
    answer = administrator.ask("POST", "/api/v1/notices", json=said)
    assert answer.status_code == 201, answer.text
    placed = answer.json()
    path = f"/api/v1/notices/{placed['id']}"
    wrong = administrator.ask("POST", path, json={"kind": "legal", "reason": "", "steps": 1})
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/en/api#invalid")
    changed = administrator.ask("POST", path, json={"kind": "legal", "reason": "Read it.", "steps": 1}).json()
    assert (changed["kind"], changed["steps"]) == ("legal", 2)
    lifting = {"reason": "It is settled.", "steps": 1}
    assert administrator.ask("POST", f"{path}/lift", json=lifting).status_code in {409, 412}
    noted = {"scope": "organisation", "body": scene.owner, "text": "We see to it."}
    assert editor.ask("POST", f"{path}/answers", json=noted).json()["answers"][0]["text"] == "We see to it."
    assert administrator.ask("POST", f"{path}/lift", json={**lifting, "steps": 2}).json()["lifted_at"]


def test_a_list_of_many_is_read_page_by_page(scene: Scene) -> None:
    numbers = [scene.place(NoticeDraft(NoticeKind.LEGAL, str(each))) for each in range(5)]
    program = scene.stage.program()
    seen, cursor = [], ""
    while True:
        page = program.ask("GET", f"/api/v1/notices?limit=2{cursor}").json()
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == numbers[::-1]


def test_what_begins_later_is_seen_only_by_those_it_concerns(scene: Scene) -> None:
    number = scene.place(
        NoticeDraft(NoticeKind.SECURITY, "Embargoed", starts_on=queries.today() + timedelta(7))
    )
    path = f"/en/notices/{number}"
    for reader in (scene.stage.person(), scene.stage.person(_stranger(scene))):
        assert reader.get(path).status_code == 404
        assert "Embargoed" not in reader.get("/en/solutions/example").text
        assert "Example" not in reader.get("/en/notices").text
    assert scene.stage.program().ask("GET", f"/api/v1/notices/{number}").status_code == 404
    assert scene.stage.program().ask("GET", "/api/v1/notices").json()["items"] == []
    for account in (scene.editor, scene.administrator):
        assert "Embargoed" in scene.stage.person(account).get(path).text
    assert "begins later" in scene.stage.person(scene.administrator).get("/en/notices").text


def _stranger(scene: Scene) -> str:
    with scene.stage.database.write() as session:
        other = make_organisation(session, "Other")
        return make_account(session, "", (Role.ORGANISATION_OWNER, other.id)).id


def test_an_administrator_places_changes_and_lifts_one(scene: Scene) -> None:
    person = scene.stage.person(scene.administrator)
    assert "/en/notices/new?record=solution%3Aexample" in person.get("/en/solutions/example").text
    form = person.get("/en/notices/new?record=solution:example").text
    assert "A notice on Example" in form
    answer = person.post(
        "/en/notices", {**SAID, "record": f"solution:{scene.solution}", "starts_on": "2026-01-02"}
    )
    assert answer.status_code == 303
    path = answer.headers["location"]
    assert "2 January 2026" in person.get(path).text
    edit = person.get(f"{path}/edit").text
    assert 'value="2026-01-02"' in edit
    assert "Doses show in the *wrong* unit." in edit
    changed = person.post(path, {**SAID, "reason": "Mended in 2.1.", "kind": "legal", "steps": "1"})
    assert (changed.status_code, changed.headers["location"]) == (303, path)
    assert "Legal notice" in scene.stage.person().get("/en/solutions/example").text
    lifted = person.post(f"{path}/lift", {"lift_reason": "All have updated.", "steps": "2"})
    assert lifted.status_code == 303
    page = scene.stage.person().get(path).text
    for text in ("Doses show in the <em>wrong</em> unit.", "Mended in 2.1.", "All have updated.", "lifted"):
        assert text in page
    assert "Legal notice" not in scene.stage.person().get("/en/solutions/example").text
    assert "Grace" not in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"kind": "other"}, "kind"),
        ({"starts_on": "tomorrow"}, "starts_on"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays(
    scene: Scene, fields: dict[str, str], field: str
) -> None:
    person = scene.stage.person(scene.administrator)
    person.get("/en/notices/new?record=solution:example")
    answer = person.post("/en/notices", {**SAID, "record": f"solution:{scene.solution}", **fields})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert f'id="e-{field}"' in answer.text
    if field != "reason":
        assert "Doses show in the *wrong* unit." in answer.text
    assert scene.stage.program().ask("GET", "/api/v1/notices").json()["items"] == []


def test_who_changes_what_another_changed_meanwhile_overwrites_nothing(scene: Scene) -> None:
    number = scene.place(NoticeDraft(NoticeKind.SAFETY, "One"))
    person = scene.stage.person(scene.administrator)
    assert person.post(f"/en/notices/{number}", {**SAID, "reason": "Two", "steps": "1"}).status_code == 303
    assert person.post(f"/en/notices/{number}", {**SAID, "reason": "Three", "steps": "1"}).status_code == 412
    assert "Three" not in person.get(f"/en/notices/{number}").text


def test_the_owner_answers_and_the_answer_stands_beside_the_notice(scene: Scene) -> None:
    number = scene.place(NoticeDraft(NoticeKind.SAFETY, "Take care."))
    editor = scene.stage.person(scene.editor)
    page = editor.get(f"/en/notices/{number}").text
    assert "Answer this notice" in page
    assert "Change or lift it" not in page
    empty = editor.post(f"/en/notices/{number}/answers", {"for": f"organisation:{scene.owner}", "text": " "})
    assert empty.status_code == 422
    sent = editor.post(
        f"/en/notices/{number}/answers", {"for": f"organisation:{scene.owner}", "text": "Update to **2.1**."}
    )
    assert sent.status_code == 303
    for path in (f"/en/notices/{number}", "/en/solutions/example"):
        shown = scene.stage.person().get(path).text
        assert "Example Foundation answers" in shown
        assert "Update to <strong>2.1</strong>." in shown
        assert "Amina" not in shown
    assert "Answer this notice" not in scene.stage.person().get(f"/en/notices/{number}").text


@pytest.mark.parametrize(
    "body", ["", "organisation:", "secretariat:", "planet:mars", "organisation:DHO-00000"]
)
def test_for_nobody_no_answer_is_taken(scene: Scene, body: str) -> None:
    number = scene.place(NoticeDraft(NoticeKind.SAFETY, "Take care."))
    answer = scene.stage.person(scene.editor).post(
        f"/en/notices/{number}/answers", {"for": body, "text": "Noted"}
    )
    assert answer.status_code in {400, 403}


@pytest.mark.parametrize("record", ["", "solution", "planet:mars", "solution:none"])
def test_on_nothing_no_notice_is_placed(scene: Scene, record: str) -> None:
    person = scene.stage.person(scene.administrator)
    assert person.get("/en/notices/new", params={"record": record}).status_code in {400, 404}
    assert person.post("/en/notices", {**SAID, "record": record}).status_code in {400, 404}


def test_an_arabic_reason_reads_from_right_to_left(scene: Scene) -> None:
    scene.place(NoticeDraft(NoticeKind.SAFETY, "انتبه", language="ar"))
    assert '<div class="prose" lang="ar" dir="rtl">' in scene.stage.person().get("/en/solutions/example").text


def test_every_kind_and_step_has_its_word() -> None:
    from registry.notices.models import Step
    from registry.web.vocabulary import EXPLANATIONS, TERMS

    assert set(TERMS["notice_kind"]) == set(EXPLANATIONS["notice_kind"]) == set(NoticeKind)
    assert set(TERMS["notice_step"]) == set(Step)
