"""What may be attached, what each format is called outside, and what a look into a file can end in; pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from registry.errors import Fault

MEGABYTE: Final = 2**20
MOST_BYTES: Final = 25 * MEGABYTE
"""The largest file that is taken."""

BODY_BYTES: Final = MOST_BYTES + MEGABYTE
"""`request_max_body_size` of routes whose forms take a file."""


class FileFormat(StrEnum):
    """A format that is taken."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    CSV = "csv"
    PNG = "png"
    JPEG = "jpg"
    WEBP = "webp"


MEDIA_TYPES: Final[dict[FileFormat, str]] = {
    FileFormat.PDF: "application/pdf",
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileFormat.ODT: "application/vnd.oasis.opendocument.text",
    FileFormat.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileFormat.ODP: "application/vnd.oasis.opendocument.presentation",
    FileFormat.DOC: "application/msword",
    FileFormat.XLS: "application/vnd.ms-excel",
    FileFormat.PPT: "application/vnd.ms-powerpoint",
    FileFormat.CSV: "text/csv",
    FileFormat.PNG: "image/png",
    FileFormat.JPEG: "image/jpeg",
    FileFormat.WEBP: "image/webp",
}
"""What is sent as `Content-Type`."""

IMAGES: Final = frozenset({FileFormat.PNG, FileFormat.JPEG, FileFormat.WEBP})
ACCEPT: Final = ",".join(f".{each.value}" for each in FileFormat) + ",.jpeg"
"""The attribute `accept` of a field for files; what is really taken is decided by looking into them."""


class Flag(StrEnum):
    """Something in a file that whoever opens it should know; the file is taken."""

    EXTERNAL_LINKS = "external_links"
    FORMULAS = "formulas"
    UNCHECKED_FORMAT = "unchecked_format"


class Found(Struct, frozen=True):
    """What a file is, and what is to be said of it."""

    format: FileFormat
    flags: tuple[Flag, ...] = ()


class Refused(Exception):
    """A file is not taken; the reason is a message id with its values."""

    def __init__(self, message: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.fault = Fault(message, dict(values or {}))
