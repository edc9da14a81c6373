"""Assessments: their managers run them, each reviewer sees their own review, the vendor answers, adjudicators decide."""

from collections.abc import Callable
from dataclasses import replace

from registry.accounts import queries as accounts
from registry.accounts.permissions import ROLES, Permission, Role
from registry.accounts.viewer import Viewer
from registry.evaluation.assessments import appealing, assigning, bodies, comparing, concluding, queries
from tests.factories import make_country, make_organisation, make_viewer
from tests.factories.assessments import (
    Story,
    judge,
    lock_all,
    make_assessment,
    settle,
    vendor_of,
)
from tests.factories.evidence import make_outcomes
from tests.factories.frameworks import make_framework
from tests.permissions.matrix import (
    Actor,
    Call,
    Case,
    Expect,
    Relation,
    everywhere,
    own,
    public,
)

MANAGERS = everywhere(Actor.SCREENER, Actor.ADMINISTRATOR)
JUDGES = everywhere(Actor.ADJUDICATOR)
REVIEWER = own(Actor.REVIEWER)
VENDORS = own(Actor.OWNER, Actor.MEMBER)
HERE = (Relation.NONE,)
MINE = (Relation.OWN,)
ALIKE = {"one": "most", "two": "some", "three": "pass"}
APART = ALIKE | {"one": "all"}
FAR = ALIKE | {"one": "none"}
TIER = {"tier": "supporting", "tier_reason": "It keeps records."}


def holding(permission: Permission, make: Callable[[Case], Call]) -> Callable[[Case], Call]:
    """Make the thing for those who have the permission; the others are refused before anything is looked up."""

    def made(case: Case) -> Call:
        role = {each.value: each for each in Role}.get(case.actor.value)
        if role is not None and permission in ROLES[role]:
            return make(case)
        return Call({"name": "DHA-000000", "number": 1, "criterion": "one"})

    return made


def actor(case: Case) -> Viewer | None:
    """The one who asks, where that is a reviewer."""
    return accounts.viewer(case.session, case.account_id) if case.actor is Actor.REVIEWER else None


def story(case: Case, reviewers: int = 2) -> Story:
    """An assessment of a product of the organisation that the thing belongs to; the actor reviews, if a reviewer."""
    return make_assessment(case.session, reviewers, first=actor(case), owner=case.organisation)


def named(made: Story, **form: str) -> Call:
    return Call({"name": made.id}, form=form)


def planned(case: Case) -> Call:
    return named(make_assessment(case.session, 0), reason="No time", **TIER)


def offered(case: Case) -> Call:
    made = make_assessment(case.session, 0)
    who = actor(case) or make_viewer(case.session, Role.REVIEWER)
    number = assigning.offer(case.session, made.manager, made.id, who.account_id)
    return Call({"number": number, "name": made.id}, form={"kinds": "nothing", "go": "accept"})


def to_offer(case: Case) -> Call:
    made = make_assessment(case.session, 0)
    return named(made, account=make_viewer(case.session, Role.REVIEWER).account_id)


def reviewing(case: Case) -> Call:
    made = story(case)
    judge(case.session, made, 0, ALIKE)
    return Call({"number": made.reviews[0], "criterion": "one"}, form={"base": "1", "level": "most"})


def to_judge(case: Case) -> Call:
    made = story(case)
    return Call(
        {"number": made.reviews[0], "criterion": "one"}, json={"level": "most"}, headers={"if-match": '"0"'}
    )


def compared(case: Case, other: dict[str, str] = APART) -> Story:
    made = story(case)
    lock_all(case.session, made, ALIKE, other)
    return made


def comparison(case: Case) -> Call:
    made = compared(case)
    form = {"text": "I read it otherwise.", "level": "all", "rationale": "The second study."}
    return Call({"name": made.id, "criterion": "one"}, form=form)


def proposal(case: Case) -> Call:
    made = compared(case)
    comparing.propose(case.session, made.reviewers[1], made.id, "one", "all", "The second study.")
    [found] = queries.proposals(case.session, made.row(case.session))
    return Call({"name": made.id, "number": found.id})


def decision(case: Case) -> Call:
    made = compared(case, FAR)
    settle(case.session, made)
    form = {"level": "some", "rationale": "The audit shows it."}
    return Call({"name": made.id, "criterion": "one"}, form=form)


def facts(case: Case) -> Call:
    return named(compared(case, ALIKE), text="It had 40 clinics.", go="answer")


def replied(case: Case) -> Call:
    made = compared(case, ALIKE)
    concluding.answer(case.session, vendor_of(case.session, made), made.id, "", "It had 40.", "en")
    [said] = queries.answers(case.session, made.id)
    return Call({"name": made.id, "number": said.id}, form={"text": "Corrected."})


def published(case: Case) -> Story:
    made = compared(case, ALIKE)
    concluding.have_answered(case.session, vendor_of(case.session, made), made.id)
    concluding.publish(case.session, made.manager, made.id)
    return made


def ready(case: Case) -> Call:
    made = compared(case, ALIKE)
    concluding.have_answered(case.session, vendor_of(case.session, made), made.id)
    return named(made)


def to_appeal(case: Case) -> Call:
    return named(published(case), criteria="one", text="Read the second study.")


def appealed(case: Case) -> Call:
    made = published(case)
    appealing.appeal(case.session, vendor_of(case.session, made), made.id, ["one"], "Read it.")
    return named(made, outcome="dismissed", text="It was read.")


def voidable(case: Case) -> Call:
    made = compared(case)
    return Call({"name": made.id, "number": made.reviews[0]}, form={"reason": "Paid by the maker."})


def to_open(case: Case) -> Call:
    solution = make_assessment(case.session, 0).solution
    version = make_framework(case.session, framework="another")
    return Call(form={"solution": solution.id, "body": "secretariat", "version": version, **TIER})


def profile(case: Case) -> Call:
    make_outcomes(case.session)
    return Call(form={"languages": "en", "most": "2"})


def centre(case: Case) -> Call:
    made = make_organisation(case.session, "Centre", country=make_country(case.session, "KEN").code)
    screener = make_viewer(case.session, Role.SCREENER)
    return Call({"name": bodies.recognise(case.session, screener, made.slug)})


def to_recognise(case: Case) -> Call:
    made = make_organisation(case.session, "Centre", country=make_country(case.session, "KEN").code)
    return Call(form={"organisation": made.slug})


def by_program(permission: Permission, make: Callable[[Case], Call], *fields: str) -> Callable[[Case], Call]:
    """The same as JSON: these fields of the form, or all; a list where a program sends one."""
    made = holding(permission, make)

    def call(case: Case) -> Call:
        found = made(case)
        said = {"framework": found.form.get("version"), "none": True, "reason": "No time.", **found.form}
        body = {name: said.get(name) for name in fields or found.form}
        if isinstance(body.get("criteria"), str):
            body["criteria"] = [body["criteria"]]
        return replace(found, json=body)

    return call


ONE = "/{lang}/assessments/{name}"
BY_API = "/api/v1/assessments/{name}"
EXPECTATIONS = [
    Expect("GET", "/{lang}/reviews", everywhere(Actor.REVIEWER, Actor.ADJUDICATOR), relations=HERE),
    Expect("GET", "/{lang}/reviews/profile", everywhere(Actor.REVIEWER), profile, HERE),
    Expect("POST", "/{lang}/reviews/profile", everywhere(Actor.REVIEWER), profile, HERE),
    Expect(
        "GET", "/{lang}/reviews/offers/{number}", REVIEWER, holding(Permission.REVIEW_WRITE, offered), MINE
    ),
    Expect(
        "POST", "/{lang}/reviews/offers/{number}", REVIEWER, holding(Permission.REVIEW_WRITE, offered), MINE
    ),
    Expect("GET", "/{lang}/reviews/{number}", REVIEWER, holding(Permission.REVIEW_WRITE, reviewing), MINE),
    Expect(
        "GET",
        "/{lang}/reviews/{number}/{criterion}",
        REVIEWER,
        holding(Permission.REVIEW_WRITE, reviewing),
        MINE,
    ),
    Expect(
        "POST",
        "/{lang}/reviews/{number}/{criterion}",
        REVIEWER,
        holding(Permission.REVIEW_WRITE, reviewing),
        MINE,
    ),
    Expect(
        "POST",
        "/{lang}/reviews/{number}/{criterion}/autosave",
        REVIEWER,
        holding(Permission.REVIEW_WRITE, reviewing),
        MINE,
    ),
    Expect(
        "POST", "/{lang}/reviews/{number}/lock", REVIEWER, holding(Permission.REVIEW_WRITE, reviewing), MINE
    ),
    Expect("GET", "/{lang}/assessments", MANAGERS, relations=HERE),
    Expect("GET", "/{lang}/assessments/new", MANAGERS, relations=HERE),
    Expect("POST", "/{lang}/assessments", MANAGERS, holding(Permission.ASSESSMENT_MANAGE, to_open), HERE),
    public(ONE, lambda case: Call({"name": published(case).id})),
    Expect("POST", f"{ONE}/tier", MANAGERS, holding(Permission.ASSESSMENT_MANAGE, planned), HERE),
    Expect("POST", f"{ONE}/withdraw", MANAGERS, holding(Permission.ASSESSMENT_MANAGE, planned), HERE),
    Expect("POST", f"{ONE}/offers", MANAGERS, holding(Permission.ASSESSMENT_MANAGE, to_offer), HERE),
    Expect(
        "POST",
        f"{ONE}/offers/{{number}}/release",
        MANAGERS,
        holding(Permission.ASSESSMENT_MANAGE, offered),
        HERE,
    ),
    Expect(
        "POST",
        f"{ONE}/reviews/{{number}}/void",
        MANAGERS,
        holding(Permission.ASSESSMENT_MANAGE, voidable),
        HERE,
    ),
    Expect(
        "POST",
        f"{ONE}/close",
        MANAGERS,
        holding(Permission.ASSESSMENT_MANAGE, lambda case: named(compared(case))),
        HERE,
    ),
    Expect(
        "POST", f"{ONE}/answers/{{number}}", MANAGERS, holding(Permission.ASSESSMENT_MANAGE, replied), HERE
    ),
    Expect("POST", f"{ONE}/publish", MANAGERS, holding(Permission.ASSESSMENT_MANAGE, ready), HERE),
    Expect(
        "POST",
        f"{ONE}/answers",
        VENDORS,
        holding(Permission.SCORECARD_ANSWER, facts),
        (Relation.OWN, Relation.OTHER),
    ),
    Expect(
        "POST",
        f"{ONE}/appeal",
        VENDORS,
        holding(Permission.SCORECARD_ANSWER, to_appeal),
        (Relation.OWN, Relation.OTHER),
    ),
    Expect(
        "POST",
        f"{ONE}/appeal/decision",
        everywhere(Actor.ADJUDICATOR, Actor.ADMINISTRATOR),
        holding(Permission.APPEAL_DECIDE, appealed),
        HERE,
    ),
    Expect(
        "GET",
        f"{ONE}/differences",
        MANAGERS | JUDGES | everywhere(Actor.REVIEWER),
        lambda case: named(compared(case)),
        HERE,
    ),
    Expect(
        "POST",
        f"{ONE}/differences/{{criterion}}/remarks",
        REVIEWER,
        holding(Permission.REVIEW_WRITE, comparison),
        MINE,
    ),
    Expect(
        "POST",
        f"{ONE}/differences/{{criterion}}/proposals",
        REVIEWER,
        holding(Permission.REVIEW_WRITE, comparison),
        MINE,
    ),
    Expect(
        "POST",
        f"{ONE}/proposals/{{number}}/agree",
        REVIEWER,
        holding(Permission.REVIEW_WRITE, proposal),
        MINE,
    ),
    Expect(
        "POST",
        f"{ONE}/differences/{{criterion}}/decision",
        JUDGES,
        holding(Permission.REVIEW_ADJUDICATE, decision),
        HERE,
    ),
    public("/{lang}/agreement"),
    public("/api/v1/agreement"),
    Expect("GET", "/{lang}/agreement/reviewers", MANAGERS, relations=HERE),
    public("/api/v1/assessments/{name}", lambda case: Call({"name": published(case).id})),
    Expect("GET", "/api/v1/reviews", everywhere(Actor.REVIEWER), relations=HERE),
    Expect("GET", "/api/v1/reviews/{number}", REVIEWER, holding(Permission.REVIEW_WRITE, reviewing), MINE),
    Expect(
        "PUT",
        "/api/v1/reviews/{number}/judgements/{criterion}",
        REVIEWER,
        holding(Permission.REVIEW_WRITE, to_judge),
        MINE,
    ),
    Expect(
        "POST", "/api/v1/reviews/{number}/lock", REVIEWER, holding(Permission.REVIEW_WRITE, reviewing), MINE
    ),
    public("/{lang}/assessing-bodies"),
    Expect(
        "POST",
        "/{lang}/assessing-bodies",
        MANAGERS,
        holding(Permission.ASSESSMENT_MANAGE, to_recognise),
        HERE,
    ),
    Expect(
        "POST",
        "/{lang}/assessing-bodies/{name}/end",
        MANAGERS,
        holding(Permission.ASSESSMENT_MANAGE, centre),
        HERE,
    ),
    # The same over the API.
    public("/api/v1/assessing-bodies"),
    Expect(
        "POST",
        "/api/v1/assessing-bodies",
        MANAGERS,
        by_program(Permission.ASSESSMENT_MANAGE, to_recognise),
        HERE,
    ),
    Expect(
        "POST",
        "/api/v1/assessing-bodies/{name}/end",
        MANAGERS,
        by_program(Permission.ASSESSMENT_MANAGE, centre),
        HERE,
    ),
    Expect("GET", "/api/v1/assessments", MANAGERS, relations=HERE),
    Expect(
        "POST",
        "/api/v1/assessments",
        MANAGERS,
        by_program(Permission.ASSESSMENT_MANAGE, to_open, "solution", "body", "framework", *TIER),
        HERE,
    ),
    Expect(
        "GET",
        f"{BY_API}/running",
        MANAGERS,
        by_program(Permission.ASSESSMENT_MANAGE, planned),
        HERE,
    ),
    Expect("PUT", f"{BY_API}/tier", MANAGERS, by_program(Permission.ASSESSMENT_MANAGE, planned, *TIER), HERE),
    Expect(
        "POST",
        f"{BY_API}/withdraw",
        MANAGERS,
        by_program(Permission.ASSESSMENT_MANAGE, planned, "reason"),
        HERE,
    ),
    Expect("POST", f"{BY_API}/offers", MANAGERS, by_program(Permission.ASSESSMENT_MANAGE, to_offer), HERE),
    Expect(
        "POST",
        f"{BY_API}/offers/{{number}}/release",
        MANAGERS,
        by_program(Permission.ASSESSMENT_MANAGE, offered, "reason"),
        HERE,
    ),
    Expect(
        "POST",
        f"{BY_API}/reviews/{{number}}/void",
        MANAGERS,
        by_program(Permission.ASSESSMENT_MANAGE, voidable),
        HERE,
    ),
    Expect(
        "POST",
        f"{BY_API}/close",
        MANAGERS,
        by_program(Permission.ASSESSMENT_MANAGE, lambda case: named(compared(case))),
        HERE,
    ),
    Expect("POST", f"{BY_API}/publish", MANAGERS, by_program(Permission.ASSESSMENT_MANAGE, ready), HERE),
    Expect(
        "POST",
        f"{BY_API}/answers/{{number}}/reply",
        MANAGERS,
        by_program(Permission.ASSESSMENT_MANAGE, replied),
        HERE,
    ),
    Expect(
        "POST",
        f"{BY_API}/answers",
        VENDORS,
        by_program(Permission.SCORECARD_ANSWER, facts, "text"),
        (Relation.OWN, Relation.OTHER),
    ),
    Expect(
        "POST",
        f"{BY_API}/answered",
        VENDORS,
        by_program(Permission.SCORECARD_ANSWER, facts, "none"),
        (Relation.OWN, Relation.OTHER),
    ),
    Expect(
        "POST",
        f"{BY_API}/appeal",
        VENDORS,
        by_program(Permission.SCORECARD_ANSWER, to_appeal),
        (Relation.OWN, Relation.OTHER),
    ),
    Expect(
        "POST",
        f"{BY_API}/appeal/decision",
        everywhere(Actor.ADJUDICATOR, Actor.ADMINISTRATOR),
        by_program(Permission.APPEAL_DECIDE, appealed),
        HERE,
    ),
    Expect("GET", "/api/v1/agreement/reviewers", MANAGERS, relations=HERE),
    Expect("GET", "/api/v1/reviews/offers", everywhere(Actor.REVIEWER), relations=HERE),
    Expect("GET", "/api/v1/reviews/profile", everywhere(Actor.REVIEWER), relations=HERE),
    Expect(
        "PUT",
        "/api/v1/reviews/profile",
        everywhere(Actor.REVIEWER),
        lambda case: replace(profile(case), json={"languages": ["en"], "topics": [], "most_at_once": 2}),
        HERE,
    ),
    Expect(
        "POST",
        "/api/v1/reviews/offers/{number}/accept",
        REVIEWER,
        by_program(Permission.REVIEW_WRITE, offered, "none"),
        MINE,
    ),
    Expect(
        "POST",
        "/api/v1/reviews/offers/{number}/decline",
        REVIEWER,
        by_program(Permission.REVIEW_WRITE, offered, "reason"),
        MINE,
    ),
    Expect(
        "GET",
        f"{BY_API}/differences",
        MANAGERS | JUDGES | everywhere(Actor.REVIEWER),
        lambda case: named(compared(case)),
        HERE,
    ),
    Expect(
        "POST",
        f"{BY_API}/differences/{{criterion}}/remarks",
        REVIEWER,
        by_program(Permission.REVIEW_WRITE, comparison, "text"),
        MINE,
    ),
    Expect(
        "POST",
        f"{BY_API}/differences/{{criterion}}/proposals",
        REVIEWER,
        by_program(Permission.REVIEW_WRITE, comparison, "level", "rationale"),
        MINE,
    ),
    Expect(
        "POST",
        f"{BY_API}/proposals/{{number}}/agree",
        REVIEWER,
        by_program(Permission.REVIEW_WRITE, proposal),
        MINE,
    ),
    Expect(
        "POST",
        f"{BY_API}/differences/{{criterion}}/decision",
        JUDGES,
        by_program(Permission.REVIEW_ADJUDICATE, decision),
        HERE,
    ),
]
