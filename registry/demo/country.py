"""What the sample focal point of Kenya is busy with: fictional products there, and the country's word on them."""

from datetime import timedelta
from typing import Any, Final

from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts import service as roles
from registry.accounts.viewer import Viewer
from registry.db.base import now
from registry.db.ids import Kind
from registry.demo.assessments import AUTHOR, KIJANI, NOTE
from registry.demo.files import pdf
from registry.demo.people import COUNTRY
from registry.deployments import service as deployments
from registry.deployments.drafts import DeploymentDraft
from registry.national.models import Choice, QuestionType, Stance
from registry.national.queries.questions import questions as asked_in
from registry.national.service import appointments, choices, documents, positions, questions, rounds
from registry.national.stances import Statement
from registry.provenance.service import SourceDraft, save_sources
from registry.solutions.queries import solution_id
from registry.standards.models import StandardKind
from registry.standards.service import StandardDraft
from registry.standards.service import save as save_standard

AUTHORITY: Final = "Ministry of Health of Kenya (sample)"
SOURCES: Final = {
    "sample-stocktake": "Sample: Stocktake of digital health in Kenya (fictional)",
    "sample-donor-list": "Sample: List of a donor’s projects (fictional)",
}
PROFILE: Final = "sample-profile-for-referrals"


def load(session: Session) -> dict[str, str]:
    """Make the country's side; gives the fictional deployments: slug of the product → id."""
    focal = accounts.viewer(session, "focal")
    made = _deployments(session)
    _questions(session, focal, made["sample-birth-bell"])
    rounds.open_round(session, focal, COUNTRY, (now().date() + timedelta(days=60)).isoformat())
    _positions(session, focal, made)
    _choices(session, focal)
    return made


def appoint(session: Session) -> None:
    """Appoint the focal point, on a letter and for a year; in Senegal one who has not answered yet."""
    admin = accounts.viewer(session, "admin")
    made = appointments.appoint(
        session, admin, COUNTRY, "focal@demo.example",
        pdf("sample-letter-kenya.pdf", ["Sample. A fictional letter that names the focal point of Kenya."]),
        document_date="2026-09-01", authority=AUTHORITY,
    )  # fmt: skip
    roles.accept(session, accounts.account(session, "focal"), made.invitation_id or 0)
    appointments.appoint(
        session, admin, "SEN", "fatou@demo.example",
        pdf("exemple-lettre-senegal.pdf", ["Exemple. Une lettre fictive du ministère de la santé."]),
        document_date="2026-10-12", language="fr",
    )  # fmt: skip


def _deployments(session: Session) -> dict[str, str]:
    """Four fictional products at work in Kenya, as fictional sources state it; on two of them they disagree."""
    save_sources(
        session,
        [SourceDraft(id=name, title=title, date="2026-06", licence="CC0-1.0") for name, title in SOURCES.items()],
    )  # fmt: skip
    stocktake, donor = SOURCES
    rows: dict[str, dict[str, Any]] = {
        "sample-birth-bell": {
            "status": "active", "started": "2024-03", "facilities": 40, "health_workers": 120,
            "funders": [
                {"organisation": KIJANI, "amount": 250_000, "currency": "USD", "from_year": 2024,
                 "amount_source": "https://grants.demo.example/birth-bell"},
            ],
        },
        "sample-fever-guide": {"status": "active", "started": "2025-01", "facilities": 8},
        "sample-shelf-count": {"status": "pilot", "started": "2025-06"},
        "sample-kijani-stock": {"status": "active", "started": "2023-11", "facilities": 300},
    }  # fmt: skip
    contradicting = {"sample-shelf-count": ("status", "ended"), "sample-kijani-stock": ("facilities", 35)}
    drafts = []
    for slug, values in rows.items():
        stated = {"presence": True, **{name: value for name, value in values.items() if name != "funders"}}
        claims = [{"field": name, "value": value, "source": stocktake, "date": "2026-06"}
                  for name, value in stated.items()]  # fmt: skip
        if slug in contradicting:
            name, value = contradicting[slug]
            claims.append({"field": name, "value": value, "source": donor, "date": "2026-05"})
        drafts.append(
            DeploymentDraft.model_validate(
                {
                    "key": f"{slug}-kenya",
                    "solution": slug,
                    "country": COUNTRY,
                    "organisations": [{"organisation": KIJANI, "role": "implementer"}],
                    "claims": claims,
                    **values,
                }
            )
        )
    saved = deployments.save_all(session, drafts, author=AUTHOR, note=NOTE)
    return {slug: each.id for slug, each in zip(rows, saved, strict=True)}


def _questions(session: Session, focal: Viewer, deployment_id: str) -> None:
    """A question of each kind, two of them answered for the country's eyes only; answered by the vendor."""
    hosting = [{"en": "In the country"}, {"en": "Abroad"}]
    counties = [{"en": "Kilifi"}, {"en": "Kwale"}, {"en": "Turkana"}]
    asked: list[tuple[str, QuestionType, list[dict[str, str]], bool, bool, Any]] = [
        ("Sample: Who trains health workers to use it?", QuestionType.TEXT, [], True, True,
         "Fictional: two trainers in each county."),
        ("Sample: What does it cost in a year, in US dollars?", QuestionType.NUMBER, [], True, False, 18_000),
        ("Sample: Is it registered as an electronic health system?", QuestionType.YES_NO, [], True, True, True),
        ("Sample: Where are its data kept?", QuestionType.SINGLE, hosting, False, False, "1"),
        ("Sample: In which counties is it in use?", QuestionType.MULTIPLE, counties, False, True, ["1", "2"]),
    ]  # fmt: skip
    for text, kind, options, required, public, _ in asked:
        questions.ask(
            session, focal, COUNTRY,
            text={"en": text}, kind=kind, options=options, required=required, public=public,
        )  # fmt: skip
    answers = {each.id: one[5] for each, one in zip(asked_in(session, COUNTRY), asked, strict=True)}
    questions.answer(session, accounts.viewer(session, "vendor"), deployment_id, answers)


def _positions(session: Session, focal: Viewer, made: dict[str, str]) -> None:
    """One deployment confirmed, one disputed, one corrected; one is left pending."""
    reason = "Sample: the pilot ended before the system went into use."
    fewer = "Sample: 35 facilities use it; 300 were planned."
    positions.take(
        session,
        focal,
        COUNTRY,
        [
            Statement(made["sample-birth-bell"], Stance.CONFIRMED),
            Statement(made["sample-fever-guide"], Stance.DISPUTED, reason={"en": reason}),
            Statement(
                made["sample-kijani-stock"], Stance.CORRECTED, "facilities", value=35, reason={"en": fewer}
            ),
        ],
    )


def _choices(session: Session, focal: Viewer) -> None:
    """What the country chose, and the documents it rests on; its standard is as fictional as the products."""
    profile = save_standard(
        session,
        StandardDraft(
            slug=PROFILE,
            names={"en": "Sample: Profile for referrals"},
            summary={"en": "A fictional profile for referrals between facilities."},
            kind=StandardKind.PROFILE,
        ),
        author=AUTHOR,
        note="A fictional standard.",
    )
    strategy = documents.add(
        session, focal, COUNTRY,
        title="Sample: Digital health strategy 2026–2030 (fictional)", kind="strategy", language="en",
        from_year=2026, until_year=2030,
        upload=pdf("sample-strategy.pdf", ["Sample. A fictional digital health strategy."]),
    )  # fmt: skip
    documents.add(
        session, focal, COUNTRY,
        title="Sample: Plan of work 2027 (fictional)", kind="plan", language="en",
        from_year=2027, until_year=2027, url="https://plan.demo.example/2027",
    )  # fmt: skip
    chosen = (
        ((Kind.SOLUTION, solution_id(session, "sample-birth-bell")), Choice.ENDORSED),
        ((Kind.SOLUTION, solution_id(session, "sample-kijani-stock")), Choice.IN_ARCHITECTURE),
        ((Kind.STANDARD, profile.id), Choice.NATIONAL_STANDARD),
    )
    for record, choice in chosen:
        choices.choose(
            session, focal, COUNTRY, record, choice,
            since="2026", note={"en": "Sample: as the strategy says."}, document_id=strategy.id,
        )  # fmt: skip
