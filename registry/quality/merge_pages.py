"""Two records that are likely one, side by side: editors choose what is kept of each field and merge them."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.audit.pages import wording
from registry.db.ids import Kind
from registry.errors import BadParameter, Fault, Invalid
from registry.quality import queries
from registry.quality.merge_fields import Side, choices
from registry.quality.merging import merge
from registry.quality.record_refs import refs
from registry.quality.two_records import both
from registry.quality.wording import in_words, record_title
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

EDIT: Final = needs(Permission.RECORD_EDIT)
PATH: Final = "/quality/merge/{kind:str}/{kept:str}/{other:str}"

KindName = FromPath[Kind]


@get(PATH, opt=EDIT, sync_to_thread=True)
def merge_page(
    request: Request[Any, Any, Any], db: Db, kind: KindName, kept: PathText, other: PathText
) -> Response[bytes]:
    """Both records, field by field, where they differ."""
    with db.read() as session:
        return _side_by_side(request, session, kind, kept, other)


def _side_by_side(
    request: Request[Any, Any, Any],
    session: Session,
    kind: Kind,
    kept: str,
    other: str,
    *,
    faults: dict[str, Fault] | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    two = both(session, kind, kept, other)
    named = refs(session, [(kind, kept), (kind, other)])
    with using(language_of_request(request)):
        return page(
            request,
            "quality/merge.html",
            title=gettext("Merge two records"),
            section="about",
            status=422 if faults else 200,
            kind=kind,
            two=two,
            kept=named[kind.value, kept],
            other=named[kind.value, other],
            titles=[record_title(named[kind.value, each]) for each in (kept, other)],
            choices=choices(kind, two.kept.body, two.other.body),
            words=wording(session, kind, [two.kept.body, two.other.body]),
            findings=in_words(session, queries.of_pair(session, kind, kept, other)),
            faults=faults or {},
            typed=typed or FormData(),
        )


@post(PATH, opt=EDIT, status_code=303, sync_to_thread=True)
def merge_them(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    kind: KindName,
    kept: PathText,
    other: PathText,
    form: Form,
) -> Response[Any]:
    """Merge the two; leads to the one that was kept."""
    try:
        with db.write() as session:
            merge(
                session,
                viewer,
                kind,
                kept_id=kept,
                other_id=other,
                seen=(form.number("seen_kept") or 0, form.number("seen_other") or 0),
                sides=_sides(form),
                reason=form.text("reason"),
            )
            name = refs(session, [(kind, kept)])[kind.value, kept].name
    except Invalid as error:
        with db.read() as session:
            return _side_by_side(request, session, kind, kept, other, faults=error.faults, typed=form)
    return Redirect(Urls(language_of_request(request)).record(kind, name), status_code=303)


def _sides(form: FormData) -> dict[str, Side]:
    found = {name.removeprefix("side."): form.text(name) for name in form.fields if name.startswith("side.")}
    if unknown := set(found.values()) - set(Side):
        raise BadParameter("side", f"There is no side {unknown.pop()}.")
    return {field: Side(side) for field, side in found.items()}


PAGES: Final[list[ControllerRouterHandler]] = [merge_page, merge_them]
