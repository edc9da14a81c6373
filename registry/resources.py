"""Where the files that travel with the program are found.

In a checkout (and so in an editable install) they lie in the top-level folders; a wheel carries
copies of them as package data. Callers name the kind of file and never need to know which it is.
"""

from pathlib import Path
from typing import Final, Literal

from registry.errors import RegistryError

ResourceName = Literal["migrations", "seed", "templates", "locales", "built"]

PACKAGE: Final = Path(__file__).resolve().parent

# Name → folder in a checkout. In a wheel each is `registry/_data/<name>`, as the build
# configuration in pyproject.toml says, but for `built`, which both have inside the package.
_IN_CHECKOUT: Final[dict[str, str]] = {
    "migrations": "migrations",
    "seed": "seed",
    "templates": "frontend/templates",
    "locales": "frontend/locales",
}


class IncompleteInstallation(RegistryError):
    """Files that travel with the program are not there."""

    status = 500
    slug = "incomplete-installation"
    title = "The installation is not complete."


def checkout() -> Path | None:
    """Return the root of the source tree this package runs from, or None when it was installed from a wheel."""
    root = PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and not (PACKAGE / "_data").is_dir() else None


def path(name: ResourceName) -> Path:
    """Return the folder that holds `name`; raises `IncompleteInstallation` when it is not there.

    `built` is the front end as Vite made it: `python frontend/build.py` fills it in a checkout.
    """
    folder = _folder(name)
    if not folder.is_dir():
        hint = "run `make build`" if checkout() else "install the package again"
        raise IncompleteInstallation(f"{folder} is missing: {hint}")
    return folder


def _folder(name: ResourceName) -> Path:
    if name == "built":
        return PACKAGE / "_built"
    root = checkout()
    return root / _IN_CHECKOUT[name] if root else PACKAGE / "_data" / name
