"""What the codes of notifications are called."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

TERMS: Final[dict[str, dict[str, str]]] = {
    "frequency": {
        "at_once": mark("At once"),
        "daily": mark("Once a day"),
        "weekly": mark("Once a week"),
        "off": mark("Not by mail"),
    },
}

add_words(TERMS)
