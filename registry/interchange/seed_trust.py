"""The seed of trust: frameworks by which products are judged, and evidence; the format is checked to the letter."""

from collections.abc import Sequence
from typing import Any

from pydantic import model_validator
from sqlmodel import Session, select

from registry.db.values import Strict
from registry.errors import BadRecord
from registry.evaluation.external import service as external
from registry.evaluation.external.drafts import ExternalDraft
from registry.evaluation.frameworks import service as frameworks
from registry.evaluation.frameworks.drafts import VersionDraft
from registry.evaluation.levels import service as levels
from registry.evaluation.levels.drafts import RuleDraft
from registry.evaluation.recommendations import service as recommendations
from registry.evaluation.recommendations.service import RecommendationDraft
from registry.evidence import service as evidence
from registry.evidence.drafts import EvidenceDraft
from registry.interchange.seed_format import Notice
from registry.provenance import service as provenance
from registry.solutions.models import Solution


class FrameworkFile(Strict):
    """One version of a framework; the licence and notice of the file are those of the version."""

    notice: Notice
    draft: VersionDraft

    @model_validator(mode="before")
    @classmethod
    def _as_draft(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        record = {key: inner for key, inner in value.items() if key != "notice"}
        notice = Notice.model_validate(value.get("notice"))
        return {"notice": notice, "draft": {**record, "licence": notice.licence, "notice": notice.text}}

    @property
    def stem(self) -> str:
        """How the file must be called."""
        return f"{self.draft.framework}-{self.draft.version}"


class RecommendationsFile(Strict):
    """Recommendations of guidelines."""

    notice: Notice
    recommendations: list[RecommendationDraft]


def load_recommendations(session: Session, files: Sequence[RecommendationsFile]) -> dict[str, str]:
    """Record all recommendations; gives each one's outcome."""
    drafts = [draft for file in files for draft in file.recommendations]
    provenance.check_sources(session, {draft.source for draft in drafts})
    return {draft.id: recommendations.save(session, draft) for draft in drafts}


class ExternalFile(Strict):
    """What others found of solutions."""

    notice: Notice
    assessments: list[ExternalDraft]


def load_external(session: Session, files: Sequence[ExternalFile]) -> dict[str, str]:
    """Record all assessments by others; gives each one's outcome."""
    drafts = [draft for file in files for draft in file.assessments]
    provenance.check_sources(session, {draft.source for draft in drafts})
    ids = dict(session.exec(select(Solution.slug, Solution.id)).all())
    if missing := sorted({draft.solution for draft in drafts} - ids.keys()):
        raise BadRecord("is no solution", missing[0])
    return {
        f"{draft.solution} {draft.scheme} {draft.on}": external.save(session, draft, ids[draft.solution])
        for draft in drafts
    }


class EvidenceFile(Strict):
    """Items of evidence on one product or family of products."""

    notice: Notice
    evidence: list[EvidenceDraft]


class LevelsFile(RuleDraft):
    """One version of the rules for evidence levels."""

    notice: Notice

    @property
    def rule(self) -> RuleDraft:
        """The rules without the notice of the file."""
        return RuleDraft.model_validate(self.model_dump(exclude={"notice"}))


def load_levels(session: Session, files: Sequence[LevelsFile]) -> dict[str, str]:
    """Publish the rules, the oldest first; gives what became of each version."""
    drafts = sorted((file.rule for file in files), key=lambda draft: int(draft.version))
    return {draft.version: levels.load(session, draft) for draft in drafts}


def load_evidence(session: Session, files: Sequence[EvidenceFile], author: str) -> dict[str, str]:
    """Record all items; gives each one's outcome. What rests on memory waits for an editor."""
    drafts = [draft for file in files for draft in file.evidence]
    keys = [draft.key for draft in drafts]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise BadRecord(f"{', '.join(twice)} stands twice", "key")
    same = evidence.unchanged(session, drafts)
    try:
        return {
            draft.key: "unchanged"
            if draft.key in same
            else evidence.save(
                session, draft, author=author, note="Loaded with the registry's own data.", seed=True
            )[1]
            for draft in drafts
        }
    except evidence.Duplicate as error:
        raise BadRecord(str(error)) from error


def load_frameworks(session: Session, files: Sequence[FrameworkFile]) -> dict[str, str]:
    """Record and publish all versions, a former one before the one that follows it; gives each one's outcome."""
    waiting = {file.draft.id: file.draft for file in files}
    provenance.check_sources(session, {draft.source for draft in waiting.values()})
    outcomes: dict[str, str] = {}
    while waiting:
        ready = [draft for draft in waiting.values() if f"{draft.framework}@{draft.former}" not in waiting]
        if not ready:
            raise BadRecord("each of them follows another of them", ", ".join(sorted(waiting)))
        for draft in ready:
            del waiting[draft.id]
            try:
                outcomes[draft.id] = frameworks.save(session, draft, publish=True)
            except frameworks.VersionInUse as error:
                raise BadRecord(str(error), draft.id) from error
    return outcomes
