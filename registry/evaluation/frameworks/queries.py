"""Reads of frameworks. Readers see published versions; whoever manages frameworks sees drafts as well."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import ANYBODY, Viewer
from registry.db.base import Names
from registry.errors import NotFound
from registry.evaluation.frameworks.drafts import VersionDraft
from registry.evaluation.frameworks.models import (
    FrameworkCriterion,
    FrameworkDomain,
    FrameworkLevel,
    FrameworkVersion,
    VersionStatus,
)
from registry.evaluation.frameworks.schemas import (
    CriterionView,
    DomainView,
    LevelView,
    TierView,
    VersionRow,
    VersionView,
)
from registry.evidence.hierarchy import EvidenceClass


def _visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    if viewer.may(Permission.FRAMEWORK_MANAGE):
        return sa.true()
    return col(FrameworkVersion.status) == VersionStatus.PUBLISHED


def versions(session: Session, viewer: Viewer = ANYBODY, framework: str = "") -> list[VersionRow]:
    """All versions, or those of one framework: the current one first, then by the publisher's date."""
    numbers = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            sa.select(
                col(FrameworkCriterion.version_id),
                sa.func.count(),
                sa.func.sum(sa.case((col(FrameworkCriterion.is_gate), 1), else_=0)),
            ).group_by(col(FrameworkCriterion.version_id))
        )
    }
    statement = select(FrameworkVersion).where(_visible(viewer))
    if framework:
        statement = statement.where(FrameworkVersion.framework == framework)
    rows = session.exec(
        statement.order_by(
            col(FrameworkVersion.is_current).desc(),
            FrameworkVersion.framework,
            col(FrameworkVersion.published).desc(),
            col(FrameworkVersion.version).desc(),
        )
    )
    return [
        VersionRow(
            row.id,
            row.framework,
            row.version,
            row.status,
            row.is_current,
            row.used_at is not None,
            row.names,
            row.summary,
            row.publisher,
            row.published,
            row.licence,
            *numbers.get(row.id, (0, 0)),
        )
        for row in rows
    ]


def version(session: Session, framework: str, number: str = "", viewer: Viewer = ANYBODY) -> VersionView:
    """One version with all its criteria, the current one where none is named; `NotFound` if there is none."""
    statement = select(FrameworkVersion).where(FrameworkVersion.framework == framework, _visible(viewer))
    statement = statement.where(
        FrameworkVersion.version == number if number else col(FrameworkVersion.is_current)
    )
    row = session.exec(statement).first()
    if row is None:
        raise NotFound(
            f"No framework {framework} {number}".rstrip() + ".", framework=framework, version=number
        )
    return VersionView(
        row.id,
        row.framework,
        row.version,
        row.status,
        row.is_current,
        row.used_at is not None,
        row.names,
        row.summary,
        row.publisher,
        row.home,
        row.published,
        row.source_id,
        row.citation,
        row.licence,
        row.notice,
        row.former,
        row.changes,
        row.dropped,
        row.review_months,
        row.gate_review_months,
        row.aggregate,
        [TierView(tier["code"], tier["names"], tier["risk"]) for tier in row.tiers],
        _domains(session, row.id),
        _criteria(session, row.id),
        row.digest,
    )


def by_id(session: Session, version_id: str, viewer: Viewer = ANYBODY) -> VersionView:
    """One version by its id, `framework@version`."""
    framework, _, number = version_id.partition("@")
    return version(session, framework, number, viewer)


def draft(session: Session, version_id: str, *, drafts_only: bool = False) -> VersionDraft:
    """A version in the shape in which it came in, to be changed or to be followed; `NotFound` if there is none."""
    row = session.get(FrameworkVersion, version_id)
    if row is None or (drafts_only and row.status is not VersionStatus.DRAFT):
        raise NotFound(f"No version {version_id}.", id=version_id)
    scales = {
        each.code: each.scale
        for each in session.exec(
            select(FrameworkCriterion).where(FrameworkCriterion.version_id == version_id)
        )
    }
    plain = set(VersionDraft.model_fields) - {"source", "domains", "criteria"}
    return VersionDraft.model_validate(
        {
            **{name: getattr(row, name) for name in plain},
            "source": row.source_id,
            "domains": [
                {"code": each.code, "names": each.names, "about": each.about}
                for each in _domains(session, version_id)
            ],
            "criteria": [
                _criterion_draft(each, scales[each.code]) for each in _criteria(session, version_id)
            ],
        }
    )


def _criterion_draft(view: CriterionView, scale: str) -> dict[str, Any]:
    """A criterion as it came in: levels of which nothing is said stay out."""
    levels = {
        level.code: {
            "descriptor": level.descriptor,
            "evidence": level.evidence,
            "evidence_by_tier": level.evidence_by_tier,
            "kinds": level.kinds,
            "at_least": level.at_least,
        }
        for level in view.levels
        if level.descriptor
        or level.evidence != EvidenceClass.NONE
        or level.evidence_by_tier
        or level.kinds
        or level.at_least is not None
    }
    fields = ("code", "domain", "names", "asks", "guidance", "cites", "gate", "optional", "types", "tiers")
    return {
        **{name: getattr(view, name) for name in (*fields, "traits", "weight")},
        "scale": scale,
        "levels": levels,
        "follows": {"criterion": view.follows, "how": view.follows_how} if view.follows else None,
    }


def criteria_names(session: Session, version_id: str) -> dict[str, Names]:
    """What the criteria of a version are called, by code and in their order."""
    rows = session.exec(
        select(FrameworkCriterion.code, FrameworkCriterion.names)
        .where(FrameworkCriterion.version_id == version_id)
        .order_by(col(FrameworkCriterion.position))
    )
    return {row[0]: row[1] for row in rows}


def criteria_levels(session: Session, version_id: str) -> dict[str, set[str]]:
    """The levels by which each criterion of a version is judged, by code and in the order of the criteria."""
    rows = session.exec(
        select(FrameworkCriterion.code, FrameworkLevel.code)
        .join(
            FrameworkLevel,
            sa.and_(
                col(FrameworkLevel.version_id) == col(FrameworkCriterion.version_id),
                col(FrameworkLevel.criterion_code) == col(FrameworkCriterion.code),
            ),
        )
        .where(FrameworkCriterion.version_id == version_id)
        .order_by(col(FrameworkCriterion.position))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for criterion, level in rows:
        found[criterion].add(level)
    return dict(found)


def published_rows(session: Session, framework: str) -> Sequence[FrameworkVersion]:
    """The published versions of a framework, to be changed."""
    return session.exec(
        select(FrameworkVersion).where(
            FrameworkVersion.framework == framework, FrameworkVersion.status == VersionStatus.PUBLISHED
        )
    ).all()


def _domains(session: Session, version_id: str) -> list[DomainView]:
    rows = session.exec(
        select(FrameworkDomain.code, FrameworkDomain.names, FrameworkDomain.about)
        .where(FrameworkDomain.version_id == version_id)
        .order_by(col(FrameworkDomain.position))
    )
    return [DomainView(*row) for row in rows]


def _criteria(session: Session, version_id: str) -> list[CriterionView]:
    levels: dict[str, list[LevelView]] = defaultdict(list)
    for level in session.exec(
        select(FrameworkLevel)
        .where(FrameworkLevel.version_id == version_id)
        .order_by(col(FrameworkLevel.criterion_code), col(FrameworkLevel.position))
    ):
        levels[level.criterion_code].append(_level(level))
    rows: Sequence[FrameworkCriterion] = session.exec(
        select(FrameworkCriterion)
        .where(FrameworkCriterion.version_id == version_id)
        .order_by(col(FrameworkCriterion.position))
    ).all()
    return [
        CriterionView(
            row.code,
            row.domain_code,
            row.names,
            row.asks,
            row.guidance,
            row.cites,
            row.is_gate,
            row.is_optional,
            row.types,
            row.tiers,
            row.traits,
            row.weight,
            levels[row.code],
            row.follows_code,
            row.follows_how,
        )
        for row in rows
    ]


def _level(row: FrameworkLevel) -> LevelView:
    return LevelView(
        row.code,
        row.value,
        row.names,
        row.meets,
        row.descriptor,
        row.evidence,
        row.evidence_by_tier,
        row.kinds,
        row.at_least,
    )
