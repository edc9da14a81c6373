"""A country's own questions on its desk, and the page on which those who answer for a deployment answer them."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments.clearing import LOOKS_LIKE
from registry.deployments import queries as deployments
from registry.errors import BadParameter, Forbidden, Invalid, mark
from registry.national import queries
from registry.national.models import QuestionType
from registry.national.pages.frame import LOOK, MANAGE, Faults, code_of, desk_page, done, to_desk
from registry.national.queries.answering import answering_for
from registry.national.schemas import QuestionView
from registry.national.service import questions
from registry.organisations import queries as organisations
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.languages import LANGUAGES
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

WRITTEN: Final = ("text", "hint", "options")
"""What is written once in each language."""

ANSWER: Final = needs(Permission.SUBMISSION_EDIT)


@get("/countries/{code:str}/desk/questions", opt=LOOK, sync_to_thread=True)
def questions_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText) -> Response[bytes]:
    """The questions of the country, also those that are no longer asked, and the form to ask one."""
    with db.read() as session:
        return _questions(request, session, viewer, code_of(session, viewer, code, Permission.COUNTRY_READ))


def _questions(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    code: str,
    faults: Faults | None = None,
    sent: FormData | None = None,
) -> Response[bytes]:
    found = queries.questions(session, code, retired=True)
    typed = ("type", *(f"{name}_{each}" for name in WRITTEN for each in LANGUAGES))
    here = language_of_request(request)
    return desk_page(
        request,
        session,
        viewer,
        code,
        "questions",
        title=mark("Questions of %(country)s"),
        part="questions",
        faults={f"{name}_{here}" if name in WRITTEN else name: each for name, each in (faults or {}).items()},
        asked=[each for each in found if not each.retired_on],
        retired=[each for each in found if each.retired_on],
        types=list(QuestionType),
        languages=list(LANGUAGES.values()),
        values={name: sent.text(name) if sent else "" for name in typed},
        required=sent.flag("required") if sent else False,
        private=sent.flag("private") if sent else False,
    )


@post("/countries/{code:str}/desk/questions", opt=MANAGE, sync_to_thread=True, status_code=303)
def change_questions(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form
) -> Response[Any]:
    """Ask a question, or move, require or retire one."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_MANAGE)
        what, _, number = form.text("do").partition(":")
        if not what:
            _ask(session, viewer, known, form)
            return
        if not number.isdigit():
            raise BadParameter("do", "Say which question.")
        _change(session, viewer, known, what, int(number))

    def again(session: Session, faults: Faults) -> Response[bytes]:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _questions(request, session, viewer, known, faults, form)

    return done(db, change, to_desk(request, code, "questions"), again)


def _change(session: Session, viewer: Viewer, code: str, what: str, number: int) -> None:
    match what:
        case "retire":
            questions.retire(session, viewer, code, number)
        case "require" | "allow":
            questions.require(session, viewer, code, number, required=what == "require")
        case "up" | "down":
            questions.move(session, viewer, code, number, up=what == "up")
        case _:
            raise BadParameter("do", "Retire, require, allow, up or down.")


def _ask(session: Session, viewer: Viewer, code: str, form: FormData) -> None:
    if form.text("type") not in {each.value for each in QuestionType}:
        raise Invalid({"type": mark("Choose what sort of answer you want.")})
    questions.ask(
        session,
        viewer,
        code,
        text=_in_languages(form, "text"),
        hint=_in_languages(form, "hint"),
        kind=QuestionType(form.text("type")),
        options=_options(form),
        required=form.flag("required"),
        public=not form.flag("private"),
    )


def _in_languages(form: FormData, name: str) -> dict[str, str]:
    texts = {each: form.text(f"{name}_{each}") for each in LANGUAGES}
    return {each: text for each, text in texts.items() if text}


def _options(form: FormData) -> list[dict[str, str]]:
    """The choices, each in all languages that it is given in; they belong together by their order."""
    lists = {each: form.lines(f"options_{each}") for each in LANGUAGES if form.text(f"options_{each}")}
    if len({len(lines) for lines in lists.values()}) > 1:
        raise Invalid({"options": mark("Give the same choices, in the same order, in each language.")})
    return [dict(zip(lists, names, strict=True)) for names in zip(*lists.values(), strict=True)]


# --------------------------------------------------------------------------- those who answer


@get("/deployments/{name:str}/answers", opt=ANSWER, sync_to_thread=True)
def answers_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText) -> Response[bytes]:
    """The country's questions on a deployment, with what one's own organisation answered."""
    with db.read() as session:
        return _answers(request, session, viewer, name)


def _answers(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    name: str,
    faults: Faults | None = None,
    sent: FormData | None = None,
) -> Response[bytes]:
    found = deployments.deployment(session, name)
    mine = answering_for(session, viewer, found.id)
    if not mine:
        raise Forbidden(permission=Permission.SUBMISSION_EDIT.value)
    chosen = sent.text("organisation") if sent else mine[0]
    asked = queries.questions(session, found.country.code)
    given = {
        each.question: each.value
        for each in queries.answers(session, viewer, found.id)
        if each.organisation.id == chosen
    }
    with using(language_of_request(request)):
        names = {"solution": label(found.solution.names), "country": label(found.country.names)}
        return page(
            request,
            "national/answers.html",
            title=gettext("Questions of %(country)s on %(solution)s") % names,
            section="countries",
            status=422 if faults else 200,
            deployment=found,
            authority=queries.authority(session, found.country.code),
            questions=asked,
            values=_sent(asked, sent) if sent else given,
            organisations=[organisations.refs(session, mine)[each] for each in mine],
            chosen=chosen,
            is_suspect=any(each.message == LOOKS_LIKE for each in (faults or {}).values()),
            faults=faults or {},
        )


def _sent(asked: list[QuestionView], form: FormData) -> dict[int, Any]:
    return {
        each.id: form.texts(f"q{each.id}") if each.type == QuestionType.MULTIPLE else form.text(f"q{each.id}")
        for each in asked
    }


@post("/deployments/{name:str}/answers", opt=ANSWER, sync_to_thread=True, status_code=303)
def answer(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText, form: Form
) -> Response[Any]:
    """Answer them."""

    def change(session: Session) -> None:
        found = deployments.deployment(session, name)
        values = _sent(queries.questions(session, found.country.code), form)
        questions.answer(
            session,
            viewer,
            found.id,
            values,
            organisation=form.text("organisation"),
            is_clear=form.flag("clear"),
        )

    def again(session: Session, faults: Faults) -> Response[bytes]:
        return _answers(request, session, viewer, name, faults, form)

    url = Urls(language_of_request(request))
    return done(db, change, Redirect(url.deployment(name), status_code=303), again)


PAGES: Final[list[ControllerRouterHandler]] = [questions_page, change_questions, answers_page, answer]
