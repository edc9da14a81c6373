"""The evidence level of a solution is in the index, and follows whatever it rests on."""

from sqlmodel import select

from registry.db import Database, Kind
from registry.evaluation.scores import service as scores
from registry.evaluation.scores.models import Mark
from registry.jobs.models import Job
from registry.search import sync
from registry.search.documents import DocumentBuilder
from tests.factories import make_solution
from tests.factories.levels import make_proven, make_rules
from tests.factories.scores import PUBLISHED

sync.listen()


def test_a_document_says_the_level_and_whether_it_is_stale(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        make_rules(session)
        solution, score = make_proven(session)
        bare = make_solution(session)
        scores.mark(session, score.id, Mark.INCIDENT, now=PUBLISHED)
    with database.read() as session:
        documents = {
            each.id: each for each in DocumentBuilder(session).build(Kind.SOLUTION, [solution.id, bare.id])
        }
    assert documents[solution.id].facets["f_evidence"] == ("proven",)
    assert documents[solution.id].payload["stale"]
    assert documents[bare.id].facets["f_evidence"] == ("not_assessed",)


def test_what_becomes_of_a_score_is_brought_to_the_index(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        solution, score = make_proven(session)
    with database.write() as session:
        session.execute(Job.__table__.delete())  # type: ignore[attr-defined]
    with database.write() as session:
        scores.mark(session, score.id, Mark.INCIDENT, now=PUBLISHED)
        (key,) = session.exec(select(Job.key).where(Job.kind == sync.JOB_KIND)).all()
        assert sync.expand(session, [key]) == {Kind.SOLUTION: [solution.id]}
    with database.write() as session:
        make_rules(session)
        assert "everything:" in session.exec(select(Job.key)).all()
