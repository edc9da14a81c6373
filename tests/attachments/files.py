"""Makes files of every kind, harmless and harmful; none is kept anywhere."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from PIL import Image, PngImagePlugin

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{}</w:body></w:document>"
)


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these members, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def types(*parts: str) -> str:
    """`[Content_Types].xml` with these types of parts."""
    overrides = "".join(
        f'<Override PartName="/x{number}" ContentType="{part}"/>' for number, part in enumerate(parts)
    )
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{overrides}</Types>'


def relation(kind: str, target: str, mode: str = "External") -> str:
    """A part's relations: one, of this kind, to this target."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    )


def docx(
    more: Mapping[str, str | bytes] | None = None, *, text: str = "<w:p/>", content_type: str = WORD
) -> bytes:
    """A Word document, with more members."""
    return zipped(
        {"[Content_Types].xml": types(content_type), "word/document.xml": BODY.format(text), **(more or {})}
    )


def xlsx(*rows: tuple[Any, ...], sheet: str = "Sheet") -> bytes:
    """An Excel workbook with these rows."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_members(container: bytes, more: Mapping[str, str | bytes]) -> bytes:
    """A container with more members."""
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()} | dict(more))


def odf(
    content: str = "<text:p/>",
    *,
    kind: str = "text",
    more: Mapping[str, str | bytes] | None = None,
    manifest: str = "",
) -> bytes:
    """An OpenDocument file whose body is this."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(
        f'xmlns:{name}="{oasis}{urn}:1.0"'
        for name, urn in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("script", "script"),
        )
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{oasis}manifest:1.0">'
            f"{manifest}</manifest:manifest>",
            "content.xml": f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink">'
            f"<office:body>{content}</office:body></office:document-content>",
            **(more or {}),
        },
        zipfile.ZIP_STORED,
    )


def pdf(*objects: bytes) -> bytes:
    """A PDF with these objects; readers find them, as it lists where each begins."""
    return _written([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>", *objects])


def _written(every: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(every, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(every) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(every) + 1, table)
    return bytes(out)


def pdf_pages(*pages: Sequence[str]) -> bytes:
    """A PDF of pages with these lines of text, in a font of equal widths."""
    first = 4
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for number, lines in enumerate(pages):
        drawn = "".join(f"({line}) Tj T* " for line in lines if line)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            stream(f"BT /F1 12 Tf 14 TL 50 780 Td {drawn}ET".encode()),
        ]
    return _written(objects)


def stream(content: bytes, head: bytes = b"", *, packed: bool = True) -> bytes:
    """An object that is a stream."""
    body = zlib.compress(content) if packed else content
    kind = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s%s/Length %d >>\nstream\n%s\nendstream" % (head, kind, len(body), body)


def image(form: str = "PNG", size: tuple[int, int] = (12, 8)) -> bytes:
    """A picture, red with a blue corner; PNG and JPEG carry metadata."""
    out = io.BytesIO()
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.putpixel((0, 0), (0, 0, 255))
    options: dict[str, Any] = {}
    if form == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", "taken at 1.2921 S, 36.8219 E")
    if form == "JPEG":
        options["exif"] = Image.Exif()
        options["exif"][0x0112] = 6  # turn it by a quarter
        options["exif"][0x010E] = "Jane Doe"
    picture.save(out, form, **options)
    return out.getvalue()


def wide_png(width: int, height: int) -> bytes:
    """A small PNG that says that it is of this size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")


# Compound files -----------------------------------------------------------------------------------

_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_SMALLEST = 4096
"""Shorter streams would lie in a store of small ones: they are padded."""


def compound(entries: Mapping[str, bytes | None]) -> bytes:
    """A compound file of these streams; None makes a storage."""
    streams = {
        name: content.ljust(_SMALLEST, b"\0") for name, content in entries.items() if content is not None
    }
    directory_sectors = -(-(1 + len(entries)) * 128 // _SECTOR)
    table: list[int] = [_TABLE, *range(2, directory_sectors + 1), _END]
    body = bytearray()
    starts: dict[str, int] = {}
    for name, content in streams.items():
        sectors = -(-len(content) // _SECTOR)
        starts[name] = len(table)
        table += [*range(len(table) + 1, len(table) + sectors), _END]
        body += content.ljust(sectors * _SECTOR, b"\0")
    assert len(table) <= _SECTOR // 4
    table += [_FREE] * (_SECTOR // 4 - len(table))
    directory = _entry("Root Entry", 5, _END, 0)
    for name in entries:
        directory += _entry(
            name, 2 if name in starts else 1, starts.get(name, 0), len(streams.get(name, b""))
        )
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _SMALLEST, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    padded = directory.ljust(directory_sectors * _SECTOR, b"\0")
    return bytes(head + struct.pack(f"<{len(table)}I", *table) + padded + body)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    entry = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return entry + struct.pack("<III", _FREE, _FREE, _FREE) + bytes(36) + struct.pack("<IQ", start, size)


def biff(*records: tuple[int, bytes]) -> bytes:
    """The records of an older Excel workbook."""
    every = [(0x0809, bytes(16)), *records, (0x000A, b"")]
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in every)
