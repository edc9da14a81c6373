"""What people are told of: each kind of notification with its words, how often by mail, and whether it may be stopped.

Whoever has something to tell adds a kind here and calls `service.notify(session, account_ids, "submission.question",
about=("submission", "17"), path="/submissions/17", texts={"name": "OpenMRS"})`. `subject` and `body` are message ids;
their placeholders are filled from `texts` (see `texts`), in the language of whoever reads them. The subject says by
itself what happened; the body, which may be empty, says what to do.
"""

from collections.abc import Mapping
from typing import Final

from registry.errors import mark
from registry.notifications.groups import Group
from registry.notifications.kind import Kind
from registry.notifications.models import Frequency

KINDS: Final[dict[str, Kind]] = {
    # ------------------------------------------------------------------ Submissions, to who sent them
    "submission.question": Kind(
        Group.SUBMISSIONS,
        mark("A question on a submission"),
        mark("A question on your submission “%(name)s”"),
        mark("The Secretariat cannot go on before you answer. Please answer by %(until)s."),
    ),
    "submission.taken_up": Kind(
        Group.SUBMISSIONS,
        mark("The screening of a submission begins"),
        mark("The Secretariat has begun to look at “%(name)s”"),
        frequency=Frequency.DAILY,
    ),
    "submission.deadline": Kind(
        Group.SUBMISSIONS,
        mark("A deadline is near"),
        mark("“%(name)s” waits for your answer until %(until)s"),
        mark("After that day the submission may be decided without it."),
    ),
    "submission.accepted": Kind(
        Group.SUBMISSIONS,
        mark("A submission is accepted"),
        mark("“%(name)s” was accepted and is published"),
    ),
    "submission.declined": Kind(
        Group.SUBMISSIONS,
        mark("A submission is declined"),
        mark("“%(name)s” was declined"),
        mark("The reasons stand on its page. You may appeal once."),
    ),
    "submission.message": Kind(
        Group.SUBMISSIONS,
        mark("The other side writes about a submission"),
        mark("A message about “%(name)s”"),
    ),
    "comment.published": Kind(
        Group.SUBMISSIONS,
        mark("A comment of yours is published"),
        mark("Your comment on “%(name)s” is published"),
    ),
    "comment.refused": Kind(
        Group.SUBMISSIONS,
        mark("A comment of yours is not published"),
        mark("Your comment on “%(name)s” is not published"),
        mark("The reason stands beneath it on the page of the consultation; only you see it."),
    ),
    "evidence.accepted": Kind(
        Group.SUBMISSIONS,
        mark("Evidence that you proposed is accepted"),
        mark("“%(title)s” is recorded as evidence"),
    ),
    "evidence.declined": Kind(
        Group.SUBMISSIONS,
        mark("Evidence that you proposed is declined"),
        mark("“%(title)s” is not recorded as evidence"),
        mark("The reason: %(reason)s"),
    ),
    "feedback.published": Kind(
        Group.SUBMISSIONS,
        mark("A report of yours is published"),
        mark("Your report on %(name)s is published"),
    ),
    "feedback.refused": Kind(
        Group.SUBMISSIONS,
        mark("A report of yours is not published"),
        mark("Your report on %(name)s is not published"),
        mark("The reason stands with it; its text was deleted."),
    ),
    "feedback.answered": Kind(
        Group.SUBMISSIONS,
        mark("A report of yours is answered"),
        mark("Your report on %(name)s was answered"),
    ),
    # ------------------------------------------------------------------ Records, to who answers for them
    "feedback.on_record": Kind(
        Group.RECORDS,
        mark("Somebody reports on your product"),
        mark("A report on %(name)s"),
        mark("You can answer it in public."),
        frequency=Frequency.DAILY,
    ),
    "notice.placed": Kind(
        Group.RECORDS,
        mark("A notice is placed on your record"),
        mark("%(what)s placed on %(name)s"),
        mark("It shows wherever the record shows. You can answer it in public."),
        can_stop=False,
    ),
    "notice.changed": Kind(
        Group.RECORDS,
        mark("A notice on your record is changed"),
        mark("%(what)s on %(name)s: changed"),
        mark("It shows wherever the record shows. You can answer it in public."),
    ),
    "notice.lifted": Kind(
        Group.RECORDS,
        mark("A notice on your record is lifted"),
        mark("%(what)s on %(name)s: lifted"),
    ),
    "ownership.proven": Kind(
        Group.RECORDS,
        mark("Your control of a product is proven"),
        mark("%(place)s controls %(name)s"),
        mark("Its members can now publish changes to the record themselves."),
    ),
    "ownership.refused": Kind(
        Group.RECORDS,
        mark("A claim to a product is refused"),
        mark("The claim of %(place)s to %(name)s was refused"),
        mark("The reason stands on the page of the claim."),
    ),
    "message.received": Kind(
        Group.RECORDS,
        mark("A reader writes to you"),
        mark("A message about %(name)s"),
        mark("Read and answer it here; the answer goes to its writer by mail."),
    ),
    "deployment.confirmed": Kind(
        Group.RECORDS,
        mark("A country confirms a deployment"),
        mark("%(country)s confirms the deployment of %(name)s"),
        frequency=Frequency.DAILY,
    ),
    "deployment.disputed": Kind(
        Group.RECORDS,
        mark("A country disputes a deployment"),
        mark("%(country)s disputes the deployment of %(name)s"),
        mark("Its reason stands on the page of the deployment, beside what others state."),
    ),
    "deployment.corrected": Kind(
        Group.RECORDS,
        mark("A country corrects a deployment"),
        mark("%(country)s corrects what is recorded of its deployment of %(name)s"),
        mark("The record follows it in status, dates and scale; what others state stands beside it."),
    ),
    "deployment.claim_disputed": Kind(
        Group.RECORDS,
        mark("A country disputes a statement on a deployment"),
        mark("%(country)s disputes a statement on its deployment of %(name)s"),
        mark("Its reason stands beside that statement on the page of the deployment."),
    ),
    # ------------------------------------------------------------------ Countries, to focal points
    "country.asked": Kind(
        Group.RECORDS,
        mark("A country asks a question"),
        mark("%(country)s asks a question on deployments there"),
        mark("You can answer it on the page of each deployment that you answer for."),
        frequency=Frequency.DAILY,
    ),
    "country.asks_of_deployment": Kind(
        Group.RECORDS,
        mark("A country asks questions on a new deployment"),
        mark("%(country)s asks questions on its deployment of %(name)s"),
        mark("Please answer them; those that must be answered are marked."),
    ),
    "country.answered": Kind(
        Group.COUNTRY,
        mark("Your questions are answered"),
        mark("The questions of %(country)s on %(name)s were answered"),
        frequency=Frequency.DAILY,
    ),
    "country.round_due": Kind(
        Group.COUNTRY,
        mark("The yearly confirmation round is due"),
        mark("%(country)s: time for the yearly confirmation round"),
        mark("Open the round, and say of each deployment on one page whether it is still true."),
    ),
    "country.role_ends": Kind(
        Group.COUNTRY,
        mark("The year of a focal point is soon over"),
        mark("The role of a focal point of %(country)s ends on %(until)s"),
        mark("Another focal point of the country or the Secretariat can confirm it for another year."),
    ),
    "country.handed_over": Kind(
        Group.COUNTRY,
        mark("A focal point hands over"),
        mark("A focal point of %(country)s has handed over"),
    ),
    "country.round_opened": Kind(
        Group.COUNTRY,
        mark("A confirmation round is opened"),
        mark("The confirmation round of %(country)s is open until %(until)s"),
        mark("Go through everything recorded for your country and say what is still true."),
    ),
    "country.round_ends": Kind(
        Group.COUNTRY,
        mark("A confirmation round ends soon"),
        mark("The confirmation round of %(country)s ends on %(until)s"),
        mark("Records that wait for your word: %(number)s."),
    ),
    "country.round_closed": Kind(
        Group.COUNTRY,
        mark("A confirmation round is over"),
        mark("The confirmation round of %(country)s is over"),
        mark("Records that were not confirmed: %(number)s. They stay, and show when they last were."),
    ),
    "country.claimed": Kind(
        Group.COUNTRY,
        mark("Something new is recorded for your country"),
        mark("New for %(country)s: %(name)s"),
        mark("Confirm, correct or dispute it."),
        Frequency.WEEKLY,
    ),
    "feedback.to_confirm": Kind(
        Group.COUNTRY,
        mark("Somebody in your country reports on a product"),
        mark("A report on %(name)s from your country"),
        mark("Confirm it if you know that whoever wrote it runs or uses the product."),
        Frequency.WEEKLY,
    ),
    "scorecard.draft": Kind(
        Group.RECORDS,
        mark("A scorecard can be read before it is published"),
        mark("The draft scorecard of %(name)s can be read until %(until)s"),
        mark("Correct facts, not levels; what you say is published with it."),
        can_stop=False,
    ),
    "scorecard.published": Kind(
        Group.RECORDS,
        mark("A scorecard is published"),
        mark("The scorecard of %(name)s is published"),
        mark("You may appeal once, within sixty days."),
    ),
    "scorecard.appeal_decided": Kind(
        Group.RECORDS,
        mark("An appeal against a scorecard is decided"),
        mark("The appeal against the scorecard of %(name)s is decided"),
        mark("The reasons stand on its page."),
    ),
    # ------------------------------------------------------------------ Reviews
    "review.offered": Kind(
        Group.REVIEWS,
        mark("You are asked to review"),
        mark("You are asked to review %(name)s by %(until)s"),
        mark("Say what ties you to the product, and whether you can."),
    ),
    "review.due": Kind(
        Group.REVIEWS,
        mark("A review is due"),
        mark("Your review of %(name)s is due on %(until)s"),
        mark("A week later it is given to somebody else."),
    ),
    "review.reassigned": Kind(
        Group.REVIEWS,
        mark("A review is given to somebody else"),
        mark("Your review of %(name)s is given to somebody else"),
    ),
    "review.voided": Kind(
        Group.REVIEWS,
        mark("A review is void"),
        mark("Your review of %(name)s does not count any more"),
        mark("A tie to the product was found. Write to the Secretariat if that is wrong."),
    ),
    "review.declined": Kind(
        Group.REVIEWS,
        mark("A reviewer declines"),
        mark("A reviewer of %(name)s declined"),
        mark("Ask somebody else."),
    ),
    "review.late": Kind(
        Group.REVIEWS,
        mark("A review was late"),
        mark("A review of %(name)s was late and is taken back"),
        mark("Where another reviewer fits, that person is asked already."),
    ),
    "review.comparing": Kind(
        Group.REVIEWS,
        mark("All reviews are locked"),
        mark("All reviews of %(name)s are locked"),
        mark("See where they differ, and say what you think of it."),
    ),
    "review.adjudicate": Kind(
        Group.REVIEWS,
        mark("Reviewers differ and an adjudicator decides"),
        mark("%(name)s waits for an adjudicator"),
    ),
    "scorecard.answered": Kind(
        Group.REVIEWS,
        mark("Those who answer for a product write about its draft scorecard"),
        mark("An answer to the draft scorecard of %(name)s"),
    ),
    "assessment.appealed": Kind(
        Group.REVIEWS,
        mark("An appeal against a scorecard comes in"),
        mark("Appeal against the scorecard of %(name)s"),
        mark("Somebody who took no part has to decide."),
    ),
    # ------------------------------------------------------------------ Work of the Secretariat
    "feedback.received": Kind(
        Group.SCREENING,
        mark("Somebody reports on a product"),
        mark("A report on %(name)s waits for a moderator"),
        frequency=Frequency.DAILY,
    ),
    "feedback.cluster": Kind(
        Group.SCREENING,
        mark("Several people report incidents"),
        mark("Incidents with %(name)s"),
        mark("People who reported incidents within a short time: %(number)s. It is to be reviewed anew."),
        can_stop=False,
    ),
    "submission.received": Kind(
        Group.SCREENING,
        mark("A submission comes in"),
        mark("New submission: %(name)s"),
        frequency=Frequency.DAILY,
    ),
    "ownership.claimed": Kind(
        Group.SCREENING,
        mark("A product is claimed"),
        mark("Decide on a claim to %(name)s"),
        frequency=Frequency.DAILY,
    ),
    "submission.assigned": Kind(
        Group.SCREENING,
        mark("A submission is assigned to you"),
        mark("Assigned to you: %(name)s"),
    ),
    "submission.answered": Kind(
        Group.SCREENING,
        mark("A question of yours is answered"),
        mark("Your question on “%(name)s” was answered"),
    ),
    "submission.desk_deadline": Kind(
        Group.SCREENING,
        mark("A submission you screen is due"),
        mark("“%(name)s” is due on %(until)s"),
    ),
    "comment.received": Kind(
        Group.SCREENING,
        mark("Somebody comments on a consultation"),
        mark("A new comment on “%(name)s” waits for a moderator"),
        frequency=Frequency.DAILY,
    ),
    "submission.published": Kind(
        Group.SCREENING,
        mark("An organisation changes its own product"),
        mark("%(name)s was changed by the organisation that controls it"),
        frequency=Frequency.WEEKLY,
    ),
    "submission.withdrawn": Kind(
        Group.SCREENING,
        mark("A submission you screen is withdrawn"),
        mark("“%(name)s” was withdrawn"),
        frequency=Frequency.DAILY,
    ),
    "notice.answered": Kind(
        Group.SCREENING,
        mark("A notice is answered"),
        mark("%(what)s on %(name)s: answered"),
    ),
    "submission.appealed": Kind(
        Group.SCREENING,
        mark("An appeal comes in"),
        mark("Appeal against the decision on “%(name)s”"),
        mark("Somebody who did not take the decision has to look at it again."),
    ),
}


def frequency_of(name: str, preferences: Mapping[str, Frequency]) -> Frequency:
    """How often a kind goes out by mail to somebody with these preferences."""
    kind = KINDS[name]
    return preferences.get(name, kind.frequency) if kind.can_stop else Frequency.AT_ONCE
