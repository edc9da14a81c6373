"""What public events are called on the page of the record that they are about."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

DECISION: Final = "decision"

TERMS: Final = {
    DECISION: {
        "record.published": mark("A proposal was accepted and published"),
        "record.merged": mark("Two records were merged into one"),
        "finding.accepted": mark("What a check found was accepted with a reason"),
        "finding.reopened": mark("What a check found was opened again"),
    },
    "decided_by": {
        "secretariat": mark("the Secretariat"),
    },
}

add_words(TERMS)
