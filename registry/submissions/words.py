"""What the states, steps and parts of submissions are called."""

from typing import Final

from registry.errors import mark
from registry.web.vocabulary import add_words

TERMS: Final[dict[str, dict[str, str]]] = {
    "submission_kind": {
        "solution": mark("Solution"),
        "deployment": mark("Deployment"),
        "organisation": mark("Organisation"),
        "standard": mark("Standard"),
    },
    "submission_state": {
        "draft": mark("In draft"),
        "submitted": mark("Submitted"),
        "screening": mark("Being screened"),
        "changes_asked": mark("Changes asked for"),
        "answered": mark("Answered"),
        "accepted": mark("Accepted"),
        "declined": mark("Declined"),
        "appealed": mark("Appealed"),
        "withdrawn": mark("Withdrawn"),
    },
    "submission_action": {
        "submit": mark("submitted it"),
        "take_up": mark("began to look at it"),
        "ask_changes": mark("asked for changes"),
        "answer": mark("answered"),
        "accept": mark("accepted it"),
        "decline": mark("declined it"),
        "appeal": mark("appealed"),
        "withdraw": mark("withdrew it"),
        "publish": mark("published it"),
    },
    "submission_side": {
        "submitter": mark("The submitter"),
        "secretariat": mark("The Secretariat"),
        "nobody": mark("Nobody"),
    },
    "priority": {"normal": mark("Normal"), "high": mark("High"), "urgent": mark("Urgent")},
    "verdict": {"in_order": mark("In order"), "changes_needed": mark("Changes needed")},
    "outcome": {"accepted": mark("Accepted"), "declined": mark("Declined")},
    "moderation": {
        "waiting": mark("Waits for a moderator"),
        "published": mark("Published"),
        "refused": mark("Not published"),
    },
    "queue": {
        "mine": mark("Mine"),
        "unassigned": mark("Unassigned"),
        "waiting": mark("Waiting for the submitter"),
        "late": mark("Late"),
        "all": mark("All open"),
        "appeals": mark("Appeals"),
    },
    "section": {
        "identity": mark("What it is"),
        "purpose": mark("What it is for"),
        "openness": mark("Openness, licence and cost"),
        "technology": mark("Technology and standards"),
        "organisations": mark("Organisations and contact"),
        "links": mark("Links and identifiers"),
        "place": mark("Where and since when"),
        "reach": mark("How far it reaches"),
        "access": mark("Where it is published"),
        "editions": mark("Editions"),
        "use": mark("How it is used and tested"),
    },
}

TERMS["field"] = {"new_organisations": mark("New organisations")}

add_words(TERMS)
