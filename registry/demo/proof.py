"""One fictional product that meets what "proven" asks, and how certain the fictional evidence on some of them is."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.db.base import Names
from registry.demo.assessments import AUTHOR, LUMIERE, NOTE
from registry.deployments import service as deployments
from registry.deployments.drafts import DeploymentDraft
from registry.evaluation.certainty import queries as bodies
from registry.evaluation.certainty import service as certainty
from registry.evaluation.grade import Lowering, Raising, Rating, Start, Step
from registry.evidence.models import Direction
from registry.organisations import service as organisations
from registry.organisations.models import Organisation, OrganisationKind
from registry.provenance.service import SourceDraft, save_sources
from registry.solutions.queries import solution_id

PROVEN: Final = "sample-rappel-dose"
VETTED: Final = "sample-voix-douce"
BAOBAB: Final = "sample-equipe-baobab"
SURVEY: Final = "sample-survey-of-health-posts"

TIMELINESS: Final = "5"
DATA_QUALITY: Final = "7"
SATISFACTION: Final = "12"


def load(session: Session) -> int:
    """Make it; gives how many judgements of certainty."""
    _use(session)
    for product in (PROVEN, VETTED):
        _judge(
            session, product, TIMELINESS, Direction.BENEFIT, ["cluster-trial"],
            Rating(
                Start.RANDOMISED,
                {Lowering.IMPRECISION: Step(-1, "Sample: one trial, and its interval reaches from little to much.")},
            ),
            {"en": "Sample: what is due is probably done sooner with it.",
             "fr": "Exemple : ce qui est dû est probablement fait plus tôt."},
        )  # fmt: skip
        _judge(
            session, product, SATISFACTION, Direction.NO_DIFFERENCE, ["cluster-trial"],
            Rating(
                Start.RANDOMISED,
                {
                    Lowering.RISK_OF_BIAS: Step(-1, "Sample: those who were asked knew who had it."),
                    Lowering.INDIRECTNESS: Step(-1, "Sample: health workers were asked, not families."),
                },
            ),
            {"en": "Sample: people may be no more content with it than without.",
             "fr": "Exemple : on n’en est peut-être pas plus satisfait."},
        )  # fmt: skip
    raised = Rating(
        Start.OBSERVATIONAL,
        {Raising.LARGE_EFFECT: Step(1, "Sample: four in five gaps in the records were gone after it came.")},
    )
    said = {
        "en": "Sample: records probably have fewer gaps with it.",
        "fr": "Exemple : les registres ont probablement moins de lacunes.",
    }
    _judge(session, PROVEN, DATA_QUALITY, Direction.BENEFIT, ["routine-data-evaluation"], raised, said)
    _judge(
        session, VETTED, DATA_QUALITY, Direction.BENEFIT, ["routine-data-evaluation"], raised, said,
        is_agreed=False,
    )  # fmt: skip
    return 6


def _judge(  # noqa: PLR0913 - all that a judgement says
    session: Session,
    product: str,
    outcome: str,
    direction: Direction,
    items: Sequence[str],
    rating: Rating,
    finding: Names,
    *,
    is_agreed: bool = True,
) -> None:
    """Have an editor of evidence judge one outcome, and a reviewer agree, or not yet."""
    product_id = solution_id(session, product)
    wanted = tuple(f"-{each}" for each in items)
    studies = [
        each.id for each in bodies.studies_on(session, product_id, outcome) if each.study.endswith(wanted)
    ]
    number = certainty.draft(
        session,
        accounts.viewer(session, "editor"),
        solution_id=product_id,
        outcome=outcome,
        direction=direction,
        rating=rating,
        finding=finding,
        evidence_ids=studies,
        setting={"en": "Sample: health posts in the countryside", "fr": "Exemple : postes de santé ruraux"},
        version="2.1",
    )
    if is_agreed:
        certainty.agree(session, accounts.viewer(session, "reviewer3"), number)


def _use(session: Session) -> None:
    """Two countries where the product runs at scale, by two fictional implementers, as a fictional survey states it."""
    save_sources(
        session,
        [
            SourceDraft(
                id=SURVEY,
                title="Sample: Survey of health posts (fictional)",
                publisher="Sample: Office of surveys",
                date="2026-06",
                licence="CC0-1.0",
            )
        ],
    )
    made = organisations.save(
        session,
        organisations.OrganisationDraft(
            slug=BAOBAB, names={"en": "Sample: Équipe Baobab"}, kind=OrganisationKind.NGO, country="CIV"
        ),
        author=AUTHOR,
        note=NOTE,
    )
    session.get_one(Organisation, made.id).is_sample = True
    drafts = []
    for country, implementer, share in (("SEN", LUMIERE, 0.64), ("CIV", BAOBAB, 0.41)):
        stated = {"status": "scaled", "started": "2024-02", "target_share": share, "version": "2.1"}
        claims = {"presence": True, **stated}
        drafts.append(
            DeploymentDraft.model_validate(
                {
                    "key": f"{PROVEN}-{country.lower()}",
                    "solution": PROVEN,
                    "country": country,
                    "organisations": [{"organisation": implementer, "role": "implementer"}],
                    "target_share_source": f"https://survey.demo.example/{country.lower()}",
                    "claims": [
                        {"field": name, "value": value, "source": SURVEY, "date": "2026-06"}
                        for name, value in claims.items()
                    ],
                    **stated,
                }
            )
        )
    deployments.save_all(session, drafts, author=AUTHOR, note=NOTE)
