"""What one person may change in a minute: one limit, whichever process is asked."""

from pathlib import Path

from registry.accounts.limiting import SHARE
from registry.accounts.permissions import Permission
from registry.db import Database
from tests.acting import acting
from tests.factories import make_account

MOST = 3


def test_all_processes_keep_one_limit_on_changes(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        first, second = make_account(session).id, make_account(session).id
    limit = {"rate_limit_per_minute": MOST * SHARE}
    with (
        acting(database, tmp_path / "a", **limit) as here,
        acting(database, tmp_path / "b", **limit) as there,
    ):
        person = here.person(first)
        sent = {"name": "Amina", "language": "en"}
        assert person.post("/en/account/name", sent).status_code == 303
        program = there.program(first, permissions=[Permission.SUBMISSION_CREATE])
        for _ in range(MOST - 1):
            assert program.ask("POST", "/api/v1/submissions", json={"kind": "?"}).status_code < 429
        for refused in (
            person.post("/en/account/name", sent),
            program.ask("POST", "/api/v1/submissions", json={}),
        ):
            assert refused.status_code == 429
            assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert person.get("/en/account").status_code == 200, "reading goes on"
        assert there.person(second).post("/en/account/name", sent).status_code == 303, "so do others"
        anybody = there.person()
        for _ in range(MOST):
            assert anybody.post("/en/sign-out").status_code == 303
        assert here.person().post("/en/sign-out").status_code == 429, "one client, nobody signed in"
