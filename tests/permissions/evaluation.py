"""Frameworks, certainty and recommendations: everybody reads what is published."""

from tests.factories.frameworks import make_framework
from tests.permissions.matrix import Call, Case, public


def _framework(case: Case) -> Call:
    make_framework(case.session)
    return Call({"framework": "test-framework", "version": "1"})


EXPECTATIONS = [
    public("/{lang}/frameworks"),
    public("/{lang}/frameworks/{framework}", _framework),
    public("/{lang}/frameworks/{framework}/{version}", _framework),
    public("/api/v1/frameworks"),
    public("/api/v1/frameworks/{framework}", _framework),
    public("/api/v1/frameworks/{framework}/{version}", _framework),
]
