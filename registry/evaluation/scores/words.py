"""What the codes of scores are called."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

TERMS: Final[dict[str, dict[str, str]]] = {
    "gate_verdict": {
        "passed": mark("Passed"),
        "failed": mark("Failed"),
        "unknown": mark("Not known"),
        "not_applicable": mark("Does not apply"),
    },
    "score_mark": {
        "superseded": mark("A newer score took its place"),
        "voided": mark("Does not count any more"),
        "due": mark("Review due"),
        "gates_due": mark("Review of the gates due"),
        "major_version": mark("A major version of the product was released"),
        "withdrawn_standard": mark("A standard that it speaks was withdrawn"),
        "new_evidence": mark("New evidence that may change the judgement was published"),
        "incident": mark("An incident was reported"),
        "deployment_ended": mark("A deployment ended"),
    },
}

add_words(TERMS, {})
