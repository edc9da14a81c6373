"""What events are called: public ones on the page of the record that they are about, all of them for administrators.

An action that has words as a decision is called by these; `EVENT` holds the others.
"""

from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.web import vocabulary
from registry.web.vocabulary import add_words, term

DECISION: Final = "decision"
EVENT: Final = "event"

TERMS: Final = {
    DECISION: {
        "record.published": mark("A proposal was accepted and published"),
        "solution.metadata_supplied": mark(
            "The organisation that controls the product supplied its publiccode.yml"
        ),
        "record.merged": mark("Two records were merged into one"),
        "finding.accepted": mark("What a check found was accepted with a reason"),
        "finding.reopened": mark("What a check found was opened again"),
    },
    EVENT: {
        "account.registered": mark("Made an account"),
        "account.signed_in": mark("Signed in to the account"),
        "account.signed_out": mark("Signed out of the account"),
        "account.guessing_slowed": mark("Somebody who guessed at the password was slowed down"),
        "account.password_changed": mark("Changed the password"),
        "account.password_reset": mark("Set a new password by a mailed link"),
        "account.email_change_asked": mark("Asked for another e-mail address"),
        "account.email_changed": mark("Changed the e-mail address"),
        "account.renamed": mark("Changed name or language"),
        "account.sessions_ended": mark("Ended sessions"),
        "account.second_factor_set": mark("Set up a second factor"),
        "account.second_factor_removed": mark("Removed a second factor"),
        "account.second_factor_lost": mark("Helped somebody who had lost the second factor"),
        "account.recovery_code_used": mark("Used a recovery code"),
        "account.suspended": mark("Suspended an account"),
        "account.reinstated": mark("Reinstated an account"),
        "account.closed": mark("Closed somebody’s account"),
        "account.deleted": mark("An account was deleted"),
        "person.erased": mark("What named a person in earlier events was erased"),
        "identity.linked": mark("Linked an account to single sign-on"),
        "identity.unlinked": mark("Unlinked an account from single sign-on"),
        "token.made": mark("Made an API token"),
        "token.revoked": mark("Revoked an API token"),
        "notifications.chosen": mark("Chose what to be told by mail"),
        "role.granted": mark("A role was given"),
        "role.ended": mark("A role ended"),
        "claim_rule.set": mark("Set a rule for roles by single sign-on"),
        "claim_rule.ended": mark("Ended a rule for roles by single sign-on"),
        "invitation.sent": mark("Sent an invitation"),
        "invitation.accepted": mark("Accepted an invitation"),
        "invitation.declined": mark("Declined an invitation"),
        "invitation.withdrawn": mark("Took an invitation back"),
        "membership.requested": mark("Asked to join an organisation or country"),
        "membership.accepted": mark("Accepted a request to join"),
        "membership.declined": mark("Declined a request to join"),
        "focal_point.appointed": mark("Appointed a focal point"),
        "focal_point.renewed": mark("Confirmed a focal point for another year"),
        "focal_point.handed_over": mark("Handed over as focal point"),
        "submission.begun": mark("Began a submission"),
        "submission.repository_file_kept": mark("Took over what the repository says"),
        "submission.text_cleared": mark("Confirmed that a text of a submission holds no patient data"),
        "submission.submitted": mark("Handed in a submission"),
        "submission.taken_up": mark("Took up a submission"),
        "submission.assigned": mark("Assigned a submission"),
        "submission.prioritised": mark("Changed the priority of a submission"),
        "submission.section_judged": mark("Judged a section of a submission"),
        "submission.changes_asked": mark("Asked for changes to a submission"),
        "submission.answered": mark("Answered on a submission"),
        "submission.accepted": mark("Accepted a submission"),
        "submission.declined": mark("Declined a submission"),
        "submission.appealed": mark("Appealed against a decision on a submission"),
        "submission.withdrawn": mark("Withdrew a submission"),
        "submission.published": mark("Published changes to a product under its own control"),
        "consultation.opened": mark("Opened a public consultation"),
        "consultation.closed": mark("Closed a public consultation"),
        "comment.made": mark("Commented in a consultation"),
        "comment.moderated": mark("Moderated a comment"),
        "attachment.stored": mark("Added a file"),
        "attachment.cleared": mark("Confirmed that a file holds no patient data"),
        "attachment.removed": mark("Removed a file"),
        "ownership.claimed": mark("Claimed control of a product"),
        "ownership.refused": mark("Refused a claim to control a product"),
        "message.sent": mark("Wrote to the contact of a record"),
        "message.answered": mark("Answered a message"),
        "feedback.sent": mark("Sent a report on a product"),
        "feedback.withdrawn": mark("Took a report back"),
        "feedback.refused": mark("Refused to publish a report"),
        "country.question_moved": mark("Changed the order of a country’s questions"),
        "deployment.answered": mark("Answered a country’s questions on a deployment"),
        "evidence.proposed": mark("Proposed evidence"),
        "evidence.proposal_accepted": mark("Accepted proposed evidence"),
        "evidence.proposal_declined": mark("Declined proposed evidence"),
        "evidence.proposal_withdrawn": mark("Took proposed evidence back"),
        "evidence.confirmed": mark("Confirmed an item of evidence at its source"),
        "evidence.changed": mark("Corrected an item of evidence"),
        "evidence.withdrawn": mark("Withdrew an item of evidence"),
        "certainty.drafted": mark("Drafted a judgement of certainty"),
        "certainty.published": mark("Agreed to a judgement of certainty and published it"),
        "certainty.returned": mark("Sent a judgement of certainty back"),
        "framework.draft_begun": mark("Began a draft of a framework"),
        "framework.draft_changed": mark("Changed a draft of a framework"),
        "framework.draft_discarded": mark("Discarded a draft of a framework"),
        "framework.published": mark("Published a version of a framework"),
        "level_rule.published": mark("Published rules of evidence levels"),
        "assessment.opened": mark("Opened an assessment"),
        "assessment.tier_set": mark("Set the tier of risk of an assessment"),
        "assessment.begun": mark("The first reviewer of an assessment began"),
        "assessment.compared": mark("All reviews of an assessment were locked, to be compared"),
        "assessment.sent_to_adjudicator": mark("An assessment went to an adjudicator"),
        "assessment.settled": mark("All criteria of an assessment were settled"),
        "assessment.finished": mark("A calibration round ended"),
        "assessment.withdrawn": mark("Gave up an assessment"),
        "conflict.declared": mark("Ties to a product were declared"),
        "review.offered": mark("Asked somebody to review"),
        "review.accepted": mark("Agreed to review"),
        "review.declined": mark("Declined to review"),
        "review.reassigned": mark("A review was given to somebody else"),
        "review.locked": mark("Locked a review"),
        "review.voided": mark("Voided a review"),
        "consensus.agreed": mark("Reviewers agreed on a criterion"),
        "consensus.adjudicated": mark("An adjudicator decided on a criterion"),
        "scorecard.answered": mark("Answered on a draft scorecard"),
        "scorecard.read": mark("Said that nothing more is to be corrected on a scorecard"),
        "scorecard.replied": mark("Replied to an answer on a scorecard"),
        "score.published": mark("A score was published"),
        "score.marked": mark("It was noted what became of a score"),
        "events.exported": mark("Took events as a file"),
    },
    "event_object": {
        "account": mark("Account"),
        "token": mark("API token"),
        "secretariat": mark("The Secretariat"),
        "submission": mark("Submission"),
        "national_document": mark("Document of a country"),
        "focal_appointment": mark("Appointment of a focal point"),
        "evidence": mark("Item of evidence"),
        "evidence_proposal": mark("Proposed evidence"),
        "certainty": mark("Judgement of certainty"),
        "framework": mark("Version of a framework"),
        "level_rule": mark("Rules of evidence levels"),
        "score": mark("Score"),
    },
    "decided_by": {
        "secretariat": mark("the Secretariat"),
    },
}

add_words(TERMS)


def action_words(action: str) -> str:
    """What an action is called in the reader's language; one that is recorded no more by its code."""
    return term(DECISION if action in vocabulary.TERMS[DECISION] else EVENT, action)


def object_words(kind: str) -> str:
    """What sort of thing an event is about."""
    return term("kind" if kind in set(Kind) else "event_object", kind)
