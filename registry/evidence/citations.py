"""Reads citation files of other programs: RIS, BibTeX and CSL JSON, into what a proposal needs. Pure.

Names of people are not kept: the registry names bodies, and a citation's identifier leads to its authors. Names of
bodies are taken where the format tells them apart (BibTeX's second pair of braces, CSL's `literal`), or where one
stands in RIS without the comma that divides a person's name.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

import rispy
from bibtexparser.entrypoint import parse_string
from msgspec import Struct

from registry.errors import Invalid, mark
from registry.evidence.identifiers import BadIdentifier, normal, recognised

LARGEST: Final = 2_000_000
MOST: Final = 500


class CitationFormat(StrEnum):
    """Formats of citation files."""

    RIS = "ris"
    BIBTEX = "bibtex"
    CSL_JSON = "csl_json"


class Citation(Struct, frozen=True):
    """One item of a file: the fields of a draft that it fills, and what was left out with the reason."""

    fields: dict[str, Any]
    left_out: list[str]


def read(text: str, file_format: CitationFormat | None = None) -> list[Citation]:
    """All items of a file; the format is told by its first sign where none is named. `Invalid` if it cannot be read."""
    if not text.strip():
        raise Invalid({"file": mark("Choose a file, or paste its text.")})
    if len(text) > LARGEST:
        raise Invalid({"file": mark("The file is too large.")})
    chosen = file_format or _format_of(text)
    try:
        found = list(READERS[chosen](text))
    except (ValueError, KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise Invalid({"file": mark("The file is not RIS, BibTeX or CSL JSON.")}) from error
    if not found:
        raise Invalid({"file": mark("No item was found in the file.")})
    if len(found) > MOST:
        raise Invalid({"file": mark("The file holds more than 500 items; send it in parts.")})
    return found


def _format_of(text: str) -> CitationFormat:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("[", "{")):
        return CitationFormat.CSL_JSON
    return CitationFormat.BIBTEX if start.startswith(("@", "%")) else CitationFormat.RIS


def _from_ris(text: str) -> Iterator[Citation]:
    for entry in rispy.loads(text, skip_unknown_tags=True):
        authors = [*entry.get("authors", []), *entry.get("first_authors", [])]
        yield _citation(
            title=entry.get("primary_title") or entry.get("title") or "",
            year=entry.get("year") or entry.get("publication_year") or entry.get("date") or "",
            publication=entry.get("journal_name")
            or entry.get("secondary_title")
            or entry.get("alternate_title3")
            or entry.get("publisher")
            or "",
            bodies=[
                name.strip(" ,") for name in authors if "," not in name.strip(" ,") and " " in name.strip()
            ],
            people=[name for name in authors if "," in name.strip(" ,") or " " not in name.strip()],
            identifiers=[
                ("doi", entry.get("doi", "")),
                # These two tags hold other things as often.
                *_if_valid("pmid", entry.get("accession_number", "")),
                *_if_valid("isbn", entry.get("issn", "")),
            ],
            urls=[each for each in entry.get("urls", []) or [entry.get("url", "")] if each],
            language=entry.get("language", ""),
        )


def _from_bibtex(text: str) -> Iterator[Citation]:
    library = parse_string(text)
    for entry in library.entries:
        fields = {each.key.lower(): str(each.value) for each in entry.fields}
        authors = re.split(r"\s+and\s+", fields.get("author", "").strip()) if fields.get("author") else []
        bodies = [_plain(name) for name in authors if name.startswith("{") and name.endswith("}")]
        institution = fields.get("institution") or fields.get("organization") or fields.get("school") or ""
        yield _citation(
            title=_plain(fields.get("title", "")),
            year=fields.get("year") or fields.get("date", ""),
            publication=_plain(
                fields.get("journal")
                or fields.get("journaltitle")
                or fields.get("booktitle")
                or fields.get("publisher")
                or institution
            ),
            bodies=[*bodies, *([_plain(institution)] if institution else [])],
            people=[name for name in authors if not name.startswith("{") and name.lower() != "others"],
            identifiers=[(scheme, fields.get(scheme, "")) for scheme in ("doi", "pmid", "pmcid", "isbn")],
            urls=[fields[name] for name in ("url",) if fields.get(name)],
            language=fields.get("langid", ""),
        )


def _from_csl(text: str) -> Iterator[Citation]:
    raw = json.loads(text)
    entries = raw.get("items", [raw]) if isinstance(raw, dict) else raw
    for entry in entries:
        authors = [each for each in entry.get("author", []) if isinstance(each, Mapping)]
        parts = (entry.get("issued") or {}).get("date-parts") or [[""]]
        yield _citation(
            title=str(entry.get("title", "")),
            year=str(parts[0][0] if parts[0] else ""),
            publication=str(entry.get("container-title") or entry.get("publisher") or ""),
            bodies=[str(each["literal"]) for each in authors if each.get("literal")],
            people=[str(each["family"]) for each in authors if each.get("family")],
            identifiers=[
                (scheme, str(entry.get(name, "")))
                for scheme, name in (("doi", "DOI"), ("pmid", "PMID"), ("pmcid", "PMCID"), ("isbn", "ISBN"))
            ],
            urls=[str(entry["URL"])] if entry.get("URL") else [],
            language=str(entry.get("language", "")),
        )


READERS: Final[dict[CitationFormat, Callable[[str], Iterator[Citation]]]] = {
    CitationFormat.RIS: _from_ris,
    CitationFormat.BIBTEX: _from_bibtex,
    CitationFormat.CSL_JSON: _from_csl,
}


def _citation(  # noqa: PLR0913 - the fields that all formats share
    *,
    title: str,
    year: str,
    publication: str,
    bodies: list[str],
    people: list[str],
    identifiers: list[tuple[str, str]],
    urls: list[str],
    language: str,
) -> Citation:
    left_out: list[str] = []
    found: dict[tuple[str, str], None] = {}
    for scheme, value in identifiers:
        if not value.strip():
            continue
        try:
            found[scheme, normal(scheme, value)] = None
        except BadIdentifier as error:
            left_out.append(str(error))
    for url in urls:
        if pair := recognised(url):
            found[pair] = None
    if people:
        left_out.append(
            f"{len(people)} names of people: an item names bodies, its identifier leads to the authors"
        )
    fields: dict[str, Any] = {
        "title": " ".join(title.split()),
        "year": int(number.group()) if (number := re.search(r"\b(19|20)\d\d\b", year)) else None,
        "publication": " ".join(publication.split())[:300],
        "authors": list(dict.fromkeys(body for body in bodies if body)),
        "identifiers": [{"scheme": scheme, "value": value} for scheme, value in found],
        "url": next((url for url in urls if url.startswith(("http://", "https://"))), ""),
        "language": language[:2].lower() if re.match(r"^[A-Za-z]{2}([-_ ]|$)", language) else "en",
    }
    return Citation(fields, left_out)


def _if_valid(scheme: str, value: str) -> list[tuple[str, str]]:
    try:
        return [(scheme, normal(scheme, value))]
    except BadIdentifier:
        return []


def _plain(text: str) -> str:
    """BibTeX text without braces and the commonest commands."""
    return re.sub(r"\\[a-zA-Z]+\s*|[{}]", "", text).replace("\\&", "&").strip()
