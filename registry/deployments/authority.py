"""What the authority of a country states of a deployment there: it is kept, and the record follows it; pure.

The rules, for whoever saves a deployment:

- The statement of the authority stands as a claim of its own source beside those of others; only the authority itself
  can change it or take it back.
- The record's own status, dates and scale are those that the authority states, where it states any. What others state
  stays visible as their claims; nothing is averaged.
- Its claim that the deployment exists makes the record confirmed, its claim that it does not makes it disputed; without
  either it is pending.
- Where the country asks for it, a change by somebody else makes a confirmed record pending again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from registry.deployments.drafts import PRESENCE, DeploymentDraft
from registry.deployments.models import Confirmation
from registry.errors import BadRecord
from registry.provenance.service import ClaimDraft, sorted_claims

FOLLOWED: Final = (
    "status", "started", "ended", "people", "people_share", "health_workers", "health_workers_share", "facilities",
    "facilities_share", "target_share", "target_share_source",
)  # fmt: skip
"""Fields of the record that follow the authority: status, dates and scale."""

LAPSING: Final = ("is_reported_presence", "subdivision", "version", *FOLLOWED)
"""A change of any of these by somebody else is a change of what was confirmed."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """The authority on whose behalf something is saved; `lapses`: its word ends when others change the record."""

    source: str
    lapses: bool = False


def kept(
    draft: DeploymentDraft,
    held: Sequence[ClaimDraft],
    authorities: Collection[str],
    speaking: Speaking | None,
) -> DeploymentDraft:
    """The draft with what authorities stated of it before; only the one that speaks states something else."""
    own = speaking.source if speaking else ""
    stays = [claim for claim in held if claim.source != own]
    others = [claim for claim in draft.claims if claim.source not in authorities or claim.source == own]
    claims = sorted_claims([*others, *stays])
    return draft if claims == sorted_claims(draft.claims) else draft.model_copy(update={"claims": claims})


def followed(draft: DeploymentDraft, authorities: Collection[str]) -> DeploymentDraft:
    """The draft with the values that the authority states; `BadRecord` where they do not fit the rest of it."""
    stated = stated_by(draft.claims, authorities)
    values: dict[str, Any] = draft.model_dump()
    changes = {name: stated[name] for name in FOLLOWED if name in stated and stated[name] != values[name]}
    if draft.is_reported_presence or not changes:
        return draft
    try:
        return DeploymentDraft.model_validate(values | changes)
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise BadRecord(f"what the country states does not fit: {reason}", draft.country) from error


def stated_by(claims: Iterable[ClaimDraft], sources: Collection[str]) -> Mapping[str, Any]:
    """Field → what these sources state of it."""
    return {claim.field: claim.value for claim in claims if claim.source in sources}


def confirmation_of(claims: Iterable[ClaimDraft], authorities: Collection[str]) -> tuple[Confirmation, str]:
    """How an authority stands to the deployment, and since when."""
    for claim in claims:
        if claim.field == PRESENCE and claim.source in authorities:
            return (Confirmation.DISPUTED if claim.value is False else Confirmation.CONFIRMED), claim.date
    return Confirmation.PENDING, ""
