"""Sample reports on fictional products: of the public, and of people who run or use them, vouched for and answered."""

from collections.abc import Mapping
from typing import Final

from sqlmodel import Session

from registry.accounts import links
from registry.accounts import queries as accounts
from registry.accounts.models import LinkPurpose
from registry.demo.assessments import FRAMEWORK
from registry.demo.people import COUNTRY
from registry.demo.proof import PROVEN, VETTED
from registry.evaluation.frameworks import queries as frameworks
from registry.feedback import service, verifying
from registry.feedback.models import Reporter
from registry.feedback.service import FeedbackDraft
from registry.solutions.queries import solution_id

DOMAIN: Final = "clinic.demo.example"
INCIDENTS: Final = {
    "citizen": (Reporter.HEALTH_WORKER, "Sample: on a question about bleeding it said to wait until the morning."),
    "centre": (Reporter.RESEARCHER, "Sample: of ten questions on danger signs it answered two as if all were well."),
    "country": (Reporter.POLICY, "Sample: it advised a medicine that is not on the national list."),
}  # fmt: skip
"""What several people report, which calls for a new review: who, what they are to it, what happened."""


def load(session: Session) -> int:
    """Make them; gives how many."""
    version = frameworks.version(session, FRAMEWORK)
    codes = [each.code for each in version.criteria]
    _of_the_public(session)
    _vouched_for_by_mail(session, {(version.id, code): code != codes[4] for code in codes[:5]})
    _vouched_for_by_the_country(session, {(version.id, code): True for code in codes[:6]})
    _send(session, "vendor", Reporter.IMPLEMENTER, "Sample: health posts learn it in a day.")
    for who, (reporter, happened) in INCIDENTS.items():
        number = _send(session, who, reporter, "", happened, on=VETTED, is_incident=True)
        _publish(session, number)
    return 4 + len(INCIDENTS)


def _of_the_public(session: Session) -> None:
    """Shown apart from those who run or use it."""
    number = _send(
        session, "citizen", Reporter.PUBLIC,
        "Sample: I am told the day before, in my own language.",
        "Sample: when the network is down, the message comes too late.",
    )  # fmt: skip
    _publish(session, number)


def _vouched_for_by_mail(session: Session, opinions: Mapping[tuple[str, str], bool]) -> None:
    """A user's, confirmed by the link that is mailed to the organisation, and answered by the vendor."""
    number = _send(
        session, "centre", Reporter.MANAGER,
        "Sample: four clinics use it every day, without a network as well.",
        "Sample: the monthly report has to be copied by hand.",
        opinions=opinions,
    )  # fmt: skip
    token = links.make(session, LinkPurpose.FEEDBACK, "centre", {"feedback": number, "domain": DOMAIN})
    verifying.confirm_by_mail(session, accounts.viewer(session, "centre"), token)
    _publish(session, number)
    service.answer(
        session, accounts.viewer(session, "vendeur"), number,
        "Exemple : la version 2.2 exporte le rapport mensuel.", "fr",
    )  # fmt: skip


def _vouched_for_by_the_country(session: Session, opinions: Mapping[tuple[str, str], bool]) -> None:
    """A user's, confirmed by the country's focal point."""
    number = _send(
        session, "country", Reporter.POLICY,
        "Sample: what is due is on one list, and the list is right.", opinions=opinions,
    )  # fmt: skip
    verifying.confirm_for_country(session, accounts.viewer(session, "focal"), number)
    _publish(session, number)


def _send(  # noqa: PLR0913 - all that a report says
    session: Session,
    who: str,
    reporter: Reporter,
    works: str,
    lacks: str = "",
    *,
    on: str = PROVEN,
    is_incident: bool = False,
    opinions: Mapping[tuple[str, str], bool] | None = None,
) -> int:
    is_public = reporter is Reporter.PUBLIC
    draft = FeedbackDraft(
        solution_id=solution_id(session, on),
        reporter=reporter,
        works=works,
        lacks=lacks,
        country="" if is_public else COUNTRY,
        since=None if is_public else 2025,
        is_incident=is_incident,
        opinions=opinions or {},
    )
    return service.send(session, accounts.viewer(session, who), draft)


def _publish(session: Session, number: int) -> None:
    service.publish(session, accounts.viewer(session, "editor"), number)
