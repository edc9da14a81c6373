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
}

add_words(TERMS)
