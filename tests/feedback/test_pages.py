"""A report on the pages and in the API: sent, moderated, vouched for, answered, read."""

import pytest

from registry.accounts.permissions import Role
from registry.evaluation.frameworks import service as frameworks
from registry.feedback.models import FeedbackState, Reporter
from registry.web.vocabulary import TERMS
from tests.acting import Person, Stage
from tests.factories import make_account, make_country, make_organisation, make_solution
from tests.factories.frameworks import framework_draft
from tests.factories.reference import make_source

FORM = {
    "solution": "good-tool",
    "reporter": "health_worker",
    "country": "KEN",
    "since": "2021",
    "works": "It works without a network.",
    "lacks": "Reports are slow.",
    "c_one": "agree",
    "c_two": "disagree",
    "c_three": "",
}


@pytest.fixture
def vendor(stage: Stage) -> str:
    with stage.database.write() as session:
        make_country(session, "KEN")
        maker = make_organisation(session, "Maker")
        make_solution(session, "Good Tool", slug="good-tool", organisations=[maker])
        draft = framework_draft("appropriate-use")
        make_source(session, draft.source)
        frameworks.save(session, draft, publish=True)
        return make_account(session, "", (Role.ORGANISATION_OWNER, maker.id)).id


def person(stage: Stage, *roles) -> Person:
    with stage.database.write() as session:
        account = make_account(session, "Nobody Shall Read This", *roles).id
    return stage.person(account)


def test_the_whole_way(stage: Stage, vendor: str) -> None:
    reader, writer, editor = stage.person(), person(stage), person(stage, Role.EDITOR)
    focal, maker = person(stage, (Role.FOCAL_POINT, "KEN")), stage.person(vendor)
    assert "Nobody has reported on it yet" in reader.get("/en/solutions/good-tool").text
    assert reader.get("/en/feedback/new?solution=good-tool").status_code == 303
    assert "about the health of anybody" in writer.get("/en/feedback/new?solution=good-tool").text
    sent = writer.post("/en/feedback/new", FORM)
    assert sent.status_code == 303, sent.text
    path = sent.headers["location"]
    assert reader.get(path).status_code == 404
    assert "Reports are slow." in editor.get("/en/feedback/queue").text
    assert "Reports are slow." in focal.get("/en/feedback/queue").text
    assert reader.post(f"{path}/decision", {"decision": "publish"}).status_code == 303
    assert reader.get(path).status_code == 404
    assert focal.post(f"{path}/confirm").status_code == 303
    assert editor.post(f"{path}/decision", {"decision": "refuse"}).status_code == 422
    assert editor.post(f"{path}/decision", {"decision": "publish"}).status_code == 303
    assert maker.post(f"{path}/answer", {"answer": ""}).status_code == 422
    assert maker.post(f"{path}/answer", {"answer": "It is faster now."}).status_code == 303
    for address in (path, "/en/solutions/good-tool", "/en/feedback?solution=good-tool"):
        page = reader.get(address).text
        for text in (
            "It works without a network.",
            "It is faster now.",
            "Health worker who uses it",
            "confirmed by the country’s focal point",
        ):
            assert text in page, (address, text)
        assert "Nobody Shall Read This" not in page
    assert "Criterion one" in reader.get("/en/feedback?solution=good-tool").text
    found = stage.program().ask("GET", "/api/v1/solutions/good-tool/feedback").json()
    [report] = found["users"]
    assert (found["public"], report["evidence_class"], report["verified"]) == ([], "user_report", "country")
    assert [(row["criterion"], row["agree"], row["disagree"]) for row in found["criteria"]] == [
        ("one", 1, 0),
        ("two", 0, 1),
    ]
    assert "account" not in str(report)
    number = path.rsplit("/", 1)[1]
    assert stage.program().ask("GET", f"/api/v1/feedback/{number}").json() == report


def test_what_looks_like_a_patient_is_refused_at_its_field_and_can_be_confirmed_to_be_none(
    stage: Stage, vendor: str
) -> None:
    writer = person(stage)
    said = {**FORM, "lacks": "Patient John Smith, born 12/03/1984, was lost."}
    writer.get("/en/feedback/new?solution=good-tool")
    answer = writer.post("/en/feedback/new", said)
    assert answer.status_code == 422
    assert 'href="#f-lacks"' in answer.text
    assert 'name="is_clear"' in answer.text
    assert writer.post("/en/feedback/new", {**said, "is_clear": "1"}).status_code == 303


def test_the_vendor_answers_and_does_not_report(stage: Stage, vendor: str) -> None:
    assert stage.person(vendor).get("/en/feedback/new?solution=good-tool").status_code == 403
    assert stage.person(vendor).post("/en/feedback/new", FORM).status_code == 403


def test_a_writer_follows_what_became_of_it(stage: Stage, vendor: str) -> None:
    writer, editor = person(stage), person(stage, Role.EDITOR)
    path = writer.post("/en/feedback/new", FORM).headers["location"]
    assert writer.post(f"{path}/mail", {"email": "me@gmail.com"}).status_code == 422
    assert (
        writer.post(f"{path}/mail", {"email": "me@clinic.example"}).headers["location"].endswith("mailed=1")
    )
    assert editor.post(f"{path}/decision", {"reason": "It is about another product."}).status_code == 303
    assert "It is about another product." in writer.get("/en/feedback/mine").text
    assert "Reports are slow." not in writer.get(path).text


def test_what_is_in_the_way_is_told_in_the_readers_language(stage: Stage, vendor: str) -> None:
    writer = person(stage)
    assert writer.post("/fr/feedback/new", FORM).status_code == 303
    again = writer.post("/fr/feedback/new", FORM)
    assert again.status_code == 409
    assert "L’un de vos retours sur ce produit attend déjà." in again.text
    refused = stage.person(vendor).get("/ar/feedback/new?solution=good-tool")
    assert "أجب عن البلاغات بدلاً من كتابتها." in refused.text


def test_every_code_has_a_word() -> None:
    assert set(TERMS["reporter"]) == set(Reporter)
    assert set(TERMS["feedback_state"]) == set(FeedbackState)
