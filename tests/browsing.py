"""A real server on the seeded records, and a real browser; nothing is replaced by a double."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from registry.db import Database
from registry.demo import people
from registry.evaluation.certainty.service import differences
from registry.evaluation.scores.replaying import replayed
from tests.support import chromium, free_port

# Chromium shall not look anything up by itself: the machine may have no network at all.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
REGISTRY = [sys.executable, "-c", "from registry.cli import main; main()"]

DEMO = {"REGISTRY_DEMO": "true"}

OpenPage = Callable[..., Page]

SECONDS = 10
"""How long a journey waits for the worker on a machine that is busy with other tests."""


def violations(page: Page) -> list[str]:
    """What axe finds, a line each: the rule and the first element that breaks it."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]


def reload_until(page: Page, selector: str, words: str) -> None:
    """Load the page again until something on it says this."""
    deadline = time.monotonic() + SECONDS
    while not page.locator(selector, has_text=words).count():
        assert time.monotonic() < deadline, f"“{words}” did not come in {SECONDS} seconds"
        page.wait_for_timeout(100)
        page.reload()


def _environment(data_dir: Path, port: int = 8000) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    return kept | {
        "REGISTRY_DATA_DIR": str(data_dir),
        "REGISTRY_PORT": str(port),
        "REGISTRY_RATE_LIMIT_PER_MINUTE": "0",
    }


@pytest.fixture(scope="session")
def seeded_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the seed and its search index, made once for all processes of the run."""
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    data_dir, done = root / "seeded", root / "seeded.done"
    with (root / "seeded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            for command in (["migrate"], ["seed"], ["index", "rebuild"]):
                subprocess.run(
                    [*REGISTRY, *command], env=_environment(data_dir), check=True, capture_output=True
                )
            done.touch()
    return data_dir


@pytest.fixture(scope="session")
def site(seeded_data: Path) -> Iterator[str]:
    """The address of a server on the seeded records; it ends with the tests."""
    port = free_port()
    # A second process may serve the same folder: only one holds the index lock, and nothing is written here.
    server = subprocess.Popen([*REGISTRY, "serve"], env=_environment(seeded_data, port))
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_until_up(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended by itself"
        try:
            if httpx.get(f"{address}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not answer within 30 seconds")


@pytest.fixture(scope="session")
def demo_data(seeded_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeded records with the sample people and what they are busy with; to be copied."""
    data_dir = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(seeded_data, data_dir)
    subprocess.run([*REGISTRY, "demo"], env=_environment(data_dir) | DEMO, check=True, capture_output=True)
    return data_dir


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo server of a test's own, and browsers of the people who use it."""

    address: str
    data_dir: Path
    open_: OpenPage

    def visit(
        self, path: str, who: str = "", *, width: int = 1280, javascript: bool = True, dark: bool = False
    ) -> Page:
        """Open a page as a sample person (by key), who signs in as people do; without one, as anybody."""
        page = self.open_(self.address, width=width, javascript=javascript, dark=dark)
        if who:
            language = path.split("/")[1]
            page.goto(f"/{language}/sign-in?next={path}")
            page.fill("input[name=email]", f"{who}@demo.example")
            page.fill("input[name=password]", people.PASSWORD)
            page.click("main form button.button--go")
            if page.locator("input[name=code]").count():
                page.fill("input[name=code]", people.code())
                page.click("main form button.button--go")
            page.wait_for_url(f"**{path}*")
        else:
            page.goto(path)
        return page


@pytest.fixture
def demo(demo_data: Path, browser: Browser, tmp_path: Path) -> Iterator[Demo]:
    """The demo, as `make demo` starts it; whatever is done there is gone with the test."""
    data_dir, port = tmp_path / "demo", free_port()
    shutil.copytree(demo_data, data_dir)
    server = subprocess.Popen([*REGISTRY, "serve"], env=_environment(data_dir, port) | DEMO)
    address = f"http://127.0.0.1:{port}"
    contexts = []
    faults: list[str] = []

    def open_(base: str, *, width: int, javascript: bool, dark: bool) -> Page:
        context = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        return page

    try:
        _wait_until_up(address, server)
        yield Demo(address, data_dir, open_)
        for context in contexts:
            context.close()
    finally:
        server.terminate()
        server.wait(20)
    assert faults == []
    assert _scores_that_differ(data_dir) == [], "what is published is computed again to the byte"


def _scores_that_differ(data_dir: Path) -> list[str]:
    """What `registry scores replay` would say of a journey's records."""
    [file] = data_dir.glob("*.sqlite3")
    database = Database(f"sqlite:///{file}")
    try:
        with database.read() as session:
            return [f"{name}: {fault}" for name, fault in replayed(session) if fault] + differences(session)
    finally:
        database.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    executable = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Opens a path of the site in a fresh browser profile, and fails on errors and on any other host.

    `width` is that of the window in CSS pixels; `javascript` may be turned off.
    """
    contexts = []
    faults: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((site, "data:")):
            faults.append(f"asked another host: {request.url}")

    def open_(path: str, *, width: int = 1280, javascript: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="en",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", watch)
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def open_page_quietly(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Opens a path of the site in one browser profile of the test; errors of the page are not counted."""
    contexts = []

    def open_(path: str, *, width: int = 1280, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
