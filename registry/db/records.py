"""What every record shares: getting an id, taking a slug, raising the catalogue version."""

import re
import unicodedata
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.db.base import Table
from registry.db.ids import Kind, derived_id, random_id, read_id
from registry.db.models import CatalogueVersion, IssuedId, MergedRecord, Slug
from registry.errors import Conflict, Moved, NotFound

Row = TypeVar("Row", bound=Table)


def issue_id(session: Session, kind: Kind, key: str | None = None) -> str:
    """Give out an id that was never given out before; the same for the same seed key everywhere."""
    attempt = 0
    while True:
        candidate = derived_id(kind, key, attempt) if key and attempt < 8 else random_id(kind)
        if session.get(IssuedId, candidate) is None:
            session.add(IssuedId(id=candidate, kind=kind))
            return candidate
        attempt += 1


def slugify(text: str) -> str:
    """A readable name for addresses: lower-case ASCII letters, digits and hyphens, at most 80 characters."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:80].rstrip("-") or "record"


def set_slug(session: Session, kind: Kind, record_id: str, slug: str) -> None:
    """Make `slug` the record's current one; the former stays and redirects."""
    known = session.get(Slug, (kind, slug))
    if known is not None and known.record_id != record_id:
        raise Conflict(f"The slug {slug} belongs to {known.record_id}.", slug=slug)
    session.execute(
        sa.update(Slug)
        .where(col(Slug.kind) == kind, col(Slug.record_id) == record_id)
        .values(is_current=False)
    )
    if known is None:
        session.add(Slug(kind=kind, slug=slug, record_id=record_id))
    else:
        known.is_current = True
    session.flush()


def free_slug(session: Session, kind: Kind, wanted: str) -> str:
    """`wanted`, or with the lowest number behind it that no record of this kind ever had."""
    slug, number = wanted, 2
    while session.get(Slug, (kind, slug)) is not None:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def resolve_slug(session: Session, kind: Kind, slug: str) -> tuple[str, str] | None:
    """The record's id and its current slug, for a current or former slug; None if never used."""
    known = session.get(Slug, (kind, slug))
    if known is None:
        return None
    if known.is_current:
        return known.record_id, slug
    return known.record_id, current_slug(session, kind, known.record_id) or slug


def raise_catalogue_version(session: Session) -> None:
    """Say that something published changed; called once or more in a publishing transaction."""
    updated = session.execute(sa.update(CatalogueVersion).values(version=col(CatalogueVersion.version) + 1))
    if not getattr(updated, "rowcount", 0):
        session.add(CatalogueVersion(version=1))
        session.flush()


def kept_id(session: Session, record_id: str) -> str:
    """The id under which a record lives now: its own, or that of the one it was merged into."""
    while (merged := session.get(MergedRecord, record_id)) is not None:
        record_id = merged.into_id
    return record_id


def current_slug(session: Session, kind: Kind, record_id: str) -> str | None:
    """The readable name of a record; None where it has none."""
    return session.exec(
        select(Slug.slug).where(Slug.kind == kind, Slug.record_id == record_id, Slug.is_current)
    ).first()


def find(session: Session, kind: Kind, model: type[Row], name: str) -> Row:
    """A record by id or current slug; `Moved` for a former slug or one merged, `NotFound` if there is none."""
    known = read_id(name)
    if known is not None and known[0] is kind:
        row = session.get(model, known[1])
        if row is None and (slug := current_slug(session, kind, kept_id(session, known[1]))):
            raise Moved(kind, slug)
    else:
        resolved = resolve_slug(session, kind, name)
        if resolved is not None and resolved[1] != name:
            raise Moved(kind, resolved[1])
        row = session.get(model, resolved[0]) if resolved else None
    if row is None:
        raise NotFound(f"No {kind} {name}.", kind=kind, name=name)
    return row
