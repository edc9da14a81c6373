"""What formats, flags and suspicions are called."""

from typing import Final

from registry.errors import mark

TERMS: Final = {
    "file_format": {
        "pdf": mark("PDF"),
        "docx": mark("Word document"),
        "xlsx": mark("Excel workbook"),
        "pptx": mark("PowerPoint presentation"),
        "odt": mark("OpenDocument text"),
        "ods": mark("OpenDocument spreadsheet"),
        "odp": mark("OpenDocument presentation"),
        "doc": mark("Word document (before 2007)"),
        "xls": mark("Excel workbook (before 2007)"),
        "ppt": mark("PowerPoint presentation (before 2007)"),
        "csv": mark("CSV table"),
        "png": mark("PNG image"),
        "jpg": mark("JPEG image"),
        "webp": mark("WebP image"),
    },
    "file_flag": {
        "external_links": mark("Links to data elsewhere"),
        "formulas": mark("Holds formulas"),
        "unchecked_format": mark("Older format"),
    },
    "suspicion": {
        "birth_date": mark("A date of birth"),
        "born_person": mark("A person with a date of birth"),
        "record_number": mark("A number of a medical record"),
        "national_number": mark("A national identity number"),
        "contacts_with_illness": mark("Telephone numbers or e-mail addresses beside illnesses"),
        "birth_date_column": mark("A column of dates of birth"),
        "record_number_column": mark("A column of numbers of people"),
        "patient_name_column": mark("A column of patients’ names"),
        "people_with_illness": mark("People beside illnesses"),
    },
}

EXPLANATIONS: Final = {
    "file_flag": {
        "external_links": mark(
            "The file shows pictures or figures that it takes from elsewhere; they may ask another site."
        ),
        "formulas": mark("Some cells begin like formulas; a spreadsheet program will calculate them."),
        "unchecked_format": mark("Not everything in this older format can be checked. Open it with care."),
    },
}
