"""The Secretariat's desk, consultations and decisions."""

from datetime import timedelta
from typing import Any

from registry.db.base import now
from registry.submissions.models import (
    Consultation,
    ConsultationComment,
    Outcome,
    Submission,
    SubmissionDecision,
)
from registry.submissions.service import id_of
from registry.submissions.workflow import State
from tests.factories import make_account
from tests.factories.submissions import make_submission
from tests.permissions.matrix import (
    SIGNED_IN,
    Actor,
    Call,
    Case,
    Expect,
    Relation,
    everywhere,
    public,
)

OTHERS = (Relation.OTHER, Relation.NONE)
SCREENS_OTHERS = frozenset((Actor.SCREENER, relation) for relation in OTHERS)
DECIDES_APPEALS = frozenset(
    (actor, relation) for actor in (Actor.ADJUDICATOR, Actor.ADMINISTRATOR) for relation in OTHERS
)
HAS_DESK = (Actor.SCREENER, Actor.ADJUDICATOR, Actor.ADMINISTRATOR)
READS_DESK = (*HAS_DESK, Actor.EDITOR)
MODERATORS = (Actor.SCREENER, Actor.EDITOR, Actor.ADMINISTRATOR)


def made(case: Case, state: State = State.SCREENING) -> Submission:
    return make_submission(case.session, by=case.person, state=state)


def with_form(state: State = State.SCREENING, part: str = "", *, json: Any = None, **form: str):
    def make(case: Case) -> Call:
        path = {"number": made(case, state).id} | ({"section": part} if part else {})
        return Call(path, form=form, json=json if json is not None else form)

    return make


def appealed(case: Case) -> Call:
    row = made(case, State.APPEALED)
    decider = make_account(case.session).id
    case.session.add(
        SubmissionDecision(
            submission_id=id_of(row), outcome=Outcome.DECLINED, reasons="No.", account_id=decider
        )
    )
    return Call(
        {"number": row.id},
        form={"action": "decline", "reasons": "Still no."},
        json={"action": "decline", "text": "Still no."},
    )


def consulted(case: Case) -> Submission:
    row = make_submission(case.session, state=State.SCREENING)
    case.session.add(
        Consultation(submission_id=id_of(row), closes_at=now() + timedelta(days=3), question="Well?")
    )
    case.session.flush()
    return row


def commented(case: Case) -> Call:
    row = consulted(case)
    comment = ConsultationComment(
        submission_id=id_of(row), account_id=make_account(case.session).id, text="Good."
    )
    case.session.add(comment)
    case.session.flush()
    return Call({"number": comment.id}, form={"moderation": "published"}, json={"moderation": "published"})


def decided(case: Case) -> Call:
    row = make_submission(case.session, state=State.DECLINED)
    case.session.add(SubmissionDecision(submission_id=id_of(row), outcome=Outcome.DECLINED, reasons="No."))
    return Call({"number": row.id})


def asked_publicly(case: Case) -> Call:
    """A submission of the case's person on which the public may comment."""
    row = made(case)
    case.session.add(
        Consultation(submission_id=id_of(row), closes_at=now() + timedelta(days=3), question="Well?")
    )
    return Call({"number": row.id})


EXPECTATIONS = [
    Expect("GET", "/api/v1/desk", everywhere(*HAS_DESK), relations=(Relation.NONE,)),
    Expect("GET", "/api/v1/desk/{number}", everywhere(*READS_DESK), appealed),
    Expect("POST", "/api/v1/desk/{number}/assignee", SCREENS_OTHERS, with_form()),
    Expect("POST", "/api/v1/desk/{number}/priority", SCREENS_OTHERS, with_form(priority="high")),
    Expect(
        "POST",
        "/api/v1/desk/{number}/sections/{section}",
        SCREENS_OTHERS,
        with_form(part="identity", verdict="in_order"),
    ),
    Expect("POST", "/api/v1/desk/{number}/notes", SCREENS_OTHERS, with_form(text="Look twice.")),
    Expect(
        "POST", "/api/v1/desk/{number}/messages", everywhere(Actor.SCREENER), with_form(text="Thank you.")
    ),
    Expect("POST", "/api/v1/desk/{number}/moves", DECIDES_APPEALS, appealed),
    Expect(
        "POST",
        "/api/v1/desk/{number}/consultation",
        SCREENS_OTHERS,
        with_form(json={"question": "Well?", "days": 10}),
    ),
    Expect("DELETE", "/api/v1/desk/{number}/consultation", SCREENS_OTHERS, asked_publicly),
    Expect("GET", "/api/v1/desk/comments", everywhere(*MODERATORS), relations=(Relation.NONE,)),
    Expect(
        "POST",
        "/api/v1/desk/comments/{number}",
        everywhere(*MODERATORS),
        commented,
        relations=(Relation.NONE,),
    ),
    Expect(
        "POST",
        "/api/v1/consultations/{number}/comments",
        SIGNED_IN,
        lambda case: Call({"number": consulted(case).id}, json={"text": "I use it."}),
        relations=(Relation.NONE,),
    ),
    Expect("GET", "/{lang}/desk", everywhere(*HAS_DESK), relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/desk/next", everywhere(Actor.SCREENER), relations=(Relation.NONE,)),
    Expect("GET", "/{lang}/desk/{number}", everywhere(*READS_DESK), appealed),
    Expect("POST", "/{lang}/desk/{number}/assignee", SCREENS_OTHERS, with_form(to="self")),
    Expect("POST", "/{lang}/desk/{number}/priority", SCREENS_OTHERS, with_form(priority="high")),
    Expect(
        "POST",
        "/{lang}/desk/{number}/sections/{section}",
        SCREENS_OTHERS,
        with_form(part="identity", verdict="in_order"),
    ),
    Expect("POST", "/{lang}/desk/{number}/notes", SCREENS_OTHERS, with_form(note="Look twice.")),
    Expect(
        "POST",
        "/{lang}/desk/{number}/messages",
        everywhere(Actor.SCREENER),
        with_form(text="Thank you."),
    ),
    Expect("POST", "/{lang}/desk/{number}/moves", DECIDES_APPEALS, appealed),
    Expect(
        "POST",
        "/{lang}/desk/{number}/consultation",
        SCREENS_OTHERS,
        with_form(question="Well?", days="10"),
    ),
    Expect("GET", "/{lang}/desk/comments", everywhere(*MODERATORS), relations=(Relation.NONE,)),
    Expect(
        "POST",
        "/{lang}/desk/comments/{number}",
        everywhere(*MODERATORS),
        commented,
        relations=(Relation.NONE,),
    ),
    public("/{lang}/consultations"),
    public("/{lang}/consultations/{number}", lambda case: Call({"number": consulted(case).id})),
    Expect(
        "POST",
        "/{lang}/consultations/{number}/comments",
        SIGNED_IN,
        lambda case: Call({"number": consulted(case).id}, form={"text": "I use it."}),
        relations=(Relation.NONE,),
    ),
    public("/{lang}/decisions"),
    public("/{lang}/decisions/{number}", decided),
    public("/api/v1/decisions"),
    public("/api/v1/decisions/{number}", decided),
    public("/api/v1/consultations"),
    public("/api/v1/consultations/{number}/comments", lambda case: Call({"number": consulted(case).id})),
]
