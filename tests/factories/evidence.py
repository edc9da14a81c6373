"""Makers of evidence: drafts, items and proposals (by the service: an item is one body with its revisions)."""

from typing import Any

from sqlmodel import Session

from registry.evidence import service
from registry.evidence.drafts import EvidenceDraft
from registry.evidence.models import EvidenceProposal
from tests.factories.reference import make_concept, make_country

_numbers = iter(range(1, 10**9))


def evidence_draft(**values: Any) -> EvidenceDraft:
    """An item with an address; any field can be given."""
    number = next(_numbers)
    body: dict[str, Any] = {
        "key": f"item-{number}",
        "kind": "cluster_trial",
        "title": f"A trial of something, number {number}",
        "year": 2024,
        "url": f"https://example.org/items/{number}",
        "independence": "independent",
    }
    return EvidenceDraft.model_validate(body | values)


def result(direction: str = "benefit", outcome: str = "3", **values: Any) -> dict[str, Any]:
    """A finding."""
    return {
        "outcome": outcome,
        "measured": f"What was measured: {direction}",
        "direction": direction,
        **values,
    }


def make_evidence(session: Session, **values: Any) -> str:
    """An item in the database, with the codes and countries that it names; gives its id."""
    draft = evidence_draft(**values)
    make_outcomes(session, *(each.outcome for each in draft.results))
    for code in draft.interventions:
        make_concept(session, code)
    for country in draft.countries:
        make_country(session, country)
    return service.save(session, draft, author="Test", seed=False)[0]


def make_outcomes(session: Session, *codes: str) -> None:
    """These outcomes; and the two lists that forms offer."""
    for code in dict.fromkeys(("3", *codes)):
        make_concept(session, code, "outcomes", label=f"Outcome {code}")
    make_concept(session, "2.2.1", "interventions-2")


def make_proposal(session: Session, account_id: str, organisation_id: str = "", **values: Any) -> int:
    """A proposal that waits; gives its number."""
    make_outcomes(session)
    row = EvidenceProposal(
        account_id=account_id,
        organisation_id=organisation_id or None,
        body=evidence_draft(**values).model_dump(mode="json"),
    )
    session.add(row)
    session.flush()
    return row.id or 0
