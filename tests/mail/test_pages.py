"""`/dev/mail`: the mails of a demonstration, and of nothing else."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from registry.db import Database
from registry.mail.message import POLICY
from registry.mail.pages import linked
from registry.mail.transport import FolderTransport
from tests.acting import Stage, acting

OWN = "http://127.0.0.1:8000"


@pytest.fixture
def demo(database: Database, tmp_path: Path) -> Iterator[Stage]:
    with acting(database, tmp_path, demo=True, cache_bytes=2**20) as made:
        yield made


def put(folder: Path, number: int = 1, **headers: str) -> str:
    message = EmailMessage(POLICY)
    given = {"Subject": f"Number {number}", "To": "ann@example.org", "From": "Registry <r@example.org>"}
    for name, value in (given | headers).items():
        message[name] = value
    message["Date"] = "Wed, 25 Nov 2026 12:00:00 +0000"
    message["Message-ID"] = f"<mail{number}@example.org>"
    message.set_content(
        f"Hello <b>\n\nFollow {OWN}/en/verify/a-b_c.\nNot https://elsewhere.example/?a=1&b=2\n"
    )
    message["Content-Language"] = "ar"
    transport = FolderTransport(folder / "mail")
    transport.send(message)
    return transport.names()[0]


@pytest.mark.parametrize("path", ["/dev/mail", "/en/dev/mail", "/en/dev/mail/20261125-one"])
def test_is_nowhere_but_in_a_demonstration(stage: Stage, tmp_path: Path, path: str) -> None:
    put(tmp_path)
    assert stage.person().get(path).status_code == 404


def test_every_page_of_a_demonstration_says_that_samples_are_made_up(stage: Stage, demo: Stage) -> None:
    for path in ("/ar/", "/ar/search", "/ar/nothing"):
        assert "هذا عرض تجريبي" in demo.person().get(path).text
        assert "هذا عرض تجريبي" not in stage.person().get(path).text


def test_leads_to_the_readers_language(demo: Stage) -> None:
    answer = demo.person().get("/dev/mail", headers={"accept-language": "ar"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/ar/dev/mail")


def test_lists_the_newest_first_and_is_never_kept(demo: Stage, tmp_path: Path) -> None:
    assert "No mail was made yet" in demo.person().get("/en/dev/mail").text
    put(tmp_path, 1)
    put(tmp_path, 2, To="ben@example.org")
    answer = demo.person().get("/en/dev/mail")
    assert answer.text.index("Number 2") < answer.text.index("Number 1")
    assert answer.headers["cache-control"] == "private, no-store"
    to_ben = demo.person().get("/en/dev/mail?to=ben%40example.org").text
    assert "Number 2" in to_ben
    assert "Number 1" not in to_ben


def test_shows_a_mail_with_links_that_can_be_followed(demo: Stage, tmp_path: Path) -> None:
    page = demo.person().get(f"/en/dev/mail/{put(tmp_path)}").text
    assert 'lang="ar" dir="rtl"' in page
    assert "Hello &lt;b&gt;" in page
    assert f'<a href="/en/verify/a-b_c" rel="noopener">{OWN}/en/verify/a-b_c</a>.' in page
    assert 'href="https://elsewhere.example/?a=1&amp;b=2"' in page
    assert "one click" not in page


def test_offers_the_one_click_of_mail_programs(demo: Stage, tmp_path: Path) -> None:
    name = put(tmp_path, 1, **{"List-Unsubscribe": f"<{OWN}/en/unsubscribe/T1/weekly/abc>"})
    assert 'action="/en/unsubscribe/T1/weekly/abc"' in demo.person().get(f"/en/dev/mail/{name}").text


@pytest.mark.parametrize("name", ["20261125-none", "..%2Fsecret-1", "secret-1.eml", "%2Fetc%2Fpasswd"])
def test_has_no_other_files(demo: Stage, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret-1.eml").write_text("Subject: secret\n\nsecret")
    assert demo.person().get(f"/en/dev/mail/{name}").status_code == 404


def test_no_address_is_a_link_to_anything_but_the_web() -> None:
    text = 'javascript:alert(1) https://a.example/"onmouseover="x http://b.example/<script>'
    assert str(linked(text, OWN)) == (
        'javascript:alert(1) <a href="https://a.example/" rel="noopener">https://a.example/</a>'
        "&#34;onmouseover=&#34;x "
        '<a href="http://b.example/" rel="noopener">http://b.example/</a>&lt;script&gt;'
    )


def test_an_address_that_only_begins_like_this_site_leads_elsewhere() -> None:
    assert 'href="http://127.0.0.1:80001/"' in str(linked("http://127.0.0.1:80001/", OWN))
