"""Replays published scores: what they follow from is put together again from its sources, and they are computed anew."""

import json
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from registry.errors import NotFound
from registry.evaluation.applicability import Profile, Trait
from registry.evaluation.assessments import sealing
from registry.evaluation.frameworks import queries as frameworks
from registry.evaluation.frozen import canonical
from registry.evaluation.scores import queries
from registry.evaluation.scores.freezing import Item, freeze, replay
from registry.evaluation.scores.scoring import Judgement
from registry.evidence.models import EvidenceRevision
from registry.solutions.models import SolutionType


def replayed(session: Session, score_id: str = "") -> Iterator[tuple[str, str]]:
    """Every published score, or one, with what differs when it is computed again: nothing, if all holds."""
    for row in queries.sealed(session, score_id):
        fault = replay(row.inputs, row.result, row.digest)
        yield row.id, fault or _against_sources(session, row.inputs)


def _against_sources(session: Session, inputs: str) -> str:
    """Whether framework, evidence and judgements, read where they are kept, are those that were frozen."""
    frozen: dict[str, Any] = json.loads(inputs)
    try:
        version = frameworks.by_id(session, frozen["framework"])
    except NotFound:
        return f"the framework {frozen['framework']} is gone"
    evidence = {}
    for each in frozen["judgements"]:
        items = [_item(session, item) for item in each["evidence"]]
        if None in items:
            return f"evidence on {each['criterion']} is gone"
        evidence[each["criterion"]] = [item for item in items if item]
    profile = frozen["profile"]
    again = freeze(
        version,
        Profile(
            SolutionType(profile["type"]),
            profile["tier"],
            {Trait(name): value for name, value in profile["traits"].items()},
        ),
        [
            Judgement(each["criterion"], low=each["low"], high=each["high"], reason=each["reason"])
            for each in frozen["judgements"]
        ],
        evidence,
    )
    again["assessment"] = frozen["assessment"]
    if canonical(again) != inputs:
        return "framework or evidence are not those that were judged"
    return sealing.fault_of(session, frozen)


def _item(session: Session, frozen: dict[str, Any]) -> Item | None:
    kept = session.get(EvidenceRevision, (frozen["id"], frozen["revision"]))
    if kept is None:
        return None
    body = kept.body
    return Item(frozen["id"], kept.number, body["kind"], body["independence"], body.get("study", ""))
