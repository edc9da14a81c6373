"""Other sites are asked only at public addresses, hop by hop; what they send is bounded."""

import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from registry.outside import AGENT, Checked, NotAsked, Outside, is_public


class Site(BaseHTTPRequestHandler):
    """Answers by path; tells what it was asked."""

    asked: list[tuple[str, str, str, str]] = []  # noqa: RUF012 - emptied by the fixture

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, self.headers["host"], self.headers["user-agent"]))
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"x" * 1_000_000 if self.path == "/large" else b"hello")

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[int]:
    Site.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def outside(site: int) -> Iterator[Outside]:
    checked = Checked(
        permits=lambda address: str(address) == "127.0.0.1",
        ports=frozenset({site}),
        resolve=lambda host, _: ["10.0.0.1"] if host == "inside.example" else ["127.0.0.1"],
    )
    with Outside(checked, seconds=5) as made:
        yield made


def test_a_site_is_asked_in_its_own_name_at_the_address_that_was_checked(outside: Outside, site: int) -> None:
    answer = outside.ask(f"http://site.example:{site}/page")
    assert (answer.status, answer.text) == (200, "hello")
    assert Site.asked == [("GET", "/page", f"site.example:{site}", AGENT)]
    assert outside.ask(f"http://site.example:{site}/gone", "HEAD").status == 404


def test_no_more_is_read_than_was_asked_for(outside: Outside, site: int) -> None:
    assert len(outside.ask(f"http://site.example:{site}/large", most_bytes=1_000).content) == 1_000


def test_every_hop_is_checked(outside: Outside, site: int) -> None:
    here = f"http://site.example:{site}"
    assert outside.ask(f"{here}/to//page").url == f"{here}/page"
    for path, reason in (
        (f"/to/http://inside.example:{site}/", "not_permitted"),
        ("/to/ftp://site.example/", "bad_address"),
        ("/to/http://site.example:22/", "not_permitted"),
    ):
        with pytest.raises(NotAsked) as refused:
            outside.ask(here + path)
        assert refused.value.reason == reason


def test_a_host_that_the_settings_name_may_be_inside_and_no_other(site: int) -> None:
    checked = Checked(trusted=frozenset({"sso.example"}), resolve=lambda *_: ["127.0.0.1"])
    with Outside(checked, seconds=5) as outside:
        assert outside.ask(f"http://sso.example:{site}/page").status == 200
        for url in (f"http://other.example:{site}/page", "http://other.example/page"):
            with pytest.raises(NotAsked) as refused:
                outside.ask(url)
            assert refused.value.reason == "not_permitted"


def test_circles_end(outside: Outside, site: int) -> None:
    path = "/to/" * 9 + "/page"
    with pytest.raises(NotAsked) as refused:
        outside.ask(f"http://site.example:{site}{path}")
    assert refused.value.reason == "too_many_redirects"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://site.example/",
        "http://",
        "http://user:secret@site.example/",
        "http://site.example:notaport/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/",
        "https://site.example:6379/",
    ],
)
def test_addresses_inside_and_odd_ones_are_not_asked(url: str) -> None:
    with Outside() as outside, pytest.raises(NotAsked):
        outside.ask(url)


def test_a_host_with_one_address_inside_is_not_asked() -> None:
    with (
        Outside(Checked(resolve=lambda *_: ["93.184.216.34", "10.0.0.1"])) as outside,
        pytest.raises(NotAsked) as refused,
    ):
        outside.ask("http://both.example/")
    assert refused.value.reason == "not_permitted"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::1", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public
