"""Publishing deployments and reported presences, one or many thousands at a time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.audit.service import CHANGED, Body, Saved, last_revisions, publish
from registry.db.base import now
from registry.db.bulk import chunks, issue_ids, replace_rows, write_rows
from registry.db.ids import Kind, derived_id
from registry.db.values import body_of
from registry.deployments.authority import Speaking, followed
from registry.deployments.confirming import lapse, note_confirmation, with_authorities
from registry.deployments.drafts import PRESENCE, WITHDRAWN, DeploymentDraft
from registry.deployments.models import (
    Deployment,
    DeploymentConcept,
    DeploymentFunder,
    DeploymentOrganisation,
    SolutionSource,
)
from registry.deployments.references import References
from registry.errors import BadRecord
from registry.provenance.models import Claim, Source, SourceKind
from registry.provenance.service import (
    ClaimDraft,
    Claimed,
    set_claims,
    set_identifiers,
    sorted_claims,
)
from registry.taxonomy.service import FIELDS

ATTEMPTS = 8
_LINKED = {
    "id", "key", "solution", "organisations", "funders", "interventions", "challenges", "identifiers", "claims",
}  # fmt: skip


def save(
    session: Session,
    draft: DeploymentDraft,
    *,
    author: str,
    note: str = "",
    seed: bool = False,
    speaking: Speaking | None = None,
) -> Saved:
    """Publish one deployment."""
    return save_all(session, [draft], author=author, note=note, seed=seed, speaking=speaking)[0]


def save_all(
    session: Session,
    drafts: Sequence[DeploymentDraft],
    *,
    author: str,
    note: str = "",
    seed: bool = False,
    speaking: Speaking | None = None,
) -> list[Saved]:
    """Publish deployments in their order; all are checked before the first is written.

    A reported presence that no source names any more is removed: its id stays taken, its last revision says
    so, and it comes back under the same id when a source names the country again. What the authority of the country
    states is kept and followed (see `authority`); `speaking` says that it is the authority which saves.
    """
    if not drafts:
        return []
    references = References(session, drafts)
    for draft in drafts:
        references.check(draft)
    ids = _ids(session, drafts, references)
    every = dict(zip(ids, drafts, strict=True))
    if len(every) != len(drafts):
        raise BadRecord("one deployment stands twice", "deployments")
    if beside := _beside_recorded(session, every):
        every |= beside
        references = References(session, list(every.values()))
    sources, every = with_authorities(session, every, speaking)
    bodies = {each: body(draft, references.solution(draft)) for each, draft in every.items()}
    gone = {each for each, draft in every.items() if draft.is_reported_presence and not _is_named(draft)}
    for record_id in gone:
        bodies[record_id][WITHDRAWN] = True
    outcomes = publish(session, Kind.DEPLOYMENT, bodies, author=author, note=note, yield_to_others=seed)
    changed = {each: draft for each, draft in every.items() if outcomes[each] in CHANGED}
    kept = {each: draft for each, draft in changed.items() if each not in gone}
    touched = {references.solution(draft) for draft in changed.values()} | solutions_of(session, changed)
    if speaking is None:
        lapse(session, kept)
    _write_rows(session, kept, references)
    _write_links(session, kept, references)
    set_identifiers(session, Kind.DEPLOYMENT, {each: draft.identifiers for each, draft in kept.items()})
    set_claims(session, Kind.DEPLOYMENT, {each: draft.claims for each, draft in changed.items()})
    remove_rows(session, [each for each in changed if each in gone])
    note_sources(session, touched)
    standing = {each: draft for each, draft in every.items() if each not in gone} if speaking else kept
    note_confirmation(session, standing, sources, speaking)
    return [
        Saved(each, "", "removed" if each in gone and each in changed else outcomes[each]) for each in every
    ]


def _is_named(draft: DeploymentDraft) -> bool:
    """Whether any source states that it is there."""
    return any(claim.field == PRESENCE and claim.value is not False for claim in draft.claims)


def _beside_recorded(session: Session, drafts: dict[str, DeploymentDraft]) -> dict[str, DeploymentDraft]:
    """Where a source merely names what is recorded in full by now: the record with that claim."""
    presences = [each for each, draft in drafts.items() if draft.is_reported_presence]
    recorded: set[str] = set()
    for chunk in chunks(presences):
        recorded.update(
            session.exec(
                select(Deployment.id).where(
                    col(Deployment.id).in_(chunk), col(Deployment.is_reported_presence).is_(False)
                )
            )
        )
    published = drafts_of(session, recorded)
    return {each: _with_claims(draft, drafts[each].claims) for each, draft in published.items()}


def _with_claims(draft: DeploymentDraft, claims: Sequence[ClaimDraft]) -> DeploymentDraft:
    fresh = {claim.source for claim in claims}
    others = [claim for claim in draft.claims if claim.source not in fresh]
    return draft.model_copy(update={"claims": sorted_claims([*others, *claims])})


def broken(session: Session, drafts: Sequence[DeploymentDraft]) -> dict[int, str]:
    """Which drafts (positions) could not be saved beside the others, and why."""
    references = References(session, drafts)
    identifiers = Claimed(session, (each for draft in drafts for each in draft.identifiers))
    found: dict[int, str] = {}
    first: dict[str, int] = {}
    for position, draft in enumerate(drafts):
        if draft.id and first.setdefault(draft.id, position) != position:
            found[position] = f"{draft.id} stands twice"
            continue
        try:
            references.check(draft)
            followed(draft, references.authorities)
            name = f"another deployment in {draft.country}, number {position + 1}"
            identifiers.check(draft.id or None, name, draft.identifiers)
        except BadRecord as error:
            found[position] = str(error)
    return found


def body(draft: DeploymentDraft, solution_id: str) -> Body:
    """The full record as its revisions keep it."""
    found = body_of(draft, exclude={"id", "key", "claims"}) | {"solution": solution_id}
    claims = [claim.model_dump(mode="json") for claim in sorted_claims(draft.claims)]
    return found | ({"claims": claims} if claims else {})


def presence(solution: str, country: str, claims: Iterable[tuple[str, str, str]]) -> DeploymentDraft:
    """A reported presence that these sources, (source, date, url) each, name."""
    return DeploymentDraft(
        solution=solution,
        country=country,
        is_reported_presence=True,
        claims=sorted_claims(
            ClaimDraft(field=PRESENCE, value=True, source=source, date=date, url=url)
            for source, date, url in claims
        ),
    )


def drafts_of(session: Session, ids: Iterable[str]) -> dict[str, DeploymentDraft]:
    """The published state of deployments as drafts, to be changed and saved again."""
    return {
        record_id: DeploymentDraft.model_validate({**last.body, "id": record_id})
        for record_id, last in last_revisions(session, Kind.DEPLOYMENT, ids).items()
        if WITHDRAWN not in last.body
    }


def presence_ids(session: Session, solutions: Iterable[str]) -> dict[tuple[str, str], str]:
    """The reported presences of these solutions (ids) by solution and country.

    Also those that have become recorded deployments since: a source that names the place again names them.
    """
    found: dict[tuple[str, str], str] = {}
    for chunk in chunks(dict.fromkeys(solutions)):
        rows = session.exec(
            select(
                Deployment.solution_id, Deployment.country, Deployment.id, Deployment.is_reported_presence
            ).where(col(Deployment.solution_id).in_(chunk))
        )
        found.update(
            ((solution, country), record_id)
            for solution, country, record_id, is_presence in rows
            if is_presence or _was_presence(record_id, solution, country)
        )
    return found


def _was_presence(record_id: str, solution_id: str, country: str) -> bool:
    key = _presence_key(solution_id, country)
    return any(record_id == derived_id(Kind.DEPLOYMENT, key, attempt) for attempt in range(ATTEMPTS))


def _presence_key(solution_id: str, country: str) -> str:
    return f"{solution_id}:{country}:presence"


def _ids(session: Session, drafts: Sequence[DeploymentDraft], references: References) -> list[str]:
    presences = [draft for draft in drafts if draft.is_reported_presence]
    known = presence_ids(session, {references.solution(draft) for draft in presences})
    keys = [_key(draft, references.solution(draft)) for draft in drafts]
    present = ids_of_keys(
        session,
        {
            key: (references.solution(draft), draft.country)
            for key, draft in zip(keys, drafts, strict=True)
            if key
        },
    )
    ids: list[str | None] = []
    for draft, key in zip(drafts, keys, strict=True):
        place = (references.solution(draft), draft.country)
        found = known.get(place) if draft.is_reported_presence else None
        ids.append(draft.id or found or (present.get(key) if key else None))
    missing = [position for position, each in enumerate(ids) if each is None]
    issued = issue_ids(session, Kind.DEPLOYMENT, [keys[position] for position in missing])
    for position, record_id in zip(missing, issued, strict=True):
        ids[position] = record_id
    return [each for each in ids if each is not None]


def _key(draft: DeploymentDraft, solution_id: str) -> str | None:
    if draft.is_reported_presence:
        return _presence_key(solution_id, draft.country)
    return draft.key or None


def ids_of_keys(session: Session, places: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Ids that these keys, each with its solution (id) and country, were given before.

    Also those of presences that were removed: they come back under the id they had.
    """
    found: dict[str, str] = {}
    waiting = set(places)
    for attempt in range(ATTEMPTS):  # as `issue_id` steps past ids that other keys came to first
        candidates = {derived_id(Kind.DEPLOYMENT, key, attempt): key for key in waiting}
        last = last_revisions(session, Kind.DEPLOYMENT, candidates)
        waiting = set()
        for record_id, revision in last.items():
            key = candidates[record_id]
            if (revision.body["solution"], revision.body["country"]) == places[key]:
                found[key] = record_id
            else:
                waiting.add(key)
        if not waiting:
            break
    return found


def _write_rows(session: Session, drafts: Mapping[str, DeploymentDraft], references: References) -> None:
    moment = now()
    write_rows(
        session,
        Deployment,
        (
            {
                "id": record_id,
                "solution_id": references.solution(draft),
                "updated_at": moment,
                **draft.model_dump(exclude=_LINKED),
            }
            for record_id, draft in drafts.items()
        ),
    )


def _write_links(session: Session, drafts: Mapping[str, DeploymentDraft], references: References) -> None:
    organisations, funders, concepts = [], [], []
    for record_id, draft in drafts.items():
        owner: dict[str, Any] = {"deployment_id": record_id}
        organisations += [
            owner | {"organisation_id": references.organisations[each.organisation], "role": each.role}
            for each in draft.organisations
        ]
        funders += [
            owner
            | {"organisation_id": references.organisations[each.organisation]}
            | each.model_dump(exclude={"organisation"})
            for each in draft.funders
        ]
        concepts += [
            owner | {"scheme_id": FIELDS[field], "code": code}
            for field in ("interventions", "challenges")
            for code in getattr(draft, field)
        ]
    replace_rows(session, DeploymentOrganisation, "deployment_id", drafts, organisations)
    replace_rows(session, DeploymentFunder, "deployment_id", drafts, funders)
    replace_rows(session, DeploymentConcept, "deployment_id", drafts, concepts)


def solutions_of(session: Session, ids: Iterable[str]) -> set[str]:
    """The solutions that these deployments belong to now."""
    return {
        each
        for chunk in chunks(ids)
        for each in session.exec(select(Deployment.solution_id).where(col(Deployment.id).in_(chunk)))
    }


def note_sources(session: Session, solution_ids: Iterable[str]) -> None:
    """Keep in step which sources name any country for these solutions."""
    for chunk in chunks(sorted(solution_ids)):
        session.execute(sa.delete(SolutionSource).where(col(SolutionSource.solution_id).in_(chunk)))
        stated = (
            sa.select(col(Deployment.solution_id), col(Claim.source_id))
            .join(
                Claim,
                sa.and_(
                    col(Claim.record_kind) == Kind.DEPLOYMENT,
                    col(Claim.record_id) == col(Deployment.id),
                    col(Claim.field) == PRESENCE,
                ),
            )
            # A country's authority speaks of its own country only: that it does not list others says nothing.
            .join(
                Source,
                sa.and_(col(Source.id) == col(Claim.source_id), col(Source.kind) != SourceKind.COUNTRY),
            )
            .where(col(Deployment.solution_id).in_(chunk))
            .distinct()
        )
        session.execute(sa.insert(SolutionSource).from_select(["solution_id", "source_id"], stated))


def remove_rows(session: Session, ids: Sequence[str]) -> None:
    """Take deployments out of what is published; their ids stay taken, their last revisions say why."""
    for table in (DeploymentOrganisation, DeploymentFunder, DeploymentConcept):
        replace_rows(session, table, "deployment_id", ids, [])
    set_identifiers(session, Kind.DEPLOYMENT, {record_id: [] for record_id in ids})
    for chunk in chunks(ids):
        for row in session.exec(select(Deployment).where(col(Deployment.id).in_(chunk))):
            session.delete(row)
    session.flush()
