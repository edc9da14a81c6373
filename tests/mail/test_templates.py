"""The templates of mails: each has a subject, a text and a reason why it came."""

import re

import pytest
from jinja2 import nodes

from registry import resources
from registry.web.render import environment

NAMES = sorted(
    path.stem for path in (resources.path("templates") / "mail").glob("*.txt") if path.stem != "base"
)
BY_THE_READER = {
    "account-exists",
    "confirm-feedback",
    "link-identity",
    "message-confirm",
    "no-account",
    "reset-password",
    "verify-email",
}
"""Mails that the reader most likely asked for a moment before: the frame says so."""


def blocks(name: str) -> set[str]:
    source, _, _ = environment(markup=False).loader.get_source(environment(markup=False), f"mail/{name}.txt")
    return {block.name for block in environment(markup=False).parse(source).find_all(nodes.Block)}


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_is_about_and_why_it_came(name: str) -> None:
    wanted = {"subject", "text"} if name in BY_THE_READER else {"subject", "text", "why"}
    assert blocks(name) >= wanted


@pytest.mark.parametrize("name", NAMES)
def test_each_link_is_a_whole_address_on_a_line_of_its_own(name: str) -> None:
    text = (resources.path("templates") / "mail" / f"{name}.txt").read_text(encoding="utf-8")
    links = [line for line in text.splitlines() if re.search(r"\{\{ *(url\.|base_url)", line)]
    assert [line for line in links if not line.startswith("{{ base_url }}{{ ")] == []
