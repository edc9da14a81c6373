"""The `registry` command as a person runs it: what it prints, and the code it exits with."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from registry.accounts import service
from registry.accounts.permissions import Role
from registry.db import Database
from registry.settings import PREFIX, Settings
from tests.support import free_port

SECONDS = 60
PROVIDER = {"id": "sso", "title": "Ministry", "issuer": "https://sso.example.org", "client_id": "registry"}


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


class TestAdministrator:
    def test_prints_a_link_that_makes_the_first_administrator(
        self, migrated: dict[str, str], sqlite_url: str
    ) -> None:
        assert registry(migrated, "administrator", "nobody").returncode == 2
        migrated = {**migrated, "REGISTRY_BASE_URL": "https://registry.example.org"}
        done = registry(migrated, "administrator", "first@example.org")
        assert done.returncode == 0, done.stderr
        token = re.fullmatch(r"https://registry\.example\.org/en/invitations/([\w-]{43})\n", done.stdout)
        assert token, done.stdout
        database = Database(sqlite_url)
        with database.read() as session:
            invited = service.invitation_of(session, token[1])
            assert (invited.email, invited.role) == ("first@example.org", Role.ADMINISTRATOR)
        database.dispose()


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
            "REGISTRY_SIGN_ON": json.dumps([{**PROVIDER, "client_secret": "s3cret"}]),
            "REGISTRY_DATABASE_URL": "postgresql+psycopg://registry:s3cret@db.example.org/registry",
        }
        assert "s3cret" not in registry({**environment, **secret}, "settings").stdout

    def test_reads_dotenv(self, environment: dict[str, str], tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("REGISTRY_PORT=8124\n")
        assert "\nREGISTRY_PORT=8124\n" in registry(environment, "settings").stdout

    @pytest.mark.parametrize(
        ("name", "value", "command_name"),
        [
            ("REGISTRY_PORT", "eighty", "serve"),
            ("REGISTRY_DATABSE_URL", "sqlite:///other.sqlite3", "migrate"),
            ("REGISTRY_DATABASE_URL", "mysql://localhost/registry", "migrate"),
            ("REGISTRY_SEARCH_URL", "localhost:7700", "settings"),
            ("REGISTRY_LOG_LEVEL", "loud", "work"),
            ("REGISTRY_SIGN_ON", "https://sso.example.org", "settings"),
            ("REGISTRY_DATA_DIR", __file__, "migrate"),
            ("REGISTRY_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:port/registry", "migrate"),
            ("REGISTRY_SEARCH_URL", "http://", "settings"),
            ("REGISTRY_SEARCH_URL", "http://127.0.0.1:99999", "settings"),
            ("REGISTRY_SEARCH_PREFIX", "two words", "settings"),
            ("REGISTRY_BASE_URL", "https://example.org/?page=1", "settings"),
            ("REGISTRY_THREADS", "-1", "serve"),
            ("REGISTRY_WORKER", "process", "serve"),
            ("REGISTRY_CACHE_BYTES", "64MB", "serve"),
        ],
    )
    def test_bad_one_stops_with_one_line_that_names_it(
        self, environment: dict[str, str], name: str, value: str, command_name: str
    ) -> None:
        done = registry({**environment, name: value}, command_name)
        assert done.returncode == 2
        assert done.stdout == ""
        assert re.fullmatch(rf"{name}: [^\n]+\n", done.stderr)


class TestWhatIsNotThere:
    def test_database_that_does_not_answer(self, environment: dict[str, str]) -> None:
        url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/registry"
        done = registry({**environment, "REGISTRY_DATABASE_URL": url}, "migrate")
        assert done.returncode == 3
        assert re.fullmatch(r"REGISTRY_DATABASE_URL: [^\n]+\n", done.stderr)

    def test_database_that_is_another_file(self, environment: dict[str, str], tmp_path: Path) -> None:
        file = tmp_path / "notes.txt"
        file.write_text("These are notes and no database.\n" * 100)
        done = registry({**environment, "REGISTRY_DATABASE_URL": f"sqlite:///{file}"}, "migrate")
        assert done.returncode == 3
        assert re.fullmatch(r"REGISTRY_DATABASE_URL: [^\n]+\n", done.stderr)

    def test_search_server_that_does_not_answer(self, migrated: dict[str, str]) -> None:
        url = f"http://127.0.0.1:{free_port()}"
        done = registry({**migrated, "REGISTRY_SEARCH_URL": url}, "index", "rebuild")
        assert done.returncode == 3
        assert re.fullmatch(r"REGISTRY_SEARCH_URL: [^\n]+\n", done.stderr)

    def test_host(self, environment: dict[str, str]) -> None:
        done = registry({**environment, "REGISTRY_HOST": "no-such-host.invalid"}, "serve")
        assert done.returncode == 3
        assert "REGISTRY_HOST" in done.stderr
        assert done.stderr.count("\n") == 1

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
        assert server.returncode == (0 if number == signal.SIGINT else -number)
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


@pytest.fixture(scope="module")
def _seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the whole seed, to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    environment = {**os.environ, "REGISTRY_DATA_DIR": str(folder / "data")}
    for name in ("migrate", "seed"):
        done = registry(environment, name)
        assert done.returncode == 0, done.stderr
    return folder / "data" / "registry.sqlite3"


@pytest.fixture
def seeded(environment: dict[str, str], tmp_path: Path, _seeded_file: Path) -> dict[str, str]:
    """As `environment`, with a seeded database."""
    shutil.copyfile(_seeded_file, tmp_path / "seeded.sqlite3")
    return {**environment, "REGISTRY_DATABASE_URL": f"sqlite:///{tmp_path / 'seeded.sqlite3'}"}


class TestSeed:
    def test_second_run_changes_nothing(self, seeded: dict[str, str]) -> None:
        done = registry(seeded, "seed")
        assert done.returncode == 0
        assert re.search(r"^solutions: \d+ unchanged$", done.stdout, re.MULTILINE)
        assert "created" not in done.stdout
        assert "updated" not in done.stdout


PUBLICCODE = """
publiccodeYmlVersion: "0.4"
name: Village Vaccine Book
url: https://git.example.org/vaccine-book.git
releaseDate: "2024-03-01"
platforms: [web]
categories: [healthcare]
developmentStatus: stable
softwareType: standalone/web
description:
  en:
    shortDescription: Keeps vaccination records of villages
    features: [offline use]
legal:
  license: Apache-2.0
maintenance:
  type: community
localisation:
  localisationReady: true
  availableLanguages: [en, fr]
"""


class TestImport:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        file = tmp_path / "publiccode.yml"
        file.write_text(PUBLICCODE)
        return file

    def test_before_the_seed_is_refused_in_one_line(self, migrated: dict[str, str], file: Path) -> None:
        done = registry(migrated, "import", "publiccode", str(file))
        assert done.returncode == 1
        assert "registry seed" in done.stderr
        assert done.stderr.count("\n") == 1

    def test_dry_run_writes_nothing(self, seeded: dict[str, str], file: Path) -> None:
        for _ in range(2):
            done = registry(seeded, "import", "publiccode", str(file), "--dry-run")
            assert done.returncode == 0, done.stderr
            assert "1 created, 0 updated" in done.stdout

    def test_second_import_changes_nothing(self, seeded: dict[str, str], file: Path) -> None:
        assert "1 created" in registry(seeded, "import", "publiccode", str(file)).stdout
        assert (
            "0 created, 0 updated, 1 unchanged" in registry(seeded, "import", "publiccode", str(file)).stdout
        )

    def test_writes_the_whole_report(self, seeded: dict[str, str], file: Path, tmp_path: Path) -> None:
        registry(
            seeded, "import", "publiccode", str(file), "--dry-run", "--report", str(tmp_path / "report.json")
        )
        report = json.loads((tmp_path / "report.json").read_text())
        assert [line["name"] for line in report["created"]] == ["Village Vaccine Book"]
        assert report["fields"]

    def test_rejected_record_is_told_by_the_exit_code(self, seeded: dict[str, str], tmp_path: Path) -> None:
        (tmp_path / "broken.yml").write_text("- not\n- an object\n")
        done = registry(seeded, "import", "publiccode", str(tmp_path / "broken.yml"))
        assert done.returncode == 1
        assert "Traceback" not in done.stderr

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="holds the import up with a named pipe")
    def test_stopped_halfway_leaves_nothing(self, seeded: dict[str, str], tmp_path: Path) -> None:
        pipe = tmp_path / "registry.json"
        os.mkfifo(pipe)
        arguments = ("import", "dpga", str(pipe), "--source-id", "half-done")
        with subprocess.Popen(command(*arguments), stderr=subprocess.PIPE, text=True, env=seeded) as importer:
            writer = writing_end(pipe, importer)  # there once the importer reads, inside its transaction
            importer.send_signal(signal.SIGINT)
            _, said = importer.communicate(timeout=SECONDS)
            os.close(writer)
        assert importer.returncode == 130
        assert said == "Stopped; nothing is half-done.\n"
        assert "Traceback" not in said
        with sqlite3.connect(tmp_path / "seeded.sqlite3") as database:
            assert database.execute("SELECT count(*) FROM source WHERE id = 'half-done'").fetchone() == (0,)


def writing_end(pipe: Path, reader: subprocess.Popen[str]) -> int:
    """Open a named pipe to write as soon as `reader` has opened it to read."""
    deadline = time.monotonic() + SECONDS
    while reader.poll() is None and time.monotonic() < deadline:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            time.sleep(0.01)
    raise AssertionError("the pipe was never read")


class TestExport:
    @pytest.mark.parametrize(("path", "written"), [(".", "template.xlsx"), ("empty", "empty.xlsx")])
    def test_the_template_can_be_imported_again(
        self, seeded: dict[str, str], tmp_path: Path, path: str, written: str
    ) -> None:
        done = registry(seeded, "export", "--template", str(tmp_path / path))
        assert done.returncode == 0, done.stderr
        assert written in done.stdout
        done = registry(seeded, "import", "spreadsheet", str(tmp_path / written), "--dry-run")
        assert "0 rejected" in done.stdout
