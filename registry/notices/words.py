"""What the registry's own codes of notices are called."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

TERMS: Final = {
    "notice_kind": {
        "safety": mark("Safety notice"),
        "security": mark("Security notice"),
        "legal": mark("Legal notice"),
        "suspended": mark("Suspended"),
    },
    "notice_step": {
        "placed": mark("Placed"),
        "changed": mark("Changed"),
        "lifted": mark("Lifted"),
    },
    "decision": {
        "notice.placed": mark("A notice was placed on this record"),
        "notice.changed": mark("A notice on this record was changed"),
        "notice.lifted": mark("A notice on this record was lifted"),
        "notice.answered": mark("A notice on this record was answered"),
    },
}
EXPLANATIONS: Final = {
    "notice_kind": {
        "safety": mark("People may come to harm."),
        "security": mark("Systems or data may be at risk."),
        "legal": mark("A law, a licence or a legal dispute limits its use."),
        "suspended": mark("The Secretariat has suspended this record; do not rely on it meanwhile."),
    },
}

add_words(TERMS, EXPLANATIONS)
