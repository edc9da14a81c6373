"""Reads of assessments by others."""

from itertools import groupby

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.evaluation.external.drafts import ExternalDraft
from registry.evaluation.external.models import POINTS, ExternalAssessment
from registry.evaluation.external.schemas import ExternalGroup, ExternalView


def of_solution(session: Session, solution_id: str) -> list[ExternalView]:
    """All assessments of a solution by others, by scheme and source, the earliest first."""
    rows = session.exec(_in_order().where(ExternalAssessment.solution_id == solution_id))
    return [_view(row) for row in rows]


def all_of_them(session: Session) -> list[tuple[str, ExternalView]]:
    """Every assessment by others with the id of its solution."""
    return [(row.solution_id, _view(row)) for row in session.exec(_in_order())]


def known(session: Session, solution_id: str, draft: ExternalDraft) -> ExternalAssessment | None:
    """What is recorded already of the same solution, scheme, source and date."""
    return session.exec(
        select(ExternalAssessment).where(
            ExternalAssessment.solution_id == solution_id,
            ExternalAssessment.scheme == draft.scheme,
            ExternalAssessment.source_id == draft.source,
            ExternalAssessment.on == draft.on,
        )
    ).first()


def _in_order() -> SelectOfScalar[ExternalAssessment]:
    return select(ExternalAssessment).order_by(
        col(ExternalAssessment.solution_id),
        col(ExternalAssessment.scheme),
        col(ExternalAssessment.source_id),
        col(ExternalAssessment.on),
    )


def _view(row: ExternalAssessment) -> ExternalView:
    return ExternalView(row.scheme, row.on, row.results, row.source_id, row.url)


def _place(name: str) -> int:
    """Where a criterion stands in the list of its source; a database need not keep the order of a record's keys."""
    return POINTS.index(name) if name in POINTS else len(POINTS)


def groups(session: Session, solution_id: str) -> list[ExternalGroup]:
    """The same for a page: one group for each scheme and source, with all criteria that any of them names."""
    found = []
    for (scheme, source), views in groupby(
        of_solution(session, solution_id), key=lambda view: (view.scheme, view.source)
    ):
        each = list(views)
        criteria = {name for view in each for name in view.results}
        found.append(
            ExternalGroup(scheme, source, each, sorted(criteria, key=lambda name: (_place(name), name)))
        )
    return found
