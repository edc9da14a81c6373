"""People at work on the pages: each has a client of their own, signed in, who reads and sends forms."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from registry.db import Database
from registry.settings import Settings
from tests.factories.people import make_token, sign_in
from tests.serving import application

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Person:
    """Somebody in a browser: pages are asked for and forms sent as a browser does, redirects not followed."""

    def __init__(self, app: Litestar, database: Database, account_id: str = "") -> None:
        self.client: TestClient[Any] = TestClient(app, raise_server_exceptions=False)
        self._csrf = ""
        if account_id:
            with database.write() as session:
                token = sign_in(session, account_id)
            self.client.cookies.set("session", token)

    def get(self, path: str, **options: Any) -> Response:
        """Ask for a page."""
        answer = self.client.get(path, follow_redirects=False, **options)
        if found := TOKEN.search(answer.text):
            self._csrf = found[1]
        return answer

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **options: Any) -> Response:
        """Send a form, with the token of the page last read; without one, any page is read for it."""
        if not self._csrf:
            self.get("/en/sign-in" if "session" not in self.client.cookies else "/en/")
        data = {"csrf": self._csrf, **(fields or {})}
        return self.client.post(path, data=data, follow_redirects=False, **options)


class Program:
    """A program that uses the API, with a person's token or without."""

    def __init__(self, app: Litestar, token: str = "") -> None:
        self.client: TestClient[Any] = TestClient(app, raise_server_exceptions=False)
        if token:
            self.client.headers["authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, **options: Any) -> Response:
        """Send a request to the API."""
        return self.client.request(method, path, follow_redirects=False, **options)


class Stage:
    """An application on a database, and the people and programs that use it."""

    def __init__(self, app: Litestar, database: Database) -> None:
        self.app = app
        self.database = database

    def person(self, account_id: str = "") -> Person:
        """Somebody who is signed in, or anybody."""
        return Person(self.app, self.database, account_id)

    def program(self, account_id: str = "", **options: Any) -> Program:
        """A program with a token of this account, or without one."""
        if not account_id:
            return Program(self.app)
        with self.database.write() as session:
            return Program(self.app, make_token(session, account_id, **options))


@contextmanager
def acting(database: Database, data_dir: Any, **settings: Any) -> Iterator[Stage]:
    """The application on this database; jobs wait until a test does them."""
    url = database.url.render_as_string(hide_password=False)
    chosen = {
        "worker": "none",
        "rate_limit_per_minute": 0,
        "cache_bytes": 0,
        "data_dir": data_dir,
        **settings,
    }
    with application(Settings(database_url=url, **chosen)) as app, TestClient(app):
        yield Stage(app, database)
