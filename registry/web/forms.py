"""What a person sent: the fields and files of a form, read and checked for forgery in one place.

A handler that takes `form: Form` gets it; there is no other way to read one, so no form goes unchecked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO, TypeAlias, cast

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType

from registry.errors import BadParameter, Fault, Invalid, mark
from registry.web.csrf import FIELD
from registry.web.inputs import LARGEST

LONGEST_TEXT = 100_000
BODY_BYTES = 2 * 2**20
"""What a request may send at most, where its route does not say that it takes files."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person sent; `media_type` is only what the browser says it is.

    `file` is open while the request lasts, and lies on the disk where it is large.
    """

    name: str
    media_type: str
    file: BinaryIO

    @property
    def content(self) -> bytes:
        """All of it, for files that are known to be small."""
        self.file.seek(0)
        return self.file.read()


@dataclass(frozen=True, slots=True)
class FormData:
    """The fields of a form, each with all its values in order, and its files; unknown names read as empty."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[Upload]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The last value of a field without space around it."""
        values = self.fields.get(name)
        return values[-1].strip() if values else ""

    def secret(self, name: str) -> str:
        """The last value of a field as it was typed: space around a password belongs to it."""
        values = self.fields.get(name)
        return values[-1] if values else ""

    def texts(self, name: str) -> list[str]:
        """All values of a field that are not empty."""
        return [value.strip() for value in self.fields.get(name, ()) if value.strip()]

    def lines(self, name: str) -> list[str]:
        """The lines of a text that are not empty."""
        return [line.strip() for line in self.text(name).splitlines() if line.strip()]

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name))

    def number(self, name: str) -> int | None:
        """A whole number that the database can hold, None where nothing is given; anything else is `Invalid`."""
        text = self.text(name)
        if not text:
            return None
        try:
            number = int(text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ""))
        except ValueError as error:
            raise Invalid({name: Fault(mark("“%(text)s” is not a whole number."), {"text": text})}) from error
        if abs(number) > LARGEST:
            raise Invalid({name: Fault(mark("“%(text)s” is too large a number."), {"text": text})})
        return number

    def day(self, name: str) -> date | None:
        """A date as date fields send it (2026-11-25), None where nothing is given; anything else is `Invalid`."""
        text = self.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            fault = Fault(mark("“%(text)s” is not a date; write it as 2026-11-25."), {"text": text})
            raise Invalid({name: fault}) from error

    def file(self, name: str) -> Upload | None:
        """The file of a field, if one was chosen."""
        return next((each for each in self.files.get(name, ()) if each.name), None)

    def uploads(self, name: str) -> list[Upload]:
        """All files of a field."""
        return [each for each in self.files.get(name, ()) if each.name]


Form: TypeAlias = NamedDependency[FormData]


async def provide_form(request: Request[Any, Any, Any]) -> FormData:
    """Read the form of a request; refuse one that another site sent. Only the body is awaited here."""
    if request.content_type[0] not in {
        RequestEncodingType.URL_ENCODED.value,
        RequestEncodingType.MULTI_PART.value,
    }:
        raise BadParameter("content-type", "Send a form.")
    fields: dict[str, list[str]] = {}
    files: dict[str, list[Upload]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            upload = Upload(value.filename, value.content_type, cast("BinaryIO", value.file))
            files.setdefault(name, []).append(upload)
        else:
            text = str(value)
            if len(text) > LONGEST_TEXT:
                raise Invalid({name: Fault(mark("The text is too long."))})
            # What browsers send for a line break; nothing else may hold a zero byte.
            fields.setdefault(name, []).append(text.replace("\r\n", "\n").replace("\x00", ""))
    request.app.state.csrf.check(request, (fields.pop(FIELD, None) or [""])[-1])
    return FormData(fields, files)
