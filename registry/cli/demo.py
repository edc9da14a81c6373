"""`registry demo`: sample people and what they are busy with."""

import typer

from registry.cli.console import opened, out
from registry.errors import BadSetting
from registry.settings import PREFIX, load_settings


def load_demo() -> None:
    """Load sample people, submissions and assessments into a seeded database; only with REGISTRY_DEMO, safe to run again."""
    from registry.accounts.vault import Vault
    from registry.attachments import stores
    from registry.demo import assessments, country, people, proof, records, reports, submissions
    from registry.search.sync import listen
    from registry.web.secret import secret_of

    settings = load_settings()
    if not settings.demo:
        raise BadSetting(
            f"{PREFIX}DEMO", "the sample people have known passwords: set it to true to have them"
        )
    listen()  # so that the search index learns of what is written
    vault = Vault(secret_of(settings.secret_key, settings.data_dir))
    with opened(settings) as database, database.write() as session:
        stores.use(database, stores.open_store(settings))
        if not people.load(session, vault):
            out.print("The sample people are there already.")
            raise typer.Exit
        country.appoint(session)
        number, assessed = submissions.load(session), assessments.load(session)
        records.load(session, country.load(session))
        judged, reported = proof.load(session), reports.load(session)
    out.print(
        f"{len(people.PEOPLE)} sample people, {number} submissions, {assessed} assessments, "
        f"{judged} judgements of certainty, {reported} reports."
    )
