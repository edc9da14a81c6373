"""What roles and permissions are called, and what each means."""

from typing import Final

from registry.accounts.permissions import Permission, Role, ScopeKind
from registry.errors import mark
from registry.web.vocabulary import add_words

ROLE: Final[dict[Role, str]] = {
    Role.ORGANISATION_OWNER: mark("Owner of an organisation"),
    Role.ORGANISATION_EDITOR: mark("Editor for an organisation"),
    Role.ORGANISATION_VIEWER: mark("Viewer for an organisation"),
    Role.FOCAL_POINT: mark("Focal point of a country"),
    Role.COUNTRY_VIEWER: mark("Viewer for a country"),
    Role.SCREENER: mark("Screener"),
    Role.REVIEWER: mark("Reviewer"),
    Role.ADJUDICATOR: mark("Adjudicator"),
    Role.EDITOR: mark("Editor of the registry"),
    Role.ADMINISTRATOR: mark("Administrator"),
}

ROLE_THERE: Final[dict[Role, str]] = {
    Role.ORGANISATION_OWNER: mark("Owner"),
    Role.ORGANISATION_EDITOR: mark("Editor"),
    Role.ORGANISATION_VIEWER: mark("Viewer"),
    Role.FOCAL_POINT: mark("Focal point"),
    Role.COUNTRY_VIEWER: mark("Viewer"),
    Role.SCREENER: mark("Screener"),
    Role.REVIEWER: mark("Reviewer"),
    Role.ADJUDICATOR: mark("Adjudicator"),
    Role.EDITOR: mark("Editor"),
    Role.ADMINISTRATOR: mark("Administrator"),
}
"""The same where it is clear what the role is held in."""

ROLE_MEANS: Final[dict[Role, str]] = {
    Role.ORGANISATION_OWNER: mark("Does what an editor does, and says who belongs to the organisation."),
    Role.ORGANISATION_EDITOR: mark(
        "Writes and submits for the organisation, claims its products and answers what is asked of it."
    ),
    Role.ORGANISATION_VIEWER: mark("Reads the submissions of the organisation, and changes nothing."),
    Role.FOCAL_POINT: mark(
        "Speaks for a ministry: confirms, disputes and adds what runs in the country. Held for a year at a time."
    ),
    Role.COUNTRY_VIEWER: mark("Reads all that is recorded for the country, and changes nothing."),
    Role.SCREENER: mark("Looks through submissions, asks questions and decides on them."),
    Role.REVIEWER: mark("Judges the evidence on products, independently of the other reviewers."),
    Role.ADJUDICATOR: mark("Settles where reviewers differ, and decides on appeals."),
    Role.EDITOR: mark("Keeps the records right: corrects, merges and moderates."),
    Role.ADMINISTRATOR: mark("Looks after people and roles, and reads what was done by whom."),
}

PERMISSION: Final[dict[Permission, str]] = {
    Permission.ACCOUNT_USE: mark("Look after one’s own account"),
    Permission.SUBMISSION_CREATE: mark("Propose a record or a change to one"),
    Permission.ORGANISATION_CREATE: mark("Propose an organisation"),
    Permission.COMMENT_CREATE: mark("Comment on what is open for comment"),
    Permission.MEMBERSHIP_REQUEST: mark("Ask to belong to an organisation or a country"),
    Permission.MEMBERS_READ: mark("See who the members are"),
    Permission.MEMBERS_MANAGE: mark("Say who is a member, and with which role"),
    Permission.SUBMISSION_READ: mark("Read submissions"),
    Permission.SUBMISSION_EDIT: mark("Write and send submissions"),
    Permission.PRODUCT_CLAIM: mark("Claim a product"),
    Permission.NOTICE_ANSWER: mark("Answer notices on records"),
    Permission.MESSAGE_ANSWER: mark("Answer readers’ messages"),
    Permission.COUNTRY_READ: mark("Read all that is recorded for a country"),
    Permission.COUNTRY_CONFIRM: mark("Confirm, correct or dispute what is recorded for a country"),
    Permission.COUNTRY_MANAGE: mark("Set a country’s choices, documents and questions"),
    Permission.FOCAL_POINT_NAME: mark("Name further focal points of a country"),
    Permission.SUBMISSION_SCREEN: mark("Look through submissions"),
    Permission.SUBMISSION_DECIDE: mark("Accept or decline submissions"),
    Permission.APPEAL_DECIDE: mark("Decide on appeals"),
    Permission.COMMENT_MODERATE: mark("Moderate comments"),
    Permission.OWNERSHIP_DECIDE: mark("Decide whose product it is"),
    Permission.RECORD_EDIT: mark("Edit records"),
    Permission.QUALITY_RESOLVE: mark("Settle findings of the record checks"),
    Permission.FOCAL_POINT_APPOINT: mark("Appoint the first focal point of a country"),
    Permission.NOTICE_PLACE: mark("Place notices on records"),
    Permission.PEOPLE_MANAGE: mark("Look after people and the roles of the Secretariat"),
    Permission.AUDIT_READ: mark("Read what was done by whom"),
    Permission.EVIDENCE_PROPOSE: mark("Propose evidence"),
    Permission.EVIDENCE_CONFIRM: mark("Confirm evidence"),
    Permission.FRAMEWORK_MANAGE: mark("Look after assessment frameworks"),
    Permission.ASSESSMENT_MANAGE: mark("Open assessments and name their reviewers"),
    Permission.REVIEW_WRITE: mark("Review a product’s evidence"),
    Permission.REVIEW_ADJUDICATE: mark("Settle where reviewers differ"),
    Permission.SCORECARD_ANSWER: mark("Answer a scorecard"),
    Permission.FEEDBACK_CREATE: mark("Give feedback on a product"),
    Permission.FEEDBACK_MODERATE: mark("Moderate feedback"),
}

SCOPE: Final[dict[ScopeKind, str]] = {
    ScopeKind.ORGANISATION: mark("In an organisation"),
    ScopeKind.COUNTRY: mark("In a country"),
    ScopeKind.SECRETARIAT: mark("In the Secretariat, for all records"),
}

add_words(
    {
        "account_role": {each.value: text for each, text in ROLE.items()},
        "role_there": {each.value: text for each, text in ROLE_THERE.items()},
        "permission": {each.value: text for each, text in PERMISSION.items()},
        "role_scope": {each.value: text for each, text in SCOPE.items()},
    },
    {"account_role": {each.value: text for each, text in ROLE_MEANS.items()}},
)
