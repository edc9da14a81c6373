"""The `registry` command as a person runs it: what it prints, and the code it exits with."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from registry.settings import PREFIX, Settings
from tests.support import free_port

SECONDS = 60


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """No settings but a data folder of the test's own; the working folder holds no `.env`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**kept, "REGISTRY_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "200", "NO_COLOR": "1"}


@pytest.fixture
def migrated(environment: dict[str, str], sqlite_url: str) -> dict[str, str]:
    """As `environment`, with an empty, migrated database."""
    return {**environment, "REGISTRY_DATABASE_URL": sqlite_url}


def registry(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(environment["REGISTRY_DATA_DIR"]).parent,
        timeout=SECONDS,
        check=False,
    )


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "registry.cli", *arguments]


class TestUsage:
    def test_unknown_command_is_wrong_usage(self, environment: dict[str, str]) -> None:
        assert registry(environment, "fly").returncode == 2

    def test_unknown_source_is_wrong_usage(self, environment: dict[str, str], tmp_path: Path) -> None:
        done = registry(environment, "import", "nowhere", str(tmp_path))
        assert done.returncode == 2
        assert "publiccode" in done.stderr

    def test_missing_file_is_wrong_usage(self, environment: dict[str, str]) -> None:
        assert registry(environment, "import", "dpga", "no-such-file.json").returncode == 2

    def test_help_tells_commands_and_exit_codes(self, environment: dict[str, str]) -> None:
        said = registry(environment, "--help").stdout
        assert "rebuild" not in said
        assert {"serve", "work", "migrate", "seed", "import", "index", "export"} <= set(
            re.findall(r"\w+", said)
        )
        assert "Exit codes" in said

    def test_version(self, environment: dict[str, str]) -> None:
        assert re.fullmatch(r"registry \d+\.\d+\.\d+\n", registry(environment, "--version").stdout)


class TestSettings:
    def test_lists_each_with_meaning_and_default(self, environment: dict[str, str]) -> None:
        said = registry(environment, "settings").stdout
        for name, field in Settings.model_fields.items():
            assert f"{PREFIX}{name.upper()}=" in said
            assert f"# {field.description} Default: " in said

    def test_tells_what_is_set_from_what_is_not(self, environment: dict[str, str]) -> None:
        said = registry({**environment, "REGISTRY_PORT": "8123"}, "settings").stdout
        assert "\nREGISTRY_PORT=8123\n" in said
        assert "\n#REGISTRY_HOST=127.0.0.1\n" in said

    def test_hides_secrets(self, environment: dict[str, str]) -> None:
        secret = {
            "REGISTRY_SEARCH_KEY": "s3cret",
            "REGISTRY_DATABASE_URL": "postgresql+psycopg://registry:s3cret@db.example.org/registry",
        }
        assert "s3cret" not in registry({**environment, **secret}, "settings").stdout

    def test_reads_dotenv(self, environment: dict[str, str], tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("REGISTRY_PORT=8124\n")
        assert "\nREGISTRY_PORT=8124\n" in registry(environment, "settings").stdout

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("REGISTRY_PORT", "eighty"),
            ("REGISTRY_DATABASE_URL", "mysql://localhost/registry"),
            ("REGISTRY_SEARCH_URL", "localhost:7700"),
            ("REGISTRY_LOG_LEVEL", "loud"),
        ],
    )
    @pytest.mark.parametrize("arguments", [["settings"], ["serve"], ["migrate"]])
    def test_bad_one_stops_with_one_line_that_names_it(
        self, environment: dict[str, str], name: str, value: str, arguments: list[str]
    ) -> None:
        done = registry({**environment, name: value}, *arguments)
        assert done.returncode == 2
        assert done.stdout == ""
        assert re.fullmatch(rf"{name}: [^\n]+\n", done.stderr)


class TestWhatIsNotThere:
    def test_database_that_does_not_answer(self, environment: dict[str, str]) -> None:
        url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/registry"
        done = registry({**environment, "REGISTRY_DATABASE_URL": url}, "migrate")
        assert done.returncode == 3
        assert re.fullmatch(r"REGISTRY_DATABASE_URL: [^\n]+\n", done.stderr)

    @pytest.mark.parametrize("arguments", [["serve"], ["seed"], ["index", "rebuild"], ["index", "check"]])
    def test_tables(self, environment: dict[str, str], arguments: list[str]) -> None:
        done = registry({**environment, "REGISTRY_PORT": str(free_port())}, *arguments)
        assert done.returncode == 3
        assert "registry migrate" in done.stderr
        assert "Traceback" not in done.stderr

    def test_port(self, migrated: dict[str, str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            done = registry(migrated, "serve", "--port", port)
        assert done.returncode == 3
        assert re.fullmatch(rf"127\.0\.0\.1:{port}: [^\n]+\n", done.stderr)


class TestMigrate:
    def test_may_be_run_again(self, environment: dict[str, str]) -> None:
        first, second = registry(environment, "migrate"), registry(environment, "migrate")
        assert (first.returncode, second.returncode) == (0, 0)
        assert first.stdout == second.stdout


class TestOpenapi:
    def test_prints_the_schema(self, migrated: dict[str, str]) -> None:
        schema = json.loads(registry(migrated, "openapi").stdout)
        assert schema["openapi"].startswith("3.1")
        assert "/api/v1/search" in schema["paths"]


class TestServe:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_says_when_it_is_ready_and_stops_when_told(self, migrated: dict[str, str], number: int) -> None:
        port = free_port()
        with subprocess.Popen(
            command("serve", "--port", str(port)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**migrated, "PYTHONUNBUFFERED": ""},
        ) as server:
            assert server.stdout
            assert server.stdout.readline().startswith(f"Ready: http://127.0.0.1:{port}/")
            assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
            server.send_signal(number)
            _, said = server.communicate(timeout=SECONDS)
        assert server.returncode in {0, -number}
        assert "Traceback" not in said


class TestWork:
    def test_stops_when_told(self, migrated: dict[str, str]) -> None:
        with subprocess.Popen(
            command("work"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=migrated
        ) as worker:
            assert worker.stdout
            assert worker.stdout.readline().startswith("Working on: ")
            worker.send_signal(signal.SIGTERM)
            _, said = worker.communicate(timeout=SECONDS)
        assert worker.returncode == 0
        assert "Traceback" not in said
