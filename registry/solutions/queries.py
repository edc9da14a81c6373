"""Reads of solutions."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.db.base import Names, select_columns
from registry.db.ids import Kind
from registry.db.records import find
from registry.db.text import FOUND_BY_NAME, closest, has_words
from registry.notices import queries as notices
from registry.organisations import queries as organisations
from registry.organisations.schemas import OrganisationRole
from registry.provenance import queries as provenance
from registry.solutions.editing import edited_fields
from registry.solutions.models import (
    Solution,
    SolutionConcept,
    SolutionOrganisation,
    SolutionRelation,
    SolutionStandard,
)
from registry.solutions.sample_queries import IS_SAMPLE
from registry.solutions.schemas import (
    RelationView,
    SolutionRef,
    SolutionRow,
    SolutionView,
    StandardClaim,
    StandardSpoken,
)
from registry.standards import queries as standards
from registry.taxonomy import queries as taxonomy
from registry.taxonomy.models import Concept
from registry.taxonomy.schemas import ConceptRef

_STATED = (
    "names", "aliases", "summary", "type", "licence", "openness", "links", "languages", "platforms", "hosting",
    "offline", "emergency_ready", "uses_ai", "stage", "first_released", "medical_device_class", "cost_model",
    "price", "contact",
)  # fmt: skip

_CLASSIFIED = {
    f"{family}s": taxonomy.CURRENT[family]
    for family in ("intervention", "challenge", "service", "focus_area", "sdg")
}


def solution(session: Session, name: str) -> SolutionView:
    """A solution by id or slug; `Moved` for a former slug, `NotFound` if there is none."""
    row = find(session, Kind.SOLUTION, Solution, name)
    concepts = _concepts(session, row.id)
    claims = provenance.by_field(provenance.claims_of(session, Kind.SOLUTION, [row.id]).get(row.id, []))
    organisations_here = _organisations(session, row.id)
    standards_here = _standards(session, row.id)
    relations = _relations(session, row.id)
    values = {name: getattr(row, name) for name in _STATED} | {
        "organisations": organisations_here,
        "standards": standards_here,
        "relations": [each for each in relations if each.outward],
        **{field: [concept.code for concept in concepts[scheme]] for field, scheme in _CLASSIFIED.items()},
    }
    return SolutionView(
        row.id,
        row.slug,
        row.names,
        row.aliases,
        row.summary,
        row.type,
        row.licence,
        row.openness,
        organisations_here,
        row.links,
        row.languages,
        row.platforms,
        row.hosting,
        row.offline,
        row.emergency_ready,
        row.uses_ai,
        row.stage,
        row.first_released,
        row.medical_device_class,
        row.cost_model,
        row.price,
        row.contact,
        concepts[taxonomy.CURRENT["intervention"]],
        concepts[taxonomy.CURRENT["challenge"]],
        concepts[taxonomy.CURRENT["service"]],
        concepts[taxonomy.CURRENT["focus_area"]],
        concepts[taxonomy.CURRENT["sdg"]],
        standards_here,
        relations,
        provenance.identifiers_of(session, Kind.SOLUTION, row.id),
        claims,
        row.reviewed_at,
        row.updated_at,
        edited_fields(values, claims),
        any(each.organisation.is_sample for each in organisations_here),
        notices=notices.in_force(session, (Kind.SOLUTION, row.id)),
    )


def solution_id(session: Session, name: str) -> str:
    """The id of a solution by id or slug; `Moved` for a former slug, `NotFound` if there is none."""
    return find(session, Kind.SOLUTION, Solution, name).id


def slug_of(session: Session, typed: str) -> str | None:
    """The slug of the one solution that somebody named by its slug, id or name; None where there is none or several."""
    by_key = select(Solution.slug).where(
        sa.or_(Solution.slug == typed.lower(), Solution.id == typed.upper())  # type: ignore[arg-type]
    )
    found = session.exec(by_key).first()
    if found:
        return found
    wanted = typed.casefold()
    named = {
        slug
        for slug, names, aliases in session.execute(
            select_columns(Solution.slug, Solution.names, Solution.aliases)
        )
        if wanted in {each.casefold() for each in (*names.values(), *aliases)}
    }
    return named.pop() if len(named) == 1 else None


def _concepts(session: Session, solution_id: str) -> dict[str, list[ConceptRef]]:
    rows = session.exec(
        select(SolutionConcept.scheme_id, SolutionConcept.code, Concept.label)
        .join(
            Concept,
            sa.and_(
                col(Concept.scheme_id) == col(SolutionConcept.scheme_id),
                col(Concept.code) == col(SolutionConcept.code),
            ),
        )
        .where(SolutionConcept.solution_id == solution_id)
        .order_by(col(Concept.position))
    )
    found: dict[str, list[ConceptRef]] = defaultdict(list)
    for scheme_id, code, label in rows:
        found[scheme_id].append(ConceptRef(scheme_id, code, label))
    return found


def _organisations(session: Session, solution_id: str) -> list[OrganisationRole]:
    rows = session.exec(
        select(SolutionOrganisation.role, SolutionOrganisation.organisation_id).where(
            SolutionOrganisation.solution_id == solution_id
        )
    ).all()
    names = organisations.refs(session, [organisation_id for _, organisation_id in rows])
    roles = [OrganisationRole(role, names[organisation_id]) for role, organisation_id in rows]
    return sorted(roles, key=lambda item: (item.role != "owner", item.role, item.organisation.slug))


def _standards(session: Session, solution_id: str) -> list[StandardClaim]:
    rows = session.exec(
        select(SolutionStandard.standard_id, SolutionStandard.edition, SolutionStandard.strength).where(
            SolutionStandard.solution_id == solution_id
        )
    ).all()
    names = standards.refs(session, [standard_id for standard_id, _, _ in rows])
    claims = [StandardClaim(names[standard_id], edition, strength) for standard_id, edition, strength in rows]
    return sorted(claims, key=lambda item: (item.standard.slug, item.edition))


def _relations(session: Session, solution_id: str) -> list[RelationView]:
    rows = session.exec(
        select(SolutionRelation).where(
            sa.or_(
                col(SolutionRelation.solution_id) == solution_id,
                col(SolutionRelation.other_id) == solution_id,
            )
        )
    ).all()
    names = refs(session, [other for row in rows for other in (row.solution_id, row.other_id)])
    return [
        RelationView(row.kind, outward, names[row.other_id if outward else row.solution_id])
        for row in rows
        for outward in [row.solution_id == solution_id]
    ]


def names_of(session: Session, names: Iterable[str]) -> dict[str, Names]:
    """What solutions are called, by the id or slug that names them."""
    wanted = set(names)
    rows = session.exec(
        select(Solution.id, Solution.slug, Solution.names).where(
            sa.or_(col(Solution.id).in_(wanted), col(Solution.slug).in_(wanted))
        )
    )
    return {key: called for record_id, slug, called in rows for key in (record_id, slug) if key in wanted}


def refs(session: Session, ids: Iterable[str]) -> dict[str, SolutionRef]:
    """Solutions by id, as they are named on other records."""
    rows = session.execute(
        select_columns(Solution.id, Solution.slug, Solution.names, Solution.type, IS_SAMPLE).where(
            col(Solution.id).in_(set(ids))
        )
    )
    marks = notices.marks(session, Kind.SOLUTION)
    return {row[0]: SolutionRef(*[*row, marks.get(row[0], ())]) for row in rows}


def _rows(session: Session, statement: sa.Select[str], limit: int) -> list[SolutionRow]:
    rows = session.execute(
        select_columns(
            Solution.id,
            Solution.slug,
            Solution.names,
            Solution.summary,
            Solution.type,
            Solution.licence,
            Solution.updated_at,
            IS_SAMPLE,
        )
        .where(col(Solution.id).in_(statement))
        .order_by(Solution.slug)
        .limit(limit)
    )
    marks = notices.marks(session, Kind.SOLUTION)
    return [SolutionRow(*[*row, marks.get(row[0], ())]) for row in rows]


def with_concept(session: Session, scheme_id: str, code: str, limit: int = 100) -> list[SolutionRow]:
    """Solutions classified by this very code, by slug."""
    return _rows(
        session,
        sa.select(col(SolutionConcept.solution_id)).where(
            col(SolutionConcept.scheme_id) == scheme_id, col(SolutionConcept.code) == code
        ),
        limit,
    )


def speaking(session: Session, standard_id: str, limit: int = 100) -> list[SolutionRow]:
    """Solutions that speak a standard, by slug."""
    return _rows(
        session,
        sa.select(col(SolutionStandard.solution_id)).where(col(SolutionStandard.standard_id) == standard_id),
        limit,
    )


def count_speaking(session: Session, standard_id: str) -> int:
    """How many solutions speak a standard."""
    return session.exec(
        select(sa.func.count(sa.distinct(col(SolutionStandard.solution_id)))).where(
            SolutionStandard.standard_id == standard_id
        )
    ).one()


def claims_to_speak(session: Session, standard_id: str, limit: int = 100) -> list[StandardSpoken]:
    """Solutions that speak a standard with the edition and the strength of the claim, by slug."""
    rows = session.exec(
        select(Solution.id, Solution.summary, SolutionStandard.edition, SolutionStandard.strength)
        .join(SolutionStandard, col(SolutionStandard.solution_id) == col(Solution.id))
        .where(SolutionStandard.standard_id == standard_id)
        .order_by(Solution.slug, SolutionStandard.edition)
        .limit(limit)
    ).all()
    named = refs(session, [row[0] for row in rows])
    return [
        StandardSpoken(named[record_id], summary, edition, strength)
        for record_id, summary, edition, strength in rows
    ]


def of_organisation(session: Session, organisation_id: str) -> list[tuple[str, SolutionRef]]:
    """(role, solution) for each role an organisation has, by slug."""
    rows = session.exec(
        select(SolutionOrganisation.role, SolutionOrganisation.solution_id).where(
            SolutionOrganisation.organisation_id == organisation_id
        )
    ).all()
    names = refs(session, [solution_id for _, solution_id in rows])
    return sorted(
        ((str(role), names[solution_id]) for role, solution_id in rows),
        key=lambda item: (item[1].slug, item[0]),
    )


def count_by_concept(session: Session, scheme_id: str) -> dict[str, int]:
    """How many solutions each code of a scheme has, its descendants not counted."""
    rows = session.exec(
        select(SolutionConcept.code, sa.func.count())
        .where(SolutionConcept.scheme_id == scheme_id)
        .group_by(SolutionConcept.code)
    )
    return dict(rows.all())


def _below(scheme_id: str, code: str = "") -> sa.CTE:
    """Pairs of a concept (`root`) and each concept in its subtree (`code`), itself among them."""
    own: Any = sa.select(col(Concept.code).label("root"), col(Concept.code).label("code")).where(
        col(Concept.scheme_id) == scheme_id
    )
    below: sa.CTE = (own.where(col(Concept.code) == code) if code else own).cte("below", recursive=True)
    return below.union_all(
        sa.select(below.c.root, col(Concept.code)).where(
            col(Concept.scheme_id) == scheme_id, col(Concept.parent_code) == below.c.code
        )
    )


def count_by_subtree(session: Session, scheme_id: str) -> dict[str, int]:
    """How many solutions each code of a scheme has, its descendants counted; codes without any are left out."""
    below = _below(scheme_id)
    rows = session.execute(
        sa.select(below.c.root, sa.func.count(sa.distinct(col(SolutionConcept.solution_id))))
        .join(SolutionConcept, col(SolutionConcept.code) == below.c.code)
        .where(col(SolutionConcept.scheme_id) == scheme_id)
        .group_by(below.c.root)
    )
    return {row[0]: row[1] for row in rows}


def in_subtree(session: Session, scheme_id: str, code: str, limit: int = 50) -> tuple[int, list[SolutionRow]]:
    """How many solutions are classified by a code or any below it, and the first of them by slug."""
    below = _below(scheme_id, code)
    classified = (
        sa.select(col(SolutionConcept.solution_id))
        .join(below, below.c.code == col(SolutionConcept.code))
        .where(col(SolutionConcept.scheme_id) == scheme_id)
        .distinct()
    )
    total = session.execute(sa.select(sa.func.count()).select_from(classified.subquery())).scalar_one()
    return total, _rows(session, classified, limit)


def count(session: Session) -> int:
    """How many solutions are published."""
    return session.exec(select(sa.func.count()).select_from(Solution)).one()


def named_like(session: Session, text: str, limit: int = 8) -> list[tuple[SolutionRef, bool]]:
    """Solutions whose names hold each word of a text, the closest first, and whether one is its very name."""
    rows = session.execute(
        select_columns(Solution.id, Solution.slug, Solution.names, Solution.type, IS_SAMPLE, Solution.aliases)
        .where(has_words(text, Solution.names, Solution.aliases))
        .order_by(Solution.slug)
        .limit(FOUND_BY_NAME)
    )
    return closest(text, [(SolutionRef(*row[:5]), [*row[2].values(), *row[5]]) for row in rows], limit)


def page_of_ids(session: Session, after: str, limit: int) -> list[str]:
    """Ids in their order, behind `after`."""
    return list(
        session.exec(select(Solution.id).where(Solution.id > after).order_by(Solution.id).limit(limit))
    )


def by_ids(session: Session, ids: list[str]) -> list[SolutionRow]:
    """These solutions, by id."""
    return sorted(
        _rows(session, sa.select(col(Solution.id)).where(col(Solution.id).in_(ids)), len(ids)),
        key=lambda row: row.id,
    )


def by_name(session: Session, text: str, limit: int = 20) -> list[SolutionRef]:
    """Solutions of which a name, another name or the slug holds this text, in any case and without accents."""
    wanted = _folded(text)
    rows = session.execute(
        select_columns(
            Solution.id, Solution.slug, Solution.names, Solution.type, IS_SAMPLE, Solution.aliases
        ).order_by(Solution.slug)
    )
    found = [
        SolutionRef(*row[:5])
        for row in rows
        if any(wanted in _folded(each) for each in (row.slug, *row.names.values(), *row.aliases))
    ]
    return found[:limit]


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))
