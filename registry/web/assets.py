"""The built front end: hashed addresses from Vite's manifest, served from memory with long caching.

Files come with their `.gz` and `.br` variants from the build, so that nothing is compressed while serving.
"""

import hashlib
import json
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from litestar import Request, Response, get
from litestar.datastructures import State
from markupsafe import Markup, escape

from registry import resources
from registry.errors import NotFound
from registry.web.inputs import PathText

PREFIX: Final = "/assets/"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
ICON: Final = Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>')
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class Asset:
    """One built file with its compressed variants, by content encoding."""

    media_type: str
    body: bytes
    encoded: dict[str, bytes]


class Assets:
    """Everything the build made: `url` and the icons for templates, `find` for the handler."""

    def __init__(self, folder: Path) -> None:
        self._manifest: dict[str, dict[str, object]] = json.loads((folder / "manifest.json").read_bytes())
        self._icons = {
            name: ICON.format(Markup(drawn))  # noqa: S704 - drawn at build time from the icon set
            for name, drawn in json.loads((folder / "icons.json").read_bytes()).items()
        }
        self._files = dict(_read_files(folder / "assets"))
        digest = hashlib.blake2b(digest_size=8)
        for made in sorted(
            folder.glob("*.json")
        ):  # names of files follow their content; icons and maps are here
            digest.update(made.read_bytes())
        self.digest = digest.hexdigest()

    def url(self, source: str) -> str:
        """The address of a source file as built: `scripts/main.ts` → `/assets/main-x1y2.js`."""
        return "/" + str(self._manifest[source]["file"])

    def icon(self, name: str) -> Markup:
        """An inline icon that says nothing to a screen reader: a word always stands beside it."""
        return self._icons[name]

    def find(self, name: str) -> Asset | None:
        """A built file by its name in the assets folder."""
        return self._files.get(name)


def _read_files(folder: Path) -> list[tuple[str, Asset]]:
    files = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in {".gz", ".br"}:
            continue
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        encoded = {
            encoding: variant.read_bytes()
            for encoding, suffix in ENCODINGS
            if (variant := path.with_name(path.name + suffix)).is_file()
        }
        files.append((path.relative_to(folder).as_posix(), Asset(media_type, path.read_bytes(), encoded)))
    return files


@cache
def built() -> Assets:
    """The front end of this installation."""
    return Assets(resources.path("built"))


@get(
    PREFIX + "{name:path}",
    include_in_schema=False,
    sync_to_thread=False,
    opt={"uncached": True, "unlimited": True},
)
def asset(request: Request[object, object, State], name: PathText) -> Response[bytes]:
    """One file of the front end; its name changes with its content, so it is kept for ever."""
    found = built().find(name.lstrip("/"))
    if found is None:
        raise NotFound("No such file.")
    accepted = request.headers.get("accept-encoding", "")
    headers = {"cache-control": IMMUTABLE, "vary": "Accept-Encoding"}
    for encoding, body in found.encoded.items():
        if encoding in accepted:
            return Response(
                body, media_type=found.media_type, headers={**headers, "content-encoding": encoding}
            )
    return Response(found.body, media_type=found.media_type, headers=headers)


def stylesheet(source: str) -> Markup:
    """The link to a stylesheet."""
    return Markup('<link rel="stylesheet" href="{}">').format(built().url(source))


def script(source: str) -> Markup:
    """A module script; modules wait for the page by themselves."""
    return Markup('<script type="module" src="{}"></script>').format(escape(built().url(source)))
