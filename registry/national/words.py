"""What the codes of the countries' side are called."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

TERMS: Final = {
    "stance": {
        "confirmed": mark("Confirmed"),
        "corrected": mark("Corrected"),
        "disputed": mark("Disputed"),
    },
    "question": {
        "text": mark("Text"),
        "number": mark("Number"),
        "yes_no": mark("Yes or no"),
        "single": mark("One of several"),
        "multiple": mark("Any of several"),
    },
    "choice": {
        "endorsed": mark("Endorsed"),
        "national_standard": mark("National standard"),
        "in_architecture": mark("In the national architecture"),
    },
    "document": {
        "strategy": mark("Strategy"),
        "plan": mark("Plan"),
        "architecture": mark("Architecture"),
        "policy": mark("Policy"),
        "law": mark("Law"),
        "standards": mark("List of standards"),
        "evaluation": mark("Evaluation"),
        "other": mark("Other document"),
    },
}

EXPLANATIONS: Final = {
    "choice": {
        "endorsed": mark("The country recommends it."),
        "national_standard": mark("It is the one that the country has set."),
        "in_architecture": mark("It has a place in the country’s architecture of digital health."),
    },
}

add_words(TERMS, EXPLANATIONS)
