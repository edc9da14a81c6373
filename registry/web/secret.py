"""The registry's own key: set by the operator, or made once and kept in the data folder."""

import contextlib
import os
import secrets
from pathlib import Path


def secret_of(secret: str, data_dir: Path) -> str:
    """The key that tokens are signed with and secrets are encrypted with.

    Servers that share a database must be given the same one; a single server makes its own at first start.
    """
    if secret:
        return secret
    file = data_dir / "secret.key"
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    data_dir.mkdir(parents=True, exist_ok=True)
    fresh = data_dir / f"secret.{os.getpid()}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):  # another process made it in this moment: that one counts
        file.hardlink_to(fresh)
    fresh.unlink()
    return file.read_text(encoding="ascii").strip()
