"""What can be done, and which role may do it: the one table. Routes and services name permissions, never roles.

A role is held *in* something: an organisation, a country or the Secretariat. In the Secretariat it holds
everywhere; in an organisation or a country only for what belongs to it.
"""

from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """One thing that can be done to one sort of thing."""

    # Everybody who is signed in, to what is their own
    ACCOUNT_USE = "account:use"
    SUBMISSION_CREATE = "submission:create"
    ORGANISATION_CREATE = "organisation:create"
    COMMENT_CREATE = "comment:create"
    MEMBERSHIP_REQUEST = "membership:request"

    # In an organisation
    MEMBERS_READ = "members:read"
    MEMBERS_MANAGE = "members:manage"
    SUBMISSION_READ = "submission:read"
    SUBMISSION_EDIT = "submission:edit"
    PRODUCT_CLAIM = "product:claim"
    NOTICE_ANSWER = "notice:answer"
    MESSAGE_ANSWER = "message:answer"

    # In a country
    COUNTRY_READ = "country:read"
    COUNTRY_CONFIRM = "country:confirm"
    COUNTRY_MANAGE = "country:manage"
    FOCAL_POINT_NAME = "focal_point:name"

    # In the Secretariat
    SUBMISSION_SCREEN = "submission:screen"
    SUBMISSION_DECIDE = "submission:decide"
    APPEAL_DECIDE = "appeal:decide"
    COMMENT_MODERATE = "comment:moderate"
    OWNERSHIP_DECIDE = "ownership:decide"
    RECORD_EDIT = "record:edit"
    QUALITY_RESOLVE = "quality:resolve"
    FOCAL_POINT_APPOINT = "focal_point:appoint"
    NOTICE_PLACE = "notice:place"
    PEOPLE_MANAGE = "people:manage"
    AUDIT_READ = "audit:read"

    # Trust: evidence, frameworks, independent review
    EVIDENCE_PROPOSE = "evidence:propose"
    EVIDENCE_CONFIRM = "evidence:confirm"
    FRAMEWORK_MANAGE = "framework:manage"
    ASSESSMENT_MANAGE = "assessment:manage"
    REVIEW_WRITE = "review:write"
    REVIEW_ADJUDICATE = "review:adjudicate"
    SCORECARD_ANSWER = "scorecard:answer"
    FEEDBACK_CREATE = "feedback:create"
    FEEDBACK_MODERATE = "feedback:moderate"


class Role(StrEnum):
    """What somebody is to an organisation, a country or the Secretariat."""

    ORGANISATION_OWNER = "organisation_owner"
    ORGANISATION_EDITOR = "organisation_editor"
    ORGANISATION_VIEWER = "organisation_viewer"
    FOCAL_POINT = "focal_point"
    COUNTRY_VIEWER = "country_viewer"
    SCREENER = "screener"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class ScopeKind(StrEnum):
    """What a role is held in."""

    ORGANISATION = "organisation"
    COUNTRY = "country"
    SECRETARIAT = "secretariat"


SCOPE_OF: Final[dict[Role, ScopeKind]] = {
    Role.ORGANISATION_OWNER: ScopeKind.ORGANISATION,
    Role.ORGANISATION_EDITOR: ScopeKind.ORGANISATION,
    Role.ORGANISATION_VIEWER: ScopeKind.ORGANISATION,
    Role.FOCAL_POINT: ScopeKind.COUNTRY,
    Role.COUNTRY_VIEWER: ScopeKind.COUNTRY,
    Role.SCREENER: ScopeKind.SECRETARIAT,
    Role.REVIEWER: ScopeKind.SECRETARIAT,
    Role.ADJUDICATOR: ScopeKind.SECRETARIAT,
    Role.EDITOR: ScopeKind.SECRETARIAT,
    Role.ADMINISTRATOR: ScopeKind.SECRETARIAT,
}

SIGNED_IN: Final = frozenset(
    {
        Permission.ACCOUNT_USE,
        Permission.SUBMISSION_CREATE,
        Permission.ORGANISATION_CREATE,
        Permission.COMMENT_CREATE,
        Permission.MEMBERSHIP_REQUEST,
        Permission.EVIDENCE_PROPOSE,
        Permission.FEEDBACK_CREATE,
    }
)
"""What everybody who is signed in may do."""

_ORGANISATION_VIEWER = frozenset({Permission.MEMBERS_READ, Permission.SUBMISSION_READ})
_ORGANISATION_EDITOR = _ORGANISATION_VIEWER | {
    Permission.SUBMISSION_EDIT,
    Permission.PRODUCT_CLAIM,
    Permission.NOTICE_ANSWER,
    Permission.MESSAGE_ANSWER,
    Permission.SCORECARD_ANSWER,
}
_EDITOR = frozenset(
    {
        Permission.RECORD_EDIT,
        Permission.QUALITY_RESOLVE,
        Permission.COMMENT_MODERATE,
        Permission.OWNERSHIP_DECIDE,
        Permission.SUBMISSION_READ,
        Permission.EVIDENCE_CONFIRM,
        Permission.FEEDBACK_MODERATE,
    }
)
_SCREENER = frozenset(
    {
        Permission.SUBMISSION_READ,
        Permission.SUBMISSION_SCREEN,
        Permission.SUBMISSION_DECIDE,
        Permission.OWNERSHIP_DECIDE,
        Permission.COMMENT_MODERATE,
        Permission.QUALITY_RESOLVE,
        Permission.ASSESSMENT_MANAGE,
        Permission.FEEDBACK_MODERATE,
    }
)

ROLES: Final[dict[Role, frozenset[Permission]]] = {
    # An organisation that is recognised as an assessing body runs its own assessments.
    Role.ORGANISATION_OWNER: _ORGANISATION_EDITOR | {Permission.MEMBERS_MANAGE, Permission.ASSESSMENT_MANAGE},
    Role.ORGANISATION_EDITOR: _ORGANISATION_EDITOR,
    Role.ORGANISATION_VIEWER: _ORGANISATION_VIEWER,
    Role.FOCAL_POINT: frozenset(
        {
            Permission.COUNTRY_READ,
            Permission.COUNTRY_CONFIRM,
            Permission.COUNTRY_MANAGE,
            Permission.FOCAL_POINT_NAME,
            Permission.MEMBERS_READ,
            Permission.MEMBERS_MANAGE,
            Permission.NOTICE_ANSWER,
            Permission.MESSAGE_ANSWER,
        }
    ),
    Role.COUNTRY_VIEWER: frozenset({Permission.COUNTRY_READ, Permission.MEMBERS_READ}),
    Role.SCREENER: _SCREENER,
    Role.REVIEWER: frozenset({Permission.REVIEW_WRITE}),
    Role.ADJUDICATOR: frozenset({Permission.REVIEW_ADJUDICATE, Permission.APPEAL_DECIDE}),
    Role.EDITOR: _EDITOR,
    Role.ADMINISTRATOR: _EDITOR
    | {
        Permission.FOCAL_POINT_APPOINT,
        Permission.NOTICE_PLACE,
        Permission.PEOPLE_MANAGE,
        Permission.MEMBERS_READ,
        Permission.MEMBERS_MANAGE,
        Permission.COUNTRY_READ,
        Permission.AUDIT_READ,
        Permission.APPEAL_DECIDE,
        Permission.FRAMEWORK_MANAGE,
        Permission.ASSESSMENT_MANAGE,
    },
}
"""What each role may do, within what it is held in."""

SECOND_FACTOR: Final = frozenset({Role.REVIEWER, Role.ADJUDICATOR, Role.ADMINISTRATOR})
"""Roles that work only for an account with a second factor."""


def roles_with(permission: Permission, scope: ScopeKind) -> list[Role]:
    """The roles held in such a scope that have a permission."""
    return [role for role in Role if permission in ROLES[role] and SCOPE_OF[role] is scope]
