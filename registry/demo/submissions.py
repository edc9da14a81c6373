"""Sample submissions of fictional products, in each state of the road; made by the verbs that people use."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts.viewer import Viewer
from registry.organisations.queries import organisation_id
from registry.submissions import consulting, screening, service
from registry.submissions.models import Moderation, Priority, Submission, SubmissionKind, Verdict
from registry.submissions.workflow import Action

_STOCK: Final[dict[str, Any]] = {
    "names": {"en": "Sample: Kijani Stock", "fr": "Exemple : Kijani Stock"},
    "summary": {"en": "A fictional product that keeps the stock of medicines and vaccines at health posts."},
    "type": "software",
    "openness": "open_source",
    "licence": "MPL-2.0",
    "platforms": ["android", "web"],
    "offline": True,
    "languages": ["en", "sw"],
    "interventions": ["3.2.1", "3.2.2"],
    "links": {"home": ["https://stock.demo.example/"]},
    "organisations": [{"organisation": "sample-kijani-health-systems", "role": "owner"}],
}
_VISITS: Final[dict[str, Any]] = {
    "names": {"fr": "Exemple : Carnet de visites", "en": "Sample: Visit Book"},
    "summary": {"fr": "Un produit fictif qui prépare les visites à domicile des agents de santé."},
    "type": "software",
    "openness": "proprietary",
    "cost_model": "subscription",
    "platforms": ["android"],
    "offline": True,
    "languages": ["fr", "wo"],
    "interventions": ["2.5.1"],
    "links": {"home": ["https://visites.demo.example/"]},
    "organisations": [{"organisation": "sample-lumiere-sante", "role": "owner"}],
}


def _named(body: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    return {**body, "names": {"en": f"Sample: {name}"}, **more}


def _cast(session: Session) -> Callable[[str], Viewer]:
    """The people of the story by their key, each as one who asks."""
    return partial(accounts.viewer, session)


def load(session: Session) -> int:
    """Make the sample submissions; gives how many."""
    cast = _cast(session)
    kijani = organisation_id(session, "sample-kijani-health-systems")
    lumiere = organisation_id(session, "sample-lumiere-sante")

    def begin(viewer: Viewer, organisation: str, body: dict[str, Any]) -> Submission:
        return service.create(session, viewer, SubmissionKind.SOLUTION, organisation=organisation, body=body)

    def submitted(viewer: Viewer, organisation: str, body: dict[str, Any]) -> int:
        row = begin(viewer, organisation, body)
        return service.id_of(service.submit(session, viewer, service.id_of(row)))

    def taken(viewer: Viewer, organisation: str, body: dict[str, Any], by: Viewer) -> Submission:
        return screening.assign(session, by, submitted(viewer, organisation, body), by.account_id)

    begin(cast("vendor"), kijani, {"names": {"en": "Sample: Kijani Triage"}, "type": "ai_model"})
    submitted(cast("vendor"), kijani, _named(_STOCK, "Cold Chain Watch", interventions=["3.2.3"]))
    screened = taken(cast("vendeur"), lumiere, _VISITS, cast("screener"))
    _look_at(session, cast, service.id_of(screened))
    asked = taken(cast("vendor"), kijani, _named(_STOCK, "Ward Board", licence="MIT"), cast("screener"))
    service.move(
        session, asked, Action.ASK_CHANGES, cast("screener"),
        text="Which licence holds? The form says MIT, the page of the product says GPL-3.0.",
    )  # fmt: skip
    answered = taken(cast("vendor"), kijani, _named(_STOCK, "Birth Notice"), cast("screener2"))
    service.move(
        session, answered, Action.ASK_CHANGES, cast("screener2"), text="Where can the source be read?"
    )
    service.answer(session, cast("vendor"), service.id_of(answered), "It is published with the next release.")
    _asked_of_all(session, cast, service.id_of(answered))
    accepted = taken(cast("vendor"), kijani, _STOCK, cast("screener"))
    service.move(session, accepted, Action.ACCEPT, cast("screener"), text="Complete, and in scope.")
    declined = taken(cast("vendor"), kijani, _named(_STOCK, "Warehouse Plan"), cast("screener2"))
    service.move(
        session, declined, Action.DECLINE, cast("screener2"),
        text="It plans warehouses of any kind; nothing in it serves health.",
    )  # fmt: skip
    appealed = taken(cast("vendeur"), lumiere, _named(_VISITS, "Queue Board"), cast("screener"))
    service.move(session, appealed, Action.DECLINE, cast("screener"), text="A general queueing product.")
    service.appeal(
        session, cast("vendeur"), service.id_of(appealed),
        "It orders patients by urgency, which a general queueing product does not.",
    )  # fmt: skip
    withdrawn = submitted(cast("vendeur"), lumiere, _named(_VISITS, "Old Visit Book"))
    service.withdraw(session, cast("vendeur"), withdrawn, "Its successor is submitted instead.")
    return 9


def _asked_of_all(session: Session, cast: Callable[[str], Viewer], number: int) -> None:
    """A public consultation that is over, with a comment of each sort: published and refused."""
    consulting.open_consultation(
        session, cast("screener2"), number, days=14, question="Which registers of births can it send to?"
    )
    said = consulting.comment(
        session, cast("citizen"), number, "A fictional comment: in our county it sends to none."
    )
    consulting.moderate(
        session, cast("screener2"), said.id or 0, Moderation.PUBLISHED, answer="We have asked the vendor."
    )
    advertising = consulting.comment(
        session, cast("vendeur"), number, "A fictional comment: buy ours instead."
    )
    consulting.moderate(
        session, cast("screener2"), advertising.id or 0, Moderation.REFUSED, reason="It advertises."
    )
    consulting.close_consultation(session, cast("screener2"), number)


def _look_at(session: Session, cast: Callable[[str], Viewer], number: int) -> None:
    """A screening under way, with a public consultation."""
    screening.set_priority(session, cast("screener"), number, Priority.HIGH)
    screening.judge_section(session, cast("screener"), number, "identity", Verdict.IN_ORDER)
    screening.judge_section(
        session,
        cast("screener"),
        number,
        "openness",
        Verdict.CHANGES_NEEDED,
        "State the price, or where it stands.",
    )
    screening.note(session, cast("screener"), number, "A fictional note that only the Secretariat reads.")
    consulting.open_consultation(
        session,
        cast("screener"),
        number,
        days=21,
        question="Do you use this product? What works, what does not?",
    )
    first = consulting.comment(
        session, cast("citizen"), number, "A fictional comment: our health post uses it every week."
    )
    consulting.moderate(
        session, cast("screener"), first.id or 0, Moderation.PUBLISHED, answer="Thank you for telling us."
    )
    consulting.comment(
        session, cast("focal"), number, "A fictional comment that waits for a moderator.", country="KEN"
    )
