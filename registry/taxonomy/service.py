"""Recording classifications: schemes with their concepts, and maps between them."""

from collections.abc import Iterable

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from registry.db.bulk import chunks, replace_rows
from registry.db.values import PartialDate, SchemeName, Strict, Texts
from registry.errors import BadRecord
from registry.taxonomy.models import Concept, ConceptMap, ConceptScheme, Relation

FIELDS = {
    "interventions": "interventions-2",
    "challenges": "challenges-2",
    "services": "services-2",
    "focus_areas": "focus-areas",
    "sdgs": "sdgs",
}
"""The field of a record that holds codes of each current scheme."""


class ConceptDraft(Strict):
    """One code of a scheme."""

    code: str = Field(min_length=1, max_length=20)
    parent: str | None = None
    label: Texts
    new: bool = False
    note: Texts = Field(default_factory=dict)


class SchemeDraft(Strict):
    """One edition of one classification with all its codes."""

    scheme: SchemeName
    family: SchemeName
    edition: str = ""
    current: bool = False
    title: Texts
    published: PartialDate = ""
    source: SchemeName
    licence: str = ""
    notice: str = ""
    unofficial_translations: list[str] = Field(default_factory=list)
    note: Texts = Field(default_factory=dict)
    concepts: list[ConceptDraft]


class MapRowDraft(Strict):
    """One row of a map; `to` empty says that nothing corresponds."""

    from_code: str
    to_code: str = ""
    qualifier: str = Field(default="", max_length=20)
    comment: str = ""


class MapDraft(Strict):
    """How the concepts of one scheme relate to those of another."""

    relation: Relation
    from_scheme: SchemeName
    to_scheme: SchemeName
    source: SchemeName
    rows: list[MapRowDraft]


class ConceptCodes:
    """The codes that exist, read once for many records."""

    def __init__(self, session: Session) -> None:
        rows = session.exec(select(Concept.scheme_id, Concept.code))
        self._known: set[tuple[str, str]] = {(scheme, code) for scheme, code in rows}

    def check(self, field: str, codes: Iterable[str]) -> None:
        """Refuse codes that the field's scheme does not have."""
        scheme = FIELDS[field]
        unknown = [code for code in codes if (scheme, code) not in self._known]
        if unknown:
            raise BadRecord(f"no code {', '.join(unknown)} in {scheme}", field)

    def knows(self, field: str, code: str) -> bool:
        """Whether the field's scheme has that code."""
        return (FIELDS[field], code) in self._known


def save_scheme(session: Session, draft: SchemeDraft) -> str:
    """Write a scheme and its concepts; says whether it was created, updated or unchanged."""
    _check_tree(draft)
    values = {
        "id": draft.scheme,
        "is_current": draft.current,
        "source_id": draft.source,
        **draft.model_dump(exclude={"scheme", "current", "source", "concepts"}),
    }
    rows = [_concept_row(draft.scheme, position, each) for position, each in enumerate(draft.concepts)]
    known = session.get(ConceptScheme, draft.scheme)
    if known is None:
        session.add(ConceptScheme.model_validate(values))
        session.flush()
        for part in chunks(_parents_first(rows)):
            session.execute(sa.insert(Concept), part)
        return "created"
    same_scheme = all(getattr(known, name) == value for name, value in values.items())
    same_concepts = _save_concepts(session, draft.scheme, rows)
    for name, value in values.items():
        setattr(known, name, value)
    session.flush()
    return "unchanged" if same_scheme and same_concepts else "updated"


def _check_tree(draft: SchemeDraft) -> None:
    codes = [each.code for each in draft.concepts]
    repeated = sorted({code for code in codes if codes.count(code) > 1})
    if repeated:
        raise BadRecord(f"code {', '.join(repeated)} stands twice", "concepts")
    orphans = [each.code for each in draft.concepts if each.parent and each.parent not in set(codes)]
    if orphans:
        raise BadRecord(f"the parent of {', '.join(orphans)} is missing", "concepts")


def _concept_row(scheme: str, position: int, draft: ConceptDraft) -> dict[str, object]:
    return {
        "scheme_id": scheme,
        "code": draft.code,
        "parent_code": draft.parent,
        "position": position,
        "label": draft.label,
        "is_new": draft.new,
        "note": draft.note,
    }


def _parents_first(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    ordered: list[dict[str, object]] = []
    placed: set[object] = {None}
    waiting = rows
    while waiting:
        ready = [row for row in waiting if row["parent_code"] in placed]
        if not ready:
            raise BadRecord("the parents go round in a circle", "concepts")
        ordered += ready
        placed |= {row["code"] for row in ready}
        waiting = [row for row in waiting if row["code"] not in placed]
    return ordered


def _save_concepts(session: Session, scheme: str, rows: list[dict[str, object]]) -> bool:
    present = {each.code: each for each in session.exec(select(Concept).where(Concept.scheme_id == scheme))}
    same = set(present) == {row["code"] for row in rows}
    for row in _parents_first(rows):
        known = present.pop(str(row["code"]), None)
        if known is None:
            session.add(Concept.model_validate(row))
            session.flush()
        elif any(getattr(known, name) != value for name, value in row.items()):
            same = False
            for name, value in row.items():
                setattr(known, name, value)
    session.flush()
    if present:
        _remove(session, scheme, list(present))
    return same


def _remove(session: Session, scheme: str, codes: list[str]) -> None:
    try:
        session.execute(
            sa.delete(Concept).where(col(Concept.scheme_id) == scheme, col(Concept.code).in_(codes))
        )
    except sa.exc.IntegrityError as error:
        raise BadRecord(f"{', '.join(codes)}: no longer listed, but records use them", scheme) from error


def save_map(session: Session, draft: MapDraft) -> str:
    """Write one map, all its rows; says whether it was created, updated or unchanged."""
    known = _codes(session, draft.from_scheme), _codes(session, draft.to_scheme)
    rows = []
    for row in draft.rows:
        if row.from_code not in known[0] or (row.to_code and row.to_code not in known[1]):
            raise BadRecord(f"{row.from_code} → {row.to_code}: no such code", "rows")
        rows.append(
            {
                "relation": draft.relation,
                "from_scheme": draft.from_scheme,
                "to_scheme": draft.to_scheme,
                "source_id": draft.source,
                **row.model_dump(),
            }
        )
    present = session.exec(
        select(ConceptMap).where(
            ConceptMap.relation == draft.relation,
            ConceptMap.from_scheme == draft.from_scheme,
            ConceptMap.to_scheme == draft.to_scheme,
        )
    ).all()
    if [each.model_dump(exclude={"id"}) for each in sorted(present, key=lambda each: each.id or 0)] == rows:
        return "unchanged"
    ids = [each.id for each in present]
    session.execute(sa.delete(ConceptMap).where(col(ConceptMap.id).in_(ids)))
    replace_rows(session, ConceptMap, "id", [], rows)
    return "updated" if present else "created"


def _codes(session: Session, scheme: str) -> set[str]:
    return set(session.exec(select(Concept.code).where(Concept.scheme_id == scheme)))
