"""What the codes of reports are called; `registry.web.vocabulary` holds them for all pages."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

TERMS: Final[dict[str, dict[str, str]]] = {
    "reporter": {
        "public": mark("Patient, carer or member of the public"),
        "health_worker": mark("Health worker who uses it"),
        "manager": mark("Manager of a service or programme that uses it"),
        "technical": mark("Technical staff who run it"),
        "implementer": mark("Implementer"),
        "policy": mark("Ministry or other authority"),
        "researcher": mark("Researcher"),
    },
    "feedback_state": {
        "waiting": mark("Waits for a moderator"),
        "published": mark("Published"),
        "refused": mark("Not published"),
        "withdrawn": mark("Taken back"),
    },
    "decision": {
        "feedback.published": mark("A report of somebody who knows it was published"),
        "feedback.answered": mark("A report was answered by who answers for the product"),
        "feedback.verified": mark("Somebody vouched for a report"),
    },
}

EXPLANATIONS: Final[dict[str, dict[str, str]]] = {}

add_words(TERMS, EXPLANATIONS)
