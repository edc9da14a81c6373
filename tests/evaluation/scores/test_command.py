"""`registry scores replay` as an operator runs it."""

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from registry.cli import app
from registry.db import Database
from tests.factories import make_solution
from tests.factories.scores import FAILED, GOOD, make_score


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["scores", "replay", *arguments])


def test_every_score_is_computed_again_and_one_that_was_changed_is_named(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGISTRY_DATABASE_URL", sqlite_url)
    database = Database(sqlite_url)
    assert run().exit_code == 0
    with database.write() as session:
        solution = make_solution(session)
        old = make_score(session, solution, (*GOOD, FAILED)).id
        new = make_score(session, solution).id
    done = run()
    assert (done.exit_code, done.output) == (0, "2 scores, each the same to the byte.\n")
    assert run(new.lower()).exit_code == 0
    assert run("DHC-0000000").exit_code == 1
    with database.engine.begin() as connection:  # as somebody with the file in hand could
        connection.execute(sa.text("DROP TRIGGER score_is_kept_UPDATE"))
        connection.execute(
            sa.text("UPDATE score SET result = replace(result, 'failed', 'passed') WHERE id = :id"),
            {"id": old},
        )
    done = run()
    assert done.exit_code == 1
    assert f"{old}: what was published was changed" in done.output
    assert new not in done.output
    assert run(new).exit_code == 0
    with database.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER evidence_revision_is_kept_UPDATE"))
        connection.execute(
            sa.text("UPDATE evidence_revision SET body = replace(body, '\"independent\"', '\"unclear\"')")
        )
    done = run(new)
    assert done.exit_code == 1
    assert f"{new}: framework or evidence are not those that were judged" in done.output
