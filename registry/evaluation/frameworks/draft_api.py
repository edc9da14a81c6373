"""Drafts of frameworks over HTTP, for administrators: begin, change, publish, throw away.

A draft goes out and comes in as a whole, in the shape of the files in `seed/frameworks`. Each answer carries its
`ETag`, which whoever changes, publishes or discards it names in `If-Match`, so that nothing is overwritten unseen.
"""

import re
from functools import partial
from typing import Annotated, Any, Final

from litestar import Response, delete, get, post, put
from litestar.params import Body, HeaderParameter, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.errors import BadParameter, VersionNeeded
from registry.evaluation.frameworks import drafting, editing, queries
from registry.evaluation.frameworks.drafts import VERSION, VersionDraft
from registry.evaluation.frameworks.schemas import VersionRow, VersionView
from registry.web.inputs import Db, PathText, Said
from registry.web.urls import Urls

TAGS: Final = ["frameworks"]
MANAGES: Final = needs(Permission.FRAMEWORK_MANAGE)
DRAFT: Final = "/framework-drafts/{framework:str}/{version:str}"
read: Final = partial(get, tags=TAGS, opt=MANAGES, sync_to_thread=True)
begins: Final = partial(post, tags=TAGS, opt=MANAGES, sync_to_thread=True, status_code=201)
_ETAG: Final = re.compile(r'"([0-9a-f]{64})"')

Whole = Annotated[
    dict[str, Any], Body(description="A version of a framework, as `seed/README.md` describes its files.")
]
IfMatch = Annotated[
    str | None, HeaderParameter(name="If-Match", description="The `ETag` of the draft as you read it.")
]


class NewDraft(Struct, frozen=True, forbid_unknown_fields=True):
    """A draft that follows a published version (`dpg-standard@1.1.7`); `changes` says what for, by language."""

    former: Said
    version: Annotated[str, Meta(pattern=VERSION)]
    changes: dict[str, Said]


@read("/framework-drafts", summary="Drafts of frameworks")
def framework_drafts(db: Db, viewer: Asker) -> list[VersionRow]:
    """All drafts that are under way."""
    with db.read() as session:
        return [each for each in queries.versions(session, viewer) if each.status == "draft"]


@begins("/framework-drafts", summary="Begin a draft with a file")
def begin_whole(db: Db, viewer: Asker, data: Whole) -> Response[dict[str, Any]]:
    """Begin a draft with all that a file says, of a new framework or one that is there."""
    draft = editing.checked(data)
    with db.write() as session:
        return _answer(drafting.begin_with_file(session, viewer, draft), is_new=True)


@begins("/framework-drafts/following", summary="Begin a draft that follows a version")
def begin_following(db: Db, viewer: Asker, data: JSONBody[NewDraft]) -> Response[dict[str, Any]]:
    """Begin as what it follows; earlier judgements stand until the draft says otherwise."""
    with db.write() as session:
        draft = drafting.begin(session, viewer, data.former, data.version, data.changes)
        return _answer(draft, is_new=True)


@read(DRAFT, summary="One draft")
def framework_draft(db: Db, framework: PathText, version: PathText) -> Response[dict[str, Any]]:
    """The whole draft, to be changed and sent back."""
    with db.read() as session:
        return _answer(queries.draft(session, f"{framework}@{version}", drafts_only=True))


@put(DRAFT, summary="Change a draft", tags=TAGS, opt=MANAGES, sync_to_thread=True)
def replace_draft(
    db: Db, viewer: Asker, framework: PathText, version: PathText, data: Whole, if_match: IfMatch = None
) -> Response[dict[str, Any]]:
    """Take this as all that the draft says. Without `If-Match` the answer is 428, with that of another version 412."""
    seen = _seen(if_match)
    made = editing.checked(data)
    with db.write() as session:
        return _answer(
            drafting.change(
                session, viewer, f"{framework}@{version}", lambda _: made, seen=seen, part=editing.seal
            )
        )


@post(
    f"{DRAFT}/publish",
    summary="Publish a draft",
    tags=TAGS,
    opt=MANAGES,
    sync_to_thread=True,
    status_code=200,
)
def publish_draft(
    db: Db, viewer: Asker, framework: PathText, version: PathText, if_match: IfMatch = None
) -> VersionView:
    """Put a draft in force; once somebody has judged by it, it never changes."""
    seen = _seen(if_match)
    with db.write() as session:
        drafting.publish(session, viewer, f"{framework}@{version}", seen=seen)
        return queries.version(session, framework, version)


@delete(DRAFT, summary="Throw a draft away", tags=TAGS, opt=MANAGES, sync_to_thread=True, status_code=204)
def discard_draft(
    db: Db, viewer: Asker, framework: PathText, version: PathText, if_match: IfMatch = None
) -> None:
    """Throw a draft away; that it was there stays on record."""
    seen = _seen(if_match)
    with db.write() as session:
        drafting.discard(session, viewer, f"{framework}@{version}", number=version, seen=seen)


def _seen(if_match: str | None) -> str:
    if not if_match:
        raise VersionNeeded
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise BadParameter("If-Match", "It is the ETag of the draft as you read it.")
    return found[1]


def _answer(draft: VersionDraft, *, is_new: bool = False) -> Response[dict[str, Any]]:
    headers = {"etag": f'"{editing.seal(draft)}"', "cache-control": "private, no-store"}
    if is_new:
        headers["location"] = Urls("en").api("framework-drafts", draft.framework, draft.version)
    return Response(draft.model_dump(mode="json"), status_code=201 if is_new else 200, headers=headers)


API: Final[list[ControllerRouterHandler]] = [
    framework_drafts,
    begin_whole,
    begin_following,
    framework_draft,
    replace_draft,
    publish_draft,
    discard_draft,
]
