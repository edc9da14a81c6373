"""Records what others found of solutions that are recorded here; assesses nothing itself."""

from collections.abc import Iterable

from sqlmodel import Session, select

from registry.evaluation.external import service as external
from registry.evaluation.external.drafts import ExternalDraft
from registry.interchange.matching import AmbiguousMatch, KnownSolutions
from registry.interchange.ratings import Rating
from registry.interchange.report import Report
from registry.interchange.statements import Rejected, Statement
from registry.solutions.models import Solution

UNCLEAR = "no criterion of the model, or another number of values than of dates"


def record(session: Session, ratings: Iterable[Rating | Rejected], source: str, report: Report) -> None:
    """Record ratings of a source; of a product that is not recorded here they are rejected."""
    known = KnownSolutions(session)
    ids = dict(session.exec(select(Solution.slug, Solution.id)).all())
    for each in ratings:
        if isinstance(each, Rejected):
            report.rejected.append(each)
            continue
        slug = _slug(known, each, source)
        if slug is None and each.identifiers:
            continue  # the importer of the same file has said why it is not recorded
        if slug is None:
            report.rejected.append(
                Rejected(source, each.place, "no such solution is recorded here", each.name)
            )
            continue
        draft = ExternalDraft(
            solution=slug,
            scheme=each.scheme,
            source=source,
            on=each.on,
            url=each.url,
            results=dict(each.results),
        )
        report.assessments[external.save(session, draft, ids[slug])] += 1
        for name in each.left_out:
            report.lost(each.place, each.name, name, "", UNCLEAR)


def _slug(known: KnownSolutions, rating: Rating, source: str) -> str | None:
    """The one solution with an identifier of the rating or, if it has none, with its name."""
    statement = Statement(
        source=source,
        date=rating.on,
        place=rating.place,
        url=rating.url,
        identifiers=rating.identifiers,
        fields={"names": {"en": rating.name}},
        countries=(),
        organisations=(),
        accounted=(),
    )
    if rating.identifiers:
        try:
            return known.match(statement)
        except AmbiguousMatch:
            return None
    found = known.namesakes(statement)
    return found.pop() if len(found) == 1 else None
