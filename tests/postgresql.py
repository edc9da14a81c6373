"""A PostgreSQL server of the tests' own: made in a temporary folder, gone with the run."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

START_SECONDS = 30

INITDB = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]

# A test's data may be lost with the machine: nothing waits for the disk.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


def find_programs() -> Path | None:
    """Find the folder of the newest installed server's programs: Debian's, else the one on PATH."""
    versions = [
        (int(found[1]), folder)
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").is_file() and (found := re.match(r"(\d+)", folder.parent.name))
    ]
    if versions:
        return max(versions)[1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Reusable:
    """A database that is brought back to how it began, which is far quicker than to make another one."""

    TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    SEQUENCES = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"
    # What another table, column, trigger or constraint, or a change to one, leaves behind.
    SHAPE = " UNION ALL ".join(
        f"SELECT count(*), max(xmin::text::bigint) FROM {catalogue}"
        for catalogue in ("pg_class", "pg_attribute", "pg_trigger", "pg_constraint", "pg_proc")
    )
    OTHERS = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self.close = self._connection.close
        # No trigger refuses to let go of what is kept for good.
        self._ask("SET session_replication_role = replica")
        tables = [name for (name,) in self._ask(self.TABLES)]
        self._filled = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables
        )
        self._began = {name: self._content(name) for (name,) in self._ask(self._filled)}
        self._shape = self._ask(self.SHAPE)

    def restore(self) -> bool:
        """Take out what was put in; False if the tables are others than they were."""
        self._ask(self.OTHERS)
        if self._ask(self.SHAPE) != self._shape:
            return False
        with self._connection.transaction():
            for (name,) in self._ask(self._filled):
                if name not in self._began or self._content(name) != self._began[name]:
                    self._ask(f'DELETE FROM "{name}"')
                    fill = f'INSERT INTO "{name}" SELECT * FROM json_populate_recordset(NULL::"{name}", %s)'
                    self._ask(fill, [self._began.get(name, "[]")])
            self._ask(self.SEQUENCES)
        return True

    def _content(self, table: str) -> str:
        return str(self._ask(f'SELECT json_agg(kept)::text FROM "{table}" AS kept')[0][0])

    def _ask(self, statement: str, values: Sequence[str] = ()) -> list[Any]:
        asked = self._connection.execute(statement, values)
        return asked.fetchall() if asked.description else []


class PostgreSQL:
    """One server that listens on a socket in its own folder; makes and drops databases."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        # Not pytest's own temporary folder: that is closed to the user the server runs as.
        self.folder = Path(tempfile.mkdtemp(prefix="registry-pg-"))
        self._numbers = count(1)
        self._idle: list[Reusable] = []
        self._lent: dict[str, Reusable] = {}
        # The server refuses to run as root; Debian's package made a user for it.
        self._as_user: dict[str, Any] = {"cwd": self.folder}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as_user |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def __enter__(self) -> Self:
        """Make the cluster and start the server."""
        data = self.folder / "data"
        subprocess.run(
            [f"{self.programs}/initdb", "-D", str(data), *INITDB],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_user,
        )
        settings = {**FAST, "listen_addresses": "", "unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("w") as log:
            self._server = subprocess.Popen(
                [f"{self.programs}/postgres", "-D", str(data), *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                **self._as_user,
            )
        self._admin = self._connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server, and remove its folder."""
        for each in (*self._idle, *self._lent.values()):
            each.close()
        self._admin.close()
        self._server.send_signal(signal.SIGQUIT)  # at once: nothing is worth keeping
        try:
            self._server.wait(10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, name: str = "", *, template: str = "template1") -> str:
        """Make a database, a copy of `template`, and give its URL."""
        name = name or f"test_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        """Drop a database that `create` made, whoever is still connected."""
        name = url.split("@/", 1)[1].split("?", 1)[0]
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def lend(self, template: str) -> str:
        """Give the URL of a database that is as `template` is, for one test."""
        lent = self._idle.pop() if self._idle else Reusable(self.create(template=template))
        self._lent[lent.url] = lent
        return lent.url

    def take_back(self, url: str) -> None:
        """Empty a database that was lent, for the next test; it is dropped if a test changed its tables."""
        lent = self._lent.pop(url)
        if lent.restore():
            self._idle.append(lent)
        else:
            lent.close()
            self.drop(url)

    def _execute(self, statement: str, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))

    def _connect(self) -> psycopg.Connection:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True)
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.02)
