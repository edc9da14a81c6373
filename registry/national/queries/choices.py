"""Reads of what countries made of solutions and standards."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from registry.countries import queries as countries
from registry.db.base import Names
from registry.db.ids import Kind
from registry.national.models import Choice, CountryAuthority, NationalChoice
from registry.national.queries.documents import by_ids
from registry.national.schemas import ChoiceView, Chosen
from registry.solutions import queries as solutions
from registry.standards import queries as standards


def of_record(session: Session, kind: Kind, record_id: str) -> list[ChoiceView]:
    """What countries made of a solution or standard, in force, by country."""
    return _views(session, NationalChoice.record_kind == kind, NationalChoice.record_id == record_id)


def choices(session: Session, country: str) -> list[ChoiceView]:
    """What a country made of solutions and standards, in force."""
    return _views(session, NationalChoice.country == country)


def is_in_force(session: Session, country: str, record: tuple[Kind, str], choice: Choice) -> bool:
    """Whether a country has made this of a solution or standard (kind, id), and not withdrawn it."""
    kind, record_id = record
    statement = select(NationalChoice.id).where(
        NationalChoice.country == country,
        NationalChoice.record_kind == kind,
        NationalChoice.record_id == record_id,
        NationalChoice.choice == choice,
        NationalChoice.withdrawn_on == "",
    )
    return session.exec(statement).first() is not None


def _views(session: Session, *where: Any) -> list[ChoiceView]:
    rows: Sequence[tuple[NationalChoice, Names]] = session.exec(
        select(NationalChoice, CountryAuthority.names)
        .join(CountryAuthority, col(CountryAuthority.country) == col(NationalChoice.country))
        .where(*where, NationalChoice.withdrawn_on == "")
        .order_by(NationalChoice.country, col(NationalChoice.id))
    ).all()
    if not rows:
        return []
    places = countries.refs(session, {row.country for row, _ in rows})
    documents = by_ids(session, {row.document_id for row, _ in rows if row.document_id is not None})
    named = _named(session, [row for row, _ in rows])
    return [
        ChoiceView(
            row.id or 0,
            places[row.country],
            names,
            named[row.record_id],
            row.choice,
            row.since,
            row.note,
            documents.get(row.document_id or 0),
            row.stated_on,
            row.withdrawn_on,
        )
        for row, names in rows
    ]


def _named(session: Session, rows: Sequence[NationalChoice]) -> dict[str, Chosen]:
    ids = {kind: [row.record_id for row in rows if row.record_kind is kind] for kind in Kind}
    found: dict[str, Chosen] = {}
    if ids[Kind.SOLUTION]:
        for each in solutions.refs(session, ids[Kind.SOLUTION]).values():
            found[each.id] = Chosen(Kind.SOLUTION, each.id, each.slug, each.names)
    if ids[Kind.STANDARD]:
        for one in standards.refs(session, ids[Kind.STANDARD]).values():
            found[one.id] = Chosen(Kind.STANDARD, one.id, one.slug, one.names)
    return found
