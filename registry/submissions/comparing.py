"""What others state of the thing that a draft speaks of, beside what the draft states: what its checks compare."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from registry.db.ids import Kind
from registry.deployments.drafts import PRESENCE
from registry.quality.checks.country_claims import COMPARED
from registry.quality.checks.licence import from_a_repository
from registry.quality.drafted_facts import drafted
from registry.quality.fact_queries import deployments, deployments_of, solutions
from registry.quality.facts import DeploymentFacts, Statement
from registry.submissions.merging import is_nothing
from registry.submissions.models import Submission, SubmissionKind
from registry.submissions.publishing import source_id
from registry.submissions.repository_file import stated_claims

Row = Mapping[str, Any]
"""A claim in the shape that bodies keep it in."""


def claims_to_compare(session: Session, row: Submission) -> list[Row]:
    """The claims that the facts of a draft rest on."""
    if row.kind is SubmissionKind.SOLUTION:
        return _of_repositories(session, row)
    return _of_deployment(session, row) if row.kind is SubmissionKind.DEPLOYMENT else []


def _of_repositories(session: Session, row: Submission) -> list[Row]:
    """What the repository's own file says: the one given with the draft, else what is recorded of one."""
    if given := stated_claims(row):
        return [each.model_dump(mode="json") for each in given]
    known = solutions(session, [row.target_id]) if row.target_id else []
    return _rows(each for facts in known for each in facts.statements if from_a_repository(each[1]))


def _of_deployment(session: Session, row: Submission) -> list[Row]:
    """What other sources state of a deployment; of a new one, whether the product is used in that country at all."""
    own = source_id(row)
    stated = [
        (field, own, row.body[field], "", "") for field in COMPARED if not is_nothing(row.body.get(field))
    ]
    if row.target_id:
        others = [each for facts in deployments(session, [row.target_id]) for each in facts.statements]
    else:
        stated.append((PRESENCE, own, True, "", ""))
        others = _on_presence(session, row.body)
    return _rows([*stated, *(each for each in others if each[1] != own)])


def _on_presence(session: Session, body: Row) -> list[Statement]:
    facts = drafted(session, Kind.DEPLOYMENT, body)
    if not isinstance(facts, DeploymentFacts) or not facts.solution:
        return []
    known = deployments(session, deployments_of(session, [facts.solution]))
    there = [each for each in known if each.country == facts.country]
    return [stated for each in there for stated in each.statements if stated[0] == PRESENCE]


def _rows(statements: Iterable[Statement]) -> list[Row]:
    return [
        {"field": field, "source": source, "value": value, "date": date, "url": url}
        for field, source, value, date, url in statements
    ]
