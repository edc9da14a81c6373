"""Recording versions of frameworks: drafts that change, published ones that stay, used ones that nobody can change."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.db.base import now
from registry.db.bulk import chunks
from registry.db.records import raise_catalogue_version
from registry.errors import BadRecord, Conflict, NotFound, mark
from registry.evaluation.frameworks import queries
from registry.evaluation.frameworks.drafts import CriterionDraft, VersionDraft
from registry.evaluation.frameworks.models import (
    FrameworkCriterion,
    FrameworkDomain,
    FrameworkLevel,
    FrameworkVersion,
    VersionStatus,
)
from registry.evaluation.frozen import digest


class VersionInUse(Conflict):
    """A version by which somebody judged is never changed: what changes is a new version."""

    slug = "version-in-use"
    title = mark("This version is in use and stays as it is; make a new version.")


def save(session: Session, draft: VersionDraft, *, publish: bool) -> str:
    """Write a version; says whether it was created, updated or unchanged.

    A version in use is `VersionInUse` when the draft says anything else. A version that follows another must say of
    each of its criteria what becomes of judgements on it.
    """
    _check_former(session, draft)
    seal = digest(draft.model_dump(mode="json"))
    known = session.get(FrameworkVersion, draft.id)
    if known is not None:
        if known.digest == seal and (known.status is VersionStatus.PUBLISHED or not publish):
            return "unchanged"
        if known.used_at is not None:
            raise VersionInUse(f"{draft.id} is in use and stays as it is; make a new version.", id=draft.id)
        _remove(session, draft.id)
    _write(session, draft, seal, publish=publish)
    _set_current(session, draft.framework)
    raise_catalogue_version(session)
    return "created" if known is None else "updated"


def discard(session: Session, version_id: str) -> None:
    """Throw a draft away."""
    _remove(session, version_id)


def mark_used(session: Session, version_id: str) -> None:
    """Note that somebody judges by this version from now on: it can no longer be changed."""
    known = session.get(FrameworkVersion, version_id)
    if known is None or known.status is not VersionStatus.PUBLISHED:
        raise NotFound(f"No published version {version_id}.", id=version_id)
    if known.used_at is None:
        known.used_at = now()
        session.flush()


def _check_former(session: Session, draft: VersionDraft) -> None:
    if not draft.former:
        return
    former_id = f"{draft.framework}@{draft.former}"
    former = set(queries.criteria_names(session, former_id))
    if not former:
        raise BadRecord(f"there is no version {former_id}", "former")
    followed = {each.follows.criterion for each in draft.criteria if each.follows}
    if unknown := (followed | set(draft.dropped)) - former:
        raise BadRecord(f"{former_id} has no {', '.join(sorted(unknown))}", "criteria")
    if both := followed & set(draft.dropped):
        raise BadRecord(f"{', '.join(sorted(both))}: followed and dropped", "dropped")
    if silent := former - followed - set(draft.dropped):
        raise BadRecord(f"what becomes of judgements on {', '.join(sorted(silent))} is not said", "criteria")


def _remove(session: Session, version_id: str) -> None:
    for table in (FrameworkLevel, FrameworkCriterion, FrameworkDomain):
        session.execute(sa.delete(table).where(col(table.version_id) == version_id))
    session.execute(sa.delete(FrameworkVersion).where(col(FrameworkVersion.id) == version_id))
    session.expire_all()


def _write(session: Session, draft: VersionDraft, seal: str, *, publish: bool) -> None:
    columns = draft.model_dump(mode="json", exclude={"source", "domains", "criteria"})
    session.execute(
        sa.insert(FrameworkVersion),
        [
            {
                **columns,
                "id": draft.id,
                "status": VersionStatus.PUBLISHED if publish else VersionStatus.DRAFT,
                "is_current": False,
                "source_id": draft.source,
                "digest": seal,
                "published_at": now() if publish else None,
            }
        ],
    )
    domains = [
        {"version_id": draft.id, "position": place, **each.model_dump()}
        for place, each in enumerate(draft.domains)
    ]
    criteria = [_criterion(draft, place, each) for place, each in enumerate(draft.criteria)]
    levels = [row for each in draft.criteria for row in _levels(draft, each)]
    for table, rows in ((FrameworkDomain, domains), (FrameworkCriterion, criteria), (FrameworkLevel, levels)):
        for part in chunks(rows):
            session.execute(sa.insert(table), part)


def _criterion(draft: VersionDraft, place: int, criterion: CriterionDraft) -> dict[str, Any]:
    return {
        "version_id": draft.id,
        "position": place,
        "domain_code": criterion.domain,
        "is_gate": criterion.gate,
        "is_optional": criterion.optional,
        "types": [each.value for each in criterion.types],
        "traits": [each.value for each in criterion.traits],
        "follows_code": criterion.follows.criterion if criterion.follows else "",
        "follows_how": criterion.follows.how if criterion.follows else None,
        **criterion.model_dump(
            include={"code", "names", "asks", "guidance", "cites", "tiers", "weight", "scale"}
        ),
    }


def _levels(draft: VersionDraft, criterion: CriterionDraft) -> list[dict[str, Any]]:
    rows = []
    for place, level in enumerate(draft.scales[criterion.scale]):
        own = criterion.levels.get(level.code)
        rows.append(
            {
                "version_id": draft.id,
                "criterion_code": criterion.code,
                "position": place,
                **level.model_dump(),
                "descriptor": own.descriptor if own else {},
                "evidence": own.evidence if own else "none",
                "evidence_by_tier": own.model_dump(mode="json")["evidence_by_tier"] if own else {},
                "kinds": [kind.value for kind in own.kinds] if own else [],
                "at_least": own.at_least if own else None,
            }
        )
    return rows


def _set_current(session: Session, framework: str) -> None:
    versions = queries.published_rows(session, framework)
    followed = {each.former for each in versions}
    for each in versions:
        each.is_current = each.version not in followed
    session.flush()
