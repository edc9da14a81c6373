"""Small functions that make records for tests: `with database.write() as session: make_solution(session)`.

Each writes its rows and flushes, makes what it must point to (a source, a country, a scheme) when a test does
not care, and takes any column of its table as a keyword. Nothing here goes through a service, so a test of
queries or pages does not depend on the rules for publishing.
"""

from tests.factories.people import (
    grant,
    make_account,
    make_invitation,
    make_join_request,
    make_token,
    make_viewer,
    sign_in,
)
from tests.factories.records import (
    make_claim,
    make_deployment,
    make_identifier,
    make_organisation,
    make_presence,
    make_revision,
    make_solution,
    make_standard,
)
from tests.factories.reference import (
    make_concept,
    make_concept_map,
    make_country,
    make_region,
    make_scheme,
    make_source,
)
from tests.factories.submissions import make_submission

__all__ = [
    "grant",
    "make_account",
    "make_claim",
    "make_concept",
    "make_concept_map",
    "make_country",
    "make_deployment",
    "make_identifier",
    "make_invitation",
    "make_join_request",
    "make_organisation",
    "make_presence",
    "make_region",
    "make_revision",
    "make_scheme",
    "make_solution",
    "make_source",
    "make_standard",
    "make_submission",
    "make_token",
    "make_viewer",
    "sign_in",
]
