"""Where a proof may lie, and what counts as one."""

import pytest

from registry.ownership.proofs import (
    head_holds_token,
    holds_token,
    mail_domains,
    places_in_repository,
    places_on_site,
    repositories,
    websites,
)

LINKS = {
    "home": ["https://www.ledger.example.org/start", "https://github.com/ledger/ledger", "https://"],
    "source": ["https://github.com/ledger/ledger.git", "https://github.com/ledger", "https://[bad"],
}


def test_only_what_belongs_to_somebody_alone_can_prove() -> None:
    assert websites(LINKS) == ["https://www.ledger.example.org/start"]
    assert repositories(LINKS) == ["https://github.com/ledger/ledger.git"]
    assert mail_domains(LINKS) == ["ledger.example.org"]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://github.com/a/b.git", "https://raw.githubusercontent.com/a/b/HEAD/.digital-health-registry"),
        (
            "https://github.com/a/b/tree/main/c",
            "https://raw.githubusercontent.com/a/b/HEAD/.digital-health-registry",
        ),
        ("https://gitlab.com/a/b/c", "https://gitlab.com/a/b/c/-/raw/HEAD/.digital-health-registry"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/raw/branch/main/.digital-health-registry"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/raw/HEAD/.digital-health-registry"),
        (
            "https://gitlab.com/a/b/-/tree/main/c",
            "https://gitlab.com/a/b/-/raw/HEAD/.digital-health-registry",
        ),
        ("https://git.example.org/a/b", "https://git.example.org/a/b/-/raw/HEAD/.digital-health-registry"),
    ],
)
def test_the_file_is_looked_for_in_the_main_branch(address: str, place: str) -> None:
    assert places_in_repository(address)[0] == place


def test_a_site_shows_it_in_a_file_or_in_the_head_of_its_page() -> None:
    page = "https://ledger.example.org:8443/start"
    assert places_on_site(page) == (
        "https://ledger.example.org:8443/.well-known/digital-health-registry.txt",
        page,
    )


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<head><meta name="digital-health-registry" content="t0"></head>', True),
        ("<META content=t0 name=digital-health-registry>", True),
        ('<body><meta name="digital-health-registry" content="t0">', False),
        ('<title>x</title><p><meta name="digital-health-registry" content="t0">', False),
        ('<meta name="digital-health-registry" content="other">', False),
        ("t0", False),
        ("<!-- <meta name='digital-health-registry' content='t0'> -->", False),
    ],
)
def test_what_anybody_may_have_written_on_a_page_proves_nothing(html: str, found: bool) -> None:
    assert head_holds_token(html, "t0") is found


def test_a_file_holds_the_token_on_a_line_of_its_own() -> None:
    assert holds_token("\ufeffx\n t0 \r\n", "t0")
    assert not holds_token("a t0 b", "t0")
