"""Keys derived from the registry's own: what is sealed with them only this registry can open or have signed."""

import base64
import hmac
from datetime import timedelta
from typing import TypeAlias

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from litestar.di import NamedDependency


class Vault:
    """Seals and signs short texts, for each purpose with a key of its own."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._keys: dict[str, bytes] = {}

    def seal(self, purpose: str, text: str) -> str:
        """Encrypt a text, so that nobody reads or changes it on its way."""
        return Fernet(self._key(purpose)).encrypt(text.encode()).decode()

    def open(self, purpose: str, sealed: str, within: timedelta | None = None) -> str | None:
        """The text that was sealed for this purpose, lately enough; None for anything else."""
        seconds = int(within.total_seconds()) if within else None
        try:
            return Fernet(self._key(purpose)).decrypt(sealed.encode(), ttl=seconds).decode()
        except (InvalidToken, ValueError):
            return None

    def sign(self, purpose: str, text: str) -> str:
        """A signature that only this registry can make."""
        return hmac.new(self._key(purpose), text.encode(), "sha256").hexdigest()

    def _key(self, purpose: str) -> bytes:
        if purpose not in self._keys:
            derived = HKDF(SHA256(), 32, salt=None, info=f"registry:{purpose}".encode())
            self._keys[purpose] = base64.urlsafe_b64encode(derived.derive(self._secret))
        return self._keys[purpose]


Keys: TypeAlias = NamedDependency[Vault]
"""The type of a handler's argument `vault`."""
