"""The browser that asks: what it is, and whether an account was signed in with it before. Knows nothing of HTTP."""

import re
import secrets
from dataclasses import dataclass
from typing import Final

from registry.accounts.vault import Vault

MOST_MARKS: Final = 4
"""People who share a browser and are each known in it."""

BROWSERS: Final = (
    (re.compile(r"Edg[A-Z]?\w*/"), "Edge"),
    (re.compile(r"OPR/|Opera"), "Opera"),
    (re.compile(r"Firefox/|FxiOS/"), "Firefox"),
    (re.compile(r"SamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"Chrom(e|ium)/|CriOS/"), "Chrome"),
    (re.compile(r"Safari/"), "Safari"),
)
SYSTEMS: Final = (
    (re.compile(r"Windows"), "Windows"),
    (re.compile(r"Android"), "Android"),
    (re.compile(r"iPhone|iPad|iPod"), "iOS"),
    (re.compile(r"CrOS"), "ChromeOS"),
    (re.compile(r"Mac OS X|Macintosh"), "macOS"),
    (re.compile(r"Linux|X11"), "Linux"),
)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from: the client's address, what the browser is, and the marks it carries.

    A mark is `nonce.signature`, made when an account signs in; it proves nothing but that.
    """

    client: str = ""
    name: str = ""
    marks: tuple[str, ...] = ()

    def known_to(self, vault: Vault, account_id: str) -> str:
        """The nonce of this browser's mark if this account signed in with it before, else nothing."""
        for mark in self.marks:
            nonce, _, signature = mark.partition(".")
            expected = _signature(vault, account_id, nonce)
            if account_id and secrets.compare_digest(expected.encode(), signature.encode()):
                return nonce
        return ""

    def marked(self, vault: Vault, account_id: str) -> tuple[str, ...]:
        """The marks that this browser carries once this account has signed in with it."""
        if self.known_to(vault, account_id):
            return self.marks
        nonce = secrets.token_urlsafe(12)
        return (f"{nonce}.{_signature(vault, account_id, nonce)}", *self.marks)[:MOST_MARKS]


def _signature(vault: Vault, account_id: str, nonce: str) -> str:
    return vault.sign("device", f"{account_id}:{nonce}")[:40]


def describe(agent: str) -> str:
    """Browser and system as their owner calls them, from what the browser says of itself."""
    found = [
        next((name for pattern, name in known if pattern.search(agent)), "") for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(name for name in found if name)
