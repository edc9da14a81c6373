"""What is asked about a deployment."""

from typing import Final

from registry.db.ids import Kind
from registry.deployments.models import DeploymentRole, DeploymentStatus
from registry.errors import mark
from registry.submissions.fields import Control, Field, Need
from registry.submissions.shared_fields import (
    BY_NAME,
    CHALLENGES,
    IDENTIFIERS,
    NEW_ORGANISATIONS,
    ORGANISATION,
    interventions,
)

DEPLOYMENT: Final[tuple[Field, ...]] = (
    Field(
        "solution",
        Control.PICK,
        why=mark("A deployment is one product at work in one country."),
        need=Need.RECORD,
        sort=Kind.SOLUTION.value,
    ),
    Field(
        "country",
        Control.COUNTRY,
        why=mark("The ministry of that country is asked to confirm it."),
        need=Need.RECORD,
    ),
    Field(
        "subdivision",
        Control.SUBDIVISION,
        why=mark("What runs in one province is not the same as what runs nationwide."),
        hint=mark("Leave it empty where the deployment is not limited to a part of the country."),
    ),
    Field(
        "status",
        Control.CHOICE,
        why=mark("What is planned, tried out or ended must not be counted as running."),
        need=Need.NEW,
        values=tuple(each for each in DeploymentStatus if each is not DeploymentStatus.NOT_KNOWN),
        terms="status",
    ),
    Field("started", Control.DATE, why=mark("Readers see how long it has lasted."), need=Need.WANTED),
    Field("ended", Control.DATE, why=mark("What has ended is kept, and told apart from what runs.")),
    Field(
        "version",
        Control.TEXT,
        why=mark("Countries that run the same version can share what they learn."),
        longest=40,
    ),
    # Reach
    Field(
        "people",
        Control.COUNT,
        why=mark("The number of people reached shows its scale."),
        need=Need.WANTED,
    ),
    Field("people_share", Control.SHARE, why=mark("A share can be compared between countries of any size.")),
    Field("health_workers", Control.COUNT, why=mark("Trained users are what keeps it running.")),
    Field(
        "health_workers_share",
        Control.SHARE,
        why=mark("A share can be compared between countries of any size."),
    ),
    Field(
        "facilities",
        Control.COUNT,
        why=mark("The number of facilities shows how far it has spread."),
        need=Need.WANTED,
    ),
    Field(
        "facilities_share", Control.SHARE, why=mark("A share can be compared between countries of any size.")
    ),
    Field(
        "target_share",
        Control.SHARE,
        why=mark("“At scale” is said only of what reaches a stated share of those it is meant for."),
    ),
    Field(
        "target_share_source",
        Control.TEXT,
        why=mark("A share counts only with the page or document that states it."),
    ),
    # Organisations
    Field(
        "organisations",
        Control.ROWS,
        why=mark("A reader who plans the same asks those who have done it."),
        hint=BY_NAME,
        need=Need.WANTED,
        columns=(
            ORGANISATION,
            Field("role", Control.CHOICE, need=Need.RECORD, values=tuple(DeploymentRole), terms="role"),
        ),
    ),
    Field(
        "funders",
        Control.ROWS,
        why=mark("Ministries and funders see who pays for what, and for how long."),
        hint=mark(
            "An amount is shown only with a public page that states it, or with the date on which the payer "
            "agreed."
        ),
        columns=(
            ORGANISATION,
            Field("amount", Control.COUNT),
            Field("currency", Control.TEXT, hint=mark("Its three letters, such as USD."), longest=3),
            Field("from_year", Control.YEAR),
            Field("until_year", Control.YEAR),
            Field("amount_source", Control.ADDRESS),
            Field("amount_consent", Control.DATE),
        ),
    ),
    NEW_ORGANISATIONS,
    # What it is for
    interventions(),
    CHALLENGES,
    # Links and identifiers
    Field(
        "links",
        Control.ADDRESSES,
        why=mark("Screeners and the ministry check there what is stated here."),
        hint=mark("One address a line."),
        need=Need.WANTED,
    ),
    IDENTIFIERS,
)
