"""Keys derived from the registry's own: what is sealed with them only this registry can open or have signed."""

import base64
import hmac
from datetime import timedelta
from typing import TypeAlias

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from litestar.di import NamedDependency


class Vault:
    """Seals and signs short texts, for each purpose with a key of its own.

    `former`: keys that the registry had before; what was sealed with them is still opened, nothing new is sealed so.
    """

    def __init__(self, secret: str, *former: str) -> None:
        self._secrets = [each.encode() for each in (secret, *former)]
        self._keys: dict[str, list[bytes]] = {}

    def seal(self, purpose: str, text: str) -> str:
        """Encrypt a text, so that nobody reads or changes it on its way."""
        return Fernet(self._of(purpose)[0]).encrypt(text.encode()).decode()

    def open(self, purpose: str, sealed: str, within: timedelta | None = None) -> str | None:
        """The text that was sealed for this purpose, lately enough; None for anything else."""
        seconds = int(within.total_seconds()) if within else None
        try:
            return self._all(purpose).decrypt(sealed.encode(), ttl=seconds).decode()
        except (InvalidToken, ValueError):
            return None

    def renewed(self, purpose: str, sealed: str) -> str:
        """The same, sealed with the present key: what a former one sealed must not need it for ever."""
        return self._all(purpose).rotate(sealed.encode()).decode()

    def sign(self, purpose: str, text: str) -> str:
        """A signature that only this registry can make."""
        return hmac.new(self._of(purpose)[0], text.encode(), "sha256").hexdigest()

    def _all(self, purpose: str) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self._of(purpose)])

    def _of(self, purpose: str) -> list[bytes]:
        """The keys of a purpose, the present one first."""
        if purpose not in self._keys:
            self._keys[purpose] = [_derived(secret, purpose) for secret in self._secrets]
        return self._keys[purpose]


def _derived(secret: bytes, purpose: str) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=f"registry:{purpose}".encode())
    return base64.urlsafe_b64encode(derived.derive(secret))


Keys: TypeAlias = NamedDependency[Vault]
"""The type of a handler's argument `vault`."""
