"""Web addresses without what two ways to write one differ in; pure."""

from urllib.parse import urlsplit


def page(address: str) -> str:
    """An address without scheme, www, trailing slash and .git; empty where it is none."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    path = parts.path.rstrip("/").removesuffix(".git")
    return f"{host}{path}{'?' + parts.query if parts.query else ''}".casefold()
