"""Reports by the API: written, moderated, vouched for and answered by the same rules as on the pages."""

import pytest
from sqlmodel import col, select

from registry.accounts.permissions import Role
from registry.evaluation.frameworks import service as frameworks
from registry.feedback.limits import MAILS_AN_HOUR
from registry.jobs.models import Job
from registry.mail.service import JOB_KIND
from tests.acting import Program, Stage
from tests.factories import make_account, make_country, make_organisation, make_solution
from tests.factories.frameworks import framework_draft
from tests.factories.reference import make_source

ON = "/api/v1/solutions/good-tool/feedback"
SAID = {
    "reporter": "technical",
    "country": "KEN",
    "since": 2021,
    "works": "Works without a network.",
    "language": "sw",
    "opinions": {"one": True, "two": False},
}


@pytest.fixture
def vendor(stage: Stage) -> Program:
    with stage.database.write() as session:
        make_country(session, "KEN")
        maker = make_organisation(session, "Maker")
        make_solution(session, "Good Tool", slug="good-tool", organisations=[maker])
        draft = framework_draft("appropriate-use")
        make_source(session, draft.source)
        frameworks.save(session, draft, publish=True)
        account = make_account(session, "", (Role.ORGANISATION_OWNER, maker.id)).id
    return stage.program(account)


def program(stage: Stage, *roles) -> Program:
    with stage.database.write() as session:
        account = make_account(session, "Nobody Shall Read This", *roles).id
    return stage.program(account)


def test_from_a_report_to_the_answer(stage: Stage, vendor: Program) -> None:
    reader, writer, editor = stage.program(), program(stage), program(stage, Role.EDITOR)
    focal = program(stage, (Role.FOCAL_POINT, "KEN"))
    assert reader.ask("POST", ON, json=SAID).status_code == 401
    assert vendor.ask("POST", ON, json=SAID).status_code == 403
    sent = writer.ask("POST", ON, json=SAID)
    assert (sent.status_code, sent.json()["state"]) == (201, "waiting")
    path = sent.headers["location"]
    assert reader.ask("GET", path).status_code == 404
    assert [each["id"] for each in editor.ask("GET", "/api/v1/feedback/queue").json()["waiting"]] == [
        sent.json()["id"]
    ]
    assert focal.ask("POST", f"{path}/confirm").json()["verified_as"] == "KEN"
    assert vendor.ask("POST", f"{path}/answer", json={"text": "Thanks."}).status_code == 404
    assert faults(editor.ask("POST", f"{path}/decision", json={"publishes": False})) == {"reason"}
    assert editor.ask("POST", f"{path}/decision", json={"publishes": True}).status_code == 204
    assert faults(vendor.ask("POST", f"{path}/answer", json={"text": ""})) == {"text"}
    assert vendor.ask("POST", f"{path}/answer", json={"text": "Thanks."}).status_code == 200
    [report] = reader.ask("GET", ON).json()["users"]
    assert (report["answer"], report["language"], report["verified"]) == ("Thanks.", "sw", "country")
    assert [(each["criterion"], each["agrees"]) for each in report["opinions"]] == [
        ("one", True),
        ("two", False),
    ]
    assert "Nobody" not in str(report)
    assert writer.ask("POST", f"{path}/withdraw").json()["works"] == ""
    [own] = writer.ask("GET", "/api/v1/feedback").json()
    assert own["report"]["state"] == "withdrawn"


def faults(answer) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {each["name"] for each in answer.json()["errors"]}


def test_each_fault_names_its_field(stage: Stage, vendor: Program) -> None:
    writer = program(stage)
    for values, field in (
        ({"country": "XYZ"}, "country"),
        ({"country": ""}, "country"),
        ({"since": 1900}, "since"),
        ({"works": " "}, "works"),
        ({"is_incident": True}, "lacks"),
        ({"opinions": {"no-such-criterion": True}}, "opinions"),
        ({"lacks": "Patient John Smith, born 12/03/1984, was lost."}, "lacks"),
    ):
        assert faults(writer.ask("POST", ON, json={**SAID, **values})) == {field}


def test_what_no_field_is_or_holds_another_kind_of_thing_is_refused(stage: Stage, vendor: Program) -> None:
    writer = program(stage)
    for wrong in ({"account": "x"}, {"reporter": "king"}, {"language": "not a language"}, {"since": "then"}):
        assert writer.ask("POST", ON, json={**SAID, **wrong}).status_code in {400, 422}, wrong


def test_the_mailed_link_confirms_and_only_so_many_are_mailed(stage: Stage, vendor: Program) -> None:
    writer = program(stage)
    path = writer.ask("POST", ON, json=SAID).headers["location"]
    for _ in range(MAILS_AN_HOUR):
        assert writer.ask("POST", f"{path}/mail", json={"email": "me@clinic.example"}).status_code == 200
    assert writer.ask("POST", f"{path}/mail", json={"email": "me@clinic.example"}).status_code == 429
    with stage.database.read() as session:
        mails = session.exec(select(Job).where(Job.kind == JOB_KIND).order_by(col(Job.id))).all()
    token = mails[-1].payload["context"]["token"]
    other = program(stage)
    assert other.ask("POST", "/api/v1/feedback/verify", json={"token": token}).status_code in {400, 404, 410}
    assert writer.ask("POST", "/api/v1/feedback/verify", json={"token": token}).json()["verified_as"] == (
        "clinic.example"
    )
