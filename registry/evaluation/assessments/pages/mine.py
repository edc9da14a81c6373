"""A reviewer's own work: offers, reviews, what they can review; and declaring ties before saying yes."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import BadParameter, Fault, Invalid
from registry.evaluation.assessments import assigning, queries, standing
from registry.evaluation.assessments.declaring import DeclarationDraft
from registry.evaluation.assessments.models import ConflictKind, ConflictVerdict, ReviewerProfile
from registry.evaluation.assessments.pages.frame import name_of, to
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.workflow import State
from registry.taxonomy import queries as taxonomy
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathNumber
from registry.web.languages import LANGUAGES
from registry.web.render import language_of_request, page

REVIEW: Final = needs(Permission.REVIEW_WRITE)


@get("/reviews", sync_to_thread=True)
def mine_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """What waits for the viewer as a reviewer or an adjudicator."""
    if not viewer.may(Permission.REVIEW_ADJUDICATE):
        viewer.demand(Permission.REVIEW_WRITE)
    with db.read() as session, using(language_of_request(request)):
        offers = queries.own_assignments(session, viewer.account_id)
        to_decide = [
            each
            for each in queries.assessments(session, states=[State.ADJUDICATING])
            if Standing.ADJUDICATOR in standing.standings(session, viewer, each)
        ]
        rows = [row for _, row in offers] + to_decide
        return page(
            request,
            "assessments/mine.html",
            title=gettext("My reviews"),
            offers=[
                (made, row)
                for made, row in offers
                if not standing.is_recused(session, viewer.account_id, row.solution_id)
            ],
            reviews=queries.own_reviews(session, viewer.account_id),
            to_decide=to_decide,
            names=queries.product_names(session, [each.solution_id for each in rows]),
            reviews_at_all=viewer.may(Permission.REVIEW_WRITE),
            recused="recused" in request.query_params,
        )


@get("/reviews/profile", opt=REVIEW, sync_to_thread=True)
def profile_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """What the viewer can review."""
    with db.read() as session:
        return _profile(request, session, viewer)


@post("/reviews/profile", opt=REVIEW, sync_to_thread=True, status_code=303)
def save_profile(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Keep what the viewer can review."""
    try:
        with db.write() as session:
            known = {
                each.code for each in taxonomy.groups(session, taxonomy.CURRENT["intervention"]).values()
            }
            assigning.set_profile(
                session,
                viewer,
                [each for each in form.texts("languages") if each in LANGUAGES],
                [each for each in form.texts("topics") if each in known],
                form.number("most") or 0,
            )
    except Invalid as error:
        with db.read() as session:
            return _profile(request, session, viewer, error.faults)
    return to(request, "reviews")


def _profile(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    with using(language_of_request(request)):
        groups = taxonomy.groups(session, taxonomy.CURRENT["intervention"]).values()
        known = queries.profiles(session, [viewer.account_id]).get(viewer.account_id)
        return page(
            request,
            "assessments/profile.html",
            title=gettext("What I can review"),
            status=422 if faults else 200,
            profile=known or ReviewerProfile(account_id=viewer.account_id),
            topics=list({each.code: (each.code, label(each.label)) for each in groups}.values()),
            languages=[(code, each.autonym) for code, each in LANGUAGES.items()],
            faults=faults or {},
        )


@get("/reviews/offers/{number:int}", opt=REVIEW, sync_to_thread=True)
def offer_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber) -> Response[bytes]:
    """An offer to review: what it is of, and what ties the viewer to it."""
    with db.read() as session:
        return _offer(request, session, viewer, number)


@post("/reviews/offers/{number:int}", opt=REVIEW, sync_to_thread=True, status_code=303)
def answer_offer(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Take an offer on, or decline it."""
    try:
        with db.write() as session:
            if form.text("go") == "decline":
                assigning.decline(session, viewer, number, form.text("reason"))
                return to(request, "reviews")
            review = assigning.accept(session, viewer, number, _declared(form))
    except Invalid as error:
        with db.read() as session:
            return _offer(request, session, viewer, number, form, error.faults)
    return to(request, "reviews", str(review)) if review else to(request, "reviews", recused="1")


def _declared(form: FormData) -> DeclarationDraft:
    try:
        kinds = [ConflictKind(each) for each in form.texts("kinds") if each != "nothing"]
        verdict = ConflictVerdict(form.text("verdict") or ConflictVerdict.NONE)
    except ValueError as error:
        raise BadParameter("kinds", "Load the page again.") from error
    return DeclarationDraft(
        kinds,
        none="nothing" in form.texts("kinds"),
        began=form.text("began"),
        ended=form.text("ended"),
        text=form.text("text"),
        verdict=verdict,
    )


def _offer(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    typed: FormData | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    made, row = assigning.own_offer(session, viewer, number)
    with using(language_of_request(request)):
        return page(
            request,
            "assessments/offer.html",
            title=str(label(name_of(session, row))),
            status=422 if faults else 200,
            made=made,
            row=row,
            body=queries.body(session, row.body_id),
            version=queries.version_of(session, row),
            asked=len(queries.asked_in(session, row)),
            review=queries.review_of(session, row.id, viewer.account_id),
            typed=typed or FormData(),
            faults=faults or {},
        )


PAGES: Final[list[ControllerRouterHandler]] = [
    mine_page,
    profile_page,
    save_profile,
    offer_page,
    answer_offer,
]
