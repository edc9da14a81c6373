"""Where a proof of control may lie, and whether it does: addresses to look at, and what is looked for there. Pure."""

from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

NAME: Final = "digital-health-registry"
"""The name of the file in the repository (with a dot), below `.well-known`, and of the `<meta>` element."""

SHARED: Final = frozenset(
    {
        "github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sourceforge.net", "gitee.com", "huggingface.co",
        "sites.google.com", "docs.google.com", "drive.google.com", "play.google.com", "apps.apple.com", "medium.com",
        "facebook.com", "linkedin.com", "youtube.com", "notion.site", "readthedocs.io", "zenodo.org", "wikipedia.org",
    }
)  # fmt: skip
"""Hosts on which anybody has pages: a file or mail box of theirs proves nothing."""


def host_of(address: str) -> str:
    """The host of an address without its `www.`; empty where it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def websites(links: Mapping[str, Iterable[str]]) -> list[str]:
    """The home pages of a product whose site can prove its control."""
    return [each for each in links.get("home", ()) if host_of(each) and host_of(each) not in SHARED]


def repositories(links: Mapping[str, Iterable[str]]) -> list[str]:
    """The repositories of a product: an owner and a name below a host."""
    return [each for each in links.get("source", ()) if len(_segments(each)) >= 2]


def mail_domains(links: Mapping[str, Iterable[str]]) -> list[str]:
    """The domains whose mail boxes can prove control: the very hosts of the home pages."""
    return list(dict.fromkeys(host_of(each) for each in websites(links)))


def _segments(address: str) -> list[str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return []
    project = parts.path.partition("/-/")[0].removesuffix("/").removesuffix(".git")
    return [each for each in project.split("/") if each]


def places_in_repository(address: str) -> list[str]:
    """Where the file `.digital-health-registry` of a repository's main branch can be read."""
    host, segments = host_of(address), _segments(address)
    path = "/".join(segments[:2] if host in {"github.com", "bitbucket.org", "codeberg.org"} else segments)
    if host == "github.com":
        return [f"https://raw.githubusercontent.com/{path}/HEAD/.{NAME}"]
    if host == "bitbucket.org":
        return [f"https://bitbucket.org/{path}/raw/HEAD/.{NAME}"]
    base = f"https://{host}/{path}"
    gitlab = [f"{base}/-/raw/HEAD/.{NAME}"]
    gitea = [f"{base}/raw/branch/{branch}/.{NAME}" for branch in ("main", "master")]
    return gitea if host == "codeberg.org" else [*gitlab, *gitea]


def places_on_site(address: str) -> tuple[str, str]:
    """Where a site shows the token: a file below `.well-known`, and the head of the page itself."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/.well-known/{NAME}.txt", address


def holds_token(content: str, token: str) -> bool:
    """Whether a line of a file is the token."""
    return any(line.strip() == token for line in content.splitlines()[:100])


IN_HEAD: Final = frozenset(
    {"html", "head", "title", "base", "meta", "link", "style", "script", "noscript", "template"}
)
"""Elements of a head; with any other one the body begins, whether it says so or not."""


class _Head(HTMLParser):
    """Reads the `<meta>` elements of a page's head; what comes in its body, anybody may have written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[str] = []
        self._in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_body |= tag not in IN_HEAD
        named = dict(attrs)
        if tag == "meta" and not self._in_body and named.get("name") == NAME:
            self.tokens.append((named.get("content") or "").strip())


def head_holds_token(html: str, token: str) -> bool:
    """Whether the head of a page has `<meta name="digital-health-registry" content="token">`."""
    reader = _Head()
    reader.feed(html)
    return token in reader.tokens
