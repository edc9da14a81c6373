"""What a form on evidence holds, as the body of a draft; and the other way round. Pure but for the form's own shape."""

import re
from collections.abc import Mapping
from typing import Any, Final

from registry.errors import Fault, Invalid, mark
from registry.evidence.identifiers import SCHEMES, BadIdentifier, normal
from registry.web.forms import FormData

ROWS: Final = 6
"""Findings that a form has room for."""


def body_of_form(form: FormData, key: str) -> dict[str, Any]:
    """The body of a draft; `Invalid` names the fields that are wrong, each in a sentence that can be translated."""
    faults: dict[str, Fault | str] = {}
    if len(form.text("title")) < 3:
        faults["title"] = mark("Give the title.")
    year = _year(form, faults)
    identifiers = _identifiers(form, faults)
    url = form.text("url")
    if url and not re.match(r"^https?://[^\s@]+$", url):
        faults["url"] = mark("Give an address that begins with https:// or http://.")
    if not url and not identifiers and not faults:
        faults["url"] = mark("Give an identifier or an address, so that others can find it.")
    if faults:
        raise Invalid(faults)
    solution = form.text("solution")
    named = form.text("named") or solution
    return {
        "key": key,
        "kind": form.text("kind") or "technical_documentation",
        "title": form.text("title"),
        "language": form.text("language") or "en",
        "authors": form.lines("authors"),
        "year": year,
        "publication": form.text("publication"),
        "identifiers": identifiers,
        "url": url,
        "about": [{"named": named, "solution": solution or None, "version": form.text("version")}]
        if named
        else [],
        "interventions": list(dict.fromkeys(form.texts("interventions"))),
        "countries": list(dict.fromkeys(form.texts("countries"))),
        "population": form.text("population"),
        "size": form.text("size"),
        "comparator": form.text("comparator"),
        "results": _results(form),
        "funding": form.text("funding"),
        "does_not_show": form.text("does_not_show"),
    }


def values_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a form shows of a draft's body."""
    about = (body.get("about") or [{}])[0]
    values = {
        name: body.get(name) or ""
        for name in ("kind", "title", "language", "year", "publication", "url", "funding")
    }
    values |= {
        name: (body.get(name) or {}).get("en", "")
        if isinstance(body.get(name), Mapping)
        else body.get(name) or ""
        for name in ("population", "size", "comparator", "does_not_show")
    }
    values |= {f"id_{each['scheme']}": each["value"] for each in body.get("identifiers", [])}
    return values | {
        "authors": "\n".join(body.get("authors", [])),
        "solution": about.get("solution") or "",
        "named": about.get("named", ""),
        "version": about.get("version", ""),
        "countries": body.get("countries", []),
        "interventions": body.get("interventions", []),
        "results": body.get("results", []),
    }


def _year(form: FormData, faults: dict[str, Fault | str]) -> int | None:
    try:
        year = form.number("year")
    except Invalid as error:
        faults.update(error.faults)
        return None
    if year is not None and not 1950 <= year <= 2100:
        faults["year"] = mark("Give a year such as 2024.")
        return None
    return year


def _identifiers(form: FormData, faults: dict[str, Fault | str]) -> list[dict[str, str]]:
    found = []
    for scheme in SCHEMES:
        value = form.text(f"id_{scheme}")
        if not value:
            continue
        try:
            found.append({"scheme": scheme, "value": normal(scheme, value)})
        except BadIdentifier:
            faults[f"id_{scheme}"] = Fault(
                mark("“%(value)s” is not an identifier of this kind."), {"value": value}
            )
    return found


def _results(form: FormData) -> list[dict[str, Any]]:
    rows = []
    for number in range(ROWS):
        measured, outcome = form.text(f"measured_{number}"), form.text(f"outcome_{number}")
        if not measured and not outcome:
            continue
        if not (measured and outcome and form.text(f"direction_{number}")):
            raise Invalid(
                {f"measured_{number}": mark("Say what was measured, for which outcome and what was found.")}
            )
        rows.append(
            {
                "outcome": outcome,
                "measured": measured,
                "direction": form.text(f"direction_{number}"),
                "effect": form.text(f"effect_{number}"),
            }
        )
    return rows
