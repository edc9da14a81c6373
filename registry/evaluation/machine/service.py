"""What machines found is recorded; whoever controls a product supplies its publiccode.yml to be looked at."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.records import raise_catalogue_version
from registry.errors import Fault, Forbidden, Invalid, mark
from registry.evaluation.machine import queries
from registry.evaluation.machine.checkers import VERSION, Finding, Seen, check, release_in
from registry.evaluation.machine.models import Checker, MachineCheck, SuppliedMetadata
from registry.ownership.queries import controls

LARGEST: Final = 100_000
"""Of a publiccode.yml, in bytes."""


class NotInControl(Forbidden):
    """Only an organisation that has proven that it controls a product supplies its metadata file."""

    slug = "not-in-control"
    title = "Your organisation has not proven that it controls this product."


def record(session: Session, solution_id: str, found: Mapping[Checker, Finding], at: datetime) -> None:
    """Note what checkers found at a moment: what they find again is seen until then, anything else is a new row."""
    newest = queries.newest(session, solution_id)
    for checker, finding in found.items():
        row = newest.get(checker)
        if row is None or (row.version, row.outcome, row.seen_in, row.detail) != (
            VERSION,
            finding.outcome,
            finding.seen_in,
            finding.detail,
        ):
            row = MachineCheck(
                solution_id=solution_id,
                checker=checker,
                version=VERSION,
                outcome=finding.outcome,
                seen_in=finding.seen_in,
                detail=finding.detail,
                since=at,
            )
        row.at = at
        session.add(row)


def supply(session: Session, viewer: Viewer, solution_id: str, content: bytes) -> None:
    """Take the publiccode.yml of a product; only the day and version of its newest release are kept, and looked at."""
    organisation_id = in_control(session, viewer, solution_id)
    if len(content) > LARGEST:
        most = {"most": LARGEST // 1000}
        raise Invalid({"file": Fault(mark("The file is too large: at most %(most)s KB are taken."), most)})
    release = release_in(content.decode("utf-8", "replace")) if content.strip() else None
    if release is None:
        raise Invalid({"file": mark("The file is no publiccode.yml.")})
    if not release.released:
        raise Invalid({"file": mark("The file names no day of a release (releaseDate).")})
    moment = now()
    row = session.get(SuppliedMetadata, solution_id) or SuppliedMetadata(
        solution_id=solution_id, organisation_id=organisation_id
    )
    row.organisation_id, row.released, row.version = organisation_id, release.released, release.version
    row.at = moment
    session.add(row)
    session.flush()
    seen = Seen(release=release, supplied=moment.date().isoformat(), day=moment.date())
    record(session, solution_id, {Checker.RELEASED_IN_YEAR: check(seen)[Checker.RELEASED_IN_YEAR]}, moment)
    raise_catalogue_version(session)
    events.record(
        session,
        "solution.metadata_supplied",
        actor=viewer.account_id,
        on=("solution", solution_id),
        after={"released": release.released, "version": release.version},
        public=True,
    )


def in_control(session: Session, viewer: Viewer, solution_id: str) -> str:
    """The viewer's organisation that controls a product; `NotInControl` where none does."""
    for organisation_id in sorted(viewer.organisations(Permission.PRODUCT_CLAIM)):
        if controls(session, organisation_id, solution_id):
            return organisation_id
    raise NotInControl
