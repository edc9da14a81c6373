"""Reads what others found of solutions out of their files: maturity ratings, recognitions, yearly points; pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from registry.evaluation.external.drafts import Result
from registry.evaluation.external.models import POINTS, Scheme
from registry.interchange.statements import Identifier, Rejected

GGMM_SOURCE = "dpga-health-assessment-2021"
CRITERIA: Mapping[str, str] = MappingProxyType(
    {
        "Country Utilization": "country-utilization",
        "Country Strategy": "country-strategy",
        "Digital Health Interventions": "digital-health-interventions",
        "Source Code Accessibility": "source-code-accessibility",
        "Funding and Revenue": "funding-and-revenue",
        "Engagement": "community-engagement",
        "Community Governance": "community-governance",
        "Software Roadmap": "software-roadmap",
        "User Documentation": "user-documentation",
        "Multi-?[lL]ingual Support": "multilingual-support",
        "Technical Documentation": "technical-documentation",
        "Software Productization": "software-productization",
        "Interoperability and Data Accessibility": "interoperability-and-data-accessibility",
        "Security": "security",
        "Scalability": "scalability",
    }
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COLUMN = re.compile(r"(?:Baseline|Update)(?:\s*\(\s*([A-Za-z]+)\s+(\d{4})\s*\))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rating:
    """One assessment in a file: of the product of this name, or with this identifier."""

    place: str
    name: str
    scheme: Scheme
    on: str
    results: Mapping[str, Result]
    identifiers: tuple[Identifier, ...] = ()
    url: str = ""
    left_out: tuple[str, ...] = field(default=())


def ggmm(data: bytes, source: str) -> Iterator[Rating | Rejected]:
    """Maturity ratings: one record a product, with a column a date; a product may have one to three."""
    try:
        products = json.loads(data)
    except ValueError as error:
        yield Rejected(source, "file", f"not JSON: {error}")
        return
    if not isinstance(products, dict):
        yield Rejected(source, "file", "expected products by name")
        return
    for name, record in products.items():
        dates = [_month(*found) for found in _COLUMN.findall(record["header"].splitlines()[0])]
        if not dates or len(set(dates)) < len(dates):
            yield Rejected(source, name, "the dates of its columns cannot be told apart", name)
            continue
        yield from _columns(name, record["ratings"], dates)


def _columns(name: str, ratings: Mapping[str, Sequence[str]], dates: Sequence[str]) -> Iterator[Rating]:
    """One rating for each date; one value for several dates does not say which it is of, so it is of none."""
    found: dict[str, dict[str, Result]] = {on: {} for on in dates}
    left_out = []
    for key, values in ratings.items():
        when = dates if len(values) == len(dates) else [""] if len(values) == 1 else []
        if key not in CRITERIA or not when:
            left_out.append(key)
            continue
        for on, value in zip(when, values, strict=True):
            found.setdefault(on, {})[CRITERIA[key]] = value.lower()
    for on, results in found.items():
        yield Rating(f"{name}, {on or 'no date'}", name, Scheme.GGMM, on, results, left_out=tuple(left_out))


def _month(month: str, year: str) -> str:
    """`Sept`, `2018` → `2018-09`; empty where the column has no date."""
    return f"{year}-{MONTHS.index(month[:3].lower()) + 1:02}" if year else ""


def dpga(data: bytes, date: str) -> Iterator[Rating]:
    """Which products the alliance lists as digital public goods; what cannot be read, its importer rejects."""
    for index, record in enumerate(_listed(data)):
        stage, own, name = (_text(record, key) for key in ("stage", "dpgid", "name"))
        if stage and own and name:
            page = f"https://app.digitalpublicgoods.net/a/{record.get('id')}"
            yield Rating(
                f"[{index}]",
                name,
                Scheme.DPG,
                date,
                {"status": stage.lower()},
                (Identifier("dpga", own, page),),
                page,
            )


def guidebook(files: Iterable[tuple[str, bytes]]) -> Iterator[Rating]:
    """Points of each year; 0 stands for "not assessed" in this source, and so it is unknown."""
    for place, data in files:
        for record in _listed(data):
            own, name, maturity = _text(record, "ID"), _text(record, "Name"), record.get("Maturity")
            rows = maturity.get("Scores") if isinstance(maturity, dict) else None
            for row in rows if own and name and isinstance(rows, list) else ():
                results = {each: _points(row.get(each)) for each in POINTS}
                if any(each is not None for each in results.values()):
                    year = str(row.get("year", ""))
                    identifiers = (Identifier("guidebook", own),)
                    yield Rating(place, name, Scheme.GUIDEBOOK, year, results, identifiers)


def _listed(data: bytes) -> list[dict[str, Any]]:
    """The records of a file that holds one or a list of them; none where it cannot be read."""
    try:
        found = json.loads(data)
    except ValueError:
        return []
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return value.strip() if isinstance(value, str) else ""


def _points(value: object) -> Result:
    """Points from 1; 0 and anything else are unknown."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value else None  # type: ignore[arg-type]  # it is a number
