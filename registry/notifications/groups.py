"""What kinds of notification belong together, whom each group concerns, and why its mails come."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from registry.accounts.permissions import Permission
from registry.errors import mark


class Group(StrEnum):
    """What kinds of notification belong together, in the order in which preferences show them."""

    SUBMISSIONS = "submissions"
    RECORDS = "records"
    COUNTRY = "country"
    REVIEWS = "reviews"
    SCREENING = "screening"


@dataclass(frozen=True, slots=True)
class GroupWords:
    """A group's title, the sentence by which each mail says why it came, and whom the group concerns.

    `permissions`: it is of use to who has any of these somewhere; empty: to everybody.
    """

    title: str
    why: str
    permissions: frozenset[Permission] = frozenset()


GROUPS: Final[dict[Group, GroupWords]] = {
    Group.SUBMISSIONS: GroupWords(
        mark("Your submissions"), mark("You get this mail because you work on this submission.")
    ),
    Group.RECORDS: GroupWords(
        mark("Records of your organisation"),
        mark("You get this mail because you answer for this record."),
        frozenset({Permission.SUBMISSION_EDIT, Permission.NOTICE_ANSWER}),
    ),
    Group.COUNTRY: GroupWords(
        mark("Your country"),
        mark("You get this mail because you act for this country."),
        frozenset({Permission.COUNTRY_READ}),
    ),
    Group.REVIEWS: GroupWords(
        mark("Reviews"),
        mark("You get this mail because you take part in assessments of products."),
        frozenset({Permission.REVIEW_WRITE, Permission.REVIEW_ADJUDICATE, Permission.SUBMISSION_SCREEN}),
    ),
    Group.SCREENING: GroupWords(
        mark("Work of the Secretariat"),
        mark("You get this mail because you work for the Secretariat."),
        frozenset({Permission.SUBMISSION_SCREEN, Permission.RECORD_EDIT, Permission.APPEAL_DECIDE}),
    ),
}
