"""A reviewer's offers and, once all have locked, the differences, over HTTP as on the pages."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from litestar import Response, get, post, put
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.db import Database
from registry.db.base import Names
from registry.errors import Fault, Invalid, mark
from registry.evaluation.assessments import assigning, comparing, queries, standing
from registry.evaluation.assessments.declaring import DeclarationDraft
from registry.evaluation.assessments.models import ConflictKind, ConflictVerdict
from registry.evaluation.assessments.schemas import ConsensusView
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.workflow import UNBLINDED
from registry.taxonomy import queries as taxonomy
from registry.web.inputs import Db, PathNumber, PathText, Said
from registry.web.languages import LANGUAGES

TAGS: Final = ["reviews"]
REVIEW: Final = needs(Permission.REVIEW_WRITE)
WHO: Final = (Standing.REVIEWER, Standing.ADJUDICATOR, Standing.MANAGER)
_PRIVATE: Final = {"cache-control": "private, no-store"}
step: Final = partial(post, tags=TAGS, opt=REVIEW, sync_to_thread=True, status_code=204)
"""A handler of something that is done in a review or a comparison."""


class OfferView(Struct, frozen=True):
    """What you are asked to review."""

    number: int
    assessment: str
    solution: str
    names: Names
    framework: str
    tier: str
    state: str
    criteria: int
    due_at: datetime
    is_practice: bool
    is_sample: bool


class Ties(Struct, frozen=True, forbid_unknown_fields=True):
    """What ties you to the product in the last four years; `none`: nothing does. Only the Secretariat reads it.

    `verdict` is what you say follows; where the ties are heavier, the rule decides. Dates as 2024, 2024-05 or 2024-05-23.
    """

    kinds: list[ConflictKind] = []
    none: bool = False
    began: Said = ""
    ended: Said = ""
    text: Said = ""
    verdict: ConflictVerdict = ConflictVerdict.NONE


class Refusal(Struct, frozen=True, forbid_unknown_fields=True):
    """Why you do not review it."""

    reason: Said = ""


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """What you can review: languages that you read, fields (codes of interventions), how many at once."""

    languages: list[Said]
    topics: list[Said]
    most_at_once: int


class SaidOf(Struct, frozen=True):
    """What one reviewer judged, who is called by a letter."""

    reviewer: str
    level: str
    cannot_judge: bool
    rationale: str
    confidence: str | None
    evidence: list[str]


class RemarkView(Struct, frozen=True):
    """What a reviewer said to the others."""

    reviewer: str
    at: datetime
    text: str


class ProposalView(Struct, frozen=True):
    """A level that a reviewer proposes, and how many of them agree so far."""

    number: int
    reviewer: str
    level: str
    rationale: str
    agreed: int


class DifferenceView(Struct, frozen=True):
    """One criterion side by side, how far the reviewers differ, and what came of it."""

    criterion: str
    gap: str
    judgements: list[SaidOf]
    remarks: list[RemarkView]
    proposals: list[ProposalView]
    settled: ConsensusView | None


class Remark(Struct, frozen=True, forbid_unknown_fields=True):
    """What you say to the other reviewers."""

    text: Said


class Proposal(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two levels, and why."""

    level: Said
    rationale: Said


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    """An adjudicator's level with the reasons, which are published; or that none can be given."""

    rationale: Said
    level: Said = ""
    cannot_judge: bool = False


@get("/reviews/offers", summary="What you are asked to review", tags=TAGS, opt=REVIEW, sync_to_thread=True)
def offers(db: Db, viewer: Asker) -> Response[list[OfferView]]:
    """Your offers to review, and what became of them."""
    with db.read() as session:
        found = [
            OfferView(
                made.id or 0,
                row.id,
                row.solution_id,
                queries.product_names(session, [row.solution_id])[row.solution_id],
                row.version_id,
                row.tier,
                made.state,
                len(queries.asked_in(session, row)),
                made.due_at,
                row.is_practice,
                row.is_sample,
            )
            for made, row in queries.own_assignments(session, viewer.account_id)
            if not standing.is_recused(session, viewer.account_id, row.solution_id)
        ]
        return Response(found, headers=_PRIVATE)


@post(
    "/reviews/offers/{number:int}/accept",
    summary="Take an offer on",
    tags=TAGS,
    opt=REVIEW,
    sync_to_thread=True,
    status_code=200,
)
def accept(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Ties]) -> dict[str, int | None]:
    """Declare your ties and take the offer on; gives the number of your review, or null if the ties recuse you."""
    draft = DeclarationDraft(
        data.kinds,
        none=data.none,
        began=data.began,
        ended=data.ended,
        text=data.text,
        verdict=data.verdict,
    )
    with db.write() as session:
        return {"review": assigning.accept(session, viewer, number, draft)}


@step("/reviews/offers/{number:int}/decline", summary="Decline an offer")
def decline(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Refusal]) -> None:
    """Decline an offer, or give back a review that is not locked."""
    _do(db, lambda session: assigning.decline(session, viewer, number, data.reason))


@get("/reviews/profile", summary="What you can review", tags=TAGS, opt=REVIEW, sync_to_thread=True)
def profile(db: Db, viewer: Asker) -> Response[Profile]:
    """The languages, fields and load by which reviews are offered to you."""
    with db.read() as session:
        known = queries.profiles(session, [viewer.account_id]).get(viewer.account_id)
        found = Profile(known.languages, known.topics, known.most_at_once) if known else Profile([], [], 3)
        return Response(found, headers=_PRIVATE)


@put(
    "/reviews/profile",
    summary="Say what you can review",
    tags=TAGS,
    opt=REVIEW,
    sync_to_thread=True,
    status_code=204,
)
def save_profile(db: Db, viewer: Asker, data: JSONBody[Profile]) -> None:
    """Take these as all that you can review."""
    with db.read() as session:
        fields = {each.code for each in taxonomy.groups(session, taxonomy.CURRENT["intervention"]).values()}
    faults: dict[str, Fault | str] = {}
    if set(data.languages) - set(LANGUAGES):
        faults["languages"] = mark("Nothing is registered under that name.")
    if set(data.topics) - fields:
        faults["topics"] = mark("Nothing is registered under that name.")
    if faults:
        raise Invalid(faults)
    _do(
        db,
        lambda session: assigning.set_profile(
            session, viewer, data.languages, data.topics, data.most_at_once
        ),
    )


@get(
    "/assessments/{name:str}/differences",
    summary="Where the reviewers differ",
    tags=TAGS,
    opt=needs(Permission.ACCOUNT_USE),
    sync_to_thread=True,
)
def differences(name: PathText, db: Db, viewer: Asker) -> Response[list[DifferenceView]]:
    """Every criterion side by side, for those who take part, once all have locked; not there before."""
    with db.read() as session:
        row = queries.assessment(session, name)
        standing.demand(session, viewer, row, *WHO)
        if row.state not in UNBLINDED:
            raise standing.hidden(row)
        letters: dict[int | str, str] = {}
        for place, own in enumerate(queries.counted(session, row.id)):
            letters[own.id or 0] = letters[own.account_id] = chr(ord("A") + place)
        settled = queries.consensus(session, row)
        remarks, proposals = queries.remarks(session, row), queries.proposals(session, row)
        found = [
            DifferenceView(
                each.asked.code,
                each.gap,
                [
                    SaidOf(
                        letters[said.review_id],
                        said.level,
                        said.cannot_judge,
                        said.rationale,
                        said.confidence,
                        said.evidence,
                    )
                    for said in each.judgements
                ],
                [
                    RemarkView(letters.get(said.account_id, ""), said.at, said.text)
                    for said in remarks
                    if said.criterion == each.asked.code
                ],
                [
                    ProposalView(
                        made.id or 0,
                        letters.get(made.account_id, ""),
                        made.level,
                        made.rationale,
                        len(made.agreed),
                    )
                    for made in proposals
                    if made.criterion == each.asked.code
                ],
                ConsensusView(
                    each.asked.code, known.low, known.high, known.how, known.rationale, known.evidence
                )
                if (known := settled.get(each.asked.code))
                else None,
            )
            for each in comparing.compared(session, row)
        ]
        return Response(found, headers=_PRIVATE)


@step("/assessments/{name:str}/differences/{criterion:str}/remarks", summary="Say something to the others")
def remark(name: PathText, criterion: PathText, db: Db, viewer: Asker, data: JSONBody[Remark]) -> None:
    """Say something to the other reviewers about a difference."""
    _do(db, lambda session: comparing.remark(session, viewer, name, criterion, data.text))


@step("/assessments/{name:str}/differences/{criterion:str}/proposals", summary="Propose a level")
def propose(name: PathText, criterion: PathText, db: Db, viewer: Asker, data: JSONBody[Proposal]) -> None:
    """Propose one of two levels that are next to each other; once all agree, it is a new record."""
    _do(
        db,
        lambda session: comparing.propose(session, viewer, name, criterion, data.level, data.rationale),
    )


@step("/assessments/{name:str}/proposals/{number:int}/agree", summary="Agree to a proposal")
def agree(name: PathText, number: PathNumber, db: Db, viewer: Asker) -> None:
    """Agree to a level that another reviewer proposed."""
    _do(db, lambda session: comparing.agree(session, viewer, name, number))


@step(
    "/assessments/{name:str}/differences/{criterion:str}/decision",
    summary="Decide between reviewers",
    opt=needs(Permission.REVIEW_ADJUDICATE),
)
def adjudicate(name: PathText, criterion: PathText, db: Db, viewer: Asker, data: JSONBody[Decision]) -> None:
    """Decide, as an adjudicator who did not review, on a criterion on which reviewers differ too much."""
    _do(
        db,
        lambda session: comparing.adjudicate(
            session, viewer, name, criterion, data.level, data.rationale, cannot_judge=data.cannot_judge
        ),
    )


def _do(db: Database, act: Callable[[Session], object]) -> None:
    with db.write() as session:
        act(session)


API: Final[list[ControllerRouterHandler]] = [
    offers,
    accept,
    decline,
    profile,
    save_profile,
    differences,
    remark,
    propose,
    agree,
    adjudicate,
]
