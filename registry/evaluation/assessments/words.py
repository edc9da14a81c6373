"""What the codes of assessments are called."""

from typing import Final

from registry.errors import mark
from registry.evaluation.assessments.candidates import REFUSALS
from registry.web.vocabulary import add_words

TERMS: Final[dict[str, dict[str, str]]] = {
    "assessment_state": {
        "planned": mark("Reviewers are sought"),
        "reviewing": mark("Under review"),
        "comparing": mark("Reviewers compare"),
        "adjudicating": mark("With an adjudicator"),
        "facts": mark("Facts are checked"),
        "published": mark("Published"),
        "appealed": mark("Under appeal"),
        "closed": mark("Closed"),
        "withdrawn": mark("Given up"),
    },
    "assessment_action": {
        "begin": mark("The first reviewer begins"),
        "compare": mark("All reviews are locked"),
        "adjudicate": mark("Goes to an adjudicator"),
        "settle": mark("All criteria are settled"),
        "publish": mark("The scorecard is published"),
        "appeal": mark("An appeal is made"),
        "dismiss": mark("The appeal is dismissed"),
        "uphold": mark("The appeal is upheld"),
        "reopen": mark("Opens again, as a review is void"),
        "finish": mark("The calibration round ends"),
        "withdraw": mark("Given up"),
    },
    "assignment_state": {
        "offered": mark("Asked"),
        "accepted": mark("Reviews"),
        "declined": mark("Declined"),
        "reassigned": mark("Given to somebody else"),
    },
    "review_state": {
        "open": mark("At work"),
        "locked": mark("Locked"),
        "void": mark("Void"),
    },
    "conflict": {
        "employment": mark("I work or worked for an organisation behind it"),
        "funding": mark("I was paid by, paid for, or hold a share in it"),
        "authorship": mark("I am an author of evidence on it"),
        "competitor": mark("I work or worked for a competitor"),
        "procurement": mark("My own country buys it, or considers to"),
    },
    "conflict_verdict": {
        "none": mark("No tie"),
        "declare": mark("A tie that is declared; I can judge"),
        "recuse": mark("I take no part"),
    },
    "confidence": {
        "low": mark("Low"),
        "moderate": mark("Moderate"),
        "high": mark("High"),
    },
    "gap": {
        "alike": mark("All judge alike"),
        "one_level": mark("One level apart"),
        "adjudicator": mark("For the adjudicator"),
    },
    "consensus_how": {
        "alike": mark("All reviewers judged so"),
        "agreed": mark("Agreed among the reviewers"),
        "interval": mark("Reviewers differ by one level"),
        "adjudicated": mark("Decided by an adjudicator"),
    },
    "appeal_outcome": {
        "dismissed": mark("Dismissed"),
        "upheld": mark("Upheld"),
    },
    "body_kind": {
        "secretariat": mark("Secretariat"),
        "national_centre": mark("National centre"),
    },
    "reliance": {
        "rely": mark("Conclusions may rest on it"),
        "tentative": mark("Tentative conclusions"),
        "do_not_rely": mark("No conclusions"),
    },
    "refusal": REFUSALS,
    "decision": {
        "assessment.published": mark("A scorecard was published"),
        "assessment.appealed": mark("An appeal against a scorecard was made"),
        "assessment.appeal_dismissed": mark("The appeal against a scorecard was dismissed"),
        "assessment.appeal_upheld": mark("The appeal against a scorecard was upheld"),
        "assessment.reopened": mark("An assessment was opened again"),
        "assessing_body.recognised": mark("Recognised as an assessing body"),
        "assessing_body.ended": mark("No longer an assessing body"),
    },
}

add_words(TERMS)
