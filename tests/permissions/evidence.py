"""Evidence: everybody reads what is published, whoever is signed in proposes, editors confirm and decide."""

from collections.abc import Callable
from typing import Any

from tests.factories import make_account
from tests.factories.evidence import make_evidence, make_outcomes, make_proposal
from tests.permissions.matrix import (
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

EDITORS = everywhere(Actor.EDITOR, Actor.ADMINISTRATOR)
FORM = {"title": "A trial", "url": "https://example.org/trial", "kind": "cohort"}


def _lists(case: Case) -> Call:
    make_outcomes(case.session)
    return Call()


def _item(case: Case) -> Call:
    return Call({"name": make_evidence(case.session)})


def _hidden(case: Case) -> Call:
    made = make_evidence(case.session, provenance={"results": "from_memory"})
    return Call(
        {"name": made},
        form={
            "read_at": "https://example.org/read",
            "reason": "Why",
            "seen": "1",
            **FORM,
            "title": f"A trial of {made}",
        },
    )


def _proposal(case: Case) -> Call:
    person = case.person or make_account(case.session).id
    number = make_proposal(case.session, person)
    return Call({"number": number}, form={"decision": "decline", "reason": "No"})


def _form(case: Case) -> Call:
    make_outcomes(case.session)
    return Call(form=FORM)


def _file(case: Case) -> Call:
    return Call({"name": make_evidence(case.session)}, files={"file": ("a.csv", b"a,b\n1,2\n", "text/csv")})


ITEM = {"kind": "cohort", "title": "A trial", "url": "https://example.org/trial"}
EVERYBODY = tuple(actor for actor in Actor if actor is not Actor.READER)


def _as_json(make: Callable[[Case], Call], body: dict[str, Any]) -> Callable[[Case], Call]:
    def made(case: Case) -> Call:
        call = make(case)
        return Call(call.path, json=body, headers={"if-match": '"1"'})

    return made


def _corrected(case: Case) -> Call:
    made = make_evidence(case.session)
    return Call(
        {"name": made}, json={"item": {**ITEM, "title": f"A trial of {made}"}}, headers={"if-match": '"1"'}
    )


EXPECTATIONS = [
    Expect("GET", "/api/v1/evidence/proposals", SIGNED_IN, relations=(Relation.NONE,)),
    Expect(
        "POST",
        "/api/v1/evidence/proposals",
        SIGNED_IN,
        lambda _: Call(json={"item": ITEM}),
        relations=(Relation.NONE,),
    ),
    Expect(
        "POST",
        "/api/v1/evidence/citations",
        SIGNED_IN,
        lambda _: Call(json={"text": "TY  - JOUR\nTI  - A trial\nUR  - https://example.org/t\nER  - \n"}),
        relations=(Relation.NONE,),
    ),
    Expect("GET", "/api/v1/evidence/queue", EDITORS, relations=(Relation.NONE,)),
    Expect("GET", "/api/v1/evidence/proposals/{number}", own(*EVERYBODY) | EDITORS, _proposal, refusal=404),
    Expect("POST", "/api/v1/evidence/proposals/{number}/withdraw", own(*EVERYBODY), _proposal, refusal=404),
    Expect(
        "POST",
        "/api/v1/evidence/proposals/{number}/decision",
        EDITORS - {(Actor.EDITOR, Relation.OWN), (Actor.ADMINISTRATOR, Relation.OWN)},
        _as_json(_proposal, {"accepts": False, "reason": "No"}),
    ),
    Expect(
        "POST",
        "/api/v1/evidence/{name}/confirm",
        EDITORS,
        _as_json(_hidden, {"read_at": ["https://example.org/read"]}),
        relations=(Relation.NONE,),
    ),
    Expect("PUT", "/api/v1/evidence/{name}", EDITORS, _corrected, relations=(Relation.NONE,)),
    Expect(
        "POST",
        "/api/v1/evidence/{name}/withdraw",
        EDITORS,
        _as_json(_hidden, {"reason": "Why"}),
        relations=(Relation.NONE,),
    ),
    Expect("POST", "/{lang}/evidence/{name}/files", EDITORS, _file, relations=(Relation.NONE,)),
    public("/{lang}/evidence", _lists),
    public("/{lang}/evidence/{name}", _item),
    public("/api/v1/evidence"),
    public("/api/v1/evidence/{name}", _item),
    public("/api/v1/solutions/{name}/evidence", lambda case: Call({"name": case.world.solution.slug})),
    Expect("GET", "/{lang}/evidence/new", SIGNED_IN, _lists, relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/evidence/new", SIGNED_IN, _form, relations=(Relation.NONE,)),
    Expect("GET", "/{lang}/evidence/import", SIGNED_IN, _lists, relations=(Relation.NONE,)),
    Expect(
        "POST",
        "/{lang}/evidence/import",
        SIGNED_IN,
        lambda _: Call(form={"text": "TY  - JOUR\nTI  - A trial\nUR  - https://example.org/t\nER  - \n"}),
        relations=(Relation.NONE,),
    ),
    Expect("GET", "/{lang}/evidence/proposals", SIGNED_IN, relations=(Relation.NONE,)),
    Expect(
        "GET",
        "/{lang}/evidence/proposals/{number}",
        own(*(actor for actor in Actor if actor is not Actor.READER)) | EDITORS,
        _proposal,
        refusal=404,
    ),
    Expect(
        "POST",
        "/{lang}/evidence/proposals/{number}/withdraw",
        own(*(actor for actor in Actor if actor is not Actor.READER)),
        _proposal,
        refusal=404,
    ),
    Expect(
        "POST",
        "/{lang}/evidence/proposals/{number}/decision",
        EDITORS - {(Actor.EDITOR, Relation.OWN), (Actor.ADMINISTRATOR, Relation.OWN)},
        _proposal,
    ),
    Expect("GET", "/{lang}/evidence/queue", EDITORS, relations=(Relation.NONE,)),
    Expect("GET", "/{lang}/evidence/{name}/edit", EDITORS, _hidden, relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/evidence/{name}/edit", EDITORS, _hidden, relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/evidence/{name}/confirm", EDITORS, _hidden, relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/evidence/{name}/withdraw", EDITORS, _hidden, relations=(Relation.NONE,)),
]
