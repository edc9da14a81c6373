"""An organisation proves that it controls a product; then, and only then, it publishes changes by itself."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlmodel import Session, select

from registry.accounts.permissions import Role
from registry.accounts.viewer import Viewer
from registry.audit import queries as audit
from registry.db import Database
from registry.db.base import now
from registry.db.ids import Kind
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.jobs.models import Job
from registry.jobs.queue import Claimed
from registry.outside import Checked, Outside
from registry.ownership import jobs, queries, service
from registry.ownership.models import OwnershipClaim, OwnershipState, ProofMethod
from registry.settings import Settings
from registry.solutions import queries as solutions
from registry.solutions import service as solution_service
from registry.solutions.drafts import SolutionDraft
from registry.solutions.schemas import SolutionView
from registry.submissions import service as submissions
from registry.submissions.models import SubmissionKind
from registry.submissions.workflow import State
from tests.acting import Stage
from tests.factories import make_account, make_organisation, make_solution, make_viewer
from tests.factories.submissions import SOLUTION_BODY

LINKS = {"home": ["https://ledger.example.org"], "source": ["https://github.com/ledger/ledger"]}


def product(session: Session, **links: list[str]) -> SolutionView:
    made = make_solution(session, "Sample Ledger", "ledger", links=links or LINKS)
    return solutions.solution(session, made.id)


def vendor(session: Session, role: Role = Role.ORGANISATION_EDITOR) -> tuple[Viewer, str]:
    body = make_organisation(session, "Ledger Works")
    return make_viewer(session, (role, body.id)), body.id


class TestClaiming:
    @pytest.mark.parametrize("role", [Role.ORGANISATION_VIEWER, Role.ADMINISTRATOR, Role.SCREENER])
    def test_only_editors_claim_and_only_for_their_own_organisation(
        self, database: Database, role: Role
    ) -> None:
        with database.write() as session:
            body = make_organisation(session, "Ledger Works")
            viewer = make_viewer(session, (role, body.id) if role is Role.ORGANISATION_VIEWER else role)
            other, _ = vendor(session)
            solution = product(session)
            for each in (viewer, other):
                with pytest.raises(Forbidden):
                    service.begin(
                        session, each, solution, body.id, ProofMethod.DECISION, statement="It is ours."
                    )

    @pytest.mark.parametrize(
        ("method", "address"),
        [
            (ProofMethod.WEBSITE, "https://evil.example.com"),
            (ProofMethod.REPOSITORY, "https://github.com/evil/ledger"),
            (ProofMethod.EMAIL, "gmail.com"),
            (ProofMethod.EMAIL, ""),
            (ProofMethod.DECISION, ""),
        ],
    )
    def test_only_what_the_record_names_can_prove(
        self, database: Database, method: ProofMethod, address: str
    ) -> None:
        with database.write() as session:
            viewer, body = vendor(session)
            with pytest.raises(Invalid):
                service.begin(session, viewer, product(session), body, method, address=address)

    def test_a_new_claim_ends_the_one_before_and_others_see_neither(self, database: Database) -> None:
        with database.write() as session:
            viewer, body = vendor(session)
            solution = product(session)
            first = service.begin(
                session, viewer, solution, body, ProofMethod.WEBSITE, address=LINKS["home"][0]
            )
            second = service.begin(
                session, viewer, solution, body, ProofMethod.REPOSITORY, address=LINKS["source"][0]
            )
            assert (first.state, second.state) == (OwnershipState.ENDED, OwnershipState.OPEN)
            other, _ = vendor(session)
            with pytest.raises(NotFound):
                queries.claim(session, other, second.id or 0)


class TestByMail:
    def test_the_code_that_was_mailed_proves_it_and_the_address_is_not_kept(self, database: Database) -> None:
        with database.write() as session:
            viewer, body = vendor(session)
            row = service.begin(
                session, viewer, product(session), body, ProofMethod.EMAIL, address="ledger.example.org"
            )
            service.send_code(session, viewer, row.id or 0, "office")
            mail = session.exec(select(Job.payload).where(Job.kind == "mail")).one()
            assert mail["to"] == "office@ledger.example.org"
            code = mail["context"]["code"]
            wrong = f"{(int(code) + 1) % 10**8:08}"
            with pytest.raises(Invalid):
                service.enter_code(session, viewer, row.id or 0, wrong)
            service.enter_code(session, viewer, row.id or 0, f"{code[:4]} {code[4:]}")
            assert queries.controls(session, body, row.solution_id)
            assert "office" not in str(row.model_dump())

    @pytest.mark.parametrize("local", ["", "a@b", "a b", "a\nbcc: x", "x" * 65, "office@evil.org,"])
    def test_nothing_else_than_a_mail_box_of_the_domain_gets_it(self, database: Database, local: str) -> None:
        with database.write() as session:
            viewer, body = vendor(session)
            row = service.begin(
                session, viewer, product(session), body, ProofMethod.EMAIL, address="ledger.example.org"
            )
            with pytest.raises(Invalid):
                service.send_code(session, viewer, row.id or 0, local)

    def test_no_code_is_good_before_one_was_mailed_or_when_it_is_old(self, database: Database) -> None:
        with database.write() as session:
            viewer, body = vendor(session)
            row = service.begin(
                session, viewer, product(session), body, ProofMethod.EMAIL, address="ledger.example.org"
            )
            with pytest.raises(Invalid):
                service.enter_code(session, viewer, row.id or 0, "")
            service.send_code(session, viewer, row.id or 0, "office")
            code = session.exec(select(Job.payload).where(Job.kind == "mail")).one()["context"]["code"]
            row.code_until = now()
            with pytest.raises(Invalid):
                service.enter_code(session, viewer, row.id or 0, code)


class TestByDecision:
    def test_the_secretariat_decides_with_its_reason_and_nobody_on_their_own(
        self, database: Database
    ) -> None:
        with database.write() as session:
            viewer, body = vendor(session)
            row = service.begin(
                session, viewer, product(session), body, ProofMethod.DECISION, statement="It is ours."
            )
            number = row.id or 0
            with pytest.raises(Forbidden):
                service.decide(session, viewer, number, grants=True, reason="Yes.")
            involved = make_viewer(session, Role.SCREENER, (Role.ORGANISATION_VIEWER, body))
            with pytest.raises(Forbidden):
                service.decide(session, involved, number, grants=True, reason="Yes.")
            screener = make_viewer(session, Role.SCREENER)
            with pytest.raises(Invalid):
                service.decide(session, screener, number, grants=True, reason=" ")
            service.decide(session, screener, number, grants=True, reason="The trade register names them.")
            assert [each.organisation.id for each in queries.controllers(session, row.solution_id)] == [body]
            with pytest.raises(Conflict):
                service.decide(session, screener, number, grants=False, reason="No.")

    def test_control_ends_when_it_is_given_up_or_taken(self, database: Database) -> None:
        with database.write() as session:
            viewer, body = vendor(session)
            row = service.begin(
                session, viewer, product(session), body, ProofMethod.DECISION, statement="It is ours."
            )
            screener = make_viewer(session, Role.SCREENER)
            service.decide(session, screener, row.id or 0, grants=True, reason="Yes.")
            control = queries.controllers(session, row.solution_id)[0].id
            with pytest.raises(Forbidden):
                service.end_control(session, make_viewer(session), control, "Mine.")
            with pytest.raises(Invalid):
                service.end_control(session, screener, control, "")
            service.end_control(session, viewer, control, "")
            assert queries.controllers(session, row.solution_id) == []
            with pytest.raises(NotFound):
                service.end_control(session, viewer, control, "")


class Site(BaseHTTPRequestHandler):
    """A product's own site."""

    pages: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        found = self.pages.get(self.path)
        self.send_response(200 if found is not None else 404)
        self.end_headers()
        self.wfile.write((found or "").encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[int]:
    Site.pages.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


class TestLooking:
    """The site answers on this machine: names lead there, and only there may be asked, for these tests alone."""

    def run(self, database: Database, folder: Path, port: int, claim_id: int) -> OwnershipClaim:
        def open_outside() -> Outside:
            checked = Checked(
                permits=lambda each: each.is_loopback,
                ports=frozenset({port}),
                resolve=lambda _host, _port: ["127.0.0.1"],
            )
            return Outside(checked)

        settings = Settings(
            database_url=database.url.render_as_string(hide_password=False),
            data_dir=folder,
            outside_calls=True,
        )
        check = jobs.handlers(settings, database, open_outside)[service.CHECK]
        check.run([Claimed(1, service.CHECK, str(claim_id), {}, 1)])
        with database.read() as session:
            found = session.get(OwnershipClaim, claim_id)
            assert found is not None
            session.expunge(found)
            return found

    def claim(self, database: Database, port: int) -> tuple[int, str]:
        address = f"http://ledger.example.org:{port}/start"
        with database.write() as session:
            viewer, body = vendor(session)
            row = service.begin(
                session, viewer, product(session, home=[address]), body, ProofMethod.WEBSITE, address=address
            )
            service.ask_check(session, viewer, row.id or 0)
            return row.id or 0, row.token

    @pytest.mark.parametrize("place", ["file", "head"])
    def test_a_published_token_proves_it(
        self, database: Database, tmp_path: Path, site: int, place: str
    ) -> None:
        number, token = self.claim(database, site)
        if place == "file":
            Site.pages["/.well-known/digital-health-registry.txt"] = f"{token}\n"
        else:
            Site.pages["/start"] = f'<head><meta name="digital-health-registry" content="{token}"></head>'
        row = self.run(database, tmp_path, site, number)
        assert (row.state, row.failure) == (OwnershipState.PROVEN, "")

    def test_another_token_does_not_and_the_claim_stays_open(
        self, database: Database, tmp_path: Path, site: int
    ) -> None:
        number, token = self.claim(database, site)
        Site.pages["/start"] = f"<body>{token}</body>"
        row = self.run(database, tmp_path, site, number)
        assert (row.state, row.failure) == (OwnershipState.OPEN, "token_not_found")
        assert row.checked_at is not None

    def test_a_site_inside_is_never_asked(self, database: Database, tmp_path: Path, site: int) -> None:
        number, token = self.claim(database, site)
        Site.pages["/.well-known/digital-health-registry.txt"] = token
        settings = Settings(
            database_url=database.url.render_as_string(hide_password=False),
            data_dir=tmp_path,
            outside_calls=True,
        )
        inside = jobs.handlers(settings, database, lambda: Outside(Checked(resolve=lambda *_: ["127.0.0.1"])))
        inside[service.CHECK].run([Claimed(1, service.CHECK, str(number), {}, 1)])
        with database.read() as session:
            row = session.get(OwnershipClaim, number)
            assert row is not None
            assert (row.state, row.failure) == (OwnershipState.OPEN, "no_answer")

    def test_nobody_is_asked_where_the_operator_does_not_allow_it(
        self, database: Database, tmp_path: Path
    ) -> None:
        settings = Settings(
            database_url=database.url.render_as_string(hide_password=False), data_dir=tmp_path
        )
        assert set(jobs.handlers(settings, database)) == {jobs.SWEEP}

    def test_a_claim_that_ran_out_ends(self, database: Database, tmp_path: Path, site: int) -> None:
        number, _ = self.claim(database, site)
        with database.write() as session:
            row = session.get(OwnershipClaim, number)
            assert row is not None
            row.expires_at = now()
            session.add(row)
        settings = Settings(
            database_url=database.url.render_as_string(hide_password=False), data_dir=tmp_path
        )
        jobs.handlers(settings, database)[jobs.SWEEP].run([])
        with database.read() as session:
            row = session.get(OwnershipClaim, number)
            assert row is not None
            assert row.state is OwnershipState.ENDED


class TestPublishing:
    def begun(self, session: Session, *, proven: bool) -> tuple[Viewer, int, str]:
        viewer, body = vendor(session)
        draft = SolutionDraft.model_validate({**SOLUTION_BODY, "slug": "ledger"})
        saved = solution_service.save(session, draft, author="Somebody")
        if proven:
            solution = solutions.solution(session, saved.id)
            row = service.begin(session, viewer, solution, body, ProofMethod.DECISION, statement="Ours.")
            service.decide(
                session, make_viewer(session, Role.SCREENER), row.id or 0, grants=True, reason="Yes."
            )
        made = submissions.create(
            session, viewer, SubmissionKind.SOLUTION, organisation=body, target=saved.id
        )
        submissions.save_section(session, viewer, made.id or 0, "openness", {"licence": "MIT"})
        return viewer, made.id or 0, saved.id

    def test_until_control_is_proven_a_change_is_a_proposal(self, database: Database) -> None:
        with database.write() as session:
            viewer, number, _ = self.begun(session, proven=False)
            with pytest.raises(submissions.NotInControl):
                submissions.publish(session, viewer, number)

    def test_afterwards_the_organisation_publishes_it_in_its_own_name(self, database: Database) -> None:
        with database.write() as session:
            viewer, number, record_id = self.begun(session, proven=True)
            assert submissions.publish(session, viewer, number).state is State.ACCEPTED
            assert solutions.solution(session, record_id).licence == "MIT"
            assert audit.revisions(session, Kind.SOLUTION, record_id)[0].author == "Ledger Works"

    def test_another_organisation_does_not(self, database: Database) -> None:
        with database.write() as session:
            _, _, record_id = self.begun(session, proven=True)
            other, body = vendor(session)
            made = submissions.create(
                session, other, SubmissionKind.SOLUTION, organisation=body, target=record_id
            )
            with pytest.raises(submissions.NotInControl):
                submissions.publish(session, other, made.id or 0)


class TestPages:
    def begin(self, stage: Stage) -> tuple[Any, str]:
        with stage.database.write() as session:
            body = make_organisation(session, "Ledger Works")
            account = make_account(session, "", (Role.ORGANISATION_EDITOR, body.id)).id
            product(session)
        person = stage.person(account)
        assert "Claim it." in person.get("/en/solutions/ledger").text
        page = person.get("/en/solutions/ledger/claim").text
        assert 'value="website https://ledger.example.org"' in page
        fields = {"organisation": body.id, "way": "email ledger.example.org"}
        answer = person.post("/en/solutions/ledger/claim", fields)
        return person, answer.headers["location"]

    def test_a_claim_is_made_and_proven_by_mail(self, stage: Stage) -> None:
        person, address = self.begin(stage)
        assert person.post(f"{address}/code", {"local": "no body"}).status_code == 422
        assert person.post(f"{address}/code", {"local": "office"}).status_code == 303
        with stage.database.read() as session:
            code = session.exec(select(Job.payload).where(Job.kind == "mail")).one()["context"]["code"]
        assert person.post(f"{address}/prove", {"code": "1"}).status_code == 422
        assert person.post(f"{address}/prove", {"code": code}).status_code == 303
        assert "It is proven" in person.get(address).text
        assert "Looked after by" in stage.person().get("/en/solutions/ledger").text

    def test_codes_are_not_guessed(self, stage: Stage) -> None:
        person, address = self.begin(stage)
        person.post(f"{address}/code", {"local": "office"})
        statuses = [person.post(f"{address}/prove", {"code": f"{n:08}"}).status_code for n in range(12)]
        assert statuses[-1] == 429

    def test_somebody_without_an_organisation_is_told_what_to_do(self, stage: Stage) -> None:
        with stage.database.write() as session:
            account = make_account(session).id
            product(session)
        page = stage.person(account).get("/en/solutions/ledger/claim").text
        assert "Propose an organisation" in page
        assert stage.person().get("/en/solutions/ledger/claim").status_code == 303

    def test_those_who_decide_have_a_list(self, stage: Stage) -> None:
        person, address = self.begin(stage)
        with stage.database.write() as session:
            screener = make_account(session, "", Role.SCREENER).id
        page = stage.person(screener).get("/en/ownership").text
        assert re.search(rf'href="{address}"', page)
        fields = {"outcome": "refuse", "reason": "No sign of it."}
        assert stage.person(screener).post(f"{address}/decide", fields).status_code == 303
        assert "No sign of it." in person.get(address).text

    def test_a_program_claims_and_those_who_decide_answer_it(self, stage: Stage) -> None:
        with stage.database.write() as session:
            body = make_organisation(session, "Ledger Works")
            account = make_account(session, "", (Role.ORGANISATION_EDITOR, body.id)).id
            screener = make_account(session, "", Role.SCREENER).id
            product(session)
        said = {"organisation": body.slug, "method": "decision", "statement": "We are named there."}
        claim = stage.program(account).ask("POST", "/api/v1/solutions/ledger/claim", json=said).json()
        assert claim["state"] == "open"
        program = stage.program(screener)
        assert [each["id"] for each in program.ask("GET", "/api/v1/ownership").json()] == [claim["id"]]
        decision = {"grants": True, "reason": "The register names them."}
        decided = program.ask("POST", f"/api/v1/ownership/{claim['id']}/decide", json=decision).json()
        assert (decided["state"], decided["reason"]) == ("proven", "The register names them.")
        anybody = stage.program().ask("GET", "/api/v1/solutions/ledger/controllers").json()
        assert [each["organisation"]["slug"] for each in anybody] == [body.slug]
