"""The id of a request: made here, in its answer, its log lines and its events."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

from registry.audit import events
from registry.audit.models import Event
from registry.db import Database
from registry.server import set_up_logging
from registry.settings import load_settings
from registry.web.inputs import Db, PathText
from registry.web.logs import Lines, cleaned
from tests.serving import application

Client = TestClient[Litestar]


@get("/{lang:str}/record/{token:str}", sync_to_thread=True, opt={"uncached": True})
def record_something(db: Db, token: PathText) -> str:
    """Do something that is recorded, in a thread as all handlers do."""
    logging.getLogger("registry.test").info("recording")
    with db.write() as session:
        events.record(session, "thing.done")
    if token.startswith("fail"):
        raise RuntimeError(f"token={token} of person@example.org")
    return "done"


@pytest.fixture
def recording(app: Litestar, client: Client) -> Client:
    app.register(record_something)
    return client


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the registry's own loggers write."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    own = logging.getLogger("registry")
    before = own.level
    own.addHandler(handler)
    own.setLevel(logging.DEBUG)
    yield stream
    own.removeHandler(handler)
    own.setLevel(before)


def request_ids(app: Litestar) -> list[str]:
    database: Database = app.state.database
    with database.read() as session:
        from sqlmodel import col, select

        return list(session.exec(select(Event.request_id).order_by(col(Event.id))))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/", 200),
        ("/health", 200),
        ("/api/v1/solutions/none", 404),
        ("/nowhere/at/all", 404),
        ("/en/x", 404),
    ],
)
def test_every_answer_has_an_id_of_its_own(client: Client, path: str, status: int) -> None:
    answers = [client.get(path) for _ in range(3)]  # the later ones may be kept answers
    assert [answer.status_code for answer in answers] == [status] * 3
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == 3
    assert all(len(each) == 16 for each in ids)
    assert answers[0].headers.get_list("x-request-id") == [ids[0]]


def test_an_id_from_outside_is_not_believed(client: Client) -> None:
    answer = client.get("/en/", headers={"X-Request-ID": "forged"})
    assert answer.headers["x-request-id"] != "forged"


def test_the_id_reaches_the_thread_the_event_and_the_log(
    app: Litestar, recording: Client, written: io.StringIO
) -> None:
    answers = [recording.get("/en/record/x") for _ in range(2)]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert request_ids(app) == ids
    for each in ids:
        assert f"[{each}]: recording" in written.getvalue()


def test_what_fails_says_its_id_to_the_reader_and_nothing_else(
    recording: Client, written: io.StringIO
) -> None:
    answer = recording.get("/en/record/fail-secret-of-mine")
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "secret-of-mine" not in answer.text
    assert "secret-of-mine" not in written.getvalue()
    assert "person@example.org" not in written.getvalue()
    assert "/en/record/{token}" in written.getvalue()
    assert "RuntimeError" in written.getvalue()


def test_a_program_is_told_the_id_of_what_failed(app: Litestar, client: Client) -> None:
    @get("/api/v1/failing", sync_to_thread=True)
    def failing() -> None:
        raise RuntimeError

    app.register(failing)
    answer = client.get("/api/v1/failing")
    assert answer.json()["request"] == answer.headers["x-request-id"]
    assert "request" not in client.get("/api/v1/solutions/none").json()


@pytest.mark.parametrize("base_url", ["", "http://registry.example.org"])
def test_without_https_browsers_are_not_told_to_stay_there(
    sqlite_url: str, tmp_path: Any, base_url: str
) -> None:
    chosen = load_settings(database_url=sqlite_url, data_dir=tmp_path, worker="none", base_url=base_url)
    with application(chosen) as app, TestClient(app) as client:
        assert "strict-transport-security" not in client.get("/en/").headers


def test_over_https_browsers_are_told_to_stay_there_by_every_answer(sqlite_url: str, tmp_path: Any) -> None:
    chosen = load_settings(
        database_url=sqlite_url, data_dir=tmp_path, worker="none", base_url="https://registry.example.org"
    )
    with application(chosen) as app, TestClient(app, raise_server_exceptions=False) as client:
        for path in ("/en/", "/en/", "/", "/api/v1/none", "/nowhere/at/all", "/assets/none", "/health"):
            header = client.get(path, follow_redirects=False).headers["strict-transport-security"]
            assert int(header.removeprefix("max-age=").partition(";")[0]) >= 31_536_000


class TestLines:
    @pytest.mark.parametrize(
        ("line", "secret"),
        [
            ("smtp://user:hunter2@mail.example.org refused", "hunter2"),
            ("postgresql+psycopg://registry:hunter2@db/registry", "hunter2"),
            ("Authorization: Bearer abcdefghijklmnop", "abcdefghijklmnop"),
            ("header {'authorization': 'Bearer abc123'}", "abc123"),
            ("password=hunter2&csrf=f00", "hunter2"),
            ("csrf=f00ba4&next=/en", "f00ba4"),
            ("GET /en/reset?token=hunter2-token", "hunter2-token"),
            ("REGISTRY_SECRET_KEY=hunter2", "hunter2"),
            ('{"new_password": "hunter2"}', "hunter2"),
            ("mail to person.name+x@example.org failed", "person.name"),
            ("GET /en/verify/aB3dEfGhIjKlMnOpQrStUvWxYz0123456789-_aBcDe 200", "aB3dEfGhIjKlMnOpQrStUvWxYz"),
            ("digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "9f86d081884c7d65"),
            ("$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "aGFzaA"),
        ],
    )
    def test_hold_no_secret(self, line: str, secret: str) -> None:
        assert secret not in cleaned(line)

    @pytest.mark.parametrize(
        "line",
        [
            "GET /en/solutions/a-very-long-name-of-a-product-with-many-words 200 in 3.1 ms",
            "GET /assets/results-BlWnQD5N.js 200 in 0.1 ms",
            "12 job(s) of kind index failed",
            'File "registry/web/problems.py", line 12, in answer',
            "sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) no such table: account_session",
        ],
    )
    def test_say_what_happened(self, line: str) -> None:
        assert cleaned(line) == line

    def test_are_lines_of_ours_alone_and_in_utc(self) -> None:
        record = logging.LogRecord(
            "registry", logging.WARNING, "", 1, "GET /en/%s", ("a\nroot: b\x1b[2J",), None
        )
        record.created = record.msecs = 0.0
        written = Lines().format(record)
        assert written == "1970-01-01T00:00:00.000Z WARNING registry [-]: GET /en/a\\nroot: b\\x1b[2J"

    def test_a_broken_statement_does_not_repeat_its_values(self, database: Database) -> None:
        import sqlalchemy as sa

        def fail() -> None:
            with database.write() as session:
                session.execute(
                    sa.text("INSERT INTO nowhere VALUES (:value)"), {"value": "person@example.org"}
                )

        with pytest.raises(sa.exc.DBAPIError) as caught:
            fail()
        assert "person@example.org" not in str(caught.value)

    def test_the_program_writes_them(self, capsys: pytest.CaptureFixture[str]) -> None:
        before = logging.getLogger().handlers[:]
        try:
            set_up_logging(load_settings())
            logging.getLogger("registry").warning("password=hunter2")
        finally:
            logging.getLogger().handlers[:] = before
        assert "[-]: password=[hidden]" in capsys.readouterr().err
