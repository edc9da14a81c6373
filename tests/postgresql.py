"""A PostgreSQL server of the tests' own: made in a temporary folder, gone with the run."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
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


class PostgreSQL:
    """One server that listens on a socket in its own folder; makes and drops databases."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        # Not pytest's own temporary folder: that is closed to the user the server runs as.
        self.folder = Path(tempfile.mkdtemp(prefix="registry-pg-"))
        self._numbers = count(1)
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
        self._admin.close()
        self._server.terminate()
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
