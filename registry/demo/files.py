"""Sample files: one page of plain text as a PDF, as an official letter would be scanned or printed."""

from collections.abc import Sequence
from io import BytesIO
from typing import BinaryIO

import msgspec


class SampleFile(msgspec.Struct, frozen=True):
    """A file as a form would send it."""

    name: str
    file: BinaryIO


def pdf(name: str, lines: Sequence[str]) -> SampleFile:
    """A PDF of one page with these lines, which may hold the letters of Latin-1."""
    shown = b" T* ".join(b"(%s) Tj" % _escaped(line) for line in lines)
    text = b"BT /F1 12 Tf 72 770 Td 18 TL %s ET" % shown
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources 6 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Font << /F1 4 0 R >> >>",
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return SampleFile(name, BytesIO(bytes(out)))


def _escaped(line: str) -> bytes:
    return line.encode("latin-1").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
