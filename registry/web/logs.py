"""Log lines: each names its request or job, and none holds a secret or an address of a person.

What is logged says little by itself; but errors repeat what libraries made of what they were given. So every line,
its traceback included, is looked through before it is written.
"""

import logging
import re
import time
from typing import Final

from registry.tracing import request_id

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s [%(request)s]: %(message)s"
HIDDEN: Final = "[hidden]"

_CREDENTIALS: Final = re.compile(r"(?<=://)[^\s/@]+@")
_NAMED: Final = re.compile(
    r"""(?i)([\w-]*(?:password|passwd|secret|token|csrf|authorization|cookie|api[_-]?key)[\w-]*)"""
    r"""(["']?\s*[=:]\s*["']?)(?:(?:bearer|basic)\s+)?[^\s"'&,;)}\]]+"""
)
_BEARER: Final = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")
_MAIL: Final = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Random tokens are long and mix cases; slugs, ids and file names do not.
_RANDOM: Final = re.compile(r"(?<![\w/.-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{32,}(?![\w-])")
_IN_PATH: Final = re.compile(r"(?<=/)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{32,}(?=[/?\s]|$)")
_HEX: Final = re.compile(r"\b[0-9a-f]{48,}\b")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_HASH: Final = re.compile(r"\$argon2\w*\$\S+")


def cleaned(line: str) -> str:
    """The line without secrets: credentials in addresses, named ones, tokens, password hashes, mail addresses."""
    line = _CREDENTIALS.sub(f"{HIDDEN}@", line)
    line = _BEARER.sub(rf"\1 {HIDDEN}", line)
    line = _NAMED.sub(rf"\1\2{HIDDEN}", line)
    for pattern in (_HASH, _MAIL, _RANDOM, _IN_PATH, _HEX):
        line = pattern.sub(HIDDEN, line)
    return line


class Lines(logging.Formatter):
    """Writes a line with its time in UTC, and its traceback where there is one."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__(FORMAT)
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library calls it so
        """One line, whatever an address or a library brought along: nobody writes lines of their own."""
        return _CONTROL.sub(lambda found: repr(found[0])[1:-1], super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of a record, cleaned."""
        record.request = request_id() or "-"
        return cleaned(super().format(record))
