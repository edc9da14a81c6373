"""A country with two deployments and a reported presence, its focal point, and somebody of the vendor."""

from dataclasses import dataclass

import pytest
from sqlmodel import Session

from registry.accounts.permissions import Role
from registry.accounts.queries import viewer
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.deployments.drafts import DeploymentDraft
from registry.deployments.service import presence, save
from registry.solutions.models import SolutionOrganisation, SolutionRole
from tests.factories import make_account, make_country, make_organisation, make_solution, make_source


@dataclass(frozen=True)
class Kenya:
    """Ids of what is there; `focal` speaks for Kenya, `reader` only looks, `vendor` makes the solutions."""

    focal: str
    reader: str
    vendor: str
    maker: str
    first: str
    second: str
    reported: str
    abroad: str
    solution: str

    def viewer(self, session: Session, account_id: str = "") -> Viewer:
        """Somebody as one who asks; the focal point where nobody is named."""
        return viewer(session, account_id or self.focal)


def record(session: Session, solution: str, country: str, **values: object) -> str:
    """A deployment that one source states."""
    claim = {
        "field": "presence",
        "value": True,
        "source": "register",
        "date": "2025-02",
        "url": "https://example.org/register",
    }
    draft = {
        "solution": solution,
        "country": country,
        "status": "active",
        "started": "2019",
        "claims": [claim],
    }
    return save(session, DeploymentDraft.model_validate(draft | values), author="Register").id


@pytest.fixture
def kenya(database: Database) -> Kenya:
    with database.write() as session:
        make_source(session, "register", title="National register", date="2025-02")
        make_source(session, "guide", title="Guide of goods", date="2024")
        make_country(session, "KEN")
        make_country(session, "UGA")
        maker = make_organisation(session, "Record Makers", slug="record-makers")
        ids = []
        for name in ("Clinic Record", "Stock Keeper", "Village Register", "Lab Link"):
            made = make_solution(session, name, organisations=())
            session.add(
                SolutionOrganisation(solution_id=made.id, organisation_id=maker.id, role=SolutionRole.OWNER)
            )
            ids.append(made.id)
        session.flush()
        return Kenya(
            make_account(session, "Focal", (Role.FOCAL_POINT, "KEN"), language="en").id,
            make_account(session, "Looker", (Role.COUNTRY_VIEWER, "KEN")).id,
            make_account(session, "Vendor", (Role.ORGANISATION_OWNER, maker.id)).id,
            maker.id,
            record(session, ids[0], "KEN"),
            record(session, ids[1], "KEN", status="pilot", started="", people=1200),
            save(
                session,
                presence(ids[2], "KEN", [("register", "2025-02", ""), ("guide", "2024", "")]),
                author="Register",
            ).id,
            record(session, ids[0], "UGA"),
            ids[3],
        )
