"""Identifiers of citable items in one spelling each, checked with `idutils`; and titles made comparable. Pure."""

import re
import unicodedata
from typing import Final

import idutils

SCHEMES: Final = ("doi", "pmid", "pmcid", "isbn", "arxiv", "handle", "trial")
"""Kinds of identifier, the ones that name an item best first."""

TRIAL: Final = re.compile(
    r"^(NCT\d{8}|ISRCTN\d{8}|PACTR\d{12,15}|CTRI/\d{4}/\d{2,3}/\d{6}|ACTRN\d{14}|ChiCTR\S{5,20}|"
    r"EUCTR\d{4}-\d{6}-\d{2}|DRKS\d{8}|IRCT\w{10,20}|TCTR\d{11}|RBR-\w{6,7}|U\d{4}-\d{4}-\d{4})$"
)
"""Registration numbers of the registers that WHO's platform gathers."""

LINKS: Final = {
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "arxiv": "https://arxiv.org/abs/{}",
    "handle": "https://hdl.handle.net/{}",
    "trial": "https://trialsearch.who.int/Trial2.aspx?TrialID={}",
}


class BadIdentifier(ValueError):
    """A value is no identifier of its kind."""


def normal(scheme: str, value: str) -> str:
    """The one spelling of an identifier; `BadIdentifier` if the value is none of that kind."""
    text = value.strip()
    if scheme not in SCHEMES:
        raise BadIdentifier(f"{scheme!r} is not a kind of identifier: {', '.join(SCHEMES)}")
    if scheme == "trial":
        found = text if text.startswith("ChiCTR") else text.upper()
        if not TRIAL.match(found):
            raise BadIdentifier(f"{text!r} is not a trial registration number")
        return found
    if not getattr(idutils, f"is_{scheme}")(text):
        raise BadIdentifier(f"{text!r} is not a {scheme.upper()}")
    found = str(idutils.normalize_pid(text, scheme))
    match scheme:
        case "doi":
            return found.lower()
        case "isbn":
            return re.sub(r"[^0-9X]", "", found.upper())
    return found


def recognised(text: str) -> tuple[str, str] | None:
    """The kind and spelling of an identifier that stands in a text such as an address; None if there is none."""
    stripped = text.strip()
    for scheme in ("doi", "pmcid", "arxiv", "trial"):
        try:
            return scheme, normal(scheme, stripped)
        except BadIdentifier:
            continue
    return None


def link(scheme: str, value: str) -> str:
    """The page that an identifier leads to; empty where there is none."""
    return LINKS.get(scheme, "").format(value)


def title_key(title: str) -> str:
    """A title without case, accents, punctuation and spacing, by which two spellings of it are found alike."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    return "".join(letter for letter in plain if letter.isalnum())[:200]
