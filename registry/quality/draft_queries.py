"""Reads what the checks find in a draft as it stands; nothing is written."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from registry.db.ids import Kind
from registry.quality import fact_queries
from registry.quality.check import Found
from registry.quality.checks import CHECKS, duplicate
from registry.quality.drafted_facts import drafted
from registry.quality.facts import DeploymentFacts, Facts
from registry.quality.likeness import shares_a_key
from registry.quality.models import FindingState
from registry.quality.queries import ORDER, world
from registry.quality.record_refs import refs
from registry.quality.running import findings_of
from registry.quality.schemas import FindingRow, FindingView, RecordRef
from registry.quality.sentences import sentence


def check_draft(
    session: Session, kind: Kind, body: Mapping[str, Any], record_id: str = ""
) -> list[FindingRow]:
    """What the checks find in a draft, the gravest first.

    `body` has the shape of the kind's own draft and may be incomplete. `record_id` is the record that it changes,
    which it is not compared with.
    """
    facts = drafted(session, kind, body, record_id)
    if facts is None:
        return []
    found = [*findings_of(kind, facts, world(session)), *_duplicates_of(session, kind, facts)]
    pairs = {(kind, each.subject) for check_id, each in found if check_id == duplicate.CHECK.id}
    others = refs(session, pairs)
    draft = RecordRef(kind, record_id, "", {})
    return [
        FindingRow(
            _view(kind, record_id, check_id, each),
            draft,
            others.get((kind.value, each.subject)) if check_id == duplicate.CHECK.id else None,
        )
        for check_id, each in sorted(found, key=_gravity)
    ]


def _duplicates_of(session: Session, kind: Kind, facts: Facts) -> list[tuple[str, Found]]:
    """Published records that the draft is likely the same as; only those that share anything are read in full."""
    one = duplicate.candidate(facts)
    if one is None or kind not in duplicate.CHECK.kinds:
        return []
    if isinstance(facts, DeploymentFacts):
        akin = fact_queries.deployments_of(session, [facts.solution])
    else:
        others = ((each.id, duplicate.candidate(each)) for each in fact_queries.named(session, kind))
        akin = {record_id for record_id, other in others if other and shares_a_key(one, other)}
    every = {each.id: each for each in fact_queries.facts_of(session, kind, akin)} | {facts.id: facts}
    found = []
    for pair in duplicate.likely(every.values(), {facts.id}):
        other = pair.other if pair.one == facts.id else pair.one
        found.append((duplicate.CHECK.id, duplicate.found(pair, every[other].name, other)))
    return found


def _gravity(item: tuple[str, Found]) -> tuple[int, int]:
    check_id, found = item
    return ORDER[found.severity or CHECKS[check_id].severity], list(CHECKS).index(check_id)


def _view(kind: Kind, record_id: str, check_id: str, found: Found) -> FindingView:
    details = dict(found.details)
    return FindingView(
        0,
        check_id,
        found.severity or CHECKS[check_id].severity,
        FindingState.OPEN,
        kind,
        record_id,
        found.subject,
        found.reason,
        details,
        sentence(check_id, found.reason, details),
    )
