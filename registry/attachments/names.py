"""What an attached file is called: as the person called it, without what could mislead or break a header; pure."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from registry.attachments.formats import FileFormat

LONGEST: Final = 120
_ODD: Final = re.compile(r'[\\/:*?"<>|%;\x00-\x1f\x7f]+')
_SPACE: Final = re.compile(r"\s+")


def clean_name(name: str, found: FileFormat) -> str:
    """The name with the ending of what the file is; signs that turn or hide letters are left out."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(
        each
        for each in unicodedata.normalize("NFC", last)
        if unicodedata.category(each) not in {"Cf", "Cc", "Cs"}
    )
    text = _SPACE.sub(" ", _ODD.sub(" ", shown)).strip(" .")
    stem, dot, ending = text.rpartition(".")
    if dot and ending.lower() in {*FileFormat, "jpeg", "txt"}:
        text = stem
    return f"{text[:LONGEST].strip(' .') or 'file'}.{found.value}"


def disposition(name: str, *, inline: bool = False) -> str:
    """The header `Content-Disposition` (RFC 6266): a plain name for old programs, the real one for others."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9._ -]", "_", plain).lstrip(" .") or "file"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"
