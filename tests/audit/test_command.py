"""`registry audit` as an operator runs it."""

import pytest
from typer.testing import CliRunner, Result

from registry.audit import events
from registry.cli import app
from registry.db import Database
from tests.audit.test_events import tamper


@pytest.fixture
def chain(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Three events in the database that the command opens."""
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    for number in range(3):
        with database.write() as session:
            events.record(session, "thing.made", on=("thing", str(number)))
    return database


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", *arguments])


class TestVerify:
    def test_says_that_all_holds_and_gives_a_seal_that_a_later_run_takes(self, chain: Database) -> None:
        done = run("verify")
        assert done.exit_code == 0
        assert done.output.startswith("3 events, all in order. Seal: 3-")
        seal = done.output.split()[-1]
        with chain.write() as session:
            events.record(session, "thing.more")
        assert run("verify", "--seal", seal).exit_code == 0

    def test_says_where_it_was_tampered_with_and_exits_with_1(self, chain: Database) -> None:
        tamper(chain, "UPDATE event SET action = 'thing.lost' WHERE id = 2")
        done = run("verify")
        assert done.exit_code == 1
        assert "event 2: was changed (20" in done.output
        assert "Seal" not in done.output

    def test_with_a_noted_seal_it_finds_a_cut_end(self, chain: Database) -> None:
        seal = run("verify").output.split()[-1]
        tamper(
            chain,
            "DELETE FROM event WHERE id = 3",
            "UPDATE event_head SET count = 2, digest = (SELECT digest FROM event WHERE id = 2)",
        )
        assert run("verify").exit_code == 0
        done = run("verify", "--seal", seal)
        assert done.exit_code == 1
        assert "event 3: is not the event whose seal was noted" in done.output

    def test_what_is_no_seal_is_wrong_usage(self, chain: Database) -> None:
        assert run("verify", "--seal", "17").exit_code == 2
