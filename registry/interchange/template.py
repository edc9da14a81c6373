"""Our own spreadsheet: its columns, and the empty workbook with a guide and lists to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import xlsxwriter
from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from registry.countries.models import Country
from registry.db.values import LanguageTag, PartialDate, SpdxExpression, Text, WebAddress
from registry.deployments.drafts import Count, Share
from registry.deployments.models import DeploymentStatus
from registry.solutions.drafts import Hosting, Platform
from registry.solutions.models import CostModel, InnovationStage, Openness, SolutionType
from registry.standards.models import Standard
from registry.taxonomy.models import Concept
from registry.taxonomy.service import FIELDS

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
ROWS = 2000
"""Rows of the empty sheets that offer lists to choose from."""


class Form(StrEnum):
    """How a cell's text becomes a value."""

    TEXT = "text"
    LIST = "list"
    YES_NO = "yes or no"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet."""

    name: str
    help: str
    type: Any = Text
    form: Form = Form.TEXT
    required: bool = False
    choices: str = ""

    def adapter(self) -> TypeAdapter[Any]:
        """Checks the value of one cell, or of one item where the cell holds a list."""
        return TypeAdapter(self.type)


def _list(name: str, help_: str, type_: Any = Text, choices: str = "") -> Column:
    return Column(name, f"{help_} Several: separate them with semicolons.", type_, Form.LIST, choices=choices)


_SOURCE_COLUMNS = (
    Column("source", "Id of the source that states this row: one of the sheet Sources, or one known already. "
           "Empty: this file.", choices="sources"),
    Column("source_date", "When the source stated it: 2025, 2025-05 or 2025-05-23.", PartialDate),
    Column("source_url", "Page where the source states it.", WebAddress),
)  # fmt: skip

SOLUTIONS: tuple[Column, ...] = (
    Column("id", "Id (DHS-…) or slug of a solution that is registered already. Empty for a new one."),
    Column("name", "Name of the product.", required=True),
    *(Column(f"name_{each}", f"Name in {each}, where it differs.") for each in LANGUAGES[1:]),
    _list("aliases", "Other names and abbreviations."),
    *(
        Column(f"summary_{each}", f"What it does, in {each}: one or two sentences, at most 240 characters.")
        for each in LANGUAGES
    ),
    Column("type", "What is adopted.", SolutionType, required=True, choices="type"),
    Column("licence", "SPDX expression, such as MPL-2.0.", SpdxExpression),
    Column("openness", "How freely it may be used and changed.", Openness, choices="openness"),
    *(
        _list(role, f"Organisations that are its {role}; never a person.")
        for role in ("owner", "developer", "maintainer", "implementer", "funder")
    ),
    _list("home", "Its home page.", WebAddress),
    _list("source_code", "Where its source code is.", WebAddress),
    _list("documentation", "Its documentation.", WebAddress),
    _list("demo", "A demonstration.", WebAddress),
    _list("languages", "Languages of its interface: BCP 47 tags such as fr or pt-BR.", LanguageTag),
    _list("platforms", "Where it runs or how it is reached.", Platform, "platforms"),
    Column("offline", "Whether it works offline; empty when not known.", bool, Form.YES_NO, choices="yes_no"),
    _list("hosting", "Who runs the machines.", Hosting, "hosting"),
    Column("stage", "How far the product has come.", InnovationStage, choices="stage"),
    Column("first_released", "2004, 2004-05 or 2004-05-23.", PartialDate),
    *(
        _list(field, f"Codes of the list {scheme}; see the sheet Codes.")
        for field, scheme in FIELDS.items()
    ),
    _list("standards", "Standards it speaks: slug, or slug:edition, or slug:edition:strength "
          "(claimed, documented, tested, certified)."),
    Column("emergency_ready", "Whether it is made for emergencies.", bool, Form.YES_NO, choices="yes_no"),
    Column("uses_ai", "Whether it uses artificial intelligence.", bool, Form.YES_NO, choices="yes_no"),
    Column("medical_device_class", "Class under the law that it names."),
    Column("cost_model", "How the owner is paid.", CostModel, choices="cost_model"),
    Column("price_amount", "Published price."),
    Column("price_currency", "ISO 4217 code, such as USD."),
    Column("price_per", "What the price is for, such as: user and month."),
    Column("price_source", "Page that publishes the price."),
    Column("price_date", "When the price was read there: 2025, 2025-05 or 2025-05-23.", PartialDate),
    Column("contact", "A page of the organisation; never a person, never an e-mail address.", WebAddress),
    _list("identifiers", "Ids in other registries: scheme:value."),
    *_SOURCE_COLUMNS,
)  # fmt: skip

DEPLOYMENTS: tuple[Column, ...] = (
    Column("solution", "Id, slug or exact name of a registered solution, or of one in the sheet Solutions.",
           required=True),
    Column("country", "ISO 3166-1 alpha-3 code, or the country's name.", required=True, choices="countries"),
    Column("subdivision", "ISO 3166-2 code, such as KE-30."),
    Column("status", "How far it has come; scaled needs target_share and target_share_source.",
           DeploymentStatus, choices="status"),
    Column("started", "2019, 2019-05 or 2019-05-23.", PartialDate),
    Column("ended", "2024, 2024-05 or 2024-05-23.", PartialDate),
    Column("version", "Version of the solution in use."),
    _list("owner", "Organisations that own the deployment; never a person."),
    _list("implementer", "Organisations that implement it; never a person."),
    _list("funders", "Who paid: name, or name|amount|currency|from year|until year|basis. The amount is shown only "
          "with its basis: the public page that states it, or 'consent 2025-05', when the payer agreed."),
    Column("people", "People reached.", Count, Form.NUMBER),
    Column("people_share", "Share of the people it is meant for: 0 to 1, or a percentage.", Share, Form.NUMBER),
    Column("health_workers", "Health workers who use it.", Count, Form.NUMBER),
    Column("health_workers_share", "Share of the health workers it is meant for.", Share, Form.NUMBER),
    Column("facilities", "Facilities that use it.", Count, Form.NUMBER),
    Column("facilities_share", "Share of the facilities it is meant for.", Share, Form.NUMBER),
    Column("target_share", "Share of the stated target that is reached.", Share, Form.NUMBER),
    Column("target_share_source", "Where that share is stated: a page or a title."),
    _list("interventions", "Codes of the list interventions-2; see the sheet Codes."),
    _list("challenges", "Codes of the list challenges-2; see the sheet Codes."),
    _list("links", "Pages about this deployment.", WebAddress),
    _list("identifiers", "Ids in other registries: scheme:value."),
    *_SOURCE_COLUMNS,
)  # fmt: skip

SOURCES: tuple[Column, ...] = (
    Column("id", "Short name: lower-case letters, digits and hyphens.", required=True),
    Column("title", "Title of the publication, registry or file.", required=True),
    Column("publisher", "Who publishes it."),
    Column("url", "Where it is.", WebAddress),
    Column("date", "Date of the data.", PartialDate),
    Column("licence", "SPDX expression, or the words that it uses."),
)

SHEETS: Mapping[str, Sequence[Column]] = MappingProxyType(
    {"Solutions": SOLUTIONS, "Deployments": DEPLOYMENTS, "Sources": SOURCES}
)

_GUIDE = (
    "How to fill in this workbook",
    (
        "One row a solution in the sheet Solutions, one row a deployment in the sheet Deployments. "
        "Leave a cell empty when nobody states the value: empty is not zero and not “no”."
    ),
    (
        "Every row is recorded as the statement of a source. Describe new sources in the sheet Sources and "
        "name their id in the column source."
    ),
    (
        "A deployment of which only the country is known is recorded as a reported presence: it is listed "
        "apart and never counted as running."
    ),
    "Never enter a person’s name, e-mail address or telephone number; a row with an e-mail address is rejected.",
    "Dates are 2025, 2025-05 or 2025-05-23. Lists in one cell are separated by semicolons.",
    (
        "A row with an error is rejected with the cell and the reason; the other rows are not affected. "
        "`registry import spreadsheet FILE --dry-run` tries everything and writes nothing."
    ),
)


def write_template(session: Session, path: Path) -> None:
    """Write the empty workbook; its lists are those of the registry as it is now."""
    lists = _lists(session)
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"title": "Template for solutions and deployments"})
        bold = book.add_format({"bold": True, "bottom": 1, "locked": True})
        required = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        _write_guide(book, bold, wrap)
        for name, columns in SHEETS.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for position, column in enumerate(columns):
                sheet.write(0, position, column.name, required if column.required else bold)
                sheet.write_comment(0, position, column.help, {"x_scale": 2})
                sheet.set_column(position, position, max(14, len(column.name) + 2))
                _offer(sheet, position, column, lists)
        _write_codes(book, session, bold)
        _write_lists(book, lists, bold)


def _lists(session: Session) -> dict[str, list[str]]:
    enums: dict[str, type[StrEnum]] = {
        "type": SolutionType,
        "openness": Openness,
        "platforms": Platform,
        "hosting": Hosting,
        "stage": InnovationStage,
        "cost_model": CostModel,
        "status": DeploymentStatus,
    }
    found = {name: [member.value for member in enum] for name, enum in enums.items()}
    found["yes_no"] = ["yes", "no"]
    found["countries"] = list(session.exec(select(Country.code).order_by(Country.code)))
    return found


def _write_guide(book: Any, bold: Any, wrap: Any) -> None:
    sheet = book.add_worksheet("Guide")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 90, wrap)
    sheet.write(0, 0, _GUIDE[0], bold)
    for row, line in enumerate(_GUIDE[1:], start=1):
        sheet.merge_range(row, 0, row, 2, line, wrap)
        sheet.set_row(row, 32)
    row = len(_GUIDE) + 1
    for position, title in enumerate(("Column", "Needed", "What goes there")):
        sheet.write(row, position, title, bold)
    for name, columns in SHEETS.items():
        for column in columns:
            row += 1
            sheet.write(row, 0, f"{name}: {column.name}")
            sheet.write(row, 1, "yes" if column.required else "")
            sheet.write(row, 2, column.help, wrap)


def _offer(sheet: Any, position: int, column: Column, lists: Mapping[str, list[str]]) -> None:
    """Offer a list to choose from where a cell holds one value of it."""
    if column.choices not in lists or column.form is Form.LIST:
        return
    place = list(lists).index(column.choices)
    letter = xlsxwriter.utility.xl_col_to_name(place)
    sheet.data_validation(
        1,
        position,
        ROWS,
        position,
        {
            "validate": "list",
            "source": f"=Lists!${letter}$2:${letter}${len(lists[column.choices]) + 1}",
            # Names of countries are understood as well as codes.
            "error_type": "warning" if column.choices == "countries" else "stop",
            "error_title": column.name,
            "error_message": "Choose a value of the list.",
        },
    )


def _write_codes(book: Any, session: Session, bold: Any) -> None:
    sheet = book.add_worksheet("Codes")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 16)
    sheet.set_column(2, 2, 90)
    for position, title in enumerate(("column", "code", "meaning")):
        sheet.write(0, position, title, bold)
    rows: list[tuple[str, str, str]] = []
    for field, scheme in FIELDS.items():
        concepts = session.exec(
            select(Concept.code, Concept.label)
            .where(Concept.scheme_id == scheme)
            .order_by(col(Concept.position))
        )
        rows += [(field, code, label.get("en", "")) for code, label in concepts]
    standards = session.exec(select(Standard.slug, Standard.names).order_by(Standard.slug))
    rows += [("standards", slug, names.get("en", "")) for slug, names in standards]
    countries = session.exec(select(Country.code, Country.names).order_by(Country.code))
    rows += [("country", code, names.get("en", "")) for code, names in countries]
    for row, values in enumerate(rows, start=1):
        for position, value in enumerate(values):
            sheet.write_string(row, position, value)
    sheet.autofilter(0, 0, max(1, len(rows)), 2)


def _write_lists(book: Any, lists: Mapping[str, list[str]], bold: Any) -> None:
    sheet = book.add_worksheet("Lists")
    for position, (name, values) in enumerate(lists.items()):
        sheet.write(0, position, name, bold)
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, position, value)
