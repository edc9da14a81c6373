"""Publishing organisations."""

from collections.abc import Sequence

from pydantic import Field
from sqlmodel import Session

from registry.audit.service import CHANGED, Saved, publish
from registry.db.base import now
from registry.db.bulk import existing, ids_for_slugs, set_slugs, write_rows
from registry.db.ids import Kind
from registry.db.values import CountryCode, SchemeName, SlugText, Strict, Text, Texts, WebAddress, body_of
from registry.errors import BadRecord
from registry.organisations.models import Organisation, OrganisationKind
from registry.provenance.service import IdentifierDraft, set_identifiers


class OrganisationDraft(Strict):
    """A body that owns, builds, runs, funds or standardises; never a person."""

    slug: SlugText
    former_slugs: list[SlugText] = Field(default_factory=list)
    names: Texts = Field(min_length=1)
    aliases: list[Text] = Field(default_factory=list)
    kind: OrganisationKind = OrganisationKind.NOT_KNOWN
    country: CountryCode | None = None
    home: WebAddress = ""
    source: SchemeName | None = None
    identifiers: list[IdentifierDraft] = Field(default_factory=list)


def save(
    session: Session, draft: OrganisationDraft, *, author: str, note: str = "", seed: bool = False
) -> Saved:
    """Publish one organisation."""
    return save_all(session, [draft], author=author, note=note, seed=seed)[0]


def save_all(
    session: Session,
    drafts: Sequence[OrganisationDraft],
    *,
    author: str,
    note: str = "",
    seed: bool = False,
) -> list[Saved]:
    """Publish organisations, found by their slug; a seeded one's id follows from its slug."""
    _check(session, drafts)
    ids = ids_for_slugs(session, Kind.ORGANISATION, [draft.slug for draft in drafts], seed=seed)
    every = {ids[draft.slug]: draft for draft in drafts}
    bodies = {each: body_of(draft, exclude={"former_slugs"}) for each, draft in every.items()}
    outcomes = publish(session, Kind.ORGANISATION, bodies, author=author, note=note, yield_to_others=seed)
    _write(session, {each: draft for each, draft in every.items() if outcomes[each] in CHANGED})
    return [Saved(each, draft.slug, outcomes[each]) for each, draft in every.items()]


def _check(session: Session, drafts: Sequence[OrganisationDraft]) -> None:
    slugs = [draft.slug for draft in drafts]
    repeated = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if repeated:
        raise BadRecord(f"{', '.join(repeated)} stands twice", "slug")
    countries = {draft.country for draft in drafts if draft.country}
    missing = countries - existing(session, "country.code", countries)
    if missing:
        raise BadRecord(f"no country {', '.join(sorted(missing))}", "country")
    sources = {draft.source for draft in drafts if draft.source}
    missing = sources - existing(session, "source.id", sources)
    if missing:
        raise BadRecord(f"no source {', '.join(sorted(missing))}", "source")


def _write(session: Session, drafts: dict[str, OrganisationDraft]) -> None:
    moment = now()
    write_rows(
        session,
        Organisation,
        (
            {
                "id": record_id,
                "source_id": draft.source,
                "updated_at": moment,
                **draft.model_dump(exclude={"source", "identifiers", "former_slugs"}),
            }
            for record_id, draft in drafts.items()
        ),
    )
    set_slugs(
        session,
        Kind.ORGANISATION,
        {record_id: draft.slug for record_id, draft in drafts.items()},
        {record_id: draft.former_slugs for record_id, draft in drafts.items()},
    )
    set_identifiers(
        session, Kind.ORGANISATION, {record_id: draft.identifiers for record_id, draft in drafts.items()}
    )
