"""`registry administrator`: the first administrator of a new installation."""

from typing import Annotated

import typer

from registry.cli.console import opened, out
from registry.errors import Invalid
from registry.settings import load_settings


def invite_administrator(
    email: Annotated[str, typer.Argument(help="The address of the person who shall be administrator.")],
) -> None:
    """Print a link with which somebody becomes administrator; it works once, for two weeks.

    The role needs a second factor, which the person sets up after signing in. Further administrators are invited by
    this one, on the page of people; when none can sign in any more, this command makes another.
    """
    from registry.accounts import service
    from registry.accounts.permissions import Role
    from registry.accounts.registration import demand_email

    settings = load_settings()
    try:
        demand_email(email)
    except Invalid as error:
        raise typer.BadParameter(str(error.faults["email"]), param_hint="EMAIL") from error
    with opened(settings) as database, database.write() as session:
        _, token = service.prepare_invitation(session, email, Role.ADMINISTRATOR)
    address = settings.base_url or f"http://{settings.host}:{settings.port}"
    out.print(f"{address}/en/invitations/{token}", markup=False)
