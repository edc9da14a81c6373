"""Findings of the checks: everybody reads them, the Secretariat decides on them."""

from typing import Any
from uuid import uuid4

from registry.db.ids import Kind
from registry.organisations import service as organisations
from registry.organisations.service import OrganisationDraft
from registry.quality.models import Finding, FindingState, Severity
from tests.permissions.matrix import Actor, Call, Case, Expect, Relation, everywhere, public
from tests.permissions.records import record

DECIDES = everywhere(Actor.SCREENER, Actor.EDITOR, Actor.ADMINISTRATOR)


def found(state: FindingState):
    """A finding on the case's organisation."""

    def make(case: Case, **sent: Any) -> Call:
        row = Finding(
            record_kind=Kind.ORGANISATION,
            record_id=case.organisation.id,
            check_id="duplicate",
            subject=uuid4().hex,
            reason="likely",
            details={"other": "Another", "score": 0.7, "reasons": ["same_name"], "doubts": []},
            fact="",
            severity=Severity.WARNING,
            state=state,
        )
        case.session.add(row)
        case.session.flush()
        return Call({"number": row.id}, **sent)

    return make


is_open = found(FindingState.OPEN)
is_accepted = found(FindingState.ACCEPTED)
REASON = {"reason": "They are two bodies of one name."}


def two_records(case: Case) -> Call:
    """Two organisations that are published and differ."""
    ids = []
    for slug in (uuid4().hex, uuid4().hex):
        draft = OrganisationDraft.model_validate({"slug": slug, "names": {"en": slug}, "kind": "ngo"})
        ids.append(organisations.save(case.session, draft, author="Somebody").id)
    reason = "They are one body under two names."
    return Call(
        {"kind": "organisation", "kept": ids[0], "other": ids[1]},
        form={"seen_kept": "1", "seen_other": "1", "reason": reason},
        json={"seen": [1, 1], "reason": reason},
    )


EDITS = everywhere(Actor.EDITOR, Actor.ADMINISTRATOR)

EXPECTATIONS = [
    *(
        Expect(method, path, EDITS, two_records, (Relation.NONE,))
        for method in ("GET", "POST")
        for path in (
            "/{lang}/quality/merge/{kind}/{kept}/{other}",
            "/api/v1/merges/{kind}/{kept}/{other}",
        )
    ),
    public("/{lang}/quality"),
    public("/{lang}/quality/{number}", is_open),
    *(
        record(f"/{{lang}}/{kind}/{{{'code' if kind == 'countries' else 'name'}}}/quality")
        for kind in ("solutions", "deployments", "standards", "organisations", "countries")
    ),
    public("/api/v1/checks"),
    public("/api/v1/findings"),
    public("/api/v1/findings/{number}", is_open),
    *(
        record(f"/api/v1/{kind}/{{name}}/findings")
        for kind in ("solutions", "deployments", "standards", "organisations", "countries")
    ),
    Expect("POST", "/{lang}/quality/{number}/accept", DECIDES, lambda case: is_open(case, form=REASON)),
    Expect("POST", "/api/v1/findings/{number}/accept", DECIDES, lambda case: is_open(case, json=REASON)),
    Expect("POST", "/{lang}/quality/{number}/reopen", DECIDES, is_accepted),
    Expect("POST", "/api/v1/findings/{number}/reopen", DECIDES, is_accepted),
]
