"""Sample notices, letters, claims of control, files and findings, on fictional products only."""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts.answering import Body
from registry.accounts.permissions import ScopeKind
from registry.attachments import service as attachments
from registry.contact import queries as letters
from registry.contact import service as contact
from registry.db.ids import Kind
from registry.demo.assessments import KIJANI, LUMIERE
from registry.demo.files import pdf
from registry.demo.people import COUNTRY
from registry.notices import service as notices
from registry.notices.models import NoticeKind
from registry.notices.queries import today
from registry.notices.service import NoticeDraft
from registry.organisations.queries import organisation_id
from registry.ownership import service as ownership
from registry.ownership.models import ProofMethod
from registry.quality import queries as findings
from registry.quality import running
from registry.quality import service as quality
from registry.solutions.queries import solution, solution_id
from registry.submissions import queries as submissions
from registry.submissions.files import KIND as SUBMISSION


def load(session: Session, deployments: Mapping[str, str]) -> None:
    """Make all of them; `deployments`: slug of the product → id of its fictional deployment."""
    _notices(session)
    _letters(session)
    _claims(session)
    _file(session)
    _findings(session, deployments)


def _notices(session: Session) -> None:
    """One in force, which the vendor answered; one that is over."""
    admin, vendor = accounts.viewer(session, "admin"), accounts.viewer(session, "vendor")
    kijani = Body(ScopeKind.ORGANISATION, organisation_id(session, KIJANI))
    fever, shelf = solution_id(session, "sample-fever-guide"), solution_id(session, "sample-shelf-count")
    number = notices.place(
        session, admin, Kind.SOLUTION, fever,
        NoticeDraft(
            NoticeKind.SAFETY,
            "Sample: version 2.1 may advise half the dose that it should. Do not use it for children under one year.",
            link="https://sample-fever-guide.demo.example/advisory",
            ends_on=today() + timedelta(days=180),
        ),
    )  # fmt: skip
    notices.answer(
        session, vendor, number, kijani, "Sample: version 2.2 mends it; all health posts have it by June.", "en"
    )  # fmt: skip
    over = notices.place(
        session, admin, Kind.SOLUTION, shelf,
        NoticeDraft(NoticeKind.SECURITY, "Sample: passwords of stores could be guessed without limit."),
    )  # fmt: skip
    notices.lift(session, admin, over, "Sample: mended, and looked at again.", "en", steps=1)


def _letters(session: Session) -> None:
    """A letter that the country has answered, and one that waits for the vendor."""
    citizen, focal = accounts.viewer(session, "citizen"), accounts.viewer(session, "focal")
    contact.write(
        session, citizen, Kind.COUNTRY, COUNTRY,
        contact.Draft("Sample: in which counties is the birth bell in use, and whom does one ask there?"),
    )  # fmt: skip
    [first] = letters.messages(session, focal)
    contact.answer(
        session, focal, first.id, Body(ScopeKind.COUNTRY, COUNTRY),
        "Sample: in Kilifi and Kwale. The county’s office of health knows the health posts.",
    )  # fmt: skip
    contact.write(
        session, citizen, Kind.SOLUTION, solution_id(session, "sample-shelf-count"),
        contact.Draft("Sample: does it count what is kept in refrigerators as well?"),
    )  # fmt: skip


def _claims(session: Session) -> None:
    """Control of one product granted by the Secretariat with its reason; of another it has still to decide."""
    granted = ownership.begin(
        session, accounts.viewer(session, "vendor"), solution(session, "sample-shelf-count"),
        organisation_id(session, KIJANI), ProofMethod.DECISION,
        statement="Sample: we are named as its maker on the first page of its manual.",
    )  # fmt: skip
    ownership.decide(
        session, accounts.viewer(session, "admin"), granted.id or 0,
        grants=True, reason="Sample: the manual and the register of companies say so.",
    )  # fmt: skip
    ownership.begin(
        session, accounts.viewer(session, "vendeur"), solution(session, "sample-lien-labo"),
        organisation_id(session, LUMIERE), ProofMethod.DECISION,
        statement="Exemple : le contrat ci-dessous nous nomme.",
    )  # fmt: skip


def _file(session: Session) -> None:
    """A file with a submission that waits for a screener."""
    vendor = accounts.viewer(session, "vendor")
    row = next(
        each for each in submissions.own(session, vendor) if "Cold Chain" in each.names.get("en", "")
    )  # fmt: skip
    attachments.store(
        session, vendor,
        pdf("sample-data-sheet.pdf", ["Sample. A fictional data sheet of a fictional product."]),
        owner=(SUBMISSION, str(row.id)), public=False,
    )  # fmt: skip


def _findings(session: Session, deployments: Mapping[str, str]) -> None:
    """What the checks find of the fictional deployments; one finding is accepted with its reason."""
    wanted = set(deployments.values())
    results, checked = running.look_at(session, Kind.DEPLOYMENT, wanted)
    running.record(session, Kind.DEPLOYMENT, results, wanted, checked=checked)
    known = findings.of_record(session, Kind.DEPLOYMENT, deployments["sample-kijani-stock"])
    found = next(each.finding for each in known if each.finding.check == "country_claims")
    quality.accept(
        session, accounts.viewer(session, "editor"), found.id,
        "Sample: one source counts what was planned, the other what is in use.",
    )  # fmt: skip
