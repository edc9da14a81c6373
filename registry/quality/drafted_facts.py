"""The facts of a draft as it stands, whatever is still missing or wrong in it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlmodel import Session

from registry.db.bulk import existing, ids_of_slugs
from registry.db.ids import Kind
from registry.quality.fact_queries import OWNING, solutions
from registry.quality.facts import (
    DeploymentFacts,
    Facts,
    OrganisationFacts,
    SolutionFacts,
    StandardFacts,
    Statement,
)

_DATE: Final = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")


def drafted(session: Session, kind: Kind, body: Mapping[str, Any], record_id: str = "") -> Facts | None:
    """The facts of a body in the shape of the kind's draft; what is not of the right form is left out."""
    read = {
        Kind.SOLUTION: _solution,
        Kind.DEPLOYMENT: _deployment,
        Kind.STANDARD: _standard,
        Kind.ORGANISATION: _organisation,
    }
    return read[kind](session, _Body(body), record_id) if kind in read else None


class _Body:
    """A body that nobody has checked: each value is given in its type or as nothing."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body

    def value(self, name: str) -> object:
        return self._body.get(name)

    def text(self, name: str) -> str:
        value = self._body.get(name)
        return value if isinstance(value, str) else ""

    def date(self, name: str) -> str:
        value = self.text(name)
        return value if _DATE.match(value) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._body.get(name)
        return (
            tuple(each for each in value if isinstance(each, str)) if isinstance(value, list | tuple) else ()
        )

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self._body.get(name)
        return value if isinstance(value, Mapping) else {}

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        value = self._body.get(name)
        return (
            [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []
        )

    def languages(self, name: str) -> frozenset[str]:
        return frozenset(language for language, text in self.mapping(name).items() if text)

    def names(self) -> tuple[str, ...]:
        return (*(str(each) for each in self.mapping("names").values() if each), *self.texts("aliases"))

    def name(self) -> str:
        names = self.mapping("names")
        return str(names.get("en") or next(iter(names.values()), ""))

    def identifiers(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for row in self.rows("identifiers"):
            scheme, value = str(row.get("scheme", "")), str(row.get("value", ""))
            if scheme and value:
                found[scheme] = found.get(scheme, frozenset()) | {value}
        return found


def _solution(session: Session, body: _Body, record_id: str) -> Facts:
    owning = [row for row in body.rows("organisations") if row.get("role") in set(OWNING)]
    links = {
        group: tuple(each for each in pages if isinstance(each, str))
        for group, pages in body.mapping("links").items()
        if isinstance(pages, list | tuple)
    }
    price = _Body(body.mapping("price"))
    return SolutionFacts(
        id=record_id,
        names=body.names(),
        name=body.name(),
        summary_languages=body.languages("summary"),
        type=body.text("type"),
        licence=body.text("licence"),
        openness=body.text("openness"),
        stage=body.text("stage"),
        first_released=body.date("first_released"),
        price_date=price.date("date"),
        links=links,
        owners=_ids(session, Kind.ORGANISATION, (row.get("organisation") for row in owning)),
        interventions=body.texts("interventions"),
        challenges=body.texts("challenges"),
        identifiers=body.identifiers(),
        related=_ids(session, Kind.SOLUTION, (row.get("solution") for row in body.rows("relations"))),
        statements=_statements(body),
    )


def _deployment(session: Session, body: _Body, record_id: str) -> Facts:
    named = body.text("solution")
    known = _ids(session, Kind.SOLUTION, [named]) | existing(session, "solution.id", [named])
    solution = next(iter(solutions(session, known)), SolutionFacts())
    return DeploymentFacts(
        id=record_id,
        solution=solution.id,
        name=solution.name,
        country=body.text("country"),
        subdivision=body.text("subdivision"),
        status=body.text("status"),
        started=body.date("started"),
        ended=body.date("ended"),
        links={"links": body.texts("links")},
        organisations=_ids(
            session, Kind.ORGANISATION, (row.get("organisation") for row in body.rows("organisations"))
        ),
        funding=tuple(
            (_year(row.get("from_year")), _year(row.get("until_year"))) for row in body.rows("funders")
        ),
        interventions=body.texts("interventions"),
        challenges=body.texts("challenges"),
        statements=_statements(body),
        stage=solution.stage,
        first_released=solution.first_released,
    )


def _standard(_session: Session, body: _Body, record_id: str) -> Facts:
    editions = [_Body(row) for row in body.rows("editions")]
    return StandardFacts(
        id=record_id,
        name=body.name(),
        summary_languages=body.languages("summary"),
        links={"url": tuple(filter(None, [body.text("url")]))},
        edition_dates=tuple(filter(None, (each.date("date") for each in editions))),
    )


def _organisation(_session: Session, body: _Body, record_id: str) -> Facts:
    return OrganisationFacts(
        id=record_id,
        names=body.names(),
        name=body.name(),
        country=body.text("country"),
        links={"home": tuple(filter(None, [body.text("home")]))},
        identifiers=body.identifiers(),
    )


def _statements(body: _Body) -> tuple[Statement, ...]:
    claims = [_Body(row) for row in body.rows("claims")]
    return tuple(
        (row.text("field"), row.text("source"), row.value("value"), row.text("date"), row.text("url"))
        for row in claims
    )


def _ids(session: Session, kind: Kind, slugs: Iterable[Any]) -> frozenset[str]:
    named = [each for each in slugs if isinstance(each, str) and each]
    return frozenset(ids_of_slugs(session, kind, named).values())


def _year(value: Any) -> int | None:
    return value if isinstance(value, int) else None
