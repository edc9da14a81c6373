"""Reads pages as an anonymous reader does: what stands on them, where they lead, how many queries they took."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from litestar.testing import TestClient

from registry.search import finding
from registry.settings import Settings
from registry.web import caching
from tests.serving import application

FRAME = (
    "SELECT version FROM catalogue_version",
    "SELECT revision.at \nFROM revision",
    "SELECT notice.record_kind, notice.record_id, notice.kind, slug.slug",  # marks beside the names of records
    "SELECT organisation.id AS maker",  # those that are made up, beside their names
)
"""What is asked for the frame of a page, as often as the version of the records was last read long ago."""


class Page:
    """An answer: its status, its text without mark-up, its links, the place it redirects to."""

    def __init__(self, response: Any, statements: list[str]) -> None:
        self.status = response.status_code
        self.location = response.headers.get("location", "")
        self.html = response.text
        self.statements = statements
        reader = _Reader()
        reader.feed(self.html)
        self.text = re.sub(r"\s+", " ", "".join(reader.texts)).replace(" .", ".").replace(" ,", ",")
        self.links = reader.links

    def part(self, id: str) -> str:  # noqa: A002
        """The text of the section with that id."""
        match = re.search(rf'<section id="{id}".*?</section>\s*(?=<section id=|</div>)', self.html, re.DOTALL)
        assert match, f"no section {id}"
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", match.group()))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self._inside_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside_main = self._inside_main or tag == "main"
        if tag == "a" and self._inside_main:
            self.links.append(dict(attrs).get("href") or "")
        if tag not in {"bdi", "a", "span", "time", "ins", "del", "code", "strong"}:
            self.texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._inside_main = False

    def handle_data(self, data: str) -> None:
        if self._inside_main:
            self.texts.append(data)


class Reader:
    """Somebody who has not signed in; pages are made anew for every request."""

    def __init__(self, client: TestClient[Any]) -> None:
        self._client = client
        self._engine: sa.Engine = client.app.state.database.engine

    def get(self, path: str) -> Page:
        """Ask for a page, and note the SELECTs it took; redirects are not followed."""
        with reads_of(self._engine) as statements:
            answer = self._client.get(path, follow_redirects=False)
        return Page(answer, [each for each in statements if not each.startswith(FRAME)])


@contextmanager
def reads_of(engine: sa.Engine) -> Iterator[list[str]]:
    """The SELECTs that the database is asked meanwhile, in their order."""
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


@contextmanager
def version_always_stale() -> Iterator[None]:
    """Whatever follows from the version of the records is asked for anew each time, as on the slowest machine."""
    with patch.object(caching, "VERSION_SECONDS", 0), patch.object(finding, "VERSION_SECONDS", 0):
        yield


@contextmanager
def reading(database_url: str) -> Iterator[Reader]:
    """A reader of the pages over this database."""
    settings = Settings(database_url=database_url, worker="none", rate_limit_per_minute=0, cache_bytes=0)
    with (
        application(settings) as app,
        TestClient(app, raise_server_exceptions=False) as client,
    ):
        yield Reader(client)
