"""Claims to products: made by editors of an organisation, decided by the Secretariat."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from registry.accounts.secrets import digest_of
from registry.db.base import now
from registry.ownership.models import OwnershipClaim, ProofMethod, SolutionControl
from registry.solutions import service as solutions
from registry.solutions.drafts import SolutionDraft
from tests.factories import make_solution
from tests.factories.submissions import SOLUTION_BODY, make_submission
from tests.permissions.matrix import (
    SIGNED_IN,
    Actor,
    Allowed,
    Call,
    Case,
    Expect,
    Relation,
    everywhere,
    public,
)

CLAIMS_OWN = frozenset((actor, Relation.OWN) for actor in (Actor.OWNER, Actor.MEMBER))
DECIDERS = (Actor.SCREENER, Actor.EDITOR, Actor.ADMINISTRATOR)
NOBODYS = (Relation.NONE,)


def claimed(case: Case, method: ProofMethod = ProofMethod.WEBSITE) -> OwnershipClaim:
    row = OwnershipClaim(
        solution_id=make_solution(
            case.session, "Claimed", links={"home": ["https://claimed.example.org"]}
        ).id,
        organisation_id=case.organisation.id,
        method=method,
        token="0" * 40,
        address="claimed.example.org" if method is ProofMethod.EMAIL else "https://claimed.example.org",
        code_digest=digest_of(f"{'0' * 40}:12345678"),
        code_until=now() + timedelta(hours=1),
        expires_at=now() + timedelta(days=1),
    )
    case.session.add(row)
    case.session.flush()
    return row


def with_claim(method: ProofMethod = ProofMethod.WEBSITE, *, json: Any = None, **form: str):
    def make(case: Case) -> Call:
        return Call({"number": claimed(case, method).id}, form=form, json=json or form)

    return make


def with_control(case: Case) -> Call:
    claim = claimed(case)
    row = SolutionControl(
        solution_id=claim.solution_id, organisation_id=claim.organisation_id, claim_id=claim.id or 0
    )
    case.session.add(row)
    case.session.flush()
    return Call({"number": row.id}, form={"reason": "It was sold."}, json={"reason": "It was sold."})


def a_product(case: Case) -> Call:
    return Call({"name": case.world.solution.slug})


def a_claim(case: Case) -> Call:
    said = {"organisation": case.organisation.id, "statement": "It is ours."}
    return Call(
        {"name": make_solution(case.session, "To claim").slug},
        form=said | {"way": "decision"},
        json=said | {"method": "decision"},
    )


def both(path: str, may: Allowed, make: Callable[[Case], Call], **options: Any) -> list[Expect]:
    """Expect the same of the page and of the API."""
    return [Expect("POST", start + path, may, make, **options) for start in ("/{lang}", "/api/v1")]


def a_change(case: Case) -> Call:
    """A change to a product that the organisation has proven to control."""
    body = {**SOLUTION_BODY, "slug": f"changed-{uuid4().hex[:12]}"}
    saved = solutions.save(case.session, SolutionDraft.model_validate(body), author="Somebody")
    claim = claimed(case)
    case.session.add(
        SolutionControl(solution_id=saved.id, organisation_id=case.organisation.id, claim_id=claim.id or 0)
    )
    row = make_submission(
        case.session,
        case.person,
        organisation=case.organisation.id,
        target_id=saved.id,
        base_revision=1,
        body=SOLUTION_BODY | {"licence": "MIT"},
    )
    return Call({"number": row.id})


EXPECTATIONS = [
    *both("/submissions/{number}/publish", CLAIMS_OWN, a_change, relations=(Relation.OWN,)),
    Expect("GET", "/{lang}/solutions/{name}/claim", SIGNED_IN, a_product, NOBODYS),
    public("/api/v1/solutions/{name}/controllers", a_product),
    *both("/solutions/{name}/claim", CLAIMS_OWN, a_claim),
    *(
        Expect("GET", f"{start}/ownership", everywhere(*DECIDERS), relations=NOBODYS)
        for start in ("/{lang}", "/api/v1")
    ),
    *(
        Expect(
            "GET",
            f"{start}/ownership/{{number}}",
            CLAIMS_OWN | everywhere(*DECIDERS),
            with_claim(),
            refusal=404,
        )
        for start in ("/{lang}", "/api/v1")
    ),
    *both(
        "/ownership/{number}/decide",
        everywhere(*DECIDERS),
        with_claim(outcome="refuse", reason="No.", json={"grants": False, "reason": "No."}),
    ),
    *both("/ownership/{number}/check", CLAIMS_OWN, with_claim()),
    *both("/ownership/{number}/code", CLAIMS_OWN, with_claim(ProofMethod.EMAIL, local="office")),
    *both("/ownership/{number}/prove", CLAIMS_OWN, with_claim(ProofMethod.EMAIL, code="12345678")),
    *both("/ownership/{number}/withdraw", CLAIMS_OWN, with_claim()),
    *both("/ownership/controls/{number}/end", CLAIMS_OWN | everywhere(*DECIDERS), with_control),
]
