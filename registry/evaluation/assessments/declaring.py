"""Declaring what ties somebody to a product."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Fault, Invalid, mark
from registry.evaluation.assessments.conflicts import heavier, least_verdict
from registry.evaluation.assessments.models import ConflictDeclaration, ConflictKind, ConflictVerdict

LONGEST: Final = 2_000
_DAY: Final = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")


@dataclass(frozen=True, slots=True)
class DeclarationDraft:
    """What somebody says of their ties; `none`: that there are none. Dates as 2024, 2024-05 or 2024-05-23."""

    kinds: Sequence[ConflictKind] = ()
    none: bool = False
    began: str = ""
    ended: str = ""
    text: str = ""
    verdict: ConflictVerdict = ConflictVerdict.NONE

    def check(self) -> None:
        """Refuse what says neither that there are ties nor that there are none, or ties without a word on them."""
        faults: dict[str, Fault | str] = {}
        if bool(self.kinds) is self.none:
            faults["kinds"] = mark("Say what ties you to the product, or that nothing does.")
        if self.kinds and not self.text.strip():
            faults["text"] = mark("Say in a sentence what the tie is.")
        if len(self.text) > LONGEST:
            faults["text"] = Fault(mark("Use at most %(number)s characters."), {"number": LONGEST})
        for name, value in (("began", self.began), ("ended", self.ended)):
            if value and not _DAY.match(value):
                faults[name] = mark("Write a year, a month or a day: 2024, 2024-05 or 2024-05-23.")
        if not faults and self.began and self.ended and self.ended < self.began[: len(self.ended)]:
            faults["ended"] = mark("The end is before the beginning.")
        if faults:
            raise Invalid(faults)


def declare(session: Session, viewer: Viewer, solution_id: str, draft: DeclarationDraft) -> ConflictVerdict:
    """Record what the viewer declares of a product; gives the verdict, which is no lighter than the ties allow."""
    viewer.demand_somewhere(Permission.ACCOUNT_USE)
    draft.check()
    verdict = heavier(draft.verdict, least_verdict(draft.kinds, draft.ended, now().date()))
    _keep(session, viewer.account_id, solution_id, draft, verdict)
    return verdict


def find(session: Session, account_id: str, solution_id: str, reason: str, *, by: str) -> None:
    """Record a tie that somebody else found later: it recuses."""
    draft = DeclarationDraft(text=reason)
    _keep(session, account_id, solution_id, draft, ConflictVerdict.RECUSE, found_by=by)


def _keep(
    session: Session,
    account_id: str,
    solution_id: str,
    draft: DeclarationDraft,
    verdict: ConflictVerdict,
    *,
    found_by: str = "",
) -> None:
    session.add(
        ConflictDeclaration(
            account_id=account_id,
            solution_id=solution_id,
            kinds=[each.value for each in draft.kinds],
            began=draft.began,
            ended=draft.ended,
            text=draft.text.strip(),
            verdict=verdict,
            found_by=found_by,
        )
    )
    session.flush()
    events.record(
        session,
        "conflict.declared",
        actor=found_by or account_id,
        on=("solution", solution_id),
        after={"verdict": verdict.value, "kinds": [each.value for each in draft.kinds]},
        personal={"account": account_id},
        person=account_id,
    )
