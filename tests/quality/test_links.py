"""Links are asked seldom and politely, and count as dead only after failing for days; on both engines."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from registry.db import Database
from registry.db.base import now
from registry.outside import Answer, NotAsked
from registry.quality import jobs, links
from registry.quality.models import Finding, LinkCheck
from registry.settings import Settings
from registry.solutions.models import Solution
from tests.factories import make_organisation, make_solution

FULL = dict.fromkeys(("en", "fr", "es", "ru", "zh", "ar"), "x")


class Network:
    """Sites that answer as told, by address; notes what they are asked, and how long was waited before."""

    def __init__(self, **answers: int | str) -> None:
        self.answers: dict[str, int | str] = dict(answers)
        self.asked: list[tuple[str, str]] = []
        self.time = 0.0
        self.slept: list[float] = []

    def ask(self, url: str, method: str) -> Answer:
        self.asked.append((method, url))
        found = self.answers.get(
            f"{method} {url}", self.answers.get(url, 404 if url.endswith("robots.txt") else 200)
        )
        if isinstance(found, str) and not found.startswith("User-agent"):
            raise NotAsked(found)
        if isinstance(found, str):
            return Answer(url, 200, found.encode())
        return Answer(url, found)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def run(self, database: Database) -> int:
        return links.Asker(database, self.ask, clock=lambda: self.time, sleep=self.sleep).run()


def due_now(database: Database) -> None:
    with database.write() as session:
        for row in session.exec(select(LinkCheck)):
            row.due_at = now() - timedelta(seconds=1)


def rows(database: Database) -> dict[str, LinkCheck]:
    with database.read() as session:
        return {row.url: row for row in session.exec(select(LinkCheck))}


@pytest.fixture
def with_links(database: Database) -> Callable[..., str]:
    def make(*addresses: str) -> str:
        with database.write() as session:
            return make_solution(session, summary=FULL, links={"home": list(addresses)}).id

    return make


def test_nothing_is_asked_where_the_operator_does_not_allow_it(database: Database) -> None:
    assert links.JOB_KIND not in jobs.handlers(Settings(), database)
    assert links.JOB_KIND in jobs.handlers(Settings(outside_calls=True), database)


def test_a_page_is_asked_for_by_head_and_kept_for_weeks(
    database: Database, with_links: Callable[..., str]
) -> None:
    with_links("https://a.example/x")
    network = Network()
    assert network.run(database) == 1
    assert network.asked == [("GET", "https://a.example/robots.txt"), ("HEAD", "https://a.example/x")]
    assert network.run(database) == 0
    row = rows(database)["https://a.example/x"]
    assert (row.status, row.failures) == (200, 0)
    assert row.due_at > now() + timedelta(days=29)


def test_a_site_that_does_not_know_head_is_asked_for_the_page(
    database: Database, with_links: Callable[..., str]
) -> None:
    with_links("https://a.example/x")
    network = Network(**{"HEAD https://a.example/x": 405})
    network.run(database)
    assert network.asked[-1] == ("GET", "https://a.example/x")
    assert rows(database)["https://a.example/x"].status == 200


def test_robots_are_obeyed(database: Database, with_links: Callable[..., str]) -> None:
    with_links("https://a.example/private/x", "https://a.example/y")
    network = Network(**{"https://a.example/robots.txt": "User-agent: *\nDisallow: /private/"})
    network.run(database)
    assert [url for method, url in network.asked if method == "HEAD"] == ["https://a.example/y"]
    row = rows(database)["https://a.example/private/x"]
    assert (row.problem, row.failures) == ("robots", 0)


def test_a_host_is_asked_one_at_a_time_with_pauses_spent_on_others(
    database: Database, with_links: Callable[..., str]
) -> None:
    with_links("https://a.example/1", "https://a.example/2", "https://b.example/1")
    network = Network()
    network.run(database)
    heads = [url.split("/")[2][0] for method, url in network.asked if method == "HEAD"]
    assert heads[:2] in (["a", "b"], ["b", "a"])
    assert network.slept
    assert all(0 < each <= links.PAUSE_SECONDS for each in network.slept)


@pytest.mark.parametrize("answer", [404, 410, "unknown_host", "timeout"])
def test_an_address_is_dead_after_failing_for_days_and_comes_back(
    database: Database, with_links: Callable[..., str], answer: int | str
) -> None:
    record_id = with_links("https://a.example/x")
    network = Network(**{"https://a.example/x": answer})
    for number in range(3):
        with database.read() as session:
            assert session.exec(select(Finding)).all() == [], number
        due_now(database)
        network.run(database)
    with database.read() as session:
        (finding,) = session.exec(select(Finding))
        assert (finding.record_id, finding.check_id, finding.state.value) == (record_id, "dead_link", "open")
        assert finding.reason == ("gone" if isinstance(answer, int) else "no_answer")
    row = rows(database)["https://a.example/x"]
    assert row.due_at > now() + timedelta(days=6)
    due_now(database)
    Network().run(database)
    with database.read() as session:
        assert session.exec(select(Finding)).one().state.value == "fixed"


@pytest.mark.parametrize("answer", [200, 401, 403, 429, 500, 503, "not_permitted", "too_many_redirects"])
def test_other_answers_say_nothing_against_a_link(
    database: Database, with_links: Callable[..., str], answer: int | str
) -> None:
    with_links("https://a.example/x")
    network = Network(**{"https://a.example/x": answer})
    for _ in range(4):
        due_now(database)
        network.run(database)
    assert rows(database)["https://a.example/x"].failures == 0


def test_one_run_has_an_end(
    database: Database, with_links: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "BUDGET_SECONDS", 5)
    with_links(*(f"https://a.example/{number}" for number in range(20)))
    assert 1 <= Network().run(database) < 20


def test_addresses_that_no_record_has_any_more_are_forgotten(
    database: Database, with_links: Callable[..., str]
) -> None:
    with_links("https://a.example/x")
    with database.write() as session:
        make_organisation(session, home="https://b.example/")
    links.collect(database)
    assert set(rows(database)) == {"https://a.example/x", "https://b.example/"}
    with database.write() as session:
        for row in session.exec(select(Solution)):
            row.links = {}
    links.collect(database)
    assert set(rows(database)) == {"https://b.example/"}
