"""Assessments by others: everybody reads them."""

from tests.permissions.matrix import Call, public

EXPECTATIONS = [
    public(
        "/api/v1/solutions/{name}/external-assessments", lambda case: Call({"name": case.world.solution.slug})
    )
]
