"""Links that end mails with one click and without signing in: signed, so that each ends only its reader's own.

A link names the account, what it ends (a kind of notification, or a digest) and a signature over both. It can do no
more than that, and so it does not expire.
"""

import base64
import hashlib
import hmac
from typing import Final

from registry.notifications.digests import DIGESTS
from registry.notifications.kinds import KINDS
from registry.web.urls import Urls

STOPPABLE: Final = frozenset({*DIGESTS, *(name for name, kind in KINDS.items() if kind.can_stop)})
"""What a link can end."""

BYTES: Final = 18


class Signer:
    """Makes and checks such links; `secret` is the registry's own key, `former` those that it had before."""

    def __init__(self, secret: str, *former: str) -> None:
        self._keys = [hashlib.sha256(b"unsubscribe:" + each.encode()).digest() for each in (secret, *former)]

    def path(self, language: str, account_id: str, scope: str) -> str:
        """The path of the link that ends this for that account."""
        return Urls(language).to("unsubscribe", account_id, scope, _sign(self._keys[0], account_id, scope))

    def is_good(self, account_id: str, scope: str, signature: str) -> bool:
        """Whether the registry made the link."""
        made = [_sign(key, account_id, scope) for key in self._keys]
        is_ours = [hmac.compare_digest(each.encode(), signature.encode()) for each in made]
        return any(is_ours) and scope in STOPPABLE


def _sign(key: bytes, account_id: str, scope: str) -> str:
    digest = hmac.new(key, f"{account_id}\0{scope}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:BYTES]).decode()
