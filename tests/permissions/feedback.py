"""Reports: everybody who is signed in writes, moderators decide, focal points vouch, who answers for it answers."""

from dataclasses import replace

from registry.accounts import links
from registry.accounts.models import LinkPurpose
from registry.accounts.queries import viewer
from registry.feedback.models import Feedback, Reporter
from tests.factories import make_country, make_solution
from tests.factories.feedback import make_feedback
from tests.permissions.matrix import (
    PEOPLE,
    SIGNED_IN,
    Actor,
    Call,
    Case,
    Expect,
    Relation,
    everywhere,
    own,
    public,
)

MODERATES = everywhere(Actor.SCREENER, Actor.EDITOR, Actor.ADMINISTRATOR)
ALONE = (Relation.NONE,)
OTHERS = (Relation.OWN, Relation.OTHER)


def _waiting(case: Case) -> Call:
    number = make_feedback(case.session, make_solution(case.session))
    return Call({"number": number}, form={"decision": "publish"})


def _published(case: Case) -> Call:
    return Call({"number": make_feedback(case.session, make_solution(case.session), publish=True)})


def _of_writer(case: Case) -> int:
    solution = make_solution(case.session)
    return make_feedback(case.session, solution, by=viewer(case.session, case.person), publish=True)


def _new(case: Case) -> Call:
    make_country(case.session, "KEN")
    solution = make_solution(case.session, "New")
    form = {
        "solution": solution.slug,
        "reporter": "manager",
        "country": "KEN",
        "since": "2020",
        "works": "All.",
    }
    return Call(query={"solution": solution.slug}, form=form)


def _answer(case: Case) -> Call:
    solution = make_solution(case.session, organisations=[case.organisation])
    return Call({"number": make_feedback(case.session, solution, publish=True)}, form={"answer": "Noted."})


def _in_country(case: Case) -> Call:
    code = case.country
    if code:
        make_country(case.session, code)
    values = {"country": code} if code else {"reporter": Reporter.PUBLIC, "country": "", "since": None}
    return Call({"number": make_feedback(case.session, make_solution(case.session), publish=True, **values)})


def _verify(case: Case) -> Call:
    number = _of_writer(case)
    writer = case.session.get_one(Feedback, number).account_id
    token = links.make(
        case.session, LinkPurpose.FEEDBACK, writer, {"feedback": number, "domain": "clinic.example"}
    )
    return Call({"token": token})


def _sent(case: Case) -> Call:
    said = {"reporter": "manager", "country": "KEN", "since": 2020, "works": "All."}
    return Call({"name": _new(case).query["solution"]}, json=said)


EXPECTATIONS = [
    public("/{lang}/feedback", lambda case: Call(query={"solution": case.world.solution.slug})),
    public("/{lang}/feedback/{number}", _published),
    public("/api/v1/feedback/{number}", _published),
    public("/api/v1/solutions/{name}/feedback", lambda case: Call({"name": case.world.solution.slug})),
    Expect("GET", "/{lang}/feedback/new", SIGNED_IN, _new, relations=ALONE),
    Expect("POST", "/{lang}/feedback/new", SIGNED_IN, _new, relations=ALONE),
    Expect("GET", "/{lang}/feedback/mine", SIGNED_IN, relations=ALONE),
    Expect(
        "GET",
        "/{lang}/feedback/queue",
        everywhere(Actor.SCREENER, Actor.EDITOR, Actor.ADMINISTRATOR, Actor.FOCAL_POINT),
        relations=ALONE,
    ),
    Expect("POST", "/{lang}/feedback/{number}/decision", MODERATES, _waiting, relations=ALONE),
    Expect(
        "POST",
        "/{lang}/feedback/{number}/withdraw",
        own(*PEOPLE),
        lambda case: Call({"number": _of_writer(case)}),
        relations=OTHERS,
    ),
    Expect(
        "POST",
        "/{lang}/feedback/{number}/mail",
        own(*PEOPLE),
        lambda case: Call({"number": _of_writer(case)}, form={"email": "me@clinic.example"}),
        relations=OTHERS,
    ),
    Expect("POST", "/{lang}/feedback/{number}/answer", own(Actor.OWNER, Actor.MEMBER), _answer),
    Expect("POST", "/{lang}/feedback/{number}/confirm", own(Actor.FOCAL_POINT), _in_country),
    Expect(
        "GET", "/{lang}/feedback/verify/{token}", SIGNED_IN, lambda _: Call({"token": "x"}), relations=ALONE
    ),
    Expect(
        "POST",
        "/{lang}/feedback/verify/{token}",
        own(*PEOPLE),
        _verify,
        relations=(Relation.OWN,),
    ),
    Expect("POST", "/api/v1/solutions/{name}/feedback", SIGNED_IN, _sent, relations=ALONE),
    Expect("GET", "/api/v1/feedback", SIGNED_IN, relations=ALONE),
    Expect(
        "GET",
        "/api/v1/feedback/queue",
        everywhere(Actor.SCREENER, Actor.EDITOR, Actor.ADMINISTRATOR, Actor.FOCAL_POINT),
        relations=ALONE,
    ),
    Expect(
        "POST",
        "/api/v1/feedback/{number}/decision",
        MODERATES,
        lambda case: replace(_waiting(case), json={"publishes": True}),
        relations=ALONE,
    ),
    Expect(
        "POST",
        "/api/v1/feedback/{number}/withdraw",
        own(*PEOPLE),
        lambda case: Call({"number": _of_writer(case)}),
        relations=OTHERS,
    ),
    Expect(
        "POST",
        "/api/v1/feedback/{number}/mail",
        own(*PEOPLE),
        lambda case: Call({"number": _of_writer(case)}, json={"email": "me@clinic.example"}),
        relations=OTHERS,
    ),
    Expect(
        "POST",
        "/api/v1/feedback/{number}/answer",
        own(Actor.OWNER, Actor.MEMBER),
        lambda case: replace(_answer(case), json={"text": "Noted."}),
    ),
    Expect("POST", "/api/v1/feedback/{number}/confirm", own(Actor.FOCAL_POINT), _in_country),
    Expect(
        "POST",
        "/api/v1/feedback/verify",
        own(*PEOPLE),
        lambda case: Call(json=dict(_verify(case).path)),
        relations=(Relation.OWN,),
    ),
]
