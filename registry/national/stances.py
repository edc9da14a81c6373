"""What a position means for the claims on a deployment; pure.

The authority's word on a deployment, on what is recorded of it or on one source's claim becomes claims of its own
source, which stand beside the others:

- *Confirmed* on the deployment is the claim that it is there; *disputed* that it is not. A disputed deployment is not
  deleted: it shows as disputed with the reason.
- *Confirmed* on a field is the claim of the value that is recorded, or that the source in question states.
- *Corrected* on a field is the claim of another value. Status, dates and scale of the record then follow it
  (`registry.deployments.authority`); what others state stays beside it. A deployment that is corrected is there, so it
  is confirmed as well, unless it is disputed.
- *Disputed* on a field is no claim, as no other value is stated: the reason stands beside the claim in question.
- A position that is taken back takes its claims along; a corrected value returns to what the record said before,
  unless it was changed again since.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

from registry.deployments.authority import FOLLOWED
from registry.deployments.drafts import PRESENCE, DeploymentDraft
from registry.errors import Invalid, mark
from registry.national.models import Stance
from registry.provenance.service import ClaimDraft, sorted_claims

CORRECTABLE: Final = FOLLOWED
"""Fields of the record that the authority may correct: status, dates and scale."""


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """One position to be taken: on a deployment, on a field of it (`field`), or on one `source`'s claim on that."""

    deployment_id: str
    stance: Stance
    field: str = PRESENCE
    source: str = ""
    value: Any = None
    reason: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str, str]:
        """What it is about; a later one on the same takes its place."""
        return (self.deployment_id, self.field, self.source)


def check(statement: Statement, draft: DeploymentDraft) -> None:
    """Refuse what cannot be said of this deployment."""
    if statement.stance is not Stance.CONFIRMED and not any(statement.reason.values()):
        raise Invalid({"reason": mark("Give the reason: it is shown beside what others state.")})
    if statement.source and not any(
        claim.source == statement.source and claim.field == statement.field for claim in draft.claims
    ):
        raise Invalid({"source": mark("This source states nothing of that kind.")})
    if statement.stance is Stance.CORRECTED and statement.field not in CORRECTABLE:
        raise Invalid({"field": mark("Only status, dates and scale can be corrected.")})
    if draft.is_reported_presence and statement.field in CORRECTABLE:
        raise Invalid(
            {"field": mark("Record it as a deployment first: of a reported presence no more is known.")}
        )
    if statement.field != PRESENCE and not statement.source and statement.field not in CORRECTABLE:
        raise Invalid({"field": mark("There is no such field to take a position on.")})


def claims_after(
    draft: DeploymentDraft, statements: Sequence[Statement], own: str, today: str
) -> tuple[ClaimDraft, ...]:
    """The claims on a deployment once its authority (source `own`) has stated these."""
    claims = {(claim.field, claim.source): claim for claim in draft.claims}
    for each in statements:
        value = value_of(each, draft)
        if each.stance is Stance.CORRECTED:
            claims |= {(claim.field, claim.source): claim for claim in attributed(draft, each.field)}
        if value is not None:
            claims[each.field, own] = _claim(each.field, value, own, today)
        elif not each.source:
            claims.pop((each.field, own), None)
    mine = claims.get((PRESENCE, own))
    corrects = any(each.stance is Stance.CORRECTED for each in statements)
    if corrects and (mine is None or mine.value is not False):
        claims[PRESENCE, own] = _claim(PRESENCE, True, own, today)
    return sorted_claims(claims.values())


def attributed(draft: DeploymentDraft, name: str) -> list[ClaimDraft]:
    """What is recorded of a field, as the claim of the one source that the whole record rests on.

    A record that rests on one source says what that source says, so its value stays visible when it is corrected. Of
    one that rests on several nobody knows which of them said it; there the position keeps what was recorded before.
    """
    value = draft.model_dump(mode="json")[name]
    stating = [claim for claim in draft.claims if claim.field == PRESENCE and claim.value is not False]
    known = any(claim.field == name for claim in draft.claims)
    if known or len(stating) != 1 or value in (None, "", "not_known"):
        return []
    (only,) = stating
    return [ClaimDraft(field=name, value=value, source=only.source, date=only.date, url=only.url)]


def without(draft: DeploymentDraft, name: str, own: str, former: Any, *, corrected: bool) -> DeploymentDraft:
    """The deployment once a position on a field is taken back; a corrected value returns to what it was before."""
    mine = next((claim for claim in draft.claims if (claim.field, claim.source) == (name, own)), None)
    claims = sorted_claims(claim for claim in draft.claims if claim is not mine)
    changes: dict[str, Any] = {"claims": claims}
    if corrected and mine is not None and draft.model_dump(mode="json")[name] == mine.value:
        changes[name] = former if former is not None else DeploymentDraft.model_fields[name].default
    return DeploymentDraft.model_validate(draft.model_dump() | changes)


def _is_dispute(statement: Statement) -> bool:
    return statement.stance is Stance.DISPUTED


def value_of(statement: Statement, draft: DeploymentDraft) -> Any:
    """What the authority claims of the field; None: nothing, as it states no value of its own."""
    if statement.field == PRESENCE and not statement.source:
        return not _is_dispute(statement)
    if statement.stance is Stance.CORRECTED:
        return statement.value
    if _is_dispute(statement) or statement.field == PRESENCE:
        return None
    if statement.source:
        return next(
            claim.value
            for claim in draft.claims
            if (claim.field, claim.source) == (statement.field, statement.source)
        )
    return draft.model_dump(mode="json")[statement.field]


def _claim(name: str, value: Any, own: str, today: str) -> ClaimDraft:
    return ClaimDraft(field=name, value=value, source=own, date=today)
