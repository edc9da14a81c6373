"""Drafts of submissions from files that people have already: publiccode.yml, or our spreadsheet template.

Nothing is published by it: each product and each deployment becomes the beginning of a draft, in which its sender
sees and corrects what was read. What found no place is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, select

from registry.accounts.viewer import Viewer
from registry.errors import Fault, Invalid, mark
from registry.interchange import publiccode
from registry.interchange.cell_checks import check_codes, identifier
from registry.interchange.cells import (
    NO_COUNTRY,
    NOT_REGISTERED,
    BadSheet,
    Complaint,
    Row,
    Sheet,
    read_sheets,
)
from registry.interchange.deployment_rows import PLAIN, SEVERAL
from registry.interchange.matching import AmbiguousMatch, KnownSolutions, fold
from registry.interchange.run import vocabulary
from registry.interchange.spreadsheet import ROLES, fields_of, known_solutions
from registry.interchange.statements import MalformedRecordError, NamedOrganisation, Statement
from registry.standards.models import Standard
from registry.submissions import service
from registry.submissions.drafting import NEW
from registry.submissions.merging import is_nothing
from registry.submissions.models import Submission, SubmissionKind, id_of
from registry.submissions.picking import ADD, Picker
from registry.submissions.repository_file import RepositoryFile
from registry.taxonomy.service import ConceptCodes

MOST_DRAFTS: Final = 50
"""Drafts of one file; more than these nobody checks by hand."""

_UNREADABLE: Final = mark("The file cannot be read: %(reason)s")


@dataclass(frozen=True, slots=True)
class Prefilled:
    """The beginning of a draft: what was read and what found no place.

    `target`: the record it would change; `parent`: the place of the draft in the same file that it rests on.
    `file`: what is kept of the file beside the draft, to compare it with.
    """

    kind: SubmissionKind
    name: str
    body: Mapping[str, Any]
    target: str = ""
    parent: int | None = None
    notes: tuple[Complaint, ...] = ()
    file: RepositoryFile | None = None


def from_publiccode(session: Session, content: bytes, name: str) -> list[Prefilled]:
    """The product that a publiccode.yml describes."""
    statement = _statement(content, name)
    try:
        known = KnownSolutions(session).match(statement)
    except AmbiguousMatch as error:
        raise Invalid({"file": Fault(_UNREADABLE, {"reason": str(error)})}) from error
    notes = [Complaint(f"{each.path}: {each.value}", Fault(each.explanation)) for each in statement.unmapped]
    return [
        Prefilled(
            SubmissionKind.SOLUTION,
            statement.name,
            _body(session, statement),
            known or "",
            notes=tuple(notes),
            file=_kept(statement),
        )
    ]


def repository_file(content: bytes, name: str) -> RepositoryFile:
    """What of a publiccode.yml is compared with a draft."""
    return _kept(_statement(content, name))


def _statement(content: bytes, name: str) -> Statement:
    try:
        return publiccode.read(content, name)
    except MalformedRecordError as error:
        raise Invalid({"file": Fault(_UNREADABLE, {"reason": str(error)})}) from error


def _kept(statement: Statement) -> RepositoryFile:
    licence = str(statement.fields.get("licence", ""))
    return RepositoryFile(statement.place, statement.url or "", statement.date, licence)


def _body(session: Session, statement: Statement) -> dict[str, Any]:
    identifiers = [
        {"scheme": each.scheme, "value": each.value, **({"url": each.url} if each.url else {})}
        for each in statement.identifiers
    ]
    body = {**statement.fields, "identifiers": identifiers}
    return body | _organisations(session, statement.organisations)


def _organisations(session: Session, named: Iterable[NamedOrganisation]) -> dict[str, Any]:
    """The roles of organisations; those that are not registered are to be added with the draft."""
    picker = Picker(session)
    rows: list[dict[str, str]] = []
    for each in named:
        slug = _slug(picker, each.name)
        if slug in picker.new_organisations:
            more = {"home": each.home, "country": each.country, "kind": each.kind}
            picker.new_organisations[slug] |= {name: value for name, value in more.items() if value}
        row = {"organisation": slug, "role": each.role}
        rows += [] if row in rows else [row]
    found = {"organisations": rows, NEW: picker.new_organisations}
    return {name: value for name, value in found.items() if value}


def _slug(picker: Picker, name: str) -> str:
    found = picker.key("organisation", name)
    if found == name:  # nothing is registered, or several are
        found = picker.key("organisation", name, choice=ADD)
    return found


def from_sheets(session: Session, path: Path) -> list[Prefilled]:
    """The solutions and deployments of our spreadsheet template, each sheet's rows in their order."""
    try:
        sheets = read_sheets(path)
    except BadSheet as error:
        raise Invalid({"file": error.fault}) from error
    rows = sum(len(sheet.rows) for name, sheet in sheets.items() if name != "Sources")
    if rows > MOST_DRAFTS:
        message = mark("The file has %(number)s rows; at most %(most)s become drafts at once.")
        raise Invalid({"file": Fault(message, {"number": rows, "most": MOST_DRAFTS})})
    reader = _Sheets(session)
    found = [reader.solution(row) for row in sheets.get("Solutions", Sheet()).rows]
    found += [reader.deployment(row, found) for row in sheets.get("Deployments", Sheet()).rows]
    if not found:
        raise Invalid({"file": mark("No row of the file holds anything.")})
    return found


def begin(session: Session, viewer: Viewer, read: Iterable[Prefilled], organisation: str) -> list[Submission]:
    """Make a draft of each, for an organisation (id or slug) or for oneself."""
    rows: list[Submission] = []
    for each in read:
        parent = id_of(rows[each.parent]) if each.parent is not None else None
        row = service.create(
            session,
            viewer,
            each.kind,
            organisation=organisation,
            target=each.target,
            parent_id=parent,
            body=each.body,
        )
        if each.file is not None:
            service.keep_repository_file(session, viewer, id_of(row), each.file)
        rows.append(row)
    return rows


class _Sheets:
    """Reads rows; what is wrong with a cell is noted, and the rest of its row taken."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._codes = ConceptCodes(session)
        self._standards = set(session.exec(select(Standard.slug)))
        self._places = vocabulary(session).places
        self._known = known_solutions(session)

    def solution(self, row: Row) -> Prefilled:
        """A row of the sheet Solutions."""
        fields = fields_of(row, self._standards, self._codes)
        target = str(row.get("id", ""))
        if target and target not in self._known:
            row.complain("id", NOT_REGISTERED, text=target)
        named = [NamedOrganisation(name, role) for role in ROLES for name in row.get(role, [])]
        body = {**fields, "identifiers": self._identifiers(row), **_organisations(self._session, named)}
        return Prefilled(
            SubmissionKind.SOLUTION,
            str(row.get("name", "")),
            _told(body),
            next(iter(self._known.get(target, set())), ""),
            notes=tuple(row.errors),
        )

    def deployment(self, row: Row, solutions: list[Prefilled]) -> Prefilled:
        """A row of the sheet Deployments; its solution is registered, or stands in the same file."""
        check_codes(row, self._codes, ("interventions", "challenges"))
        stated, country = str(row.get("solution", "")), str(row.get("country", ""))
        parent = self._in_file(stated, solutions)
        solution = "" if parent is not None else self._registered(row, stated)
        code = self._places.code(country) if country else None
        if country and code is None:
            row.complain("country", NO_COUNTRY, text=country)
        named = [
            NamedOrganisation(name, role) for role in ("owner", "implementer") for name in row.get(role, [])
        ]
        body = {
            **{name: row.get(name) for name in PLAIN},
            "solution": solution,
            "country": code or "",
            "identifiers": self._identifiers(row),
            **_organisations(self._session, named),
        }
        if row.get("funders"):
            row.complain("funders", mark("Funders are filled in on the form."))
        return Prefilled(
            SubmissionKind.DEPLOYMENT,
            f"{stated}, {country}",
            _told(body),
            parent=parent,
            notes=tuple(row.errors),
        )

    @staticmethod
    def _in_file(stated: str, solutions: list[Prefilled]) -> int | None:
        new = [
            place
            for place, each in enumerate(solutions)
            if each.kind is SubmissionKind.SOLUTION and not each.target and fold(each.name) == fold(stated)
        ]
        return new[0] if new else None

    def _registered(self, row: Row, stated: str) -> str:
        slugs = self._known.get(stated) or self._known.get(fold(stated), set())
        if len(slugs) == 1:
            return next(iter(slugs))
        row.complain(
            "solution", SEVERAL if slugs else NOT_REGISTERED, text=stated, choices=", ".join(sorted(slugs))
        )
        return stated

    @staticmethod
    def _identifiers(row: Row) -> list[dict[str, str]]:
        read = [identifier(row, text) for text in row.get("identifiers", [])]
        return [{"scheme": each.scheme, "value": each.value} for each in read if each]


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the shape that drafts keep them in, without what says nothing."""
    return {name: _plain(value) for name, value in body.items() if not is_nothing(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.value if hasattr(value, "value") else value
