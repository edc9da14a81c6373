"""Mails as they are put together: in the reader's language, and with no more headers than were meant."""

from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader

from registry.mail.addresses import BadAddress, recipient
from registry.mail.message import compose
from registry.settings import Settings
from registry.web.languages import LANGUAGES
from registry.web.render import environment

TEMPLATE = """{% extends "mail/base.txt" %}
{% block subject %}{{ _("%(name)s in %(country)s", name=name, country=country) }}{% endblock %}
{% block text %}
{{ _("%(solution)s in %(country)s", solution=name, country=country) }}

{{ said }}

{{ [name, country]|listing }}
{% endblock %}
"""


@pytest.fixture(autouse=True)
def _template(monkeypatch: pytest.MonkeyPatch) -> None:
    env = environment(markup=False)
    loaders = [DictLoader({"mail/test.txt": TEMPLATE}), *filter(None, [env.loader])]
    monkeypatch.setattr(env, "loader", ChoiceLoader(loaders))


def made(language: str = "en", to: str = "ann@example.org", **context: Any) -> Any:
    payload = {
        "id": "0123456789ab",
        "template": "test",
        "to": to,
        "language": language,
        "context": {"name": "OpenMRS", "country": "Kenya", "said": "", **context},
    }
    settings = Settings(base_url="https://registry.example.org", mail_from="Реестр <registry@example.org>")
    return compose(settings, payload)


@pytest.mark.parametrize(
    "attack",
    ["A\nBcc: eve@example.org", "A\r\nBcc: eve@example.org", "A\x0bB", "A\u2028Bcc: x", "A\x85B", "A\x00B"],
)
def test_a_name_adds_no_header_and_no_line(attack: str) -> None:
    message = made(name=attack)
    text = message.as_bytes().decode()
    headers = text.partition("\r\n\r\n")[0]
    assert [name for name in message if name.lower() == "bcc"] == []
    assert "\nBcc" not in headers
    assert message["Subject"].isprintable()
    assert len(message.get_content().splitlines()) == len(made().get_content().splitlines())


def test_what_people_write_keeps_its_lines_and_nothing_is_escaped() -> None:
    content = made(name="A & B <C>", said="First\n\n\n\nSecond\x07 <b>&</b>").get_content()
    assert "A & B <C> in Kenya" in content
    assert "First\n\nSecond <b>&</b>\n" in content
    assert "A & B <C> and Kenya" in content
    assert "&amp;" not in content


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_survives_the_journey(language: str) -> None:
    message = made(language, name="中文 العربية Ж", said="Ünïcödé · 日本語")
    assert message["Content-Language"] == language
    assert "Ünïcödé · 日本語" in message.get_content()
    assert str(message["From"]).startswith("Реестр <")
    assert f"https://registry.example.org/{language}/" in message.get_content()
    message.as_bytes().decode("ascii")


def test_latin_names_are_kept_apart_in_arabic_and_only_there() -> None:
    assert "\u2068OpenMRS\u2069" in made("ar", country="كينيا").get_content()
    assert "\u2068" not in made("fr").get_content()
    assert "\u2068كينيا\u2069" in made("en", country="كينيا").get_content()


def test_a_long_subject_is_cut_between_words() -> None:
    subject = made(name="word " * 100)["Subject"]
    assert len(subject) <= 150
    assert subject.endswith("word…")


def test_every_mail_says_why_it_came() -> None:
    content = made().get_content()
    assert "-- \nDigital Health Registry\nhttps://registry.example.org/en/\n" in content
    assert "You get this mail because" in content
    assert "List-Unsubscribe" not in made()


def test_an_address_to_unsubscribe_stays_in_one_piece() -> None:
    path = "/en/unsubscribe/" + "x" * 200
    message = made(unsubscribe=path)
    wire = message.as_bytes().decode()
    assert f"\r\nList-Unsubscribe: <https://registry.example.org{path}>\r\n" in wire
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in wire
    assert f"https://registry.example.org{path}" in message.get_content()


def test_the_same_mail_has_the_same_id() -> None:
    assert made()["Message-ID"] == made()["Message-ID"] == "<0123456789ab@example.org>"
    assert made()["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        " ann@example.org",
        "ann@example.org\n",
        "ann@example.org\nBcc: eve@example.org",
        "ann@example.org, eve@example.org",
        "ann@example.org;eve@example.org",
        "Ann <ann@example.org>",
        "ann eve@example.org",
        "ann@example..org",
        "änn@example.org",
        "a" * 250 + "@example.org",
    ],
)
def test_mail_goes_to_one_address_and_nothing_else(address: str) -> None:
    with pytest.raises(BadAddress):
        recipient(address)


def test_a_domain_in_other_letters_is_one_that_every_server_takes() -> None:
    assert str(recipient("ann@exämple.org")) == "ann@xn--exmple-cua.org"
    assert str(recipient("ann.o'hara+list@example.org")) == "ann.o'hara+list@example.org"
