"""What a repository's own file says of the licence stays with the draft, is compared with it, and is published."""

import re
from typing import Any

import pytest
from sqlmodel import select

from registry.accounts.permissions import Role
from registry.db.ids import Kind
from registry.quality.models import Finding
from registry.quality.running import run_all
from registry.submissions.models import Submission
from tests.acting import Person, Stage
from tests.factories import make_account, make_claim, make_solution, make_submission
from tests.factories.submissions import SOLUTION_BODY
from tests.interchange.test_prefill import PUBLICCODE

RELEASED = PUBLICCODE + b"releaseDate: 2026-05-04\n"
DIFFERS = (
    "The licence is given as MIT here, but as MPL-2.0 in the publiccode.yml of the repository "
    "https://code.example.org/ledger.git ."
)


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def begun(stage: Stage, content: bytes = RELEASED) -> tuple[Person, int]:
    with stage.database.write() as session:
        author = make_account(session).id
    person = stage.person(author)
    answer = person.post("/en/submissions/new/file", files={"file": ("publiccode.yml", content)})
    number = re.search(r'/en/submissions/(\d+)"', answer.text)
    assert number
    return person, int(number[1])


def state_licence(person: Person, number: int, licence: str) -> str:
    page = person.get(f"/en/submissions/{number}/edit/openness")
    base = re.search(r'name="base" value="([^"]*)"', page.text)
    assert base
    fields = {"licence": licence, "openness": "open_source", "base": base[1].replace("&#34;", '"')}
    assert person.post(f"/en/submissions/{number}/edit/openness", fields).status_code == 303
    return plain(person.get(f"/en/submissions/{number}/edit/openness").text)


def test_a_licence_that_contradicts_it_is_told_until_it_is_changed_back(stage: Stage) -> None:
    author, number = begun(stage)
    assert "given as" not in plain(author.get(f"/en/submissions/{number}/review").text)
    assert DIFFERS in state_licence(author, number, "MIT")
    assert "names MPL-2.0" in state_licence(author, number, "")
    assert "given as" not in state_licence(author, number, "MPL-2.0")


def test_the_screener_sees_it_beside_what_the_file_says(stage: Stage) -> None:
    author, number = begun(stage)
    state_licence(author, number, "MIT")
    assert author.post(f"/en/submissions/{number}/submit").status_code == 303
    with stage.database.write() as session:
        screener = make_account(session, "", Role.SCREENER).id
    page = plain(stage.person(screener).get(f"/en/desk/{number}").text)
    assert DIFFERS in page
    assert "What its repository says" in page
    assert "4 May 2026" in page


def test_a_newer_file_takes_the_place_of_the_older(stage: Stage) -> None:
    author, number = begun(stage)
    state_licence(author, number, "MIT")
    newer = RELEASED.replace(b"MPL-2.0", b"MIT")
    path = f"/en/submissions/{number}/publiccode"
    assert author.post(path, files={"publiccode": ("publiccode.yml", newer)}).status_code == 303
    assert "given as" not in plain(author.get(f"/en/submissions/{number}/review").text)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"publiccode": ("licence.txt", b"MIT")},
        {"publiccode": ("publiccode.yml", b"name: only")},
        {"publiccode": ("publiccode.yml", b"#" * (2**18 + 1))},
    ],
)
def test_what_is_no_such_file_is_said_beside_the_field(stage: Stage, files: dict[str, Any]) -> None:
    author, number = begun(stage)
    answer = author.post(f"/en/submissions/{number}/publiccode", files=files)
    assert answer.status_code == 422
    assert 'id="e-publiccode"' in answer.text


def test_programs_do_the_same(stage: Stage) -> None:
    with stage.database.write() as session:
        account = make_account(session).id
    program = stage.program(account)
    answer = program.ask("POST", "/api/v1/submissions/publiccode", json={"content": RELEASED.decode()})
    assert answer.status_code == 201
    begun = answer.json()
    url = "https://code.example.org/ledger.git"
    file = {"name": "publiccode.yml", "url": url, "date": "2026-05-04", "licence": "MPL-2.0"}
    assert begun["repository_file"] == file
    path = f"/api/v1/submissions/{begun['number']}/publiccode"
    newer = RELEASED.decode().replace("MPL-2.0", "MIT")
    doubts = program.ask("PUT", path, json={"content": newer}).json()["checklist"]["doubts"]
    (doubt,) = [each for each in doubts if each["check"] == "licence"]
    assert (doubt["path"], "as MIT in" in doubt["message"]) == ("licence", True)
    assert program.ask("PUT", path, json={"content": "name: only"}).status_code == 422


def test_it_is_published_as_a_source_beside_the_record_and_found_there_too(stage: Stage) -> None:
    author, number = begun(stage)
    state_licence(author, number, "MIT")
    author.post(f"/en/submissions/{number}/submit")
    with stage.database.write() as session:
        account = make_account(session, "", Role.SCREENER).id
    screener = stage.person(account)
    screener.post(f"/en/desk/{number}/moves", {"action": "take_up"})
    answer = screener.post(f"/en/desk/{number}/moves", {"action": "accept", "reasons": "Complete."})
    assert answer.status_code == 303
    run_all(stage.database)
    with stage.database.read() as session:
        row = session.get(Submission, number)
        assert row
        (finding,) = session.exec(select(Finding).where(Finding.check_id == "licence")).all()
        assert (finding.record_id, finding.reason) == (row.target_id, "repository_differs")
    reader = stage.person()
    assert "publiccode.yml files that came with submissions" in plain(
        reader.get("/en/solutions/sample-ledger").text
    )
    assert DIFFERS in plain(reader.get("/en/solutions/sample-ledger/quality").text)
    claims = stage.program().ask("GET", "/api/v1/solutions/sample-ledger/claims").json()
    (licences,) = [each["claims"] for each in claims if each["field"] == "licence"]
    assert {each["value"] for each in licences} == {"MIT", "MPL-2.0"}


def test_a_change_is_compared_with_what_is_recorded_of_the_repository(stage: Stage) -> None:
    with stage.database.write() as session:
        solution = make_solution(session, "Known", "known", licence="MPL-2.0").id
        make_claim(session, Kind.SOLUTION, solution, "licence", "MPL-2.0", source="publiccode-files")
        author = make_account(session).id
        number = make_submission(
            session, author, target_id=solution, body=SOLUTION_BODY | {"licence": "MIT"}
        ).id
    assert "as MPL-2.0 in the publiccode.yml" in plain(
        stage.person(author).get(f"/en/submissions/{number}/review").text
    )
