"""Makers of frameworks: drafts of any shape, and versions in the database (by the service: they are one body)."""

from typing import Any

from sqlmodel import Session

from registry.evaluation.frameworks import service
from registry.evaluation.frameworks.drafts import VersionDraft
from tests.factories.reference import make_source

LEVELS = [
    {"code": "none", "value": 0, "names": "None"},
    {"code": "some", "value": 1, "names": "Some"},
    {"code": "most", "value": 2, "names": "Most", "meets": True},
    {"code": "all", "value": 3, "names": "All", "meets": True},
]
PASS_OR_FAIL = [
    {"code": "fail", "value": 0, "names": "Fails"},
    {"code": "pass", "value": 1, "names": "Passes", "meets": True},
]


def framework_draft(framework: str = "test-framework", version: str = "1", **values: Any) -> VersionDraft:
    """A small framework of two domains with a gate; any key can be replaced."""
    body: dict[str, Any] = {
        "framework": framework,
        "version": version,
        "names": {"en": "Test framework", "fr": "Cadre d’essai"},
        "publisher": "Test body",
        "published": "2026",
        "source": "test-source",
        "licence": "CC0-1.0",
        "scales": {"levels": LEVELS, "pass-or-fail": PASS_OR_FAIL},
        "domains": [{"code": "first", "names": "First domain"}, {"code": "second", "names": "Second domain"}],
        "criteria": [
            criterion("one", "first"),
            criterion("two", "first", traits=["personal_data"]),
            criterion("three", "second", scale="pass-or-fail", gate=True),
        ],
    }
    return VersionDraft.model_validate(body | values)


def criterion(code: str, domain: str = "first", **values: Any) -> dict[str, Any]:
    """A criterion on the scale of four levels."""
    return {"code": code, "domain": domain, "names": f"Criterion {code}", "scale": "levels", **values}


def make_framework(session: Session, *, publish: bool = True, used: bool = False, **values: Any) -> str:
    """A version in the database; gives its id."""
    draft = framework_draft(**values)
    make_source(session, draft.source)
    service.save(session, draft, publish=publish)
    if used:
        service.mark_used(session, draft.id)
    return draft.id


__all__ = ["criterion", "framework_draft", "make_framework"]
