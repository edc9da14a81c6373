"""Text that looks like patient data is found in six languages; what the registry is about is not taken for it."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.attachments import extraction, pdf_text
from registry.attachments.formats import FileFormat
from registry.attachments.national_ids import luhn, people_numbers, verhoeff
from registry.attachments.patient_data import MOST_FOUND, SuspicionKind, masked, suspicious, suspicious_rows
from tests.attachments import files

SEED = Path(__file__).resolve().parents[2] / "seed"


def kinds(text: str) -> list[str]:
    return [each.kind.value for each in suspicious(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patient: Jane Doe, DOB: 12/03/1980", "birth_date"),
        ("Date of birth\n3 March 1975", "birth_date"),
        ("Awa Diop, née le 3 mars 1975 à Dakar", "born_person"),
        ("Date de naissance : 03.03.1975", "birth_date"),
        ("Juan Pérez, nacido el 4 de mayo de 1990", "born_person"),
        ("Fecha de nacimiento: 4/5/1990", "birth_date"),
        ("Иванова Мария, родилась 12.05.1988", "born_person"),
        ("Дата рождения: 12 мая 1988", "birth_date"),
        ("张伟 出生日期：1980年3月12日", "birth_date"),
        ("تاريخ الميلاد: ١٢/٠٣/١٩٨٠", "birth_date"),
        ("MRN 00123456", "record_number"),
        ("Hospital number: 88/1234", "record_number"),
        ("Numéro de dossier médical : 2024-00871", "record_number"),
        ("Número de historia clínica 445566", "record_number"),
        ("номер истории болезни № 12345", "record_number"),
        ("住院号：00345678", "record_number"),
        ("رقم الملف الطبي: 123456", "record_number"),
        ("11010519491231002X", "national_number"),
        ("1 84 12 76 451 089 46", "national_number"),
        ("529.982.247-25", "national_number"),
        ("112-233-445 95", "national_number"),
        ("NHS number 943 476 5919", "national_number"),
        ("DNI 12345678Z", "national_number"),
        ("Aadhaar 2341 2341 2346", "national_number"),
        ("National ID no. 29384756", "national_number"),
        ("Passport number AB1234567", "national_number"),
    ],
)
def test_what_looks_so_is_found(text: str, expected: str) -> None:
    assert kinds(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The programme was born on 12 May 2012 in Dakar.",
        "Date of birth is a required field of the register.",
        "Patient ID (PID-3) is mapped to Patient.identifier.",
        "Medical record number: assigned by the facility",
        "Version 2.3.4 of 2020-01-02, ISSN 2049-3630, ISBN 978-3-16-148410-0",
        "Call +254 712 345 678 or write to info@example.org about HIV programmes.",
        "3234 1234 1234 1234",
        "In 2024, 12345678 people were screened for tuberculosis.",
        "doi:10.1016/S0140-6736(20)30183-5",
        "Numéro de dossier : voir 2024-05-12",
        "https://example.org/patients/12345678/records",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ],
)
def test_what_does_not_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_no_text_of_the_registrys_own_is_suspected() -> None:
    found = {
        path.name: suspicious(path.read_text(encoding="utf-8"))
        for path in sorted(SEED.rglob("solutions/*.yaml"))
    }
    assert len(found) > 3
    assert {name: each for name, each in found.items() if each} == {}


def test_a_list_of_contacts_with_illnesses_is_found_and_a_sentence_is_not() -> None:
    lines = ["Awa 77 123 45 67 VIH positif", "Ali 77 123 45 68 tuberculose", "Moussa ali@example.org diabète"]
    assert kinds("\n".join(lines)) == ["contacts_with_illness"]
    assert kinds("\n".join(lines[:2])) == []


def test_the_place_is_told_and_the_data_are_not() -> None:
    (found,) = suspicious("First line\nDOB: 12/03/1980")
    assert (found.line, found.kind) == (2, SuspicionKind.BIRTH_DATE)
    assert "1980" not in found.excerpt


@given(st.text(max_size=200))
def test_masks_keep_one_sign_of_each_word(text: str) -> None:
    for word in masked(text).split():
        assert sum(each.isalnum() for each in word.replace("•", " ").split(" ")[0]) <= len(word)
    assert len(masked(text)) <= 60


@given(st.text(max_size=300))
def test_any_text_ends_in_an_answer(text: str) -> None:
    assert len(suspicious(text)) <= MOST_FOUND


@given(st.integers(0, 10**11 - 1), st.integers(1, 9), st.integers(0, 11))
def test_check_digits_find_every_single_wrong_digit(number: int, more: int, place: int) -> None:
    text = f"{number:011}"
    for holds in (verhoeff, luhn):
        whole = next(text + str(last) for last in range(10) if holds(text + str(last)))
        wrong = whole[:place] + str((int(whole[place]) + more) % 10) + whole[place + 1 :]
        assert not holds(wrong)


def test_a_number_with_a_wrong_check_digit_is_nobodys() -> None:
    for text in (
        "110105194912310021",
        "1 84 12 76 451 089 47",
        "529.982.247-26",
        "NHS 943 476 5918",
        "DNI 12345678A",
    ):
        assert list(people_numbers(text)) == []


def test_numbers_without_a_word_count_where_there_are_many() -> None:
    assert list(people_numbers("2341 2341 2346")) == []
    many = "\n".join(
        f"{head} {next(n for n in range(10_000) if verhoeff(head.replace(' ', '') + f'{n:04}')):04}"
        for head in ("2341 2341", "5555 1234", "7812 9981")
    )
    assert len(list(people_numbers(many))) == 3


class TestTables:
    PEOPLE = (["Awa Diop", "771234567"], ["Moussa Fall", "771234568"], ["Ali Ba", "771234569"])

    @pytest.mark.parametrize(
        ("header", "values", "expected"),
        [
            ("Date of birth", ["1980-01-02", "1981-02-03", "1982-03-04"], "birth_date_column"),
            ("Дата рождения", ["02.01.1980", "03.02.1981", "04.03.1982"], "birth_date_column"),
            ("出生日期", ["1980/1/2", "1981/2/3", "1982/3/4"], "birth_date_column"),
            ("MRN", ["A1001", "A1002", "A1003"], "record_number_column"),
            ("رقم الملف", ["1001", "1002", "1003"], "record_number_column"),
            ("Nom du patient", ["Awa Diop", "Ali Ba", "Moussa Fall"], "patient_name_column"),
        ],
    )
    def test_columns_of_people_are_found(self, header: str, values: list[str], expected: str) -> None:
        rows = [
            ["Register of a clinic"],
            ["", header, "Village"],
            *([str(n), v, "x"] for n, v in enumerate(values)),
        ]
        (found,) = suspicious_rows(rows, "Sheet 1")
        assert (found.kind.value, found.line, found.column, found.sheet) == (expected, 2, header, "Sheet 1")

    def test_people_beside_illnesses_are_found(self) -> None:
        rows = [["Nom", "Téléphone", "Diagnostic"], *([*each, "VIH"] for each in self.PEOPLE)]
        assert [each.kind.value for each in suspicious_rows(rows)] == ["people_with_illness"]

    def test_staff_lists_and_data_dictionaries_are_left_alone(self) -> None:
        assert (
            suspicious_rows([["Name", "Phone", "District"], *([*each, "Thiès"] for each in self.PEOPLE)])
            == []
        )
        assert (
            suspicious_rows(
                [["Field", "Meaning"], ["Date of birth", "as on the card"], ["MRN", "of the file"]]
            )
            == []
        )
        assert suspicious_rows([["Name", "Condition"], *([f"Tool {n}", "malaria"] for n in range(5))]) == []

    def test_cells_are_read_as_well(self) -> None:
        (column,) = suspicious_rows([["name", "date of birth"], ["Jane Doe", "1990-02-03"]])
        assert column.kind is SuspicionKind.BIRTH_DATE_COLUMN
        assert suspicious_rows([["name", "date of birth"], ["Jane Doe", "not known"]]) == []
        (found,) = suspicious_rows([["Note"], ["Jane Doe, DOB 12/03/1980"]])
        assert (found.kind, found.line) == (SuspicionKind.BIRTH_DATE, 2)


class TestFiles:
    ROWS = (("Name", "Date of birth"), ("A B", "1980-01-02"), ("C D", "1981-02-03"), ("E F", "1982-03-04"))

    def suspicions(self, data: bytes, found: FileFormat) -> list[str] | None:
        every = extraction.suspicions_of(io.BytesIO(data), found)
        return None if every is None else [each.kind.value for each in every]

    def test_tables_are_searched_sheet_by_sheet(self) -> None:
        csv = "\n".join(",".join(row) for row in self.ROWS).encode()
        assert self.suspicions(csv, FileFormat.CSV) == ["birth_date_column"]
        assert self.suspicions(files.xlsx(*self.ROWS), FileFormat.XLSX) == ["birth_date_column"]
        cells = "".join(
            f"<table:table-row>{''.join(f'<table:table-cell><text:p>{c}</text:p></table:table-cell>' for c in row)}</table:table-row>"
            for row in self.ROWS
        )
        ods = files.odf(f'<table:table table:name="One">{cells}</table:table>', kind="spreadsheet")
        assert self.suspicions(ods, FileFormat.ODS) == ["birth_date_column"]

    def test_documents_are_searched_across_their_cells(self) -> None:
        text = "<w:p><w:t>Date of </w:t><w:t>birth</w:t></w:p><w:p><w:t>12/03/1980</w:t></w:p>"
        assert self.suspicions(files.docx(text=text), FileFormat.DOCX) == ["birth_date"]
        odt = files.odf("<text:p>Дата рождения: 12.05.1988</text:p>")
        assert self.suspicions(odt, FileFormat.ODT) == ["birth_date"]
        slides = files.docx(
            {"ppt/slides/slide1.xml": "<a xmlns:a='x'><a:p><a:t>MRN 00123456</a:t></a:p></a>"},
            content_type=files.SLIDES,
        )
        assert self.suspicions(slides, FileFormat.PPTX) == ["record_number"]

    def test_pdf_files_are_searched_page_by_page(self) -> None:
        written = files.pdf_pages(["A report on the programme."], ["Patient: Jane Doe, DOB: 12/03/1980"])
        (found,) = extraction.suspicions_of(io.BytesIO(written), FileFormat.PDF) or []
        assert (found.kind, found.page, found.line) == (SuspicionKind.BIRTH_DATE, 2, 1)
        assert "Jane" not in found.excerpt
        table = files.pdf_pages(["      ".join(row) for row in self.ROWS])
        assert self.suspicions(table, FileFormat.PDF) == ["birth_date_column"]
        assert self.suspicions(files.pdf_pages(["A report on the programme."]), FileFormat.PDF) == []

    def test_a_pdf_that_is_not_read_to_its_end_is_said_to_be_unread(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clean = ["A report on the programme."]
        assert self.suspicions(files.pdf_pages(clean, [""]), FileFormat.PDF) is None  # a picture of a page
        monkeypatch.setattr(pdf_text, "MOST_PAGES", 1)
        assert self.suspicions(files.pdf_pages(clean, clean), FileFormat.PDF) is None
        monkeypatch.setattr(pdf_text, "MOST_CONTENT", 10)
        assert self.suspicions(files.pdf_pages(clean), FileFormat.PDF) is None

    def test_what_cannot_be_read_is_said_to_be_unread(self) -> None:
        assert self.suspicions(files.pdf(), FileFormat.PDF) is None
        assert self.suspicions(files.image(), FileFormat.PNG) is None
        assert self.suspicions(files.docx(), FileFormat.XLSX) is None
