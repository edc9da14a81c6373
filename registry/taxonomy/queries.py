"""Reads of concept schemes, concepts and maps."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.db.base import Names
from registry.errors import NotFound
from registry.taxonomy.models import Concept, ConceptMap, ConceptScheme
from registry.taxonomy.schemas import ConceptNode, ConceptRef, ConceptView, MapRow, SchemeView

CURRENT = {
    "intervention": "interventions-2",
    "challenge": "challenges-2",
    "service": "services-2",
    "focus_area": "focus-areas",
    "sdg": "sdgs",
}
"""What records are classified by: facet name → the scheme in force."""


def schemes(session: Session) -> list[SchemeView]:
    """All schemes, by family, the current edition first."""
    counts = dict(session.exec(select(Concept.scheme_id, sa.func.count()).group_by(Concept.scheme_id)).all())
    rows = session.exec(
        select(ConceptScheme).order_by(
            ConceptScheme.family, col(ConceptScheme.is_current).desc(), col(ConceptScheme.edition).desc()
        )
    )
    return [_scheme(row, counts.get(row.id, 0)) for row in rows]


def scheme(session: Session, scheme_id: str) -> SchemeView:
    """One scheme; `NotFound` if there is none of that id."""
    row = session.get(ConceptScheme, scheme_id)
    if row is None:
        raise NotFound(f"No classification {scheme_id}.", id=scheme_id)
    count = session.exec(
        select(sa.func.count()).select_from(Concept).where(Concept.scheme_id == scheme_id)
    ).one()
    return _scheme(row, count)


def _scheme(row: ConceptScheme, concepts: int) -> SchemeView:
    return SchemeView(
        row.id,
        row.family,
        row.edition,
        row.is_current,
        row.title,
        row.published,
        row.source_id,
        row.licence,
        row.notice,
        row.unofficial_translations,
        row.note,
        concepts,
    )


def tree(session: Session, scheme_id: str) -> list[ConceptNode]:
    """The concepts of a scheme as a tree, in the publisher's order."""
    rows = session.exec(select(Concept).where(Concept.scheme_id == scheme_id).order_by(Concept.position))  # type: ignore[arg-type]
    children: dict[str | None, list[Concept]] = defaultdict(list)
    for row in rows:
        children[row.parent_code].append(row)

    def nodes(parent: str | None) -> list[ConceptNode]:
        return [
            ConceptNode(row.scheme_id, row.code, row.label, row.is_new, row.note, nodes(row.code))
            for row in children[parent]
        ]

    return nodes(None)


def groups(session: Session, scheme_id: str) -> dict[str, ConceptRef]:
    """Code → the group (second level, or the first where there is none) it belongs to, in order."""
    rows = session.exec(
        select(Concept.code, Concept.parent_code, Concept.label)
        .where(Concept.scheme_id == scheme_id)
        .order_by(Concept.position)  # type: ignore[arg-type]
    ).all()
    parent = {code: above for code, above, _ in rows}
    refs = {code: ConceptRef(scheme_id, code, label) for code, _, label in rows}

    def group(code: str) -> str:
        above = parent.get(code)
        return code if above is None or parent.get(above) is None else group(above)

    return {code: refs[group(code)] for code in refs}


def labels(session: Session, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Names]:
    """The labels of these (scheme, code) pairs."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for scheme_id, code in pairs:
        wanted[scheme_id].add(code)
    if not wanted:
        return {}
    rows = session.exec(
        select(Concept.scheme_id, Concept.code, Concept.label).where(
            sa.or_(
                *(
                    sa.and_(col(Concept.scheme_id) == scheme_id, col(Concept.code).in_(codes))
                    for scheme_id, codes in wanted.items()
                )
            )
        )
    )
    return {(scheme_id, code): label for scheme_id, code, label in rows}


def concept(session: Session, scheme_id: str, code: str) -> ConceptView:
    """A concept with its ancestors, children and relations; `NotFound` if there is none."""
    row = session.get(Concept, (scheme_id, code))
    if row is None:
        raise NotFound(f"No code {code} in {scheme_id}.", scheme=scheme_id, code=code)
    ancestors: list[ConceptRef] = []
    parent = row.parent_code
    while parent is not None and (above := session.get(Concept, (scheme_id, parent))):
        ancestors.insert(0, ConceptRef(scheme_id, above.code, above.label))
        parent = above.parent_code
    children = session.exec(
        select(Concept.code, Concept.label)
        .where(Concept.scheme_id == scheme_id, Concept.parent_code == code)
        .order_by(Concept.position)  # type: ignore[arg-type]
    )
    return ConceptView(
        scheme(session, scheme_id),
        row.code,
        row.label,
        row.is_new,
        row.note,
        ancestors,
        [ConceptRef(scheme_id, child, label) for child, label in children],
        _relations(session, scheme_id, code),
    )


def _relations(session: Session, scheme_id: str, code: str) -> list[MapRow]:
    rows = session.exec(
        select(ConceptMap)
        .where(
            sa.or_(
                sa.and_(col(ConceptMap.from_scheme) == scheme_id, col(ConceptMap.from_code) == code),
                sa.and_(col(ConceptMap.to_scheme) == scheme_id, col(ConceptMap.to_code) == code),
            )
        )
        .order_by(ConceptMap.relation, ConceptMap.id)  # type: ignore[arg-type]
    ).all()
    outward = [(row.from_scheme, row.from_code) == (scheme_id, code) for row in rows]
    others = [
        (row.to_scheme, row.to_code) if out else (row.from_scheme, row.from_code)
        for row, out in zip(rows, outward, strict=True)
    ]
    names = labels(session, others)
    return [
        MapRow(
            row.relation,
            "to" if out else "from",
            other[0],
            ConceptRef(*other, names[other]) if other in names else None,
            row.qualifier,
            row.comment,
        )
        for row, out, other in zip(rows, outward, others, strict=True)
    ]


def answered_by(session: Session, challenge_scheme: str) -> dict[str, list[tuple[str, str, str]]]:
    """Challenge code → (intervention scheme, code, direct or mapped) that answer it."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in session.exec(
        select(ConceptMap)
        .where(ConceptMap.relation == "answered_by", ConceptMap.from_scheme == challenge_scheme)
        .order_by(ConceptMap.id)  # type: ignore[arg-type]
    ):
        found[row.from_code].append((row.to_scheme, row.to_code, row.qualifier))
    return dict(found)
