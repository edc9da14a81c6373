"""What severities, states and reasons are called."""

from typing import Final

from registry.errors import mark

TERMS: Final = {
    "severity": {
        "error": mark("Contradiction"),
        "warning": mark("Doubtful"),
        "note": mark("Could be better"),
    },
    "finding_state": {
        "open": mark("Open"),
        "fixed": mark("Fixed"),
        "accepted": mark("Accepted as it is"),
    },
    "likeness": {
        "same_name": mark("the same name"),
        "near_name": mark("nearly the same name"),
        "same_repository": mark("the same repository"),
        "same_page": mark("the same home page"),
        "same_owner": mark("the same owner"),
        "same_place": mark("the same product in the same country"),
        "same_implementer": mark("the same organisation at work"),
        "same_start": mark("the same start"),
        "other_identifiers": mark("another registry lists them as two"),
        "related": mark("they are recorded as related products"),
        "other_type": mark("they are of different types"),
        "other_country": mark("they are at home in different countries"),
    },
}

EXPLANATIONS: Final = {
    "severity": {
        "error": mark("What is recorded cannot all be true."),
        "warning": mark("What is recorded is likely wrong, or wrong in part."),
        "note": mark("Nothing is wrong; the record would be more useful with it."),
    },
    "finding_state": {
        "open": mark("It waits for a correction, or for a reason why it is right."),
        "fixed": mark("The check does not find it any more."),
        "accepted": mark(
            "An editor looked at it and says why it is right. It opens again when the facts change."
        ),
    },
}
