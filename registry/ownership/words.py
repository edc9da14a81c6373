"""What ways of proof, states and failures are called."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

TERMS: Final[dict[str, dict[str, str]]] = {
    "proof_method": {
        "repository": mark("A file in its repository"),
        "website": mark("Its web site"),
        "email": mark("An e-mail address at its domain"),
        "decision": mark("A decision of the Secretariat"),
    },
    "decision": {
        "ownership.proven": mark("Control of the product was proven"),
        "ownership.ended": mark("Control of the product ended"),
        "record.maintained": mark("The organisation that controls the product changed the record"),
    },
    "ownership_state": {
        "open": mark("Open"),
        "proven": mark("Control proven"),
        "refused": mark("Refused"),
        "ended": mark("Ended"),
    },
    "proof_failure": {
        "token_not_found": mark("The address answered, but the token was not found there."),
        "no_answer": mark("The address gave no answer."),
    },
}

EXPLANATIONS: Final[dict[str, dict[str, str]]] = {
    "proof_method": {
        "repository": mark("You add a small file to the main branch; the registry looks for it."),
        "website": mark("You put a small file on the site, or one line into its home page."),
        "email": mark("A code is mailed to an address at the very domain of its home page."),
        "decision": mark("You say how it can be told; somebody of the Secretariat looks at it."),
    },
}

add_words(TERMS, EXPLANATIONS)
