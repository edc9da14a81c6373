"""What checkers are called, and what they found."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

TERMS: Final[dict[str, dict[str, str]]] = {
    "checker": {
        "licence_osi": mark("Licence approved by the Open Source Initiative"),
        "documentation": mark("Address of documentation recorded"),
        "conformance_reports": mark("Reports of conformance tests recorded"),
        "repository_public": mark("Repository open to everybody"),
        "released_in_year": mark("Released within a year"),
        "commits_in_year": mark("Worked on within a year"),
    },
    "check_outcome": {
        "yes": mark("Yes"),
        "no": mark("No"),
        "unknown": mark("Not known"),
    },
}

add_words(TERMS, {})
