"""Notices on records: everybody reads them, administrators place them, who answers for the record answers them."""

from registry.accounts.permissions import Role
from registry.accounts.viewer import Viewer
from registry.db.ids import Kind
from registry.notices import service
from registry.notices.models import NoticeKind
from registry.notices.service import NoticeDraft
from tests.factories.people import make_viewer
from tests.permissions.matrix import Actor, Call, Case, Expect, everywhere, own, public

PLACES = everywhere(Actor.ADMINISTRATOR)
SAID = {"kind": "safety", "reason": "Take care.", "language": "en"}


def placed(case: Case) -> int:
    """A notice on an organisation's own record."""
    viewer: Viewer = make_viewer(case.session, Role.ADMINISTRATOR)
    draft = NoticeDraft(NoticeKind.LEGAL, "Read the licence.")
    return service.place(case.session, viewer, Kind.ORGANISATION, case.organisation.id, draft)


def one(case: Case) -> Call:
    return Call({"number": placed(case)})


def change(case: Case) -> Call:
    return Call({"number": placed(case)}, form={**SAID, "steps": "1"})


def lift(case: Case) -> Call:
    return Call({"number": placed(case)}, form={"lift_reason": "It is settled.", "steps": "1"})


def answer(case: Case) -> Call:
    number = placed(case)
    return Call({"number": number}, form={"for": f"organisation:{case.organisation.id}", "text": "Noted."})


EXPECTATIONS = [
    public("/{lang}/notices"),
    public("/{lang}/notices/{number}", one),
    public("/api/v1/notices"),
    public("/api/v1/notices/{number}", one),
    Expect(
        "GET",
        "/{lang}/notices/new",
        PLACES,
        lambda case: Call(query={"record": f"organisation:{case.organisation.id}"}),
    ),
    Expect(
        "POST",
        "/{lang}/notices",
        PLACES,
        lambda case: Call(form={**SAID, "record": f"organisation:{case.organisation.id}"}),
    ),
    Expect("GET", "/{lang}/notices/{number}/edit", PLACES, one),
    Expect("POST", "/{lang}/notices/{number}", PLACES, change),
    Expect("POST", "/{lang}/notices/{number}/lift", PLACES, lift),
    Expect("POST", "/{lang}/notices/{number}/answers", own(Actor.OWNER, Actor.MEMBER), answer),
    Expect(
        "POST",
        "/api/v1/notices",
        PLACES,
        lambda case: Call(
            json={**SAID, "record_kind": "organisation", "record": case.organisation.id},
        ),
    ),
    Expect(
        "POST",
        "/api/v1/notices/{number}",
        PLACES,
        lambda case: Call({"number": placed(case)}, json={**SAID, "steps": 1}),
    ),
    Expect(
        "POST",
        "/api/v1/notices/{number}/lift",
        PLACES,
        lambda case: Call({"number": placed(case)}, json={"reason": "It is settled.", "steps": 1}),
    ),
    Expect(
        "POST",
        "/api/v1/notices/{number}/answers",
        own(Actor.OWNER, Actor.MEMBER),
        lambda case: Call(
            {"number": placed(case)},
            json={"scope": "organisation", "body": case.organisation.id, "text": "Noted."},
        ),
    ),
]
