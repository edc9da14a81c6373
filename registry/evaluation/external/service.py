"""Recording what others found, from the seed and from imports; saying it again changes nothing."""

from sqlmodel import Session

from registry.db.records import raise_catalogue_version
from registry.evaluation.external import queries
from registry.evaluation.external.drafts import ExternalDraft
from registry.evaluation.external.models import ExternalAssessment


def save(session: Session, draft: ExternalDraft, solution_id: str) -> str:
    """Record an assessment of this solution; says whether it was created, updated or unchanged."""
    known = queries.known(session, solution_id, draft)
    if known is not None and (known.results, known.url) == (draft.results, draft.url):
        return "unchanged"
    row = known or ExternalAssessment(
        solution_id=solution_id, scheme=draft.scheme, source_id=draft.source, on=draft.on, results={}
    )
    row.results, row.url = draft.results, draft.url
    session.add(row)
    session.flush()
    raise_catalogue_version(session)
    return "created" if known is None else "updated"
