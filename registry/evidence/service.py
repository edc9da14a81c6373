"""Recording evidence: items by seed and editors, confirmation at the source, withdrawal. Each state is kept."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.bulk import existing, ids_of_slugs, replace_rows
from registry.db.ids import ALPHABET, Kind, check_character
from registry.db.records import raise_catalogue_version
from registry.db.values import body_of
from registry.errors import BadRecord, Conflict, Fault, Invalid, NotFound, Stale, mark
from registry.evidence.drafts import EvidenceDraft
from registry.evidence.identifiers import title_key
from registry.evidence.models import (
    Evidence,
    EvidenceConcept,
    EvidenceCountry,
    EvidenceIdentifier,
    EvidenceResult,
    EvidenceRevision,
    EvidenceSolution,
    EvidenceState,
)
from registry.taxonomy.models import Concept

EDITORS: Final = "Editors of this registry"
OUTCOMES: Final = "outcomes"
INTERVENTIONS: Final = "interventions-2"
PREFIX: Final = "DHE-"
UNKNOWN: Final = mark("Nothing is known here as %(names)s.")
DUPLICATE: Final = mark("This item is recorded already, as %(id)s.")


class Duplicate(Conflict):
    """The item is recorded already: by identifier, or by title and year."""

    slug = "duplicate-evidence"
    title = "This item is recorded already."


def save(
    session: Session, draft: EvidenceDraft, *, author: str, note: str = "", seed: bool = False
) -> tuple[str, str]:
    """Write an item, found by its key; gives its id and whether it was created, updated, unchanged or kept.

    Where a decisive fact is from memory it waits for an editor; else it is published. A seed does not undo what
    editors changed.
    """
    known = session.exec(select(Evidence).where(Evidence.key == draft.key)).first()
    if known is not None:
        last = _last(session, known.id)
        if last.body == body_of(draft):
            return known.id, "unchanged"
        if seed and last.author != author:
            return known.id, "kept"
    solutions = _check(session, draft, known.id if known else "")
    evidence_id = known.id if known else _new_id(session, draft.key if seed else "")
    state = EvidenceState.AWAITING if draft.from_memory else EvidenceState.PUBLISHED
    if known is not None and known.state is EvidenceState.WITHDRAWN:
        state = EvidenceState.WITHDRAWN
    _write(session, evidence_id, draft, state, known)
    _link(session, evidence_id, draft, solutions)
    _keep(session, evidence_id, draft, author, note)
    raise_catalogue_version(session)
    return evidence_id, "updated" if known else "created"


def unchanged(session: Session, drafts: Iterable[EvidenceDraft]) -> set[str]:
    """Keys of the drafts that say what is recorded already; read at once, as a seed is loaded again and again."""
    newest = (
        sa.select(
            col(EvidenceRevision.evidence_id).label("id"),
            sa.func.max(EvidenceRevision.number).label("number"),
        )
        .group_by(col(EvidenceRevision.evidence_id))
        .subquery()
    )
    rows = session.execute(
        sa.select(col(Evidence.key), col(EvidenceRevision.body))
        .join(newest, newest.c.id == col(Evidence.id))
        .join(
            EvidenceRevision,
            sa.and_(
                col(EvidenceRevision.evidence_id) == newest.c.id,
                col(EvidenceRevision.number) == newest.c.number,
            ),
        )
    )
    bodies: dict[str, Any] = {row.key: row.body for row in rows}
    return {draft.key for draft in drafts if bodies.get(draft.key) == body_of(draft)}


def confirm(session: Session, viewer: Viewer, evidence_id: str, *, read_at: Iterable[str], note: str) -> None:
    """An editor has read the decisive facts at their source: the item becomes public."""
    viewer.demand(Permission.EVIDENCE_CONFIRM)
    row = _row(session, evidence_id)
    if row.state is not EvidenceState.AWAITING:
        raise Conflict("The item does not wait for confirmation.", id=evidence_id)
    addresses = [address for address in read_at if address]
    if not addresses:
        raise Invalid({"read_at": mark("Say at which address you read it.")})
    before = draft_of(session, evidence_id)
    provenance = {
        group: "confirmed" if group in before.from_memory else origin
        for group, origin in before.provenance.items()
    }
    body = body_of(before) | {
        "provenance": provenance,
        "read_at": list(dict.fromkeys([*before.read_at, *addresses])),
    }
    save(session, draft_from(body), author=EDITORS, note=note or "Confirmed at the source.")
    row.confirmed_at = now()
    session.flush()
    events.record(
        session,
        "evidence.confirmed",
        actor=viewer.account_id,
        on=("evidence", evidence_id),
        after={"confirmed": before.from_memory, "read_at": addresses},
        public=True,
    )


def change(
    session: Session, viewer: Viewer, evidence_id: str, draft: EvidenceDraft, *, note: str, revision: int
) -> None:
    """An editor corrects an item; `revision` is the state that they saw, `Stale` where another followed meanwhile.

    How its facts are known stays: only `confirm` makes public what is from memory.
    """
    viewer.demand(Permission.EVIDENCE_CONFIRM)
    row = _row(session, evidence_id)
    if _last(session, evidence_id).number != revision:
        raise Stale(id=evidence_id)
    former = draft_of(session, evidence_id)
    draft = draft.model_copy(
        update={"key": row.key, "provenance": former.provenance, "read_at": former.read_at}
    )
    check(session, draft, own_id=evidence_id)
    save(session, draft, author=EDITORS, note=note)
    events.record(
        session, "evidence.changed", actor=viewer.account_id, on=("evidence", evidence_id), public=True
    )


def withdraw(session: Session, viewer: Viewer, evidence_id: str, *, reason: str) -> None:
    """An editor takes an item from view, with the reason; it is kept, and can be read by editors."""
    viewer.demand(Permission.EVIDENCE_CONFIRM)
    if not reason.strip():
        raise Invalid({"reason": mark("Give the reason.")})
    row = _row(session, evidence_id)
    row.state, row.updated_at = EvidenceState.WITHDRAWN, now()
    session.flush()
    raise_catalogue_version(session)
    events.record(
        session,
        "evidence.withdrawn",
        actor=viewer.account_id,
        on=("evidence", evidence_id),
        after={"reason": reason},
        public=True,
    )


def draft_of(session: Session, evidence_id: str) -> EvidenceDraft:
    """The present state of an item as a draft, to be changed and saved again."""
    return EvidenceDraft.model_validate(_last(session, evidence_id).body)


def duplicates(session: Session, draft: EvidenceDraft) -> list[str]:
    """Ids of items that are this one: they share an identifier, or title and year."""
    pairs = {(each.scheme, each.value) for each in draft.identifiers}
    by_identifier = session.exec(
        select(EvidenceIdentifier).where(
            col(EvidenceIdentifier.value).in_({each.value for each in draft.identifiers})
        )
    )
    found = [row.evidence_id for row in by_identifier if (row.scheme, row.value) in pairs]
    same_title = select(Evidence.id).where(Evidence.title_key == title_key(draft.title))
    if draft.year is not None:
        same_title = same_title.where(sa.or_(col(Evidence.year) == draft.year, col(Evidence.year).is_(None)))
    return list(dict.fromkeys([*found, *session.exec(same_title)]))


def check(session: Session, draft: EvidenceDraft, own_id: str = "") -> None:
    """Refuse an item that is recorded already or names what is not; each fault at its field."""
    faults: dict[str, Fault | str] = {}
    if others := [each for each in duplicates(session, draft) if each != own_id]:
        faults["title"] = Fault(DUPLICATE, {"id": others[0]})
    wanted = {each.solution for each in draft.about if each.solution}
    outcomes = [each.outcome for each in draft.results]
    for field, missing in (
        ("interventions", set(draft.interventions) - _codes(session, INTERVENTIONS, draft.interventions)),
        ("outcomes", set(outcomes) - _codes(session, OUTCOMES, outcomes)),
        ("countries", set(draft.countries) - existing(session, "country.code", draft.countries)),
        ("about", wanted - set(ids_of_slugs(session, Kind.SOLUTION, wanted))),
    ):
        if missing:
            faults[field] = Fault(UNKNOWN, {"names": ", ".join(sorted(missing))})
    if faults:
        raise Invalid(faults)


def draft_from(body: Mapping[str, Any]) -> EvidenceDraft:
    """A draft from what a form or file holds; `Invalid` says for each field what is wrong."""
    try:
        return EvidenceDraft.model_validate(body)
    except ValidationError as error:
        faults: dict[str, Fault | str] = {}
        for each in error.errors():
            place = str(each["loc"][0]) if each["loc"] else "url"
            faults.setdefault(place, Fault(each["msg"].removeprefix("Value error, ")))
        raise Invalid(faults) from error


def _check(session: Session, draft: EvidenceDraft, own_id: str) -> dict[str, str]:
    others = [each for each in duplicates(session, draft) if each != own_id]
    if others:
        raise Duplicate(f"{draft.key}: recorded already as {others[0]}.", id=others[0])
    _check_codes(session, draft.key, INTERVENTIONS, draft.interventions)
    _check_codes(session, draft.key, OUTCOMES, [each.outcome for each in draft.results])
    if missing := set(draft.countries) - existing(session, "country.code", draft.countries):
        raise BadRecord(f"no country {', '.join(sorted(missing))}", draft.key)
    wanted = {each.solution for each in draft.about if each.solution}
    solutions = ids_of_slugs(session, Kind.SOLUTION, wanted)
    if missing := wanted - set(solutions):
        raise BadRecord(f"nothing is known as {', '.join(sorted(missing))}", draft.key)
    return solutions


def _check_codes(session: Session, key: str, scheme: str, codes: Sequence[str]) -> None:
    if missing := set(codes) - _codes(session, scheme, codes):
        raise BadRecord(f"no code {', '.join(sorted(missing))} in {scheme}", key)


def _codes(session: Session, scheme: str, codes: Sequence[str]) -> set[str]:
    """Those of the codes that the scheme has."""
    return set(
        session.exec(
            select(Concept.code).where(Concept.scheme_id == scheme, col(Concept.code).in_(set(codes)))
        )
    )


def _new_id(session: Session, key: str) -> str:
    """A new id; the same for the same seed key everywhere."""
    for attempt in range(1000):
        if key:
            number = int.from_bytes(
                hashlib.blake2b(f"evidence:{key}:{attempt}".encode(), digest_size=8).digest()
            )
        else:
            number = secrets.randbits(64)
        body = "".join(ALPHABET[number >> 5 * place & 31] for place in range(5))
        candidate = f"{PREFIX}{body}{check_character(body)}"
        if session.get(Evidence, candidate) is None:
            return candidate
    raise AssertionError("no id is free")  # 33 million ids: never in this world


def _write(
    session: Session, evidence_id: str, draft: EvidenceDraft, state: EvidenceState, known: Evidence | None
) -> None:
    moment = now()
    columns: dict[str, Any] = draft.model_dump(
        exclude={"identifiers", "about", "interventions", "countries", "results", "risk_of_bias"}
    )
    columns |= {
        "study": draft.study or "",
        "state": state,
        "title_key": title_key(draft.title),
        "risk_of_bias": draft.risk_of_bias.model_dump(mode="json") if draft.risk_of_bias else {},
        "updated_at": moment,
    }
    if known is None:
        published = moment if state is EvidenceState.PUBLISHED else None
        session.add(Evidence.model_validate({"id": evidence_id, "published_at": published, **columns}))
    else:
        for name, value in columns.items():
            setattr(known, name, value)
        if state is EvidenceState.PUBLISHED and known.published_at is None:
            known.published_at = moment
    session.flush()


def _link(session: Session, evidence_id: str, draft: EvidenceDraft, solutions: dict[str, str]) -> None:
    own: dict[str, Any] = {"evidence_id": evidence_id}
    about = [
        {
            **own,
            "position": place,
            "solution_id": solutions[each.solution] if each.solution else None,
            "named": each.named,
            "version": each.version,
        }
        for place, each in enumerate(draft.about)
    ]
    results = [
        own | {"position": place, "scheme_id": OUTCOMES, **each.model_dump()}
        for place, each in enumerate(draft.results)
    ]
    concepts = [own | {"scheme_id": INTERVENTIONS, "code": code} for code in draft.interventions]
    countries = [own | {"country": code} for code in draft.countries]
    identifiers = [own | each.model_dump() for each in draft.identifiers]
    for table, rows in (
        (EvidenceSolution, about),
        (EvidenceResult, results),
        (EvidenceConcept, concepts),
        (EvidenceCountry, countries),
        (EvidenceIdentifier, identifiers),
    ):
        replace_rows(session, table, "evidence_id", [evidence_id], rows)


def _keep(session: Session, evidence_id: str, draft: EvidenceDraft, author: str, note: str) -> None:
    number = session.exec(
        select(sa.func.max(EvidenceRevision.number)).where(EvidenceRevision.evidence_id == evidence_id)
    ).one()
    session.add(
        EvidenceRevision(
            evidence_id=evidence_id,
            number=(number or 0) + 1,
            author=author,
            note=note,
            body=body_of(draft),
        )
    )
    session.flush()


def _row(session: Session, evidence_id: str) -> Evidence:
    row = session.get(Evidence, evidence_id)
    if row is None:
        raise NotFound(f"No evidence {evidence_id}.", id=evidence_id)
    return row


def _last(session: Session, evidence_id: str) -> EvidenceRevision:
    row = session.exec(
        select(EvidenceRevision)
        .where(EvidenceRevision.evidence_id == evidence_id)
        .order_by(col(EvidenceRevision.number).desc())
    ).first()
    if row is None:
        raise NotFound(f"No evidence {evidence_id}.", id=evidence_id)
    return row
