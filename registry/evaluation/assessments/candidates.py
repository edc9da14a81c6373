"""Who could review a product: what speaks for each reviewer, and what speaks against."""

from typing import Final

from msgspec import Struct
from sqlmodel import Session

from registry.accounts.permissions import ROLES, Permission, ScopeKind
from registry.accounts.queries import names_of
from registry.errors import mark
from registry.evaluation.assessments import queries, tie_queries
from registry.evaluation.assessments.models import (
    Assessment,
    AssignmentState,
    ConflictVerdict,
    ReviewerProfile,
)
from registry.evaluation.assessments.telling import secretariat

REFUSALS: Final = {
    "recused": mark("declared a tie to the product"),
    "insider": mark("belongs to an organisation that has a role on the product"),
    "author": mark("made or brought in evidence on the product"),
    "manager": mark("runs assessments of this body, and so sees who reviews"),
    "asked": mark("is asked already, or was"),
    "full": mark("has as many reviews as they take at a time"),
}
"""Why somebody cannot be asked."""


class Candidate(Struct, frozen=True):
    """A reviewer: fields of work and languages of the evidence they know, their load; `refused`: why not, or empty."""

    account_id: str
    name: str
    topics: int
    languages: int
    load: int
    most: int
    refused: str


def candidates(session: Session, row: Assessment) -> list[Candidate]:
    """All reviewers: those who can be asked first, then by field of work, by language, and by load."""
    people = secretariat(session, Permission.REVIEW_WRITE)
    names, profiles, loads = (
        names_of(session, people),
        queries.profiles(session, people),
        queries.loads(session),
    )
    reasons = _Reasons(session, row, people)
    topics, languages = (
        tie_queries.topics_of(session, row.solution_id),
        tie_queries.languages_of(session, row.solution_id),
    )
    found = []
    for each in people:
        profile = profiles.get(each) or ReviewerProfile(account_id=each)
        load = loads.get(each, 0)
        found.append(
            Candidate(
                each,
                names.get(each, ""),
                sum(any(_within(code, own) for own in profile.topics) for code in topics),
                len(languages & set(profile.languages)),
                load,
                profile.most_at_once,
                reasons.against(each) or ("full" if load >= profile.most_at_once else ""),
            )
        )
    return sorted(
        found,
        key=lambda each: (bool(each.refused), -each.topics, -each.languages, each.load, each.account_id),
    )


def refusal(session: Session, row: Assessment, account_id: str) -> str:
    """Why somebody cannot be asked to review; empty if they can."""
    own = next((each for each in candidates(session, row) if each.account_id == account_id), None)
    return "manager" if own is None else own.refused


def _within(code: str, topic: str) -> bool:
    return code == topic or code.startswith(f"{topic}.")


class _Reasons:
    """What speaks against people, read once for all of them."""

    def __init__(self, session: Session, row: Assessment, people: list[str]) -> None:
        body = queries.body(session, row.body_id)
        insiders = tie_queries.organisations_of(session, row.solution_id)
        author_bodies, self._authors = tie_queries.authors_of(session, row.solution_id)
        self._recused = {
            account_id
            for account_id, known in queries.declarations(session, row.solution_id).items()
            if known.verdict is ConflictVerdict.RECUSE
        }
        self._asked = {
            each.account_id
            for each in queries.assignments(session, row.id)
            if each.state is not AssignmentState.DECLINED
        } | {each.account_id for each in queries.reviews(session, row.id)}
        self._insiders: set[str] = set()
        self._managers: set[str] = set()
        grants = tie_queries.grants_of(session, people)
        for account_id, role, scope, scope_id in grants:
            if scope == ScopeKind.ORGANISATION and scope_id in insiders:
                self._insiders.add(account_id)
            if scope == ScopeKind.ORGANISATION and scope_id in author_bodies:
                self._authors.add(account_id)
            runs = Permission.ASSESSMENT_MANAGE in ROLES[role]
            if runs and (scope == ScopeKind.SECRETARIAT or scope_id == body.organisation_id):
                self._managers.add(account_id)

    def against(self, account_id: str) -> str:
        """The gravest reason against somebody; empty: none."""
        for reason, people in (
            ("recused", self._recused),
            ("insider", self._insiders),
            ("author", self._authors),
            ("manager", self._managers),
            ("asked", self._asked),
        ):
            if account_id in people:
                return reason
        return ""


__all__ = ["REFUSALS", "Candidate", "candidates", "refusal"]
