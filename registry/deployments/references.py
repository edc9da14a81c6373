"""What the drafts of one batch point to, read once: solutions, countries, organisations, codes, sources."""

from collections.abc import Sequence

from sqlmodel import Session

from registry.db.bulk import existing, ids_of_slugs
from registry.db.ids import Kind
from registry.deployments.drafts import DeploymentDraft
from registry.errors import BadRecord
from registry.provenance.service import authorities, check_sources
from registry.taxonomy.service import ConceptCodes


class References:
    """What the drafts of one batch point to; `authorities` are the sources in which a country itself speaks."""

    def __init__(self, session: Session, drafts: Sequence[DeploymentDraft]) -> None:
        named = {draft.solution for draft in drafts}
        self._solutions = {each: each for each in existing(session, "solution.id", named)}
        self._solutions |= ids_of_slugs(session, Kind.SOLUTION, named - set(self._solutions))
        self._countries = existing(session, "country.code", {draft.country for draft in drafts})
        self.organisations = ids_of_slugs(
            session,
            Kind.ORGANISATION,
            set().union(*(organisations_of(draft) for draft in drafts)),
        )
        self._codes = ConceptCodes(session)
        sources = {each.source for draft in drafts for each in draft.claims}
        check_sources(session, sources)
        self.authorities = authorities(session, sources)

    def solution(self, draft: DeploymentDraft) -> str:
        """The id of the draft's solution."""
        return self._solutions[draft.solution]

    def check(self, draft: DeploymentDraft) -> None:
        """Refuse a draft that points to what does not exist."""
        place = f"{draft.solution} in {draft.country}"
        if draft.solution not in self._solutions:
            raise BadRecord(f"no solution {draft.solution}", place)
        if draft.country not in self._countries:
            raise BadRecord(f"no country {draft.country}", place)
        if missing := sorted(organisations_of(draft) - set(self.organisations)):
            raise BadRecord(f"no organisation {', '.join(missing)}", place)
        self._codes.check("interventions", draft.interventions)
        self._codes.check("challenges", draft.challenges)


def organisations_of(draft: DeploymentDraft) -> set[str]:
    """Slugs of the organisations that a draft names."""
    return {each.organisation for each in draft.organisations} | {each.organisation for each in draft.funders}
