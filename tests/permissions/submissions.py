"""Submissions, as those who make them see them."""

from registry.submissions.workflow import State
from tests.factories.submissions import make_submission
from tests.permissions.matrix import (
    PEOPLE,
    SIGNED_IN,
    Actor,
    Call,
    Case,
    Expect,
    Relation,
    everywhere,
    nothing,
)

OWN = frozenset((actor, Relation.OWN) for actor in PEOPLE)
READS_ALL = everywhere(Actor.SCREENER, Actor.EDITOR, Actor.ADMINISTRATOR)
NOBODYS = (Relation.NONE,)
PUBLICCODE = b"publiccodeYmlVersion: 0.4\nname: Sample\nurl: https://example.org/sample.git\n"
BEGAN = '{"licence": "MPL-2.0", "openness": "open_source"}'


def with_draft(state: State = State.DRAFT, part: str = "", **form: str):
    """One that the Secretariat has not seen, whatever its state, so that all others meet with the same answer."""

    def make(case: Case) -> Call:
        row = make_submission(case.session, by=case.person, state=state, reached=False)
        return Call({"number": row.id} | ({"section": part} if part else {}), form=form)

    return make


def sent(case: Case) -> Call:
    return Call({"number": make_submission(case.session, by=case.person, state=State.SUBMITTED).id})


def a_form(_: Case) -> Call:
    return Call(form={"kind": "solution"})


def a_file(_: Case) -> Call:
    return Call(files={"file": ("publiccode.yml", PUBLICCODE, "application/yaml")})


def a_sort(_: Case) -> Call:
    return Call({"sort": "organisation"}, query={"q": "Sample"})


def program_begins(_: Case) -> Call:
    return Call(json={"kind": "solution"})


def program_saves(case: Case) -> Call:
    row = make_submission(case.session, by=case.person)
    path = {"number": row.id, "section": "openness"}
    return Call(path, json={"licence": "MIT"}, headers={"if-match": '"1"'})


def program_says(state: State):
    def make(case: Case) -> Call:
        row = make_submission(case.session, by=case.person, state=state, reached=False)
        return Call({"number": row.id}, json={"text": "So."})

    return make


def program_clears(case: Case) -> Call:
    return Call({"number": make_submission(case.session, by=case.person).id}, json={"paths": ["summary.en"]})


def with_publiccode(case: Case) -> Call:
    row = make_submission(case.session, by=case.person)
    return Call({"number": row.id}, files={"publiccode": ("publiccode.yml", PUBLICCODE, "application/yaml")})


def program_sends_publiccode(_: Case) -> Call:
    return Call(json={"content": PUBLICCODE.decode()})


def program_keeps_publiccode(case: Case) -> Call:
    row = make_submission(case.session, by=case.person)
    return Call({"number": row.id}, json={"content": PUBLICCODE.decode()})


def with_file(case: Case) -> Call:
    row = make_submission(case.session, by=case.person)
    return Call({"number": row.id}, files={"file": ("table.csv", b"a,b\n1,2\n", "text/csv")})


EXPECTATIONS = [
    Expect("GET", "/{lang}/submissions", SIGNED_IN, nothing, NOBODYS),
    Expect("GET", "/{lang}/submissions/new", SIGNED_IN, nothing, NOBODYS),
    Expect("POST", "/{lang}/submissions/new", SIGNED_IN, a_form, NOBODYS),
    Expect("GET", "/{lang}/submissions/template", SIGNED_IN, nothing, NOBODYS),
    Expect("POST", "/{lang}/submissions/new/file", SIGNED_IN, a_file, NOBODYS),
    Expect("POST", "/{lang}/submissions/{number}/publiccode", OWN, with_publiccode, refusal=404),
    Expect("POST", "/api/v1/submissions/publiccode", SIGNED_IN, program_sends_publiccode, NOBODYS),
    Expect("PUT", "/api/v1/submissions/{number}/publiccode", OWN, program_keeps_publiccode, refusal=404),
    Expect("GET", "/{lang}/pick/{sort}", SIGNED_IN, a_sort, NOBODYS),
    Expect("GET", "/{lang}/submissions/{number}", OWN | READS_ALL, sent, refusal=404),
    Expect("GET", "/{lang}/submissions/{number}/review", OWN, with_draft(), refusal=404),
    Expect("GET", "/{lang}/submissions/{number}/edit/{section}", OWN, with_draft(part="links"), refusal=404),
    Expect(
        "POST",
        "/{lang}/submissions/{number}/edit/{section}",
        OWN,
        with_draft(part="openness", licence="MIT", base=BEGAN),
        refusal=404,
    ),
    Expect(
        "POST",
        "/{lang}/submissions/{number}/autosave/{section}",
        OWN,
        with_draft(part="openness", licence="MIT", base=BEGAN),
        refusal=404,
    ),
    Expect(
        "POST",
        "/{lang}/submissions/{number}/merge/{section}",
        OWN,
        with_draft(part="openness", values="{}", mine="{}", base="{}"),
        refusal=404,
    ),
    Expect("POST", "/{lang}/submissions/{number}/submit", OWN, with_draft(), refusal=404),
    Expect("POST", "/{lang}/submissions/{number}/withdraw", OWN, with_draft(), refusal=404),
    Expect(
        "POST",
        "/{lang}/submissions/{number}/answer",
        OWN,
        with_draft(State.CHANGES_ASKED, text="So."),
        refusal=404,
    ),
    Expect(
        "POST",
        "/{lang}/submissions/{number}/appeal",
        OWN,
        with_draft(State.DECLINED, text="No."),
        refusal=404,
    ),
    Expect(
        "POST",
        "/{lang}/submissions/{number}/messages",
        OWN,
        with_draft(State.SCREENING, text="When?"),
        refusal=404,
    ),
    Expect("GET", "/api/v1/submissions", SIGNED_IN, nothing, NOBODYS),
    Expect("POST", "/api/v1/submissions", SIGNED_IN, program_begins, NOBODYS),
    Expect("GET", "/api/v1/submissions/{number}", OWN, with_draft(), refusal=404),
    Expect("PUT", "/api/v1/submissions/{number}/sections/{section}", OWN, program_saves, refusal=404),
    Expect("POST", "/api/v1/submissions/{number}/submit", OWN, with_draft(), refusal=404),
    Expect(
        "POST", "/api/v1/submissions/{number}/answer", OWN, program_says(State.CHANGES_ASKED), refusal=404
    ),
    Expect("POST", "/api/v1/submissions/{number}/withdraw", OWN, program_says(State.DRAFT), refusal=404),
    Expect("POST", "/api/v1/submissions/{number}/appeal", OWN, program_says(State.DECLINED), refusal=404),
    Expect("POST", "/{lang}/submissions/{number}/attachments", OWN, with_file, refusal=404),
    Expect("POST", "/api/v1/submissions/{number}/attachments", OWN, with_file, refusal=404),
    Expect("POST", "/api/v1/submissions/{number}/cleared", OWN, program_clears, refusal=404),
]
