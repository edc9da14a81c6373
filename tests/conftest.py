"""Fixtures that every test may use: databases of both engines, and settings that touch nothing outside.

Each process of pytest-xdist starts its own PostgreSQL server and keeps its own templates, so tests may
run in any order and beside each other.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from registry.accounts import passwords
from registry.db import Database
from registry.db.migrate import upgrade
from registry.settings import Settings
from tests.acting import Stage, acting
from tests.browsing import browser, demo, demo_data, open_page, open_page_quietly, seeded_data, site
from tests.postgresql import PostgreSQL, find_programs
from tests.support import unavailable

# One browser serves every test of a process: its fixtures are made here, wherever they are asked for.
__all__ = ["browser", "demo", "demo_data", "open_page", "open_page_quietly", "seeded_data", "site"]

# What the developer's own shell or `.env` says must not change what a test shows.
for _name in [name for name in os.environ if name.startswith("REGISTRY_")]:
    if not _name.startswith("REGISTRY_TEST_"):
        del os.environ[_name]
Settings.model_config["env_file"] = None


@pytest.fixture(autouse=True, scope="session")
def _own_data_dir() -> Iterator[None]:
    """Point the default data folder away from the checkout's `var/`."""
    folder = tempfile.mkdtemp(prefix="registry-data-")
    os.environ["REGISTRY_DATA_DIR"] = folder
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def own_hasher() -> Iterator[PasswordHash]:
    """Hash with little work, as nobody attacks these passwords; gives what the registry hashes with."""
    own = passwords._hasher()
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    with patch.object(passwords, "_hasher", lambda: quick):
        yield own


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server of our own, with a migrated template database."""
    programs = find_programs()
    if programs is None:
        unavailable("no PostgreSQL server is installed (Debian: apt install postgresql)")
    with PostgreSQL(programs) as server:
        template = Database(server.create("template"))
        upgrade(template)
        template.dispose()
        yield server


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    database.dispose()  # the last connection to close takes the write-ahead log into the file
    return file


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of an empty, migrated SQLite database of this test's own."""
    file = tmp_path / "registry.sqlite3"
    shutil.copyfile(_sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """The URL of an empty, migrated PostgreSQL database, which no other test uses meanwhile."""
    url = postgresql.lend("template")
    yield url
    postgresql.take_back(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest) -> str:
    """Name each engine that records can be kept in, in turn."""
    return str(request.param)


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest) -> str:
    """The URL of an empty, migrated database: the test runs once for each engine."""
    return str(request.getfixturevalue(f"{engine}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database: the test runs once for each engine."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def bare_database(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database without any table, for tests of migrations: once for each engine."""
    if engine == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
        yield database
        database.dispose()
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    url = server.create()
    database = Database(url)
    yield database
    database.dispose()
    server.drop(url)


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Iterator[Stage]:
    """The application on an empty database of each engine, and the people who use it."""
    with acting(database, tmp_path) as made:
        yield made
