"""Reads of what countries say for themselves: a module for each idea; what other features' pages read is named here."""

from registry.national.queries.answering import answering_for
from registry.national.queries.authorities import authorities, authority
from registry.national.queries.choices import choices, of_record
from registry.national.queries.documents import documents
from registry.national.queries.positions import of_country, of_deployments
from registry.national.queries.questions import answers, questions
from registry.national.queries.rounds import last_round

__all__ = [
    "answering_for",
    "answers",
    "authorities",
    "authority",
    "choices",
    "documents",
    "last_round",
    "of_country",
    "of_deployments",
    "of_record",
    "questions",
]
