"""Drafts that begin with a file: what it says is read, what finds no place is told, and no file does harm."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import select

from registry.db import Database
from registry.errors import Invalid
from registry.interchange.prefill import from_publiccode, from_sheets
from registry.submissions.models import Submission, SubmissionKind
from tests.acting import Stage
from tests.factories import make_account, make_country, make_organisation, make_solution

PUBLICCODE = b"""
publiccodeYmlVersion: "0.4"
name: Sample Ledger
url: https://code.example.org/ledger.git
landingURL: https://ledger.example.org
softwareType: standalone/web
platforms: [web, beos]
legal: {license: MPL-2.0}
organisation: {name: Ledger Foundation, website: https://foundation.example.org}
description: {en: {shortDescription: Keeps stock.}}
maintenance: {contacts: [{name: Jane Roe, email: jane@example.org}]}
"""


def workbook(path: Path, **sheets: list[dict[str, Any]]) -> Path:
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        header = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(header)
        for row in rows:
            sheet.append([row.get(key) for key in header])
    book.save(path)
    return path


class TestPubliccode:
    def test_its_facts_become_the_draft_of_a_solution(self, database: Database) -> None:
        with database.write() as session:
            (read,) = from_publiccode(session, PUBLICCODE, "publiccode.yml")
        assert read.kind is SubmissionKind.SOLUTION
        assert read.body["names"] == {"en": "Sample Ledger"}
        assert read.body["licence"] == "MPL-2.0"
        assert read.body["platforms"] == ["web"]
        assert read.body["organisations"] == [{"organisation": "ledger-foundation", "role": "owner"}]
        assert read.body["new_organisations"]["ledger-foundation"]["home"] == "https://foundation.example.org"
        assert "Jane" not in str(read.body)
        assert any("beos" in str(note) for note in read.notes)

    def test_one_that_is_registered_becomes_a_change(self, database: Database) -> None:
        with database.write() as session:
            make_organisation(session, "Ledger Foundation", "the-foundation")
            make_solution(session, "Sample Ledger", "ledger", links={"home": ["https://ledger.example.org"]})
            (read,) = from_publiccode(session, PUBLICCODE, "publiccode.yml")
        assert read.target == "ledger"
        assert read.body["organisations"][0]["organisation"] == "the-foundation"
        assert "new_organisations" not in read.body

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"- a list",
            b"name: only a name",
            b"\xff\xfe not text",
            b"name: !!python/object/apply:os.system ['true']\nurl: https://a.example.org",
            b"a: &a [x, x]\nb: &b [*a, *a]\nname: [*b, *b]",
            b"[" * 5000,
        ],
    )
    def test_what_is_none_or_does_harm_is_refused_with_a_reason(
        self, database: Database, content: bytes
    ) -> None:
        with database.read() as session, pytest.raises(Invalid) as found:
            from_publiccode(session, content, "publiccode.yml")
        assert found.value.faults["file"].values["reason"]


class TestSpreadsheet:
    def test_each_row_becomes_a_draft_and_a_deployment_rests_on_its_solution(
        self, database: Database, tmp_path: Path
    ) -> None:
        path = workbook(
            tmp_path / "sheet.xlsx",
            Solutions=[
                {"name": "Sample Ledger", "type": "software", "licence": "no licence", "owner": "New Body"}
            ],
            Deployments=[
                {"solution": "Sample Ledger", "country": "Kenya", "status": "active", "people": 5},
                {"solution": "Known", "country": "KEN"},
                {"solution": "Nowhere", "country": "Atlantis"},
            ],
        )
        with database.write() as session:
            make_country(session, "KEN")
            make_solution(session, "Known", "known")
            solution, new, known, broken = from_sheets(session, path)
        assert solution.body["names"] == {"en": "Sample Ledger"}
        assert "licence" not in solution.body
        assert any("Solutions!" in note.place and "licence" in note.place for note in solution.notes)
        assert (new.parent, new.body) == (0, {"country": "KEN", "status": "active", "people": 5})
        assert (known.parent, known.body["solution"]) == (None, "known")
        assert len(broken.notes) == 2

    def test_more_rows_than_anybody_checks_are_refused(self, database: Database, tmp_path: Path) -> None:
        rows = [{"name": f"Product {number}", "type": "software"} for number in range(51)]
        path = workbook(tmp_path / "sheet.xlsx", Solutions=rows)
        with database.read() as session, pytest.raises(Invalid):
            from_sheets(session, path)

    def test_another_workbook_is_refused(self, database: Database, tmp_path: Path) -> None:
        path = workbook(tmp_path / "sheet.xlsx", Accounts=[{"name": "x"}])
        with database.read() as session, pytest.raises(Invalid):
            from_sheets(session, path)


class TestPages:
    def send(self, stage: Stage, account: str, name: str, content: bytes) -> Any:
        return stage.person(account).post(
            "/en/submissions/new/file", files={"file": (name, BytesIO(content), "application/octet-stream")}
        )

    def test_a_file_becomes_drafts_that_can_be_opened(self, stage: Stage) -> None:
        with stage.database.write() as session:
            account = make_account(session).id
        answer = self.send(stage, account, "publiccode.yml", PUBLICCODE)
        assert answer.status_code == 200
        with stage.database.read() as session:
            row = session.exec(select(Submission)).one()
        assert f"/en/submissions/{row.id}" in answer.text
        assert row.author_id == account

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("publiccode.yml", b"name: x"),
            ("publiccode.yml", b"#" * (2**18 + 1)),
            ("sheet.xlsx", b"not a workbook"),
            ("sheet.pdf", b"%PDF-1.7"),
            ("sheet.csv", b"a,b\n1,2\n"),
        ],
    )
    def test_what_cannot_be_read_is_said_beside_the_field(
        self, stage: Stage, name: str, content: bytes
    ) -> None:
        with stage.database.write() as session:
            account = make_account(session).id
        answer = self.send(stage, account, name, content)
        assert answer.status_code == 422
        assert 'id="e-file"' in answer.text

    def test_no_file_is_told_as_well(self, stage: Stage) -> None:
        with stage.database.write() as session:
            account = make_account(session).id
        assert "Choose a file." in stage.person(account).post("/en/submissions/new/file").text

    def test_the_template_is_a_workbook(self, stage: Stage) -> None:
        with stage.database.write() as session:
            account = make_account(session).id
        answer = stage.person(account).get("/en/submissions/template")
        assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[:2] == ["Guide", "Solutions"]
