"""Sample assessments of fictional products by fictional vendors, in each stage; made by the verbs that people use.

All that is judged here is made up and says so: names and titles begin with "Sample", and each assessment is marked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts.viewer import Viewer
from registry.evaluation.applicability import RiskTier, Trait
from registry.evaluation.assessments import (
    appealing,
    assigning,
    bodies,
    comparing,
    concluding,
    judging,
    opening,
    queries,
    tie_queries,
)
from registry.evaluation.assessments.asked import Asked
from registry.evaluation.assessments.declaring import DeclarationDraft
from registry.evaluation.assessments.differences import Gap
from registry.evaluation.assessments.judging import JudgementDraft
from registry.evaluation.assessments.models import Assessment, Confidence
from registry.evaluation.assessments.opening import TierDraft
from registry.evaluation.frameworks import queries as frameworks
from registry.evidence import service as evidence
from registry.evidence.drafts import EvidenceDraft
from registry.solutions import service as solutions
from registry.solutions.drafts import SolutionDraft
from registry.solutions.queries import solution_id

FRAMEWORK: Final = "appropriate-use"
AUTHOR: Final = "Demo of this registry"
NOTE: Final = "A fictional product."
UNTIED: Final = DeclarationDraft(none=True)
CENTRE: Final = "sample-kituo-cha-tathmini"
KIJANI: Final = "sample-kijani-health-systems"
LUMIERE: Final = "sample-lumiere-sante"

Levels = Callable[[int, Asked], int]
"""The place of the level that a reviewer gives to a criterion, by its number and itself; -1: cannot judge."""


@dataclass(frozen=True, slots=True)
class Product:
    """A fictional product to be assessed."""

    slug: str
    name: str
    summary: str
    owner: str
    tier: RiskTier
    reason: str
    intervention: str
    uses_ai: bool = False


PRODUCTS: Final = (
    Product(
        "sample-birth-bell", "Sample: Birth Bell", "Reminds midwives of visits after birth.", KIJANI,
        RiskTier.SUPPORTING, "It reminds; a midwife decides what is done.", "1.1.3",
    ),
    Product(
        "sample-fever-guide", "Sample: Fever Guide", "Guides health workers through a child’s fever.", KIJANI,
        RiskTier.GUIDING, "Health workers treat by what it says.", "2.3.1", uses_ai=True,
    ),
    Product(
        "sample-shelf-count", "Sample: Shelf Count", "Counts what is left on the shelves of a store.", KIJANI,
        RiskTier.ENABLING, "It counts boxes; no care of a person rests on it.", "3.2.2",
    ),
    Product(
        "sample-carnet-familial", "Sample: Carnet familial", "A family’s vaccinations in one book.", LUMIERE,
        RiskTier.SUPPORTING, "It keeps what was given; a nurse decides what is due.", "2.2.1",
    ),
    Product(
        "sample-lien-labo", "Sample: Lien Labo", "Carries results from laboratories to wards.", LUMIERE,
        RiskTier.SUPPORTING, "Care waits for the results that it carries.", "2.10.1",
    ),
    Product(
        "sample-voix-douce", "Sample: Voix douce", "Answers questions on pregnancy by voice.", LUMIERE,
        RiskTier.GUIDING, "Women act on what it answers.", "1.6.2", uses_ai=True,
    ),
    Product(
        "sample-pont-donnees", "Sample: Pont de données", "Passes records from one system to another.", LUMIERE,
        RiskTier.ENABLING, "It passes on what other systems hold.", "4.4.1",
    ),
    Product(
        "sample-rappel-dose", "Sample: Rappel dose", "Tells families the day before a vaccine is due.", LUMIERE,
        RiskTier.SUPPORTING, "It reminds of what is due; a nurse decides what is given.", "1.1.3",
    ),
)  # fmt: skip

PROFILES: Final = {
    "reviewer": (["es", "en"], ["1.1", "2.2"]),
    "reviewer2": (["fr", "en"], ["2.10", "4.4"]),
    "reviewer3": (["ar"], ["1.6", "2.3"]),
}
"""What each reviewer reads and knows of, by which they are asked."""


def load(session: Session) -> int:
    """Make the sample assessments, one for each product; gives how many."""
    _products(session)
    for key, (languages, fields) in PROFILES.items():
        assigning.set_profile(session, accounts.viewer(session, key), languages, fields, 4)
    stages: tuple[Callable[[_Story], None], ...] = (
        _asked,
        _at_work,
        _comparing,
        _with_adjudicator,
        _with_vendor,
        _published,
        _appealed,
        _passed,
    )
    for product, stage in zip(PRODUCTS, stages, strict=True):
        stage(_Story(session, product))
    centre = bodies.recognise(session, accounts.viewer(session, "screener"), CENTRE)
    _published(_Story(session, PRODUCTS[5], centre, "centre"))
    _calibration(_Story(session, PRODUCTS[0], is_practice=True))
    return len(stages) + 2


class _Story:
    """One product on its way, with the people of the demo."""

    def __init__(
        self,
        session: Session,
        product: Product,
        body: str = "secretariat",
        manager: str = "screener",
        *,
        is_practice: bool = False,
    ) -> None:
        self.session = session
        self.manager = accounts.viewer(session, manager)
        self.solution = solution_id(session, product.slug)
        self.vendor = self.person("vendor" if product.owner == KIJANI else "vendeur")
        self.id = opening.open_assessment(
            session,
            self.manager,
            self.solution,
            body,
            frameworks.version(session, FRAMEWORK).id,
            TierDraft(
                product.tier,
                product.reason,
                {
                    Trait.USES_AI: product.uses_ai,
                    Trait.MEDICAL_DEVICE: False,
                    Trait.PERSONAL_DATA: product.tier is not RiskTier.ENABLING,
                },
            ),
            product_version="2.1",
            is_practice=is_practice,
        )

    def person(self, key: str) -> Viewer:
        """A sample person as one who asks."""
        return accounts.viewer(self.session, key)

    @property
    def row(self) -> Assessment:
        """The assessment as it stands."""
        return queries.assessment(self.session, self.id)

    def begin(self, key: str) -> int:
        """Have a reviewer asked and say yes; gives the review."""
        offer = assigning.offer(self.session, self.manager, self.id, key)
        return assigning.accept(self.session, self.person(key), offer, UNTIED) or 0

    def judge(self, key: str, review: int, levels: Levels, *, but: str = "") -> None:
        """Have a reviewer judge every criterion, or all but one."""
        cited = sorted(tie_queries.evidence_of(self.session, self.solution))
        for number, asked in enumerate(queries.asked_in(self.session, self.row)):
            if asked.code == but:
                continue
            place = min(levels(number, asked), len(asked.levels) - 1)
            judging.save(
                self.session,
                self.person(key),
                review,
                asked.code,
                JudgementDraft(
                    asked.levels[place].code if place >= 0 else "",
                    place < 0,
                    _reasons(asked, place),
                    Confidence.HIGH if number % 3 else Confidence.MODERATE,
                    cited if place > 0 else [],
                ),
                version=0,
            )

    def lock_both(self, one: Levels, other: Levels) -> None:
        """Have two reviewers judge everything and lock."""
        for key, levels in (("reviewer", one), ("reviewer2", other)):
            review = self.begin(key)
            self.judge(key, review, levels)
            judging.lock(self.session, self.person(key), review)

    def settle(self) -> None:
        """Agree on the first difference that reviewers can settle, and end the comparison."""
        near = [each for each in comparing.compared(self.session, self.row) if each.gap is Gap.ONE_LEVEL]
        if near:
            level = near[0].asked.levels[max(near[0].places)].code
            comparing.propose(
                self.session, self.person("reviewer2"), self.id, near[0].asked.code, level,
                "Sample: the second study settles it.",
            )  # fmt: skip
            [made] = queries.proposals(self.session, self.row)
            comparing.agree(self.session, self.person("reviewer"), self.id, made.id or 0)
        comparing.close(self.session, self.manager, self.id)

    def publish(self) -> None:
        """Have the vendor correct a fact, the Secretariat reply, and the scorecard published."""
        code = queries.asked_in(self.session, self.row)[0].code
        concluding.answer(
            self.session, self.vendor, self.id, code,
            "Sample: the study took place in 40 health posts, not in 14.", "en",
        )  # fmt: skip
        [said] = queries.answers(self.session, self.id)
        concluding.reply(
            self.session, self.manager, self.id, said.id or 0,
            "Sample: corrected in the record of the study; the level does not depend on it.",
        )  # fmt: skip
        concluding.have_answered(self.session, self.vendor, self.id)
        concluding.publish(self.session, self.manager, self.id)


def _steady(number: int, _: Asked) -> int:
    return (2, 3, 2, 1)[number % 4]


def _good(number: int, asked: Asked) -> int:
    """The highest level at every gate."""
    return len(asked.levels) - 1 if asked.criterion.gate else _steady(number, asked)


def _near(number: int, asked: Asked) -> int:
    """One level lower here and there, never on a gate."""
    return _steady(number, asked) - (number % 7 == 2 and not asked.criterion.gate)


def _strict(number: int, asked: Asked) -> int:
    """One level lower throughout."""
    return max(_steady(number, asked) - 1, 0)


def _far(number: int, asked: Asked) -> int:
    """Another verdict on the first gate, and one criterion that cannot be judged."""
    if asked.criterion.gate and number % 4 != 3:
        return 0
    return -1 if number == 3 else _near(number, asked)


def _asked(story: _Story) -> None:
    assigning.offer(story.session, story.manager, story.id, "reviewer")
    assigning.offer(story.session, story.manager, story.id, "reviewer3")


def _at_work(story: _Story) -> None:
    """One reviewer has locked; the other has but one gate left, on which the first found that it is not met."""
    gate = [each.code for each in queries.asked_in(story.session, story.row) if each.criterion.gate][-1]
    story.judge("reviewer", story.begin("reviewer"), _steady, but=gate)
    review = story.begin("reviewer2")
    story.judge(
        "reviewer2", review, lambda number, asked: 0 if asked.code == gate else _steady(number, asked)
    )
    judging.lock(story.session, story.person("reviewer2"), review)


def _comparing(story: _Story) -> None:
    story.lock_both(_steady, _near)
    first = next(each for each in comparing.compared(story.session, story.row) if each.gap is Gap.ONE_LEVEL)
    comparing.remark(
        story.session, story.person("reviewer"), story.id, first.asked.code,
        "Sample: I read the report of the audit as covering this; do you not?",
    )  # fmt: skip


def _with_adjudicator(story: _Story) -> None:
    story.lock_both(_steady, _far)
    story.settle()


def _with_vendor(story: _Story) -> None:
    story.lock_both(_steady, _near)
    story.settle()


def _published(story: _Story) -> None:
    _with_vendor(story)
    story.publish()


def _passed(story: _Story) -> None:
    """Every gate is passed."""
    story.lock_both(_good, lambda number, asked: (_good if asked.criterion.gate else _near)(number, asked))
    story.settle()
    story.publish()


def _appealed(story: _Story) -> None:
    _published(story)
    code = queries.asked_in(story.session, story.row)[3].code
    appealing.appeal(
        story.session, story.vendor, story.id, [code],
        "Sample: the second report, which we handed in, was not read.",
    )  # fmt: skip


def _calibration(story: _Story) -> None:
    """Three reviewers judge the same product; the third reads the levels more strictly than the others."""
    begun = [(key, story.begin(key)) for key in ("reviewer", "reviewer2", "reviewer3")]
    for (key, review), levels in zip(begun, (_steady, _near, _strict), strict=True):
        story.judge(key, review, levels)
        judging.lock(story.session, story.person(key), review)
    comparing.close(story.session, story.manager, story.id)


def _reasons(asked: Asked, place: int) -> str:
    if place < 0:
        return "Sample: what is needed to judge this is not public."
    named = asked.criterion.names.get("en", asked.code)
    return f"Sample: on “{named}”, the documents and the studies named here support this level and no higher one."


def _products(session: Session) -> None:
    drafts = [
        SolutionDraft.model_validate(
            {
                "slug": each.slug,
                "names": {"en": each.name},
                "summary": {"en": f"A fictional product. {each.summary}"},
                "type": "software",
                "openness": "open_source",
                "licence": "MPL-2.0",
                "platforms": ["android", "web"],
                "uses_ai": each.uses_ai,
                "interventions": [each.intervention],
                "organisations": [{"organisation": each.owner, "role": "owner"}],
                "links": {"home": [f"https://{each.slug}.demo.example/"]},
            }
        )
        for each in PRODUCTS
    ]
    solutions.save_all(session, drafts, author=AUTHOR, note=NOTE)
    for each in PRODUCTS:
        for draft in _evidence(each):
            evidence.save(
                session, EvidenceDraft.model_validate(draft), author=AUTHOR, note="Fictional.", seed=False
            )


def _evidence(product: Product) -> list[Mapping[str, Any]]:
    """Two independent studies, an audit and the maker's own documents, all fictional."""
    sooner = {
        "outcome": "5", "measured": {"en": "Share done on the day it was due"}, "direction": "benefit",
        "measure": "risk_ratio", "estimate": 1.32, "low": 1.04, "high": 1.68, "follow_up": "12 months",
    }  # fmt: skip
    content = {
        "outcome": "12", "measured": {"en": "Health workers who are content with it"}, "direction": "no_difference",
        "measure": "difference_in_points", "estimate": 1.5, "low": -6, "high": 9, "follow_up": "12 months",
    }  # fmt: skip
    gaps = {
        "outcome": "7", "measured": {"en": "Gaps in the records"}, "direction": "benefit",
        "measure": "rate_ratio", "estimate": 0.21, "low": 0.15, "high": 0.29, "follow_up": "24 months",
    }  # fmt: skip
    kinds: tuple[tuple[str, str, str, list[dict[str, Any]]], ...] = (
        ("cluster_trial", "independent", "a trial in 40 health posts", [sooner, content]),
        ("routine_data_evaluation", "independent", "an evaluation of two years of routine data", [gaps]),
        ("security_audit", "independent", "an audit of its security and privacy", []),
        ("technical_documentation", "not_independent", "its documentation", []),
    )
    return [
        {
            "key": f"{product.slug}-{kind.replace('_', '-')}",
            "kind": kind,
            "title": f"{product.name}: {what} (fictional)",
            "year": 2026,
            "url": f"https://{product.slug}.demo.example/{kind.replace('_', '-')}",
            "independence": independence,
            "study": f"{product.slug}-{kind.replace('_', '-')}",
            "about": [{"named": product.name, "solution": product.slug, "version": "2.1"}],
            "countries": ["KEN" if product.owner == KIJANI else "SEN"],
            "results": results,
            "comparator": {"en": "Health posts without it, or the two years before it"} if results else {},
            "note": {"en": "Fictional: made for the demo of this registry."},
        }
        for kind, independence, what, results in kinds
    ]
