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
    "decision": {
        "country.authority_renamed": mark("The body that speaks for the country changed its name here"),
        "country.approval_required": mark("Deployments wait for the country’s approval from now on"),
        "country.approval_not_required": mark("Deployments wait for the country’s approval no more"),
        "country.chose": mark("A national choice was stated"),
        "country.choice_withdrawn": mark("A national choice was withdrawn"),
        "country.document_added": mark("A document of the country was published"),
        "country.document_withdrawn": mark("A document of the country was withdrawn"),
        "country.question_asked": mark("The country asks a question on deployments there"),
        "country.question_changed": mark("A question of the country was changed"),
        "country.question_retired": mark("A question of the country is no longer asked"),
        "country.round_opened": mark("A confirmation round was opened"),
        "country.round_closed": mark("A confirmation round was closed"),
        "deployment.added": mark("The country added this deployment"),
        "deployment.recorded": mark("The country recorded a reported presence in full"),
        "deployment.confirmed": mark("The country confirmed this, in whole or in part"),
        "deployment.corrected": mark("The country corrected what was recorded"),
        "deployment.disputed": mark("The country disputed this, in whole or in part"),
        "deployment.position_taken_back": mark("The country took back what it had said"),
        "deployment.confirmation_lapsed": mark("The confirmation lapsed, as the record changed"),
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
