"""Publishing solutions with all they are linked to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from registry.audit.service import CHANGED, Body, Saved, last_revisions, publish
from registry.db.base import now
from registry.db.bulk import ids_for_slugs, ids_of_slugs, replace_rows, set_slugs, write_rows
from registry.db.ids import Kind
from registry.db.values import body_of
from registry.errors import BadRecord
from registry.provenance.service import (
    Claimed,
    check_sources,
    set_claims,
    set_identifiers,
    sorted_claims,
)
from registry.solutions.drafts import SolutionDraft
from registry.solutions.models import (
    Solution,
    SolutionConcept,
    SolutionOrganisation,
    SolutionRelation,
    SolutionStandard,
)
from registry.taxonomy.service import FIELDS, ConceptCodes

_LINKED = {
    "organisations",
    "standards",
    "relations",
    "identifiers",
    "claims",
    "former_slugs",
    *FIELDS,
}
"""Fields of a draft that are not columns of its row."""


def save(session: Session, draft: SolutionDraft, *, author: str, note: str = "", seed: bool = False) -> Saved:
    """Publish one solution, found by its slug."""
    return save_all(session, [draft], author=author, note=note, seed=seed)[0]


def save_all(
    session: Session, drafts: Sequence[SolutionDraft], *, author: str, note: str = "", seed: bool = False
) -> list[Saved]:
    """Publish solutions, found by their slug; a seeded one's id follows from its slug.

    All are checked before the first is written; a reference to something unknown is a `BadRecord` that
    names the solution and the field.
    """
    references = References(session, drafts)
    for draft in drafts:
        references.check(draft)
    ids = ids_for_slugs(session, Kind.SOLUTION, [draft.slug for draft in drafts], seed=seed)
    every = {ids[draft.slug]: draft for draft in drafts}
    bodies = {record_id: body(draft) for record_id, draft in every.items()}
    outcomes = publish(session, Kind.SOLUTION, bodies, author=author, note=note, yield_to_others=seed)
    changed = {each: draft for each, draft in every.items() if outcomes[each] in CHANGED}
    _write_rows(session, changed)
    _write_links(session, changed, references, references.solutions | ids)
    set_identifiers(session, Kind.SOLUTION, {each: draft.identifiers for each, draft in changed.items()})
    set_claims(session, Kind.SOLUTION, {each: draft.claims for each, draft in changed.items()})
    return [Saved(each, draft.slug, outcomes[each]) for each, draft in every.items()]


def broken(session: Session, drafts: Sequence[SolutionDraft]) -> dict[str, str]:
    """Which drafts (slugs) could not be saved beside the others, and why."""
    references = References(session, drafts)
    identifiers = Claimed(session, (each for draft in drafts for each in draft.identifiers))
    ids = ids_of_slugs(session, Kind.SOLUTION, (draft.slug for draft in drafts))
    found: dict[str, str] = {}
    for draft in drafts:
        try:
            references.check(draft)
            identifiers.check(ids.get(draft.slug), draft.slug, draft.identifiers)
        except BadRecord as error:
            found[draft.slug] = str(error)
    return found


def body(draft: SolutionDraft) -> Body:
    """The full record as its revisions keep it."""
    found = body_of(draft, exclude={"former_slugs", "claims"})
    claims = [claim.model_dump(mode="json") for claim in sorted_claims(draft.claims)]
    return found | ({"claims": claims} if claims else {})


def drafts_of(session: Session, ids: Iterable[str]) -> dict[str, SolutionDraft]:
    """The published state of solutions as drafts, to be changed and saved again."""
    found = last_revisions(session, Kind.SOLUTION, ids)
    return {record_id: SolutionDraft.model_validate(last.body) for record_id, last in found.items()}


class References:
    """What the drafts of one batch point to, read once."""

    def __init__(self, session: Session, drafts: Sequence[SolutionDraft]) -> None:
        slugs = [draft.slug for draft in drafts]
        if repeated := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            raise BadRecord(f"{', '.join(repeated)} stands twice", "slug")
        self._slugs = set(slugs)
        self._codes = ConceptCodes(session)
        self.organisations = ids_of_slugs(
            session,
            Kind.ORGANISATION,
            {each.organisation for draft in drafts for each in draft.organisations},
        )
        self.standards = ids_of_slugs(
            session, Kind.STANDARD, {each.standard for draft in drafts for each in draft.standards}
        )
        self.solutions = ids_of_slugs(
            session, Kind.SOLUTION, {each.solution for draft in drafts for each in draft.relations}
        )
        check_sources(session, {each.source for draft in drafts for each in draft.claims})

    def check(self, draft: SolutionDraft) -> None:
        """Refuse a draft that points to what does not exist, or to itself."""
        for field in FIELDS:
            try:
                self._codes.check(field, getattr(draft, field))
            except BadRecord as error:
                raise BadRecord(str(error), draft.slug) from error
        for field, known, wanted in (
            ("organisations", self.organisations, {each.organisation for each in draft.organisations}),
            ("standards", self.standards, {each.standard for each in draft.standards}),
            ("relations", {*self.solutions, *self._slugs}, {each.solution for each in draft.relations}),
        ):
            if missing := sorted(wanted - set(known)):
                raise BadRecord(f"nothing is known as {', '.join(missing)}", f"{draft.slug}: {field}")
        if draft.slug in {each.solution for each in draft.relations}:
            raise BadRecord("a solution is not related to itself", f"{draft.slug}: relations")


def _write_rows(session: Session, drafts: Mapping[str, SolutionDraft]) -> None:
    moment = now()
    rows: list[dict[str, Any]] = []
    for record_id, draft in drafts.items():
        columns = draft.model_dump(exclude=_LINKED)
        columns["links"] = {group: pages for group, pages in columns["links"].items() if pages}
        columns["platforms"] = [each.value for each in draft.platforms]
        columns["hosting"] = [each.value for each in draft.hosting]
        columns["price"] = draft.price.model_dump() if draft.price else None
        rows.append({"id": record_id, "updated_at": moment, **columns})
    write_rows(session, Solution, rows)
    set_slugs(
        session,
        Kind.SOLUTION,
        {record_id: draft.slug for record_id, draft in drafts.items()},
        {record_id: draft.former_slugs for record_id, draft in drafts.items()},
    )


def _write_links(
    session: Session,
    drafts: Mapping[str, SolutionDraft],
    references: References,
    solutions: Mapping[str, str],
) -> None:
    organisations, standards, relations, concepts = [], [], [], []
    for record_id, draft in drafts.items():
        owner = {"solution_id": record_id}
        organisations += [
            owner | {"organisation_id": references.organisations[each.organisation], "role": each.role}
            for each in draft.organisations
        ]
        standards += [
            owner
            | {
                "standard_id": references.standards[each.standard],
                "edition": each.edition,
                "strength": each.strength,
            }
            for each in draft.standards
        ]
        relations += [
            owner | {"kind": each.kind, "other_id": solutions[each.solution]} for each in draft.relations
        ]
        concepts += [
            owner | {"scheme_id": scheme, "code": code}
            for field, scheme in FIELDS.items()
            for code in getattr(draft, field)
        ]
    replace_rows(session, SolutionOrganisation, "solution_id", drafts, organisations)
    replace_rows(session, SolutionStandard, "solution_id", drafts, standards)
    replace_rows(session, SolutionRelation, "solution_id", drafts, relations)
    replace_rows(session, SolutionConcept, "solution_id", drafts, concepts)
