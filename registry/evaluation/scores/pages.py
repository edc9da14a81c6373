"""The permanent page of a published score, with everything that it rests on."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.errors import NotFound
from registry.evaluation.frameworks import queries as frameworks
from registry.evaluation.frameworks.schemas import CriterionView, LevelView, VersionView
from registry.evaluation.scores import queries, words
from registry.evaluation.scores.schemas import ScoreView
from registry.evidence import queries as evidence
from registry.web.i18n import label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page

__all__ = ["PAGES", "Judged", "judged", "words"]


class Cited(Struct, frozen=True):
    """An item of evidence in the state in which it was judged; without a title it is not for everybody any more."""

    id: str
    revision: int
    title: str
    language: str


class Judged(Struct, frozen=True):
    """One criterion of a score: what it asks, the level or levels found, and what that rests on."""

    criterion: CriterionView
    found: dict[str, Any]
    low: LevelView
    high: LevelView
    verdict: str
    reason: str
    evidence: list[Cited]


@get("/scores/{score_id:str}", sync_to_thread=True)
def score_page(request: Request[Any, Any, Any], db: Db, score_id: PathText) -> Response[bytes]:
    """One published score; it stays under this address for good."""
    with db.read() as session, using(language_of_request(request)):
        found = queries.score(session, score_id)
        version = frameworks.by_id(session, found.summary.framework.id)
        listed = judged(session, found, version)
        summary = found.summary
        return page(
            request,
            "scores/detail.html",
            title=f"{label(summary.solution.names)}: {label(summary.framework.names)}",
            section="search",
            score=found,
            row=summary,
            version=version,
            gates=[each for each in listed if each.criterion.gate],
            domains=[
                (domain, [each for each in listed if each.criterion.domain == domain.code])
                for domain in version.domains
            ],
        )


def judged(session: Session, found: ScoreView, version: VersionView) -> list[Judged]:
    """Each criterion of a score in the framework's words, in its order."""
    criteria = {each.code: each for each in version.criteria}
    judgements = {each["criterion"]: each for each in found.inputs["judgements"]}
    titles = _titles(session, found)
    listed = []
    for each in found.score["criteria"]:
        criterion = criteria[each["criterion"]]
        levels = {level.code: level for level in criterion.levels}
        judgement = judgements[criterion.code]
        listed.append(
            Judged(
                criterion,
                each,
                levels[each["low"]],
                levels[each["high"]],
                found.score["gates"].get(criterion.code, ""),
                judgement["reason"],
                [
                    Cited(item["id"], item["revision"], *titles.get(item["id"], ("", "")))
                    for item in judgement.get("evidence", ())
                ],
            )
        )
    return listed


def _titles(session: Session, found: ScoreView) -> dict[str, tuple[str, str]]:
    titles = {}
    for item_id in {item["id"] for each in found.inputs["judgements"] for item in each.get("evidence", ())}:
        try:
            item = evidence.item(session, item_id)
        except NotFound:  # withdrawn since
            continue
        titles[item_id] = (item.title, item.language)
    return titles


PAGES: Final[list[ControllerRouterHandler]] = [score_page]
