"""The authority takes positions: confirms, corrects, disputes, says again that it is still so, takes back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.ids import Kind
from registry.deployments.drafts import PRESENCE, DeploymentDraft
from registry.deployments.service import drafts_of, save_all
from registry.errors import BadRecord, Fault, Invalid, NotFound, mark
from registry.national import telling
from registry.national.models import CountryAuthority, CountryPosition, Stance
from registry.national.queries.positions import positions_on
from registry.national.service import rounds
from registry.national.service.authority import ensure, speaking, title_of, voice_of
from registry.national.stances import Statement, check, claims_after, value_of, without

LONGEST_REASON: Final = 4_000
Positions = Mapping[tuple[str, str, str], CountryPosition]


def take(session: Session, viewer: Viewer, country: str, statements: Sequence[Statement]) -> list[str]:
    """Take positions on deployments of a country, all or none; gives the ids of those deployments."""
    viewer.demand(Permission.COUNTRY_CONFIRM, country=country)
    _check_reasons(statements)
    authority = ensure(session, country)
    by_deployment: dict[str, list[Statement]] = defaultdict(list)
    for each in statements:
        by_deployment[each.deployment_id].append(each)
    drafts = of_country(session, country, by_deployment)
    for deployment_id, listed in by_deployment.items():
        for each in listed:
            check(each, drafts[deployment_id])
    today = now().date().isoformat()
    changed = {
        deployment_id: drafts[deployment_id].model_copy(
            update={"claims": claims_after(drafts[deployment_id], listed, authority.source_id, today)}
        )
        for deployment_id, listed in by_deployment.items()
    }
    save_as(session, authority, list(changed.values()), note=_note(statements))
    known = positions_on(session, by_deployment)
    for deployment_id, listed in by_deployment.items():
        for each in _with_presence(listed, known):
            _keep(session, viewer, authority, each, drafts[deployment_id], known, today)
        rounds.note_done(session, country, deployment_id, _overall(listed))
    return list(by_deployment)


def still_true(session: Session, viewer: Viewer, country: str, ids: Iterable[str]) -> list[str]:
    """Say again today what the authority last said of each of these; what it said nothing of, it confirms."""
    listed = list(dict.fromkeys(ids))
    known = positions_on(session, listed)
    statements = []
    for deployment_id in listed:
        last = known.get((deployment_id, PRESENCE, ""))
        disputed = last is not None and last.stance is Stance.DISPUTED
        stance = Stance.DISPUTED if disputed else Stance.CONFIRMED
        reason = last.reason if last is not None and disputed else {}
        statements.append(Statement(deployment_id, stance, reason=reason))
    return take(session, viewer, country, statements)


def take_back(session: Session, viewer: Viewer, country: str, place: tuple[str, str, str]) -> None:
    """Take a position back (`place`: deployment, field, source), with the claims that it made."""
    viewer.demand(Permission.COUNTRY_CONFIRM, country=country)
    deployment_id, name, _ = place
    draft = of_country(session, country, [deployment_id])[deployment_id]
    row = positions_on(session, [deployment_id]).get(place)
    if row is None:
        raise NotFound("There is no such position.", deployment=deployment_id, field=name)
    authority = ensure(session, country)
    if _rests_on_it(row, positions_on(session, [deployment_id]).values()):
        corrected = row.stance is Stance.CORRECTED
        left = without(draft, name, authority.source_id, row.former, corrected=corrected)
        save_as(session, authority, [left])
    _record_taken_back(session, viewer, row)
    session.delete(row)
    session.flush()


def of_country(session: Session, country: str, ids: Iterable[str]) -> dict[str, DeploymentDraft]:
    """The published state of deployments of a country; `NotFound` where one is not there or is another's."""
    wanted = list(dict.fromkeys(ids))
    drafts = drafts_of(session, wanted)
    for each in wanted:
        if each not in drafts or drafts[each].country != country:
            raise NotFound(f"No deployment {each} in {country}.", kind=Kind.DEPLOYMENT, name=each)
    return drafts


def save_as(
    session: Session, authority: CountryAuthority, drafts: Sequence[DeploymentDraft], note: str = ""
) -> list[str]:
    """Publish deployments as the authority; what does not fit together is told as a fault."""
    try:
        saved = save_all(
            session, drafts, author=title_of(authority.names), note=note, speaking=speaking(authority)
        )
    except BadRecord as error:
        reason = str(error).rpartition("does not fit: ")[2]
        raise Invalid(
            {"record": Fault(mark("This does not fit together: %(reason)s"), {"reason": reason})}
        ) from error
    return [each.id for each in saved]


def _rests_on_it(row: CountryPosition, others: Iterable[CountryPosition]) -> bool:
    """Whether what the authority claims of the field goes with this position."""
    if row.field == PRESENCE:
        return not row.source_id
    return row.value is not None and not any(
        each.id != row.id and each.field == row.field and each.value is not None for each in others
    )


def _check_reasons(statements: Sequence[Statement]) -> None:
    if any(len(text) > LONGEST_REASON for each in statements for text in each.reason.values()):
        raise Invalid({"reason": Fault(mark("At most %(number)s characters."), {"number": LONGEST_REASON})})


def _note(statements: Sequence[Statement]) -> str:
    """The note of the revision: the reasons, each once."""
    return " ".join(dict.fromkeys(text for each in statements for text in each.reason.values()))[:500]


def _overall(statements: Sequence[Statement]) -> Stance:
    """How the authority stands to the whole: its word on the deployment, else that it corrects."""
    on_it = [each.stance for each in statements if each.field == PRESENCE and not each.source]
    return on_it[-1] if on_it else statements[-1].stance


def _with_presence(statements: Sequence[Statement], known: Positions) -> list[Statement]:
    """The statements; a correction confirms the deployment as well, where nothing was said of it yet."""
    corrects = [each for each in statements if each.stance is Stance.CORRECTED]
    if not corrects:
        return list(statements)
    place = (corrects[0].deployment_id, PRESENCE, "")
    if place in known or any(each.place == place for each in statements):
        return list(statements)
    return [*statements, Statement(place[0], Stance.CONFIRMED)]


def _keep(
    session: Session,
    viewer: Viewer,
    authority: CountryAuthority,
    statement: Statement,
    draft: DeploymentDraft,
    known: Positions,
    today: str,
) -> None:
    """Write the position, the event, and tell those who answer for the deployment where it is new to them."""
    row = known.get(statement.place)
    before = _said(row) if row is not None else {}
    if row is None:
        row = CountryPosition(
            deployment_id=statement.deployment_id,
            country=authority.country,
            field=statement.field,
            source_id=statement.source,
            stance=statement.stance,
            stated_on=today,
        )
    value = value_of(statement, draft) if statement.field != PRESENCE else None
    _replace(session, viewer, statement, value, known)
    corrects = statement.stance is Stance.CORRECTED
    if corrects and row.stance is not Stance.CORRECTED:
        row.former = None
    if corrects and row.former is None:
        row.former = draft.model_dump(mode="json")[statement.field]
    row.stance, row.value = statement.stance, value
    row.reason = dict(statement.reason)
    row.stated_on, row.decided_at, row.account_id = today, now(), viewer.account_id
    session.add(row)
    after = _said(row)
    events.record(
        session,
        f"deployment.{statement.stance.value}",
        actor=viewer.account_id,
        on=(Kind.DEPLOYMENT, statement.deployment_id),
        before=before,
        after={**after, "by": voice_of(authority.country)},
        public=True,
    )
    if {**before, "on": ""} != {**after, "on": ""}:
        telling.position_taken(session, authority, draft, statement)


def _replace(session: Session, viewer: Viewer, statement: Statement, value: Any, known: Positions) -> None:
    """Let go of positions by which the authority stated another value of the same field: it states one at a time."""
    if value is None:
        return
    for (deployment_id, name, source), row in known.items():
        same = (deployment_id, name) == (statement.deployment_id, statement.field)
        if same and source != statement.source and row.value not in (None, value):
            _record_taken_back(session, viewer, row)
            session.delete(row)


def _record_taken_back(session: Session, viewer: Viewer, row: CountryPosition) -> None:
    events.record(
        session,
        "deployment.position_taken_back",
        actor=viewer.account_id,
        on=(Kind.DEPLOYMENT, row.deployment_id),
        before=_said(row),
        after={"by": voice_of(row.country)},
        public=True,
    )


def _said(row: CountryPosition) -> dict[str, Any]:
    """A position as it stands in the record of what was done."""
    said: dict[str, Any] = {"stance": row.stance.value, "field": row.field, "on": row.stated_on}
    optional = {"source": row.source_id, "value": row.value, "former": row.former, "reason": dict(row.reason)}
    return said | {name: value for name, value in optional.items() if value not in (None, "", {})}
