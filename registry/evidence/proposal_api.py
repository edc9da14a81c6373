"""Evidence over HTTP for those who bring it and those who check it: propose, read citations, decide, confirm, correct."""

import re
from functools import partial
from typing import Annotated, Any, Final

from litestar import Response, get, post, put
from litestar.params import HeaderParameter, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import BadParameter, Fault, Invalid, VersionNeeded, mark
from registry.evidence import citations, proposal_queries, proposals, queries, service
from registry.evidence.hierarchy import EvidenceKind, Independence
from registry.evidence.proposals import KEY
from registry.evidence.schemas import EvidenceQueue, EvidenceView, ProposalView, ReadCitation
from registry.web.inputs import Db, PathNumber, PathText, Said
from registry.web.urls import Urls

TAGS: Final = ["evidence"]
PROPOSE: Final = needs(Permission.EVIDENCE_PROPOSE)
CONFIRM: Final = needs(Permission.EVIDENCE_CONFIRM)
step: Final = partial(post, tags=TAGS, sync_to_thread=True, status_code=200)
_ETAG: Final = re.compile(r'"(\d{1,9})"')
_PRIVATE: Final = {"cache-control": "private, no-store"}

IfMatch = Annotated[
    str | None,
    HeaderParameter(name="If-Match", description='The `revision` of the item as you read it: `"3"`.'),
]


class NewProposal(Struct, frozen=True, forbid_unknown_fields=True):
    """An item in the shape of `seed/README.md` without its key; `organisation`: the body on whose behalf, by id."""

    item: dict[str, Any]
    organisation: Said = ""
    note: Said = ""


class CitationFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The text of a RIS, BibTeX or CSL JSON file."""

    text: Annotated[str, Meta(pattern=r"^[^\x00]*$", max_length=citations.LARGEST)]


class ProposalDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a proposal is accepted; if so, whether the item is independent of the maker. A refusal gives its reason."""

    accepts: bool
    reason: Said = ""
    kind: EvidenceKind | None = None
    independence: Independence | None = None


class Confirmation(Struct, frozen=True, forbid_unknown_fields=True):
    """The addresses at which the decisive facts were read."""

    read_at: list[Said]
    note: Said = ""


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole item as it should be, and why."""

    item: dict[str, Any]
    note: Said = ""


class Withdrawal(Struct, frozen=True, forbid_unknown_fields=True):
    """Why an item is taken from view."""

    reason: Said


@get("/evidence/proposals", summary="Evidence that you proposed", tags=TAGS, opt=PROPOSE, sync_to_thread=True)
def own_proposals(db: Db, viewer: Asker) -> Response[list[ProposalView]]:
    """What you proposed, and what became of it."""
    with db.read() as session:
        return Response(proposal_queries.proposals_of(session, viewer), headers=_PRIVATE)


@post("/evidence/proposals", summary="Propose evidence", tags=TAGS, opt=PROPOSE, sync_to_thread=True)
def propose(db: Db, viewer: Asker, data: JSONBody[NewProposal]) -> Response[ProposalView]:
    """Propose an item; an editor reads it at its source before anybody else sees it."""
    draft = service.draft_from({**_clean(data.item), "key": KEY})
    with db.write() as session:
        number = proposals.propose(session, viewer, draft, organisation_id=data.organisation, note=data.note)
        location = Urls("en").api("evidence", "proposals", str(number))
        return _proposal(session, viewer, number, location)


@step("/evidence/citations", summary="Read a citation file", opt=PROPOSE)
def read_citations(db: Db, data: JSONBody[CitationFile]) -> list[ReadCitation]:
    """What stands in the file, for each item what is wrong with it or where it is recorded already; nothing is kept."""
    with db.read() as session:
        return [_read(session, each.fields, each.left_out) for each in citations.read(data.text)]


@get("/evidence/queue", summary="Evidence that waits", tags=TAGS, opt=CONFIRM, sync_to_thread=True)
def evidence_queue(db: Db, viewer: Asker) -> Response[EvidenceQueue]:
    """For editors: proposals, and items of which a decisive fact is from memory."""
    with db.read() as session:
        waiting = proposal_queries.proposals_waiting(session, viewer)
        return Response(EvidenceQueue(waiting, queries.awaiting(session, viewer)), headers=_PRIVATE)


@get("/evidence/proposals/{number:int}", summary="One proposal", tags=TAGS, opt=PROPOSE, sync_to_thread=True)
def proposal(number: PathNumber, db: Db, viewer: Asker) -> Response[ProposalView]:
    """A proposal, for who made it and for editors."""
    with db.read() as session:
        return _proposal(session, viewer, number)


@step("/evidence/proposals/{number:int}/withdraw", summary="Take your proposal back", opt=PROPOSE)
def withdraw_proposal(number: PathNumber, db: Db, viewer: Asker) -> Response[ProposalView]:
    """Take your own proposal back while it waits."""
    with db.write() as session:
        proposals.withdraw(session, viewer, number)
        return _proposal(session, viewer, number)


@step("/evidence/proposals/{number:int}/decision", summary="Accept a proposal, or decline it", opt=CONFIRM)
def decide(
    number: PathNumber, db: Db, viewer: Asker, data: JSONBody[ProposalDecision]
) -> Response[ProposalView]:
    """Accepting publishes the item; nobody decides on their own proposal."""
    with db.write() as session:
        proposals.decide(
            session,
            viewer,
            number,
            accept=data.accepts,
            reason=data.reason,
            kind=data.kind,
            independence=data.independence,
        )
        return _proposal(session, viewer, number)


@step("/evidence/{name:str}/confirm", summary="Confirm an item at its source", opt=CONFIRM)
def confirm(name: PathText, db: Db, viewer: Asker, data: JSONBody[Confirmation]) -> EvidenceView:
    """Say where you read that it is about this product, what it found and who made it; it is published."""
    with db.write() as session:
        service.confirm(session, viewer, name, read_at=data.read_at, note=data.note)
        return queries.item(session, name, viewer)


@put("/evidence/{name:str}", summary="Correct an item", tags=TAGS, opt=CONFIRM, sync_to_thread=True)
def correct(
    name: PathText, db: Db, viewer: Asker, data: JSONBody[Correction], if_match: IfMatch = None
) -> EvidenceView:
    """Take this as all that the item says; former states are kept. Without `If-Match` the answer is 428."""
    if not if_match:
        raise VersionNeeded
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise BadParameter("If-Match", 'It is the revision of the item as you read it, such as "3".')
    draft = service.draft_from({**_clean(data.item), "key": KEY})
    with db.write() as session:
        service.change(session, viewer, name, draft, note=data.note, revision=int(found[1]))
        return queries.item(session, name, viewer)


@step("/evidence/{name:str}/withdraw", summary="Withdraw an item", opt=CONFIRM)
def withdraw(name: PathText, db: Db, viewer: Asker, data: JSONBody[Withdrawal]) -> EvidenceView:
    """Take an item from view, with the reason; it is kept, and editors can read it."""
    with db.write() as session:
        service.withdraw(session, viewer, name, reason=data.reason)
        return queries.item(session, name, viewer)


def _proposal(session: Session, viewer: Viewer, number: int, location: str = "") -> Response[ProposalView]:
    headers = {**_PRIVATE, "location": location} if location else _PRIVATE
    view = proposal_queries.proposal(session, viewer, number)
    return Response(view, status_code=201 if location else 200, headers=headers)


def _read(session: Session, fields: dict[str, Any], left_out: list[str]) -> ReadCitation:
    known, faults = proposals.preview(session, fields)
    return ReadCitation(fields, left_out, known, {name: str(fault) for name, fault in faults.items()})


def _clean(item: dict[str, Any]) -> dict[str, Any]:
    """The item; one that names what an editor alone decides is refused."""
    if own := sorted({"key", "provenance", "read_at"} & set(item)):
        fault = Fault(mark("The registry itself keeps this: %(names)s"), {"names": ", ".join(own)})
        raise Invalid({"item": fault})
    return item


API: Final[list[ControllerRouterHandler]] = [
    own_proposals,
    propose,
    read_citations,
    evidence_queue,
    proposal,
    withdraw_proposal,
    decide,
    confirm,
    correct,
    withdraw,
]
