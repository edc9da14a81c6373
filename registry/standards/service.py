"""Publishing standards with their editions."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from pydantic import Field, model_validator
from sqlmodel import Session, col

from registry.audit.service import CHANGED, Saved, publish
from registry.db.base import now
from registry.db.bulk import ids_for_slugs, ids_of_slugs, replace_rows, set_slugs, write_rows
from registry.db.ids import Kind
from registry.db.values import PartialDate, SchemeName, SlugText, Strict, Text, Texts, WebAddress, body_of
from registry.errors import BadRecord
from registry.provenance.service import check_sources
from registry.standards.models import (
    AccessCost,
    EditionStatus,
    ProcessMaturity,
    Provenance,
    Standard,
    StandardEdition,
    StandardKind,
)


class EditionDraft(Strict):
    """One dated version of a standard."""

    label: str = Field(min_length=1, max_length=80)
    version: str = Field(default="", max_length=40)
    status: EditionStatus = EditionStatus.NOT_KNOWN
    date: PartialDate = ""
    url: WebAddress = ""


class TestToolDraft(Strict):
    """A tool that tests whether a product keeps to the standard."""

    __test__ = False  # not a test class, whatever its name begins with

    name: Text
    url: WebAddress = ""


class StandardDraft(Strict):
    """A published specification; organisations and other standards are named by slug."""

    slug: SlugText
    former_slugs: list[SlugText] = Field(default_factory=list)
    names: Texts = Field(min_length=1)
    aliases: list[Text] = Field(default_factory=list)
    summary: Texts = Field(default_factory=dict)
    sdo: SlugText | None = None
    kind: StandardKind
    category: str = Field(default="", max_length=40)
    canonical_uri: str = ""
    url: WebAddress = ""
    access_cost: AccessCost = AccessCost.NOT_KNOWN
    access_note: str = ""
    process_maturity: ProcessMaturity = ProcessMaturity.NOT_KNOWN
    openhie_component: str = Field(default="", max_length=80)
    test_tools: list[TestToolDraft] = Field(default_factory=list)
    replaced_by: SlugText | None = None
    provenance: Provenance = Provenance.UNVERIFIED
    source: SchemeName | None = None
    note: Texts = Field(default_factory=dict)
    editions: list[EditionDraft] = Field(default_factory=list)

    @model_validator(mode="after")
    def _found_needs_a_source(self) -> "StandardDraft":
        if self.provenance is Provenance.FOUND and not self.source:
            raise ValueError("a standard that was found needs its source")
        labels = [each.label for each in self.editions]
        if len(labels) != len(set(labels)):
            raise ValueError("two editions have one label")
        return self


def save(session: Session, draft: StandardDraft, *, author: str, note: str = "", seed: bool = False) -> Saved:
    """Publish one standard."""
    return save_all(session, [draft], author=author, note=note, seed=seed)[0]


def save_all(
    session: Session, drafts: Sequence[StandardDraft], *, author: str, note: str = "", seed: bool = False
) -> list[Saved]:
    """Publish standards, found by their slug; a seeded one's id follows from its slug."""
    slugs = [draft.slug for draft in drafts]
    repeated = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if repeated:
        raise BadRecord(f"{', '.join(repeated)} stands twice", "slug")
    check_sources(session, {draft.source for draft in drafts if draft.source})
    ids = ids_for_slugs(session, Kind.STANDARD, slugs, seed=seed)
    publishers = _publishers(session, drafts)
    successors = _successors(session, drafts, ids)
    every = {ids[draft.slug]: draft for draft in drafts}
    bodies = {record_id: body_of(draft, exclude={"former_slugs"}) for record_id, draft in every.items()}
    outcomes = publish(session, Kind.STANDARD, bodies, author=author, note=note, yield_to_others=seed)
    changed = {each: draft for each, draft in every.items() if outcomes[each] in CHANGED}
    _write(session, changed, publishers, successors)
    return [Saved(each, draft.slug, outcomes[each]) for each, draft in every.items()]


def _publishers(session: Session, drafts: Sequence[StandardDraft]) -> dict[str, str]:
    wanted = {draft.sdo for draft in drafts if draft.sdo}
    found = ids_of_slugs(session, Kind.ORGANISATION, wanted)
    if missing := sorted(wanted - set(found)):
        raise BadRecord(f"no organisation {', '.join(missing)}", "sdo")
    return found


def _successors(session: Session, drafts: Sequence[StandardDraft], ids: Mapping[str, str]) -> dict[str, str]:
    wanted = {draft.replaced_by for draft in drafts if draft.replaced_by}
    found = ids_of_slugs(session, Kind.STANDARD, wanted - set(ids)) | dict(ids)
    if missing := sorted(wanted - set(found)):
        raise BadRecord(f"no standard {', '.join(missing)}", "replaced_by")
    return found


def _write(
    session: Session,
    drafts: Mapping[str, StandardDraft],
    publishers: Mapping[str, str],
    successors: Mapping[str, str],
) -> None:
    moment = now()
    rows: list[dict[str, Any]] = [
        {
            "id": record_id,
            "sdo_id": publishers[draft.sdo] if draft.sdo else None,
            "source_id": draft.source,
            "updated_at": moment,
            **draft.model_dump(exclude={"sdo", "source", "replaced_by", "editions", "former_slugs"}),
        }
        for record_id, draft in drafts.items()
    ]
    write_rows(session, Standard, rows)
    for record_id, draft in drafts.items():  # after all are there: one may be replaced by a later one
        session.execute(
            sa.update(Standard)
            .where(col(Standard.id) == record_id)
            .values(replaced_by_id=successors[draft.replaced_by] if draft.replaced_by else None)
        )
    set_slugs(
        session,
        Kind.STANDARD,
        {record_id: draft.slug for record_id, draft in drafts.items()},
        {record_id: draft.former_slugs for record_id, draft in drafts.items()},
    )
    replace_rows(
        session,
        StandardEdition,
        "standard_id",
        drafts,
        (
            {"standard_id": record_id, "position": position, **edition.model_dump()}
            for record_id, draft in drafts.items()
            for position, edition in enumerate(draft.editions)
        ),
    )
