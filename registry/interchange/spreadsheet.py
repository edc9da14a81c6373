"""Imports our own spreadsheet: solutions by the one rule for all sources, then deployments."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from registry.db.records import slugify
from registry.errors import Fault, mark
from registry.interchange.cell_checks import check_codes, identifier
from registry.interchange.cells import (
    NONE_OF,
    NOT_REGISTERED,
    BadSheet,
    Complaint,
    Row,
    Sheet,
    read_sheets,
    unknown_columns,
)
from registry.interchange.deployment_rows import DeploymentRows
from registry.interchange.matching import OWN_SCHEME, fold
from registry.interchange.merging import Merger, Progress, said
from registry.interchange.places import Places
from registry.interchange.report import Report
from registry.interchange.statements import (
    Accounted,
    Identifier,
    NamedOrganisation,
    Outcome,
    Rejected,
    Statement,
)
from registry.interchange.template import LANGUAGES
from registry.provenance.models import Source
from registry.provenance.service import SourceDraft, save_sources
from registry.solutions.models import ClaimStrength, Solution
from registry.standards.models import Standard
from registry.taxonomy.service import FIELDS, ConceptCodes

AUTHOR = "Import from a spreadsheet"
ROLES = ("owner", "developer", "maintainer", "implementer", "funder")
_LINKS = {"home": "home", "source_code": "source", "documentation": "documentation", "demo": "demo"}
_PLAIN = (
    "aliases", "type", "licence", "openness", "languages", "platforms", "offline", "hosting", "stage",
    "first_released", "interventions", "challenges", "services", "focus_areas", "sdgs", "emergency_ready",
    "uses_ai", "medical_device_class", "cost_model", "contact",
)  # fmt: skip
_PRICE = {
    "price_amount": "amount",
    "price_currency": "currency",
    "price_per": "per",
    "price_source": "source",
}


def import_workbook(session: Session, path: Path, places: Places, report: Report, progress: Progress) -> None:
    """Import all sheets of the file; a row with an error is rejected with its cells and reasons."""
    try:
        sheets = read_sheets(path)
    except BadSheet as error:
        report.rejected.append(Rejected("spreadsheet", "file", str(error)))
        return
    for sheet, title, number in unknown_columns(sheets):
        report.lost(sheet, "column", title, f"{number} values", "a column that the template does not have")
    sources = _Sources(session, path, sheets.get("Sources", Sheet()).rows, report)
    standards = set(session.exec(select(Standard.slug)))
    codes = ConceptCodes(session)
    known = known_solutions(session)
    statements = [
        statement
        for row in sheets.get("Solutions", Sheet()).rows
        if (statement := _statement(row, sources.of(row), fields_of(row, standards, codes), known, report))
    ]
    note = f"Imported from {path.name}."
    # The countries stand in a sheet of their own, which may say less than another file of this source.
    Merger(session, report, author=AUTHOR, note=note, names_countries=False).merge(statements, progress)
    rows = sheets.get("Deployments", Sheet()).rows
    if rows:
        DeploymentRows(session, report, places, sources.of, known_solutions(session)).save(
            rows, author=AUTHOR, note=note, progress=progress
        )


class _Sources:
    """Says which source states a row; a row without one rests on the file itself."""

    def __init__(self, session: Session, path: Path, rows: Iterable[Row], report: Report) -> None:
        self._session = session
        self._own = SourceDraft(id=f"spreadsheet-{slugify(path.stem)}"[:80], title=f"Spreadsheet {path.name}")
        for row in rows:
            self._record(row, report)
        self._known = set(session.exec(select(Source.id)))

    def _record(self, row: Row, report: Report) -> None:
        name = str(row.get("title", ""))
        try:
            if not row.errors:
                save_sources(self._session, [self._dated(SourceDraft.model_validate(row.values))])
        except ValidationError as error:
            row.errors.append(Complaint("", Fault("%(reason)s", {"reason": said(error)})))
        if row.errors:
            report.rejected.append(Rejected("spreadsheet", row.place, row.reasons, name))

    def _dated(self, draft: SourceDraft) -> SourceDraft:
        """A source always has a date: where the file gives none, the day on which it was first read."""
        if draft.date or draft.retrieved:
            return draft
        known = self._session.get(Source, draft.id)
        retrieved = known.retrieved if known else dt.datetime.now(dt.UTC).date().isoformat()
        return draft.model_copy(update={"retrieved": retrieved})

    def of(self, row: Row) -> str:
        """The id of the row's source; one that nobody knows is a complaint about the cell."""
        stated = row.get("source")
        if stated is None:
            if self._own.id not in self._known:
                save_sources(self._session, [self._dated(self._own)])
                self._known.add(self._own.id)
            return self._own.id
        if stated not in self._known:
            row.complain("source", NOT_REGISTERED, text=stated)
        return str(stated)


def known_solutions(session: Session) -> dict[str, set[str]]:
    """Slugs of the solutions by id, slug and folded name."""
    known: dict[str, set[str]] = {}
    rows = session.exec(select(Solution.id, Solution.slug, Solution.names).order_by(col(Solution.id)))
    for record_id, slug, names in rows:
        for name in (record_id, slug, *(fold(each) for each in names.values())):
            known.setdefault(name, set()).add(slug)
    return known


def _statement(
    row: Row, source: str, fields: dict[str, Any], known: dict[str, set[str]], report: Report
) -> Statement | None:
    own = row.get("id")
    if own and own not in known:
        row.complain("id", NOT_REGISTERED, text=own)
    identifiers = [Identifier(OWN_SCHEME, own)] if own else []
    identifiers += [each for text in row.get("identifiers", []) if (each := identifier(row, text))]
    if row.errors:
        report.rejected.append(Rejected(source, row.place, row.reasons, str(row.get("name", "")) or None))
        return None
    return Statement(
        source=source,
        date=row.get("source_date", ""),
        place=row.place,
        url=row.get("source_url"),
        identifiers=tuple(identifiers),
        fields=fields,
        countries=(),
        organisations=tuple(NamedOrganisation(name, role) for role in ROLES for name in row.get(role, [])),
        accounted=tuple(Accounted(f"Solutions.{name}", Outcome.KEPT, "as_stated") for name in row.values),
    )


def fields_of(row: Row, standards: set[str], codes: ConceptCodes) -> dict[str, Any]:
    """What a row states of a solution; what is wrong with its cells is complained about."""
    check_codes(row, codes, FIELDS)
    names = {"en": row.get("name", "")} | {each: row.get(f"name_{each}", "") for each in LANGUAGES[1:]}
    fields: dict[str, Any] = {
        "names": {language: name for language, name in names.items() if name},
        "summary": {each: row.get(f"summary_{each}", "") for each in LANGUAGES if row.get(f"summary_{each}")},
        "links": {group: row.get(column) for column, group in _LINKS.items() if row.get(column)},
        "standards": [each for text in row.get("standards", []) if (each := _standard(row, text, standards))],
        "price": _price(row),
        **{name: row.get(name) for name in _PLAIN},
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _standard(row: Row, text: str, standards: set[str]) -> dict[str, str] | None:
    slug, _, rest = text.partition(":")
    edition, _, strength = rest.partition(":")
    if slug.strip() not in standards:
        row.complain("standards", NOT_REGISTERED, text=slug.strip())
        return None
    if strength and strength.strip() not in {each.value for each in ClaimStrength}:
        row.complain("standards", NONE_OF, text=strength.strip(), choices=", ".join(ClaimStrength))
        return None
    claim = {"standard": slug.strip(), "strength": strength.strip() or "claimed"}
    return claim | ({"edition": edition.strip()} if edition.strip() else {})


def _price(row: Row) -> dict[str, str] | None:
    price = {key: row.get(column) for column, key in _PRICE.items() if row.get(column)}
    if price and len(price) < len(_PRICE):
        missing = ", ".join(column for column in _PRICE if not row.get(column))
        row.complain("price_amount", mark("A price needs %(columns)s as well."), columns=missing)
        return None
    if price and row.get("price_date"):
        price["date"] = row.get("price_date")
    return price or None
