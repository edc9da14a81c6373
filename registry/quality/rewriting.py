"""Publishes anew the records that name a record which is merged: in its place stands the one that is kept."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlmodel import Session

from registry.audit.service import Body, last_revisions
from registry.db.ids import Kind
from registry.deployments import service as deployments
from registry.deployments.authority import Speaking
from registry.deployments.drafts import DeploymentDraft
from registry.deployments.models import Deployment
from registry.provenance.service import authorities, set_claims
from registry.quality import merge_queries
from registry.quality.merge_fields import united
from registry.quality.two_records import Both
from registry.solutions import service as solutions
from registry.solutions.drafts import SolutionDraft
from registry.standards import service as standards
from registry.standards.service import StandardDraft

_LISTS: Final = ("organisations", "funders", "relations")
_NAMES: Final = ("organisation", "solution")


class Rewriter:
    """Writes revisions of the records that a merge touches beside the two."""

    def __init__(self, session: Session, two: Both, *, author: str, note: str) -> None:
        self._session = session
        self._two = two
        self._saying: dict[str, Any] = {"author": author, "note": note}

    def rewrite_others(self) -> dict[str, str]:
        """Publish all others that named the merged record; gives ids that lead to another record since."""
        match self._two.kind:
            case Kind.SOLUTION:
                self._solutions(merge_queries.related_to(self._session, self._two.other_id))
                return self._move_deployments()
            case Kind.ORGANISATION:
                naming = merge_queries.naming_organisation(self._session, self._two.other_id)
                self._solutions(naming[Kind.SOLUTION])
                self._deployments(naming[Kind.DEPLOYMENT])
                self._standards(naming[Kind.STANDARD])
        return {}

    # Others that name it by its slug ------------------------------------------------------------

    def _solutions(self, ids: Iterable[str]) -> None:
        bodies = self._bodies(Kind.SOLUTION, [each for each in ids if each != self._two.kept_id])
        drafts = [SolutionDraft.model_validate(self._renamed(body)) for body in bodies.values()]
        solutions.save_all(self._session, drafts, **self._saying)

    def _deployments(self, ids: Iterable[str]) -> None:
        drafts = [
            DeploymentDraft.model_validate({**self._renamed(body), "id": record_id})
            for record_id, body in self._bodies(Kind.DEPLOYMENT, ids).items()
        ]
        deployments.save_all(self._session, drafts, **self._saying)

    def _standards(self, ids: Iterable[str]) -> None:
        kept, other = self._two.kept.body["slug"], self._two.other.body["slug"]
        drafts = [
            StandardDraft.model_validate(
                {**body, "sdo": kept if body.get("sdo") == other else body.get("sdo")}
            )
            for body in self._bodies(Kind.STANDARD, ids).values()
        ]
        standards.save_all(self._session, drafts, **self._saying)

    def _bodies(self, kind: Kind, ids: Iterable[str]) -> dict[str, Body]:
        return {each: last.body for each, last in last_revisions(self._session, kind, ids).items()}

    def _renamed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body with the kept record's slug in place of the other's, nothing twice, nothing of itself."""
        kept, other = self._two.kept.body["slug"], self._two.other.body["slug"]
        changed = dict(body)
        for field in _LISTS:
            rows = []
            for row in body.get(field, []):
                new = {
                    name: kept if name in _NAMES and value == other else value for name, value in row.items()
                }
                if new not in rows and new.get("solution") != body.get("slug", ""):
                    rows.append(new)
            if field in body:
                changed[field] = rows
        return changed

    # Deployments of a merged solution ---------------------------------------------------------

    def _move_deployments(self) -> dict[str, str]:
        """Give the other's deployments to the kept solution; a presence that both have becomes one."""
        kept, other = self._two.kept_id, self._two.other_id
        moving = merge_queries.deployments_of(self._session, other)
        present = {
            row.country: row.id
            for row in merge_queries.deployments_of(self._session, kept)
            if row.is_reported_presence
        }
        bodies = self._bodies(Kind.DEPLOYMENT, [row.id for row in moving] + list(present.values()))
        twice = [row for row in moving if row.is_reported_presence and row.country in present]
        for row in twice:
            self._join_presences(row, present[row.country], bodies)
        drafts = [
            DeploymentDraft.model_validate({**bodies[row.id], "id": row.id, "solution": kept})
            for row in moving
            if row not in twice
        ]
        deployments.save_all(self._session, drafts, **self._saying)
        return {row.id: present[row.country] for row in twice}

    def _join_presences(self, row: Deployment, kept_id: str, bodies: Mapping[str, Body]) -> None:
        """Let one presence state what both did, and the other go."""
        gone, stays = bodies[row.id], bodies[kept_id]
        claims = united(stays.get("claims", []), gone.get("claims", []))
        joined = DeploymentDraft.model_validate({**stays, "id": kept_id, "claims": claims})
        ended = DeploymentDraft.model_validate({**gone, "id": row.id, "claims": []})
        speaking = word_of_authority(self._session, stays, row.id, gone)
        deployments.save(self._session, joined, **self._saying, speaking=speaking)
        set_claims(self._session, Kind.DEPLOYMENT, {row.id: []})
        deployments.save(self._session, ended, **self._saying)


def word_of_authority(
    session: Session, kept: Mapping[str, Any], other_id: str, other: Mapping[str, Any]
) -> Speaking | None:
    """What a country's authority said of the other deployment alone counts for the kept one as well."""
    stated = [{claim["source"] for claim in body.get("claims", [])} for body in (kept, other)]
    of_kept, of_other = (authorities(session, each) for each in stated)
    if of_kept or not of_other:
        return None
    row = session.get(Deployment, other_id)
    return Speaking(min(of_other), lapses=bool(row and row.confirmation_lapses))
