"""The authority records deployments: in full where a source merely named the country, corrected, or new."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.ids import Kind
from registry.deployments.drafts import PRESENCE, DeploymentDraft
from registry.deployments.service import presence_ids
from registry.errors import BadRecord, Conflict, Fault, Invalid, mark
from registry.national.models import CountryAuthority, CountryPosition, Stance
from registry.national.queries.positions import positions_on
from registry.national.service import rounds
from registry.national.service.authority import ensure, voice_of
from registry.national.service.positions import of_country, save_as, take
from registry.national.stances import CORRECTABLE, Statement
from registry.provenance.service import ClaimDraft, sorted_claims

STATED: Final = (*CORRECTABLE, "subdivision", "version", "links", "organisations")
"""What the authority may say of a deployment that it records."""


FAULTS: Final = (
    ("scaled", mark("At scale needs the share of the target that is reached, and where that is stated.")),
    ("before it started", mark("The end is before the beginning.")),
    ("3166-2", mark("This is no code of a part of this country (ISO 3166-2), such as KE-30.")),
    ("not a date", mark("Give a date as 2025, 2025-05 or 2025-05-23.")),
    ("http(s) address", mark("Give an address that begins with https://.")),
    ("greater_than", mark("This is no number that fits here.")),
    ("less_than", mark("This is no number that fits here.")),
    ("_parsing", mark("This is no number that fits here.")),
)
"""What a rule of the record says of a value, by a part of its own words, in the reader's language."""


def correct(
    session: Session,
    viewer: Viewer,
    country: str,
    deployment_id: str,
    values: Mapping[str, Any],
    reason: Mapping[str, str],
) -> list[str]:
    """Correct what is recorded of status, dates and scale; gives the fields that changed.

    `values` are all of them as they shall read; those that read so already are left alone. A number that is left out
    is disputed, as no other is stated in its place.
    """
    draft = of_country(session, country, [deployment_id])[deployment_id]
    shall = _checked(draft.model_dump() | {name: values.get(name) for name in CORRECTABLE if name in values})
    before, after = draft.model_dump(mode="json"), shall.model_dump(mode="json")
    changed = [name for name in CORRECTABLE if before[name] != after[name]]
    if not changed:
        raise Invalid({"record": mark("Nothing reads differently from what is recorded.")})
    statements = [
        Statement(
            deployment_id,
            Stance.DISPUTED if after[name] is None else Stance.CORRECTED,
            field=name,
            value=after[name],
            reason=reason,
        )
        for name in changed
    ]
    take(session, viewer, country, statements)
    return changed


def record_presence(
    session: Session, viewer: Viewer, country: str, deployment_id: str, values: Mapping[str, Any]
) -> str:
    """Record in full what a source merely names; all its claims stay, and those of the authority join them."""
    viewer.demand(Permission.COUNTRY_CONFIRM, country=country)
    draft = of_country(session, country, [deployment_id])[deployment_id]
    if not draft.is_reported_presence:
        raise Conflict("It is recorded in full already.", id=deployment_id)
    stated = {name: values[name] for name in STATED if values.get(name) not in (None, "", [])}
    full = _checked(draft.model_dump() | stated | {"is_reported_presence": False})
    return _save(session, viewer, ensure(session, country), full, list(stated), "deployment.recorded")


def add(session: Session, viewer: Viewer, country: str, solution: str, values: Mapping[str, Any]) -> str:
    """Record a deployment of a solution (id) that nobody has recorded; where a source names it, in its place."""
    viewer.demand(Permission.COUNTRY_CONFIRM, country=country)
    known = presence_ids(session, [solution]).get((solution, country))
    if known is not None and of_country(session, country, [known])[known].is_reported_presence:
        return record_presence(session, viewer, country, known, values)
    stated = {name: values[name] for name in STATED if values.get(name) not in (None, "", [])}
    draft = _checked({"solution": solution, "country": country, **stated})
    return _save(session, viewer, ensure(session, country), draft, list(stated), "deployment.added")


def _save(
    session: Session,
    viewer: Viewer,
    authority: CountryAuthority,
    draft: DeploymentDraft,
    stated: list[str],
    action: str,
) -> str:
    today = now().date().isoformat()
    values = draft.model_dump(mode="json")
    own = [
        ClaimDraft(field=name, value=values[name], source=authority.source_id, date=today)
        for name in stated
        if name in CORRECTABLE
    ]
    own.append(ClaimDraft(field=PRESENCE, value=True, source=authority.source_id, date=today))
    others = [claim for claim in draft.claims if claim.source != authority.source_id]
    full = draft.model_copy(update={"claims": sorted_claims([*others, *own])})
    try:
        (deployment_id,) = save_as(session, authority, [full])
    except BadRecord as error:
        raise Invalid({"record": Fault(mark("%(reason)s"), {"reason": str(error)})}) from error
    row = positions_on(session, [deployment_id]).get((deployment_id, PRESENCE, ""))
    row = row or CountryPosition(
        deployment_id=deployment_id,
        country=authority.country,
        field=PRESENCE,
        stance=Stance.CONFIRMED,
        stated_on=today,
    )
    row.stance, row.reason = Stance.CONFIRMED, {}
    row.stated_on, row.decided_at, row.account_id = today, now(), viewer.account_id
    session.add(row)
    rounds.note_done(session, authority.country, deployment_id, Stance.CONFIRMED)
    events.record(
        session,
        action,
        actor=viewer.account_id,
        on=(Kind.DEPLOYMENT, deployment_id),
        after={
            "country": authority.country,
            **{name: values[name] for name in stated},
            "by": voice_of(authority.country),
        },
        public=True,
    )
    session.flush()
    return deployment_id


def _checked(values: Mapping[str, Any]) -> DeploymentDraft:
    """A deployment of these values; what is wrong is told field by field."""
    try:
        return DeploymentDraft.model_validate(values)
    except ValidationError as error:
        faults: dict[str, Fault | str] = {}
        for each in error.errors():
            name = str(each["loc"][0]) if each["loc"] else _field_named(each["msg"])
            faults.setdefault(name, _fault(each))
        raise Invalid(faults) from error


def _field_named(message: str) -> str:
    """The field that a rule about several fields is told beside."""
    if "scaled" in message:
        return "target_share"
    return "ended" if "before it started" in message else "subdivision" if "3166-2" in message else "record"


def _fault(error: Any) -> Fault | str:
    said = f"{error['msg']} {error['type']}"
    return next((text for part, text in FAULTS if part in said), mark("This value does not fit here."))
