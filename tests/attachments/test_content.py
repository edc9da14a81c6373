"""What is taken, and what is refused with a reason."""

import io

import pytest

from registry.attachments import archives, content
from registry.attachments.formats import FileFormat, Flag, Found, Refused
from tests.attachments import files


def look(data: bytes, name: str = "file") -> Found:
    found, kept = content.check(io.BytesIO(data), name)
    if kept is not None:
        kept.close()
    return found


def reason(data: bytes, name: str = "file") -> str:
    with pytest.raises(Refused) as refused:
        look(data, name)
    return str(refused.value.fault)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (files.pdf(), FileFormat.PDF),
        (files.docx(), FileFormat.DOCX),
        (files.xlsx(("a", 1)), FileFormat.XLSX),
        (files.docx(content_type=files.SLIDES), FileFormat.PPTX),
        (files.odf(), FileFormat.ODT),
        (files.odf(kind="spreadsheet"), FileFormat.ODS),
        (files.odf(kind="presentation"), FileFormat.ODP),
        (files.compound({"WordDocument": bytes(40)}), FileFormat.DOC),
        (files.compound({"Workbook": files.biff()}), FileFormat.XLS),
        (files.compound({"PowerPoint Document": bytes(40)}), FileFormat.PPT),
        (files.image("PNG"), FileFormat.PNG),
        (files.image("JPEG"), FileFormat.JPEG),
        (files.image("WEBP"), FileFormat.WEBP),
    ],
)
def test_formats_are_told_by_content_whatever_the_name(data: bytes, expected: FileFormat) -> None:
    assert look(data, "photo.exe").format is expected
    assert look(data, "table.csv").format is expected


def test_a_table_in_text_is_told_by_its_name_as_well() -> None:
    table = b"name,country\nOpenMRS,KEN\n"
    assert look(table, "a.CSV").format is FileFormat.CSV
    assert "not taken" in reason(table, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(2000),
        b"MZ" + bytes(600),
        b"\x7fELF" + bytes(600),
        b"<!DOCTYPE html><html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"{\\rtf1 }",
        b"plain words",
        b"\n%PDF-1.7",
        files.zipped({"a.txt": "x"}),
        files.docx(content_type=files.WORD.replace("document.main", "template.main")),
        files.odf(kind="graphics"),
        files.compound({"VisioDocument": b"x"}),
    ],
)
def test_other_kinds_are_refused(data: bytes) -> None:
    assert reason(data, "report.pdf")


@pytest.mark.parametrize(
    "data", [b"<html>,a\nb,c", b"#!/bin/sh\na,b", b"a,b\x00\n", b"MZ\x90\x00a,b", b'a,"' + b"x" * 200_000]
)
def test_what_is_no_table_is_not_taken_for_being_named_csv(data: bytes) -> None:
    assert reason(data, "a.csv")


class TestOfficeFiles:
    @pytest.mark.parametrize(
        ("name", "part", "words"),
        [
            ("word/vbaProject.bin", b"x", "macros"),
            ("xl/macrosheets/sheet1.xml", "<x/>", "macros"),
            ("word/activeX/activeX1.xml", "<x/>", "controls"),
            ("word/embeddings/a.docx", files.docx({"word/vbaProject.bin": b"x"}), "macros"),
            ("word/embeddings/oleObject1.bin", files.compound({"\x01Ole10Native": b"exe"}), "packed"),
            ("word/embeddings/oleObject1.bin", files.compound({"Macros": None}), "macros"),
            ("word/media/image1.png", files.zipped({"a": "b"}), "archive"),
            ("word/media/x.bin", b"7z\xbc\xaf\x27\x1c", "archive"),
            ("../../etc/passwd", "x", "names"),
            ("word/a\u202e.xml", "<x/>", "names"),
            ("xl/externalLinks/e1.xml", "<externalLink><ddeLink ddeService='cmd'/></externalLink>", "DDE"),
        ],
    )
    def test_what_runs_or_hides_is_refused(self, name: str, part: str | bytes, words: str) -> None:
        assert words in reason(files.docx({name: part}))

    @pytest.mark.parametrize(
        ("kind", "target"),
        [
            ("attachedTemplate", "https://evil.example/t.dotm"),
            ("oleObject", "file:///c/x.bin"),
            ("frame", "https://evil.example/"),
            ("subDocument", "https://evil.example/a.docx"),
            ("image", "\\\\10.0.0.1\\share\\a.png"),
            ("image", "file:////10.0.0.1/a.png"),
        ],
    )
    def test_what_loads_by_itself_is_refused_and_named(self, kind: str, target: str) -> None:
        assert target in reason(files.docx({"word/_rels/x.xml.rels": files.relation(kind, target)}))

    def test_a_page_packed_into_a_document_is_refused(self) -> None:
        packed = files.relation("aFChunk", "/word/a.html", "Internal")
        assert "packed" in reason(files.docx({"word/_rels/document.xml.rels": packed}))

    def test_types_of_macro_files_are_refused_even_without_macros(self) -> None:
        kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
        assert "macros" in reason(files.docx(content_type=kind))

    def test_a_field_that_starts_a_program_is_found_however_it_is_cut_up(self) -> None:
        cut = "<w:instrText> DD</w:instrText><w:p/><w:instrText>EAUTO c:\\cmd.exe</w:instrText>"
        assert "DDE" in reason(files.docx(text=cut))
        assert "DDE" in reason(files.docx(text='<w:fldSimple w:instr="DDE cmd"/>'))
        assert "DDE" in reason(files.docx({"word/header1.xml": files.BODY.format(cut)}))

    def test_links_to_click_on_are_fine_and_pictures_from_elsewhere_are_told(self) -> None:
        link = files.relation("hyperlink", "https://example.org/")
        assert look(files.docx({"word/_rels/document.xml.rels": link})).flags == ()
        picture = files.relation("image", "https://example.org/a.png")
        assert look(files.docx({"word/_rels/document.xml.rels": picture})).flags == (Flag.EXTERNAL_LINKS,)
        book = files.with_members(files.xlsx((1,)), {"xl/connections.xml": "<connections/>"})
        assert look(book).flags == (Flag.EXTERNAL_LINKS,)

    def test_a_chart_with_its_sheet_is_fine_but_no_box_in_a_box_in_a_box(self) -> None:
        once = files.docx({"word/embeddings/sheet.xlsx": files.xlsx((1, 2))})
        twice = files.docx({"word/embeddings/a.docx": once})
        assert look(once).format is look(twice).format is FileFormat.DOCX
        assert "archive" in reason(files.docx({"word/embeddings/b.docx": twice}))

    def test_entities_are_refused_in_any_part_and_encoding(self) -> None:
        bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
        assert "definitions" in reason(files.docx({"word/styles.xml": bomb}))
        utf16 = bomb.replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")
        assert "definitions" in reason(files.docx({"customXml/item1.xml": utf16}))
        assert "definitions" in reason(files.odf(more={"settings.xml": bomb}))

    def test_a_bomb_is_refused_before_it_is_unpacked(self) -> None:
        assert "too large" in reason(files.docx({"word/media/a.bmp": bytes(20_000_000)}))
        many = {f"word/media/{number}.bin": b"" for number in range(archives.MOST_MEMBERS)}
        assert "too many" in reason(files.docx(many))

    def test_parts_that_are_small_each_are_counted_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(content, "Budget", lambda: archives.Budget(100_000))
        parts = {f"word/media/{number}.bin": bytes(40_000) for number in range(3)}
        assert "too large" in reason(files.docx(parts))

    def test_what_is_damaged_or_protected_is_refused(self) -> None:
        assert "damaged" in reason(files.docx({"word/styles.xml": "no mark-up"}))
        assert "damaged" in reason(files.docx()[:-30])
        protected = bytearray(files.docx())
        protected[protected.find(b"PK\x01\x02") + 8] |= 1
        assert "password" in reason(bytes(protected))


class TestOpenDocument:
    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ('<text:dde-connection-decl office:dde-application="cmd"/>', "DDE"),
            ('<script:event-listener xlink:href="vnd.sun.star.script:a"/>', "macros"),
            ('<text:a xlink:href="vnd.sun.star.script:foo.bar?language=Basic"/>', "macros"),
            ('<draw:floating-frame xlink:href="https://evil.example/"/>', "evil.example"),
            ('<text:section-source xlink:href="../other.odt"/>', "other.odt"),
            ('<draw:object-ole xlink:href="./Object 1"/>', "packed"),
        ],
    )
    def test_what_runs_or_loads_is_refused(self, body: str, words: str) -> None:
        assert words in reason(files.odf(body))

    def test_programs_and_protection_are_refused(self) -> None:
        assert "macros" in reason(files.odf(more={"Basic/Standard/Module1.xml": "<x/>"}))
        assert "macros" in reason(files.odf(more={"Scripts/python/a.py": "x"}))
        assert "password" in reason(files.odf(manifest="<manifest:encryption-data/>"))

    def test_links_to_click_on_are_fine_and_pictures_from_elsewhere_are_told(self) -> None:
        assert look(files.odf('<text:a xlink:href="https://example.org/"/>')).flags == ()
        assert look(files.odf('<draw:image xlink:href="Pictures/1.png"/>')).flags == ()
        outside = files.odf('<draw:image xlink:href="https://example.org/1.png"/>')
        assert look(outside).flags == (Flag.EXTERNAL_LINKS,)


class TestOlderOfficeFiles:
    MACRO_SLIDES = (
        b"\x0f\x00\xff\x03\x14\x00\x00\x00"
        b"\x02\x00\x00\x04\x0c\x00\x00\x00"
        b"\x01\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00"
    )

    @pytest.mark.parametrize(
        ("entries", "words"),
        [
            ({"WordDocument": bytes(40), "Macros": None}, "macros"),
            ({"Workbook": files.biff(), "_VBA_PROJECT_CUR": None}, "macros"),
            ({"Workbook": files.biff((0x85, bytes(4) + b"\x00\x01"))}, "macros"),
            ({"PowerPoint Document": MACRO_SLIDES}, "macros"),
            ({"Workbook": files.biff((0x2F, bytes(6)))}, "password"),
            ({"WordDocument": bytes(10) + b"\x00\x01" + bytes(40)}, "password"),
            ({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}, "password"),
            ({"Workbook": files.biff((0x1AE, b"\x01\x00\x05\x00\x00cmd\x03/c calc"))}, "DDE"),
            ({"WordDocument": bytes(512) + b"\x13 DDEAUTO c:\\cmd.exe"}, "DDE"),
            ({"WordDocument": bytes(512) + "\x13DDEAUTO c".encode("utf-16-le")}, "DDE"),
            ({"WordDocument": bytes(40), "\x01Ole10Native": b"x"}, "packed"),
        ],
    )
    def test_what_runs_or_hides_is_refused(self, entries: dict[str, bytes | None], words: str) -> None:
        assert words in reason(files.compound(entries))

    def test_others_are_taken_with_a_word_of_care(self) -> None:
        link = files.biff((0x1AE, b"\x01\x00\x08\x00\x00\x01book.xls"))
        flags = look(files.compound({"Workbook": link})).flags
        assert flags == (Flag.EXTERNAL_LINKS, Flag.UNCHECKED_FORMAT)

    def test_one_that_runs_in_a_circle_is_refused(self) -> None:
        data = bytearray(files.compound({"WordDocument": bytes(40)}))
        data[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")  # behind the directory's sector: the same again
        assert "damaged" in reason(bytes(data))

    @pytest.mark.parametrize("end", [8, 30, 300, 512, 1000])
    def test_one_that_is_cut_short_is_refused(self, end: int) -> None:
        assert reason(files.compound({"WordDocument": bytes(40)})[:end])
