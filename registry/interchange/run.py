"""Runs an import: one file or folder, one transaction, one report."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml
from sqlmodel import Session, select

from registry import resources
from registry.countries.models import Country
from registry.db import Database
from registry.errors import RegistryError
from registry.interchange import dpga, guidebook, publiccode, rating, ratings, spreadsheet
from registry.interchange.merging import Merger, Progress
from registry.interchange.places import Places
from registry.interchange.ratings import Rating
from registry.interchange.report import Report
from registry.interchange.seed_format import UnclearFile
from registry.interchange.statements import Rejected, Statement
from registry.interchange.vocabulary import StandardNames
from registry.provenance.models import Source
from registry.provenance.service import SourceDraft, save_sources
from registry.standards.models import Standard, StandardEdition


class BadImport(RegistryError):
    """The file cannot be read at all, or the registry is not ready to take it."""

    status = 422
    slug = "bad-import"
    title = "The import cannot be carried out."


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What readers of outside files map names to."""

    places: Places
    standards: StandardNames


Reader = Callable[[Path, Vocabulary, str, str], Iterable[Statement | Rejected]]
"""Reads a file or folder with the vocabulary, as stated by a source (id) on a date."""


Rater = Callable[[Path, str, str], Iterable[Rating | Rejected]]
"""Reads what others found of products out of the same file or folder, as stated by a source on a date."""


def _nothing(_path: Path, _words: Vocabulary, _source: str, _date: str) -> Iterable[Statement | Rejected]:
    return ()


def _rate_dpga(path: Path, source: str, date: str) -> Iterable[Rating | Rejected]:
    del source
    return ratings.dpga(path.read_bytes(), date)


def _rate_guidebook(path: Path, source: str, date: str) -> Iterable[Rating | Rejected]:
    del source, date
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    return ratings.guidebook((file.name, file.read_bytes()) for file in files)


def _rate_ggmm(path: Path, source: str, date: str) -> Iterable[Rating | Rejected]:
    del date
    return ratings.ggmm(path.read_bytes(), source)


def _read_dpga(path: Path, words: Vocabulary, source: str, date: str) -> Iterable[Statement | Rejected]:
    return dpga.parse(path.read_bytes(), words.places, words.standards, source=source, date=date)


def _read_guidebook(path: Path, words: Vocabulary, source: str, date: str) -> Iterable[Statement | Rejected]:
    files = path if path.is_dir() else [(path.name, path.read_bytes())]
    return guidebook.parse(files, words.places, words.standards, source=source, date=date)


def _read_publiccode(path: Path, words: Vocabulary, source: str, date: str) -> Iterable[Statement | Rejected]:
    del words  # such files name neither countries of use nor standards in a set form
    return publiccode.parse(path, source=source, date=date)


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of outside file: who speaks in it, and how it is read."""

    author: str
    source: SourceDraft
    read: Reader
    names_countries: bool = True
    rates: Rater | None = None


IMPORTERS: Mapping[str, Importer] = MappingProxyType(
    {
        "dpga": Importer(
            "Import from the Digital Public Goods Alliance",
            SourceDraft(
                id=dpga.SOURCE,
                title="Registry of digital public goods",
                publisher="Digital Public Goods Alliance",
                url="https://www.digitalpublicgoods.net/registry",
                date=dpga.DATE,
            ),
            _read_dpga,
            rates=_rate_dpga,
        ),
        "guidebook": Importer(
            "Import from the global goods guidebook",
            SourceDraft(
                id=guidebook.SOURCE,
                title="Global goods guidebook",
                publisher="Global Goods Atlas Explorer",
                url="https://github.com/carlsbox/global-goods-atlas-explorer",
                date=guidebook.DATE,
                licence="CC-BY-4.0",
            ),
            _read_guidebook,
            rates=_rate_guidebook,
        ),
        "ggmm-ratings": Importer(
            "Import of maturity ratings",
            SourceDraft(
                id=ratings.GGMM_SOURCE,
                title="Technical assessment of digital public goods for health",
                publisher="Digital Public Goods Alliance",
                url="https://www.digitalpublicgoods.net/",
                date="2021-06",
                licence="CC-BY-4.0",
            ),
            _nothing,
            rates=_rate_ggmm,
        ),
        "publiccode": Importer(
            "Import from publiccode.yml",
            SourceDraft(
                id=publiccode.SOURCE,
                title="publiccode.yml files in the products’ own repositories",
                publisher="The products’ maintainers",
                url="https://yml.publiccode.tools/",
            ),
            _read_publiccode,
            names_countries=False,
        ),
    }
)
SOURCES = (*IMPORTERS, "spreadsheet")


class _DryRun(Exception):
    """Rolls the transaction back after everything was tried."""


def import_file(
    database: Database,
    source: str,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    source_id: str | None = None,
    date: str | None = None,
) -> Report:
    """Import one file or folder in one transaction; a dry run does all of it and takes it back.

    `source` is one of `SOURCES`. `source_id` and `date` say that the file is another edition of its
    registry than the one this version knows, such as `dpga-registry-2026-12` of `2026-12`.
    """
    if source not in SOURCES:
        raise BadImport(f"{source!r} is none of {', '.join(SOURCES)}")
    if not path.exists():
        raise BadImport(f"{path}: no such file or folder")
    report = Report(source, path.name, dry_run)
    say = progress or (lambda _what, _done, _total: None)
    try:
        with database.write() as session:
            _check_ready(session)
            if source == "spreadsheet":
                spreadsheet.import_workbook(session, path, vocabulary(session).places, report, say)
            else:
                _import_statements(session, IMPORTERS[source], path, report, say, (source_id, date))
            _keep_unless(dry_run)
    except _DryRun:
        pass
    except (OSError, UnicodeDecodeError) as error:
        raise BadImport(f"{path.name}: cannot be read: {error}") from error
    return report


def _keep_unless(dry_run: bool) -> None:
    if dry_run:
        raise _DryRun


def _check_ready(session: Session) -> None:
    if session.exec(select(Country.code).limit(1)).first() is None:
        raise BadImport("the registry knows no countries yet; run `registry seed` first")


def _import_statements(
    session: Session,
    importer: Importer,
    path: Path,
    report: Report,
    progress: Progress,
    edition: tuple[str | None, str | None],
) -> None:
    source = edition[0] or importer.source.id
    date = edition[1] if edition[1] is not None else importer.source.date
    ensure_source(session, importer.source.model_copy(update={"id": source, "date": date}))
    statements: list[Statement] = []
    for each in importer.read(path, vocabulary(session), source, date):
        if isinstance(each, Rejected):
            report.rejected.append(each)
        else:
            statements.append(each)
    merger = Merger(
        session,
        report,
        author=importer.author,
        note=f"Imported from {path.name}.",
        names_countries=importer.names_countries,
    )
    merger.merge(statements, progress)
    if importer.rates:
        rating.record(session, importer.rates(path, source, date), source, report)


def ensure_source(session: Session, draft: SourceDraft) -> None:
    """Record a source that is not known yet, as read today; what is said of a known one stays."""
    if session.get(Source, draft.id) is None:
        today = dt.datetime.now(dt.UTC).date().isoformat()
        save_sources(session, [SourceDraft.model_validate(draft.model_dump() | {"retrieved": today})])


def vocabulary(session: Session) -> Vocabulary:
    """The names of places and standards as the registry knows them."""
    names: dict[str, str] = {}
    for country in session.exec(select(Country)):
        for name in (country.code, country.alpha2, *country.names.values(), *country.aliases):
            names[name] = country.code
    aliases: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for standard in session.exec(select(Standard).order_by(Standard.slug)):
        slugs[standard.id] = standard.slug
        for name in (*standard.names.values(), *standard.aliases):
            aliases.setdefault(name, standard.slug)
    editions: dict[str, list[str]] = {}
    for edition in session.exec(select(StandardEdition).order_by(StandardEdition.position)):  # type: ignore[arg-type]  # a column, in spite of its annotation
        editions.setdefault(slugs[edition.standard_id], []).append(edition.label)
    return Vocabulary(Places(names), StandardNames(aliases, editions, _unclear_spellings()))


@cache
def _unclear_spellings() -> tuple[str, ...]:
    """Spellings that the file which ships with the program says to name no single standard."""
    with (resources.path("seed") / "standards-unresolved.yaml").open(encoding="utf-8") as stream:
        return tuple(each.name for each in UnclearFile.model_validate(yaml.safe_load(stream)).spellings)
