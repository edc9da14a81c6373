"""Makers of what evidence levels rest on: the rules that come with the registry, and a product that is proven by them."""

from typing import Any

import yaml
from sqlmodel import Session

from registry import resources
from registry.accounts.permissions import Role
from registry.deployments.models import Confirmation
from registry.evaluation.applicability import RiskTier
from registry.evaluation.levels import queries, service
from registry.evaluation.levels.drafts import RuleDraft
from registry.evaluation.scores.models import Score
from registry.solutions.models import Solution
from tests.factories.certainty import make_judgement
from tests.factories.people import make_viewer
from tests.factories.records import make_deployment, make_organisation, make_solution
from tests.factories.scores import make_score


def seeded_rule() -> RuleDraft:
    """The rules that come with the registry."""
    raw = yaml.safe_load((resources.path("seed") / "evidence-levels" / "1.yaml").read_text())
    return RuleDraft.model_validate({key: value for key, value in raw.items() if key != "notice"})


def make_rules(session: Session) -> None:
    """These rules, in force."""
    service.load(session, seeded_rule())


def make_proven(session: Session, name: str = "Sample Tracker", **values: Any) -> tuple[Solution, Score]:
    """A product that is proven by these rules, and its score."""
    solution = make_solution(session, name, **values)
    score = make_score(session, solution, tier=RiskTier.GUIDING)
    make_judgement(session, solution, publish=True, setting={"en": "Rural clinics"}, version="2.0")
    for country in ("KEN", "UGA"):
        make_deployment(
            session,
            solution,
            country,
            implementers=[make_organisation(session)],
            target_share=0.4,
            target_share_source="Annual report 2025",
            confirmation=Confirmation.CONFIRMED,
        )
    return solution, score


def make_rule_draft(session: Session, **changes: Any) -> str:
    """A draft of other rules; gives its version."""
    version = queries.next_version(session)
    draft = seeded_rule().model_copy(update={"version": version, "changes": {"en": "Much."}, **changes})
    service.save(session, make_viewer(session, Role.ADMINISTRATOR), draft)
    return version
