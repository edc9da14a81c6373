"""Reads of evidence. Everybody sees what is published; editors see all; what waits names nothing to others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct
from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import ANYBODY, Viewer
from registry.attachments import queries as attachments
from registry.countries import queries as countries
from registry.countries.models import Country
from registry.countries.schemas import CountryRef
from registry.db.bulk import chunks
from registry.errors import NotFound
from registry.evidence.hierarchy import EvidenceKind, Independence, class_of
from registry.evidence.identifiers import SCHEMES, link
from registry.evidence.models import (
    Evidence,
    EvidenceConcept,
    EvidenceCountry,
    EvidenceIdentifier,
    EvidenceResult,
    EvidenceRevision,
    EvidenceSolution,
    EvidenceState,
)
from registry.evidence.schemas import (
    AboutView,
    EvidenceRow,
    EvidenceView,
    IdentifierView,
    ResultView,
)
from registry.solutions import queries as solutions
from registry.solutions.schemas import SolutionRef
from registry.taxonomy import queries as taxonomy
from registry.taxonomy.schemas import ConceptRef

FILES: Final = "evidence"
"""The kind of owner of the files that are attached to items."""


class Filters(Struct, frozen=True):
    """What a list is narrowed to; what is empty narrows nothing. `solution` is an id, codes are as recorded."""

    solution: str = ""
    country: str = ""
    kind: str = ""
    outcome: str = ""
    direction: str = ""
    independence: str = ""
    intervention: str = ""


def _visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    if viewer.may(Permission.EVIDENCE_CONFIRM):
        return sa.true()
    return col(Evidence.state) == EvidenceState.PUBLISHED


def _matching(viewer: Viewer, wanted: Filters) -> sa.Select[str]:
    statement = sa.select(col(Evidence.id)).where(_visible(viewer))
    if wanted.kind:
        statement = statement.where(col(Evidence.kind) == wanted.kind)
    if wanted.independence:
        statement = statement.where(col(Evidence.independence) == wanted.independence)
    for table, conditions in (
        (EvidenceSolution, [col(EvidenceSolution.solution_id) == wanted.solution] if wanted.solution else []),
        (EvidenceCountry, [col(EvidenceCountry.country) == wanted.country] if wanted.country else []),
        (
            EvidenceConcept,
            [
                sa.or_(
                    col(EvidenceConcept.code) == wanted.intervention,
                    col(EvidenceConcept.code).startswith(f"{wanted.intervention}.", autoescape=True),
                )
            ]
            if wanted.intervention
            else [],
        ),
        (
            EvidenceResult,
            [
                *([col(EvidenceResult.outcome) == wanted.outcome] if wanted.outcome else []),
                *([col(EvidenceResult.direction) == wanted.direction] if wanted.direction else []),
            ],
        ),
    ):
        if conditions:
            own = sa.select(sa.literal(1)).where(col(table.evidence_id) == col(Evidence.id), *conditions)
            statement = statement.where(own.exists())
    return statement


def count(session: Session, wanted: Filters, viewer: Viewer = ANYBODY) -> int:
    """How many items match."""
    total: int = session.execute(
        sa.select(sa.func.count()).select_from(_matching(viewer, wanted).subquery())
    ).scalar_one()
    return total


def listed(
    session: Session, wanted: Filters, viewer: Viewer = ANYBODY, *, limit: int = 50, offset: int = 0
) -> list[EvidenceRow]:
    """Items that match, newest first."""
    ids = session.scalars(
        _matching(viewer, wanted)
        .order_by(sa.func.coalesce(col(Evidence.year), 0).desc(), col(Evidence.title_key))
        .limit(limit)
        .offset(offset)
    )
    return rows(session, list(ids))


def of_solution(session: Session, solution_id: str, viewer: Viewer = ANYBODY) -> list[EvidenceRow]:
    """All items on a solution, newest first."""
    return listed(session, Filters(solution=solution_id), viewer, limit=500)


def awaiting(session: Session, viewer: Viewer) -> list[EvidenceRow]:
    """Items that wait for an editor to confirm them, for editors."""
    viewer.demand(Permission.EVIDENCE_CONFIRM)
    ids = session.exec(
        select(Evidence.id).where(Evidence.state == EvidenceState.AWAITING).order_by(Evidence.title_key)
    )
    return rows(session, list(ids))


def page_of_ids(session: Session, after: str, limit: int) -> list[str]:
    """Ids of published items in their order, behind `after`."""
    return list(
        session.exec(
            select(Evidence.id)
            .where(Evidence.id > after, Evidence.state == EvidenceState.PUBLISHED)
            .order_by(Evidence.id)
            .limit(limit)
        )
    )


def rows(session: Session, ids: Sequence[str]) -> list[EvidenceRow]:
    """These items, in the order of `ids`; whoever calls has seen to it that they may be seen."""
    parts = _Parts(session, ids)
    found: dict[str, EvidenceRow] = {}
    for chunk in chunks(ids):
        for row in session.exec(select(Evidence).where(col(Evidence.id).in_(chunk))):
            found[row.id] = EvidenceRow(
                row.id,
                row.state,
                row.kind,
                class_of(EvidenceKind(row.kind), Independence(row.independence)),
                row.title,
                row.language,
                row.year,
                row.publication,
                row.independence,
                row.study,
                parts.about[row.id],
                parts.countries[row.id],
                parts.results(row.id, compared=bool(row.comparator)),
            )
    return [found[evidence_id] for evidence_id in ids if evidence_id in found]


class _Parts:
    """What belongs to many items, read in a few statements."""

    def __init__(self, session: Session, ids: Sequence[str]) -> None:
        about: list[EvidenceSolution] = self._of(session, EvidenceSolution, ids)
        refs = solutions.refs(session, {row.solution_id for row in about if row.solution_id})
        self.about: dict[str, list[AboutView]] = defaultdict(list)
        for row in about:
            self.about[row.evidence_id].append(
                AboutView(row.named, row.version, refs.get(row.solution_id) if row.solution_id else None)
            )
        places = [
            (place.evidence_id, place.country)
            for chunk in chunks(ids)
            for place in session.exec(
                select(EvidenceCountry)
                .where(col(EvidenceCountry.evidence_id).in_(chunk))
                .order_by(EvidenceCountry.country)
            )
        ]
        names = countries.refs(session, {country for _, country in places})
        self.countries: dict[str, list[CountryRef]] = defaultdict(list)
        for evidence_id, country in places:
            self.countries[evidence_id].append(names[country])
        self._results: dict[str, list[EvidenceResult]] = defaultdict(list)
        for result in self._of(session, EvidenceResult, ids):
            self._results[result.evidence_id].append(result)
        self._outcomes = taxonomy.labels(
            session, {(each.scheme_id, each.outcome) for rows in self._results.values() for each in rows}
        )

    @staticmethod
    def _of(session: Session, table: Any, ids: Sequence[str]) -> list[Any]:
        return [
            row
            for chunk in chunks(ids)
            for row in session.scalars(
                sa.select(table)
                .where(table.evidence_id.in_(chunk))
                .order_by(table.evidence_id, table.position)
            )
        ]

    def results(self, evidence_id: str, *, compared: bool) -> list[ResultView]:
        """What one item found; a finding is a comparison where the item has a comparator."""
        return [
            ResultView(
                ConceptRef(row.scheme_id, row.outcome, self._outcomes[row.scheme_id, row.outcome]),
                row.measured,
                row.direction,
                compared,
                row.effect,
                row.measure,
                row.estimate,
                row.low,
                row.high,
                row.follow_up,
                row.note,
            )
            for row in self._results[evidence_id]
        ]


def visible_ids(session: Session, ids: Collection[str], viewer: Viewer = ANYBODY) -> set[str]:
    """Those of these items that the viewer may see."""
    return set(session.exec(select(Evidence.id).where(col(Evidence.id).in_(ids), _visible(viewer))))


def existing_ids(session: Session, ids: Collection[str]) -> set[str]:
    """Those of these items that are there, whoever may see them."""
    return set(session.exec(select(Evidence.id).where(col(Evidence.id).in_(ids))))


def item(session: Session, evidence_id: str, viewer: Viewer = ANYBODY) -> EvidenceView:
    """One item; `NotFound` for whoever may not see it, as if there were none."""
    row = session.exec(select(Evidence).where(Evidence.id == evidence_id.upper(), _visible(viewer))).first()
    if row is None:
        raise NotFound(f"No evidence {evidence_id}.", id=evidence_id)
    [own] = rows(session, [row.id])
    return EvidenceView(
        row.id,
        row.key,
        row.state,
        row.kind,
        own.evidence_class,
        row.title,
        row.language,
        row.authors,
        row.year,
        row.publication,
        row.url,
        row.licence,
        _identifiers(session, row.id),
        row.study,
        _same_study(session, row, viewer),
        own.about,
        _interventions(session, row.id),
        own.countries,
        row.setting,
        row.population,
        row.size,
        row.comparator,
        own.results,
        row.funding,
        row.independence,
        row.does_not_show,
        row.risk_of_bias,
        row.provenance,
        row.read_at,
        row.note,
        session.exec(
            select(sa.func.max(EvidenceRevision.number)).where(EvidenceRevision.evidence_id == row.id)
        ).one()
        or 0,
        row.confirmed_at,
        row.updated_at,
        attachments.of_owner(session, viewer, (FILES, row.id)),
    )


def _identifiers(session: Session, evidence_id: str) -> list[IdentifierView]:
    found = session.exec(
        select(EvidenceIdentifier.scheme, EvidenceIdentifier.value).where(
            EvidenceIdentifier.evidence_id == evidence_id
        )
    )
    ordered = sorted(found, key=lambda pair: (SCHEMES.index(pair[0]), pair[1]))
    return [IdentifierView(scheme, value, link(scheme, value)) for scheme, value in ordered]


def _interventions(session: Session, evidence_id: str) -> list[ConceptRef]:
    pairs = session.exec(
        select(EvidenceConcept.scheme_id, EvidenceConcept.code)
        .where(EvidenceConcept.evidence_id == evidence_id)
        .order_by(EvidenceConcept.code)
    ).all()
    names = taxonomy.labels(session, pairs)
    return [ConceptRef(scheme, code, names[scheme, code]) for scheme, code in pairs]


def _same_study(session: Session, row: Evidence, viewer: Viewer) -> list[EvidenceRow]:
    if not row.study:
        return []
    ids = session.exec(
        select(Evidence.id).where(Evidence.study == row.study, Evidence.id != row.id, _visible(viewer))
    )
    return rows(session, list(ids))


def numbers(session: Session) -> dict[str, int]:
    """How many published items there are of each kind."""
    found = session.exec(
        select(Evidence.kind, sa.func.count())
        .where(Evidence.state == EvidenceState.PUBLISHED)
        .group_by(Evidence.kind)
    )
    return {str(kind): number for kind, number in found}


def countries_with_evidence(session: Session) -> list[CountryRef]:
    """Countries in which any published item was done."""
    codes = session.exec(
        select(EvidenceCountry.country)
        .join(Evidence, col(Evidence.id) == col(EvidenceCountry.evidence_id))
        .where(Evidence.state == EvidenceState.PUBLISHED)
        .distinct()
    )
    return list(countries.refs(session, codes).values())


def solutions_with_evidence(session: Session) -> list[SolutionRef]:
    """Solutions on which there is any published item."""
    ids = session.scalars(
        sa.select(col(EvidenceSolution.solution_id))
        .join(Evidence, col(Evidence.id) == col(EvidenceSolution.evidence_id))
        .where(col(Evidence.state) == EvidenceState.PUBLISHED, col(EvidenceSolution.solution_id).is_not(None))
        .distinct()
    )
    return list(solutions.refs(session, [each for each in ids if each]).values())


def all_countries(session: Session) -> list[CountryRef]:
    """All countries and areas, to choose from."""
    return list(countries.refs(session, session.exec(select(Country.code))).values())


def titles(session: Session, solution_ids: Iterable[str]) -> dict[str, list[str]]:
    """Titles of the published items on each of these solutions, for search."""
    found: dict[str, list[str]] = defaultdict(list)
    for chunk in chunks(dict.fromkeys(solution_ids)):
        pairs = session.execute(
            sa.select(col(EvidenceSolution.solution_id), col(Evidence.title))
            .join(Evidence, col(Evidence.id) == col(EvidenceSolution.evidence_id))
            .where(
                col(EvidenceSolution.solution_id).in_(chunk), col(Evidence.state) == EvidenceState.PUBLISHED
            )
            .order_by(col(Evidence.id))
        )
        for solution_id, title in pairs:
            found[solution_id].append(title)
    return found
