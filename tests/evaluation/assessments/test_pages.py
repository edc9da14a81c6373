"""On pages and over the API: the desk, and that nobody sees or touches what is not theirs by any route."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Response
from sqlmodel import select

from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.db import Database
from registry.evaluation.assessments import assigning, concluding, declaring, queries
from registry.evaluation.assessments.declaring import DeclarationDraft
from registry.evaluation.assessments.models import ConflictKind, Consensus, Judgement, ReviewState
from registry.evaluation.assessments.workflow import State
from tests.acting import Program, Stage, acting
from tests.factories import make_organisation, make_viewer
from tests.factories.assessments import (
    Story,
    judge,
    lock,
    lock_all,
    make_assessment,
    settle,
    vendor_of,
)

A = {"one": "most", "two": "some", "three": "pass"}
PLACEHOLDER = re.compile(r"\{(\w+)(?::\w+)?\}")
LEVEL = {
    "level": "all",
    "rationale": "Because.",
    "text": "Because.",
    "reason": "Because.",
    "base": "1",
    "go": "x",
}


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    with acting(Database(sqlite_url), tmp_path) as made:
        yield made


def routes(stage: Stage, story: Story, review: int) -> Iterator[tuple[str, str]]:
    """Every route of assessments and reviews, with this assessment and review in its address."""
    known = {"lang": "en", "name": story.id, "number": str(review), "criterion": "one"}
    for route in stage.app.routes:
        if re.search(r"/(assessments|reviews)(/|$)", route.path):
            path = PLACEHOLDER.sub(lambda found: known[found[1]], route.path)
            for method in sorted(getattr(route, "methods", set()) - {"OPTIONS"}):
                yield method, path


BODIES: dict[str, dict[str, object]] = {
    r"/judgements/\w+$": {"level": "all"},
    r"/(remarks|answers|reply)$": {"text": "Mine."},
    r"/proposals$": {"level": "all", "rationale": "Mine."},
    r"/differences/\w+/decision$": {"level": "all", "rationale": "Mine."},
    r"/appeal/decision$": {"outcome": "upheld", "text": "Mine."},
    r"/appeal$": {"criteria": ["one"], "text": "Mine."},
    r"/accept$": {"none": True},
    r"/offers$": {"account": "me"},
    r"/tier$": {"tier": "guiding", "tier_reason": "Mine."},
    r"/reviews/profile$": {"languages": [], "topics": [], "most_at_once": 1},
    r"/assessments$": {
        "solution": "any",
        "framework": "test-framework@1",
        "tier": "guiding",
        "tier_reason": "Mine.",
    },
}


def asked_by_program(program: Program, method: str, path: str) -> Response:
    """Ask for a route of the API, with a body of the kind that it takes."""
    if method == "GET":
        return program.ask("GET", path)
    said = next((body for pattern, body in BODIES.items() if re.search(pattern, path)), {})
    answer = program.ask(method, path, json=said, headers={"if-match": '"1"'})
    assert answer.status_code != 400, (method, path, answer.text)
    return answer


def test_a_reviewer_judges_criterion_by_criterion_and_locks(stage: Stage) -> None:
    with stage.database.write() as session:
        story = make_assessment(session)
    reviewer = stage.person(story.reviewers[0].account_id)
    base = f"/en/reviews/{story.reviews[0]}"
    page = reviewer.get(f"{base}/one")
    assert page.status_code == 200
    assert story.evidence in page.text
    said = {"base": "0", "level": "most", "rationale": "It is shown.", "confidence": "high"}
    saved = reviewer.post(f"{base}/one/autosave", said)
    assert saved.json()["base"] == "1"
    assert reviewer.post(f"{base}/one", said).status_code == 412
    wrong = reviewer.post(f"{base}/one", {**said, "base": "1", "level": "nonsense"})
    assert wrong.status_code == 422
    assert "It is shown." in wrong.text
    going = reviewer.post(f"{base}/one", {**said, "base": "1", "evidence": story.evidence, "go": "two"})
    assert going.headers["location"] == f"{base}/two"
    refused = reviewer.post(f"{base}/lock")
    assert refused.status_code == 422
    assert "Choose a level, or say why you cannot judge." in refused.text
    reviewer.post(f"{base}/two", {"base": "0", "level": "none", "rationale": "No.", "confidence": "low"})
    reviewer.post(f"{base}/three", {"base": "0", "level": "-", "rationale": "No document is public."})
    assert reviewer.post(f"{base}/lock").status_code == 303
    assert "Locked on" in reviewer.get(base).text
    assert reviewer.post(f"{base}/one", {**said, "base": "2"}).status_code == 409
    with stage.database.read() as session:
        kept = queries.judgements(session, [story.reviews[0]])[story.reviews[0]]
        assert kept["three"].cannot_judge
        assert kept["one"].evidence == [story.evidence]


def test_a_reviewer_works_over_the_api_as_well(stage: Stage) -> None:
    with stage.database.write() as session:
        story = make_assessment(session, owner=make_organisation(session, "Maker", is_sample=True))
    program = stage.program(story.reviewers[0].account_id)
    [row] = program.ask("GET", "/api/v1/reviews").json()
    assert (row["id"], row["is_sample"]) == (story.reviews[0], True)
    address = f"/api/v1/reviews/{story.reviews[0]}/judgements/one"
    body = {"level": "most", "rationale": "Shown.", "confidence": "high", "evidence": [story.evidence]}
    assert program.ask("PUT", address, json=body).status_code == 428
    kept = program.ask("PUT", address, json=body, headers={"if-match": '"0"'})
    assert (kept.status_code, kept.headers["etag"], kept.json()["lacks"]) == (200, '"1"', [])
    assert program.ask("PUT", address, json=body, headers={"if-match": '"0"'}).status_code == 412
    whole = program.ask("GET", f"/api/v1/reviews/{story.reviews[0]}").json()
    assert [each["lacks"] for each in whole["judgements"]] == [[], ["level"], ["level"]]
    assert program.ask("POST", f"/api/v1/reviews/{story.reviews[0]}/lock").status_code == 422


def test_before_locking_a_reviewer_sees_nothing_of_the_other_by_any_route(stage: Stage) -> None:
    with stage.database.write() as session:
        story = make_assessment(session)
        lock(session, story, 0, A)
        judge(session, story, 1, {"one": "some"})
        name = "Somebody Unmistakable"
        session.get_one(Account, story.reviewers[0].account_id).name = name
    me = story.reviewers[1].account_id
    person, program = stage.person(me), stage.program(me)
    for number in story.reviews:
        for method, path in routes(stage, story, number):
            if method != "GET":
                continue
            asks = program.ask("GET", path) if path.startswith("/api") else person.get(path)
            assert "Reasons of reviewer 0" not in asks.text, path
            assert name not in asks.text, path
            assert story.reviewers[0].account_id not in asks.text, path
    assert person.get(f"/en/assessments/{story.id}/differences").status_code == 404


def test_a_recused_reviewer_cannot_open_the_assessment_by_any_route(stage: Stage) -> None:
    with stage.database.write() as session:
        story = make_assessment(session)
        tied = DeclarationDraft([ConflictKind.FUNDING], text="The maker paid my salary.")
        declaring.declare(session, story.reviewers[0], story.solution.id, tied)
    me = story.reviewers[0].account_id
    person, program = stage.person(me), stage.program(me)
    own = {"", "/profile", "/offers"}
    lists = {"/en/assessments"} | {f"{base}/reviews{each}" for base in ("/en", "/api/v1") for each in own}
    for method, path in routes(stage, story, story.reviews[0]):
        if path.startswith("/api"):
            answer = asked_by_program(program, method, path)
        else:
            answer = person.get(path) if method == "GET" else person.post(path, LEVEL)
        if path in lists:
            assert story.id not in answer.text, path
        else:
            assert answer.status_code in {403, 404, 428}, (method, path, answer.status_code)
    with stage.database.read() as session:
        assert session.exec(select(Judgement)).all() == []


@pytest.mark.parametrize("state", [State.COMPARING, State.ADJUDICATING, State.FACTS, State.PUBLISHED])
def test_a_vendor_cannot_touch_a_level_by_any_route(stage: Stage, state: State) -> None:
    with stage.database.write() as session:
        story = make_assessment(session)
        other = {"one": A | {"one": "all"}, "three": A | {"three": "fail"}}
        lock_all(
            session,
            story,
            A,
            {State.COMPARING: other["one"], State.ADJUDICATING: other["three"]}.get(state, A),
        )
        if state is State.ADJUDICATING:
            settle(session, story)
        vendor = vendor_of(session, story)
        if state is State.PUBLISHED:
            concluding.have_answered(session, vendor, story.id)
            concluding.publish(session, story.manager, story.id)
        assert story.row(session).state is state
    person, program = stage.person(vendor.account_id), stage.program(vendor.account_id)

    def levels() -> list[str]:
        with stage.database.read() as session:
            settled = session.exec(select(Consensus)).all()
            said = session.exec(select(Judgement)).all()
            return sorted(
                [f"{each.criterion} {each.round} {each.low} {each.high}" for each in settled]
                + [f"{each.review_id} {each.criterion} {each.level}" for each in said]
            )

    before = levels()
    for method, path in routes(stage, story, story.reviews[0]):
        if method == "GET":
            continue
        if path.startswith("/api"):
            asked_by_program(program, method, path)
        else:
            person.post(path, {**LEVEL, "criterion": "one"})
    assert levels() == before


def test_the_public_sees_a_published_assessment_and_nobody_in_it(stage: Stage) -> None:
    with stage.database.write() as session:
        story = make_assessment(session, owner=make_organisation(session, "Maker", is_sample=True))
        lock_all(session, story, A, A | {"one": "all"})
        settle(session, story)
        anybody, vendor = stage.person(), vendor_of(session, story)
        concluding.answer(session, vendor, story.id, "one", "It was 40 clinics.", "en")
    assert anybody.get(f"/en/assessments/{story.id}").status_code == 404
    assert stage.program().ask("GET", f"/api/v1/assessments/{story.id}").status_code == 404
    draft = stage.person(vendor.account_id).get(f"/en/assessments/{story.id}").text
    assert "Reviewers differ by one level" in draft
    with stage.database.write() as session:
        concluding.have_answered(session, vendor, story.id)
        concluding.publish(session, story.manager, story.id)
    page = anybody.get(f"/en/assessments/{story.id}").text
    assert "It was 40 clinics." in page
    assert "A sample" in page
    for who in (*story.reviewers, story.manager, vendor):
        assert who.name not in page
        assert who.account_id not in page
    found = stage.program().ask("GET", f"/api/v1/assessments/{story.id}").json()
    assert found["is_sample"]
    assert found["reviewers"] == 2
    assert {(each["low"], each["high"]) for each in found["consensus"]} >= {("most", "all")}
    figures = stage.program().ask("GET", "/api/v1/agreement").json()
    assert (figures["overall"]["pairs"], figures["samples"]) == (3, 1)
    assert figures["overall"]["raw"] == pytest.approx(2 / 3)
    assert "1 of these assessments is a sample" in anybody.get("/en/agreement").text


def test_each_difference_has_a_form_of_its_own_that_says_what_is_wrong(stage: Stage) -> None:
    with stage.database.write() as session:
        story = make_assessment(session)
        lock_all(session, story, A, A | {"one": "-", "two": "none", "three": "fail"})
    base = f"/en/assessments/{story.id}"
    reviewer = stage.person(story.reviewers[0].account_id)
    wrong = reviewer.post(f"{base}/differences/two/proposals", {"level-two": "some", "rationale-two": " "})
    assert wrong.status_code == 422
    assert 'id="e-rationale-two"' in wrong.text
    said = {"level-two": "some", "rationale-two": "The documents say so."}
    assert reviewer.post(f"{base}/differences/two/proposals", said).status_code == 303
    page = reviewer.get(f"{base}/differences").text
    assert "Reviewer A (you) proposes: Some" in re.sub(r"<[^>]+>", "", page)
    with stage.database.write() as session:
        settle(session, story)
        adjudicator = make_viewer(session, Role.ADJUDICATOR)
    page = stage.person(adjudicator.account_id).get(f"{base}/differences").text
    ids = re.findall(r' id="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert page.count('/decision"') == 2


def test_managers_run_an_assessment_and_see_no_level_before_all_have_locked(stage: Stage) -> None:
    with stage.database.write() as session:
        story = make_assessment(session, reviewers=1)
        fit = make_viewer(session, Role.REVIEWER)
        judge(session, story, 0, A)
    manager = stage.person(story.manager.account_id)
    page = manager.get(f"/en/assessments/{story.id}")
    assert fit.name in page.text
    assert "Reasons of reviewer" not in page.text
    assert manager.get(f"/en/assessments/{story.id}/differences").status_code == 404
    assert manager.post(f"/en/assessments/{story.id}/offers", {"account": fit.account_id}).status_code == 303
    assert manager.get("/en/assessments").text.count(story.id) >= 1
    asked = stage.person(fit.account_id)
    with stage.database.read() as session:
        offer = queries.assignment_of(session, story.id, fit.account_id)
        assert offer is not None
    answer = f"/en/reviews/offers/{offer.id}"
    assert asked.post(answer, {"go": "accept"}).status_code == 422
    taken = asked.post(answer, {"go": "accept", "kinds": "nothing"})
    assert re.fullmatch(r"/en/reviews/\d+", taken.headers["location"])
    with stage.database.write() as session:
        own = queries.review_of(session, story.id, fit.account_id)
        assert own is not None
        assert own.state is ReviewState.OPEN
        assigning.decline(session, fit, offer.id or 0, "No time after all.")
