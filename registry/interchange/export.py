"""Exports everything that is published, each file with the notice that its data must travel with.

A file's notice stands beside it as `<file>.license`, and `LICENCES.md` says it for all of them. The records
hold no person, so neither does an export.
"""

import csv
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.audit.models import Revision
from registry.db import Database, Kind
from registry.db.withheld import public_body, public_value
from registry.deployments.drafts import WITHDRAWN
from registry.deployments.queries import confirmations
from registry.errors import RegistryError
from registry.interchange.export_notices import (
    DISCLAIMER,
    OWN_LICENCE,
    Notice,
    credit,
    map_notice,
    notice_of_seed,
    record_notice,
)
from registry.interchange.export_trust import trust_files
from registry.interchange.merging import Progress
from registry.notices.queries import by_record
from registry.notices.schemas import NoticeView
from registry.provenance.models import Claim, Source
from registry.taxonomy.models import Concept, ConceptMap, ConceptScheme

OVERVIEW = "LICENCES.md"
_FILES = {
    Kind.SOLUTION: "solutions",
    Kind.DEPLOYMENT: "deployments",
    Kind.STANDARD: "standards",
    Kind.ORGANISATION: "organisations",
    Kind.COUNTRY: "countries",
}
_TRUST_FILES: dict[str, tuple[str, ...]] = {
    "evidence": ("evidence/*.yaml",),
    "certainty": (),
    "recommendations": ("recommendations.yaml",),
    "external-assessments": ("external-assessments.yaml",),
    "feedback": (),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, Any]


class Format(StrEnum):
    """How records are written."""

    JSON_LINES = "jsonl"
    CSV = "csv"


class BadExport(RegistryError):
    """The export cannot be written there."""

    status = 409
    slug = "bad-export"
    title = "The export cannot be written."


@dataclass(slots=True)
class ExportReport:
    """The files written, with their number of rows."""

    folder: Path
    files: dict[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The report in words, a line a file."""
        return [f"{name}: {number}" for name, number in self.files.items()]


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    rows: Callable[[], Iterator[Row]]
    notice: Notice


def export_all(
    database: Database,
    path: Path,
    file_format: Format | str = Format.JSON_LINES,
    progress: Progress | None = None,
) -> ExportReport:
    """Write all published records into the folder `path`, all or nothing.

    The folder is new, empty or an earlier export, which is then replaced.
    """
    chosen = Format(file_format)
    say = progress or (lambda _what, _done, _total: None)
    _check_target(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        with database.read() as session:
            report = ExportReport(path)
            files = _files(session)
            for number, file in enumerate(files):
                say(file.name, number, len(files))
                name = f"{file.name}.{chosen.value}"
                report.files[name] = _write(fresh / name, chosen, file)
            (fresh / OVERVIEW).write_text(_overview(session, files, chosen), encoding="utf-8")
            say("done", len(files), len(files))
        _replace(fresh, path)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return report


def _check_target(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise BadExport(f"{path} is a file; an export is a folder")
    if path.is_dir() and any(path.iterdir()) and not (path / OVERVIEW).is_file():
        raise BadExport(f"{path} holds other files; choose a new or empty folder")


def _replace(fresh: Path, path: Path) -> None:
    fresh.chmod(0o755)
    earlier = fresh.with_name(f"{fresh.name}-earlier")
    if path.exists():
        path.rename(earlier)  # renaming is atomic on one file system: that is why all lie beside each other
    fresh.rename(path)
    shutil.rmtree(earlier, ignore_errors=True)


def _files(session: Session) -> list[_File]:
    files = [
        _File(name, _records(session, kind), record_notice(session, kind)) for kind, name in _FILES.items()
    ]
    own = Notice(
        OWN_LICENCE, "Who states what about which record, and when; facts as the named sources state them."
    )
    listed = Notice(OWN_LICENCE, "The sources that the records rest on, each with its own licence.")
    files += [
        _File("claims", lambda: _claims(session), own),
        _File("sources", lambda: _sources(session), listed),
    ]
    files += [
        _File(name, rows, notice_of_seed(_TRUST_FILES[name], OWN_LICENCE))
        for name, rows in trust_files(session).items()
    ]
    for scheme in session.exec(select(ConceptScheme).order_by(col(ConceptScheme.id))):
        notice = Notice(scheme.licence or "NOASSERTION", scheme.notice)
        files.append(_File(f"taxonomies/{scheme.id}", _concepts(session, scheme), notice))
    files.append(_File("taxonomies/maps", lambda: _maps(session), map_notice(session)))
    return files


def _records(session: Session, kind: Kind) -> Callable[[], Iterator[Row]]:
    """The newest state of each record of a kind, with its id."""
    newest = (
        select(Revision.record_id, sa.func.max(Revision.number).label("number"))
        .where(Revision.record_kind == kind)
        .group_by(col(Revision.record_id))
        .subquery()
    )
    statement = (
        sa.select(col(Revision.record_id), col(Revision.number), col(Revision.at), col(Revision.body))
        .join(
            newest,
            sa.and_(col(Revision.record_id) == newest.c.record_id, col(Revision.number) == newest.c.number),
        )
        .where(col(Revision.record_kind) == kind)
        .order_by(col(Revision.record_id))
        .execution_options(yield_per=1000)
    )

    def rows() -> Iterator[Row]:
        confirmed = confirmations(session) if kind is Kind.DEPLOYMENT else {}
        warned = by_record(session)
        for record_id, number, at, body in session.execute(statement):
            if WITHDRAWN in body:
                continue
            about = {name: value for name, value in public_body(body).items() if name != "claims"}
            if kind is Kind.DEPLOYMENT:
                about["confirmation"], about["confirmation_on"] = confirmed.get(record_id, ("", ""))
            told = [
                *warned.get((kind, record_id), ()),
                *warned.get((Kind.SOLUTION, body.get("solution")), ()),
            ]
            about["notices"] = [_warning(each) for each in told]
            yield {"id": record_id, **about, "revision": number, "published_at": at.isoformat()}

    return rows


def _warning(notice: NoticeView) -> Row:
    """A notice of the Secretariat that is in force on a record."""
    return {
        "kind": notice.kind,
        "reason": notice.reason,
        "language": notice.language,
        "link": notice.link,
        "starts_on": notice.starts_on.isoformat(),
        "ends_on": notice.ends_on.isoformat() if notice.ends_on else "",
    }


def _claims(session: Session) -> Iterator[Row]:
    statement = (
        select(Claim)
        .order_by(col(Claim.record_kind), col(Claim.record_id), col(Claim.field), col(Claim.source_id))
        .execution_options(yield_per=1000)
    )
    for claim in session.exec(statement):
        yield {
            "record_kind": claim.record_kind.value,
            "record_id": claim.record_id,
            "field": claim.field,
            "value": public_value(claim.field, claim.value),
            "source": claim.source_id,
            "date": claim.date,
            "url": claim.url,
        }


def _sources(session: Session) -> Iterator[Row]:
    for source in session.exec(select(Source).order_by(col(Source.id))):
        yield source.model_dump(mode="json")


def _concepts(session: Session, scheme: ConceptScheme) -> Callable[[], Iterator[Row]]:
    statement = select(Concept).where(Concept.scheme_id == scheme.id).order_by(col(Concept.position))

    def rows() -> Iterator[Row]:
        for concept in session.exec(statement):
            yield {
                "scheme": concept.scheme_id,
                "code": concept.code,
                "parent": concept.parent_code or "",
                "label": concept.label,
                "new": concept.is_new,
                "note": concept.note,
                "unofficial_translations": scheme.unofficial_translations,
            }

    return rows


def _maps(session: Session) -> Iterator[Row]:
    for row in session.exec(select(ConceptMap).order_by(col(ConceptMap.id))):
        yield row.model_dump(mode="json", exclude={"id"})


def _overview(session: Session, files: Sequence[_File], chosen: Format) -> str:
    lines = ["# Licences", "", DISCLAIMER, "", "| file | licence | notice |", "|---|---|---|"]
    lines += [
        f"| {file.name}.{chosen.value} | {file.notice.licence} | {' '.join(file.notice.text.split())} |"
        for file in files
    ]
    lines += ["", "## Sources", ""]
    lines += [
        f"- `{each.id}`: {credit(each)}" for each in session.exec(select(Source).order_by(col(Source.id)))
    ]
    return "\n".join(lines) + "\n"


def _write(path: Path, chosen: Format, file: _File) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + ".license").write_text(str(file.notice), encoding="utf-8")
    return _write_csv(path, file.rows) if chosen is Format.CSV else _write_json_lines(path, file.rows())


def _write_json_lines(path: Path, rows: Iterator[Row]) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
            number += 1
    return number


def _write_csv(path: Path, rows: Callable[[], Iterator[Row]]) -> int:
    """Write a table; its columns are all that any row has, so the rows are read twice."""
    columns: dict[str, None] = {}
    for row in rows():
        columns.update(dict.fromkeys(_flat(row)))
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, list(columns), restval="")
        writer.writeheader()
        for row in rows():
            writer.writerow(_flat(row))
            number += 1
    return number


def _flat(row: Row) -> dict[str, str]:
    """A row for a table: texts per language and links become columns, lists one cell, the rest JSON."""
    flat: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict) and name != "value":
            flat.update({f"{name}_{key}": _cell(inner) for key, inner in value.items()})
        else:
            flat[name] = _cell(value)
    return flat


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return _harmless("; ".join(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return _harmless(str(value))


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
