"""What is wrong with a draft as it stands: its values, what they name, and what does not fit together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError
from sqlmodel import Session

from registry.attachments.queries import held_back
from registry.db.bulk import existing, ids_of_slugs
from registry.db.ids import Kind
from registry.db.withheld import NOT_PUBLIC
from registry.deployments.drafts import subdivision_country
from registry.errors import Fault, mark
from registry.submissions import queries
from registry.submissions.asking import FIELDS
from registry.submissions.drafting import CONFIRMED, NEW, is_unchanged, validate
from registry.submissions.fields import Control, Field
from registry.submissions.files import KIND as FILES
from registry.submissions.merging import is_nothing
from registry.submissions.models import Submission, SubmissionKind, id_of
from registry.submissions.patient_texts import faults_of_texts
from registry.submissions.value_checks import MOST_ITEMS, NEEDED, Faults, faults_of
from registry.taxonomy.service import FIELDS as SCHEMES
from registry.taxonomy.service import ConceptCodes

Named = tuple[str, str, str]
"""Where something is named, what sort of thing, and by what."""

NOT_REGISTERED: Final = mark("Nothing is registered under the name “%(text)s”.")


def faults(session: Session, submission: Submission) -> dict[str, Fault]:
    """What is wrong, by the path of the field in the form; what is merely missing is not told here."""
    kind, body = submission.kind, submission.body
    found: dict[str, Fault] = {}
    for field in FIELDS[kind].values():
        for path, fault in faults_of(field, body.get(field.name)):
            found.setdefault(path, fault)
    if found:
        # What values name is looked up where the values have their right form.
        broken = {path.partition(".")[0] for path in found}
        body = {name: value for name, value in body.items() if name not in broken}
    for path, fault in (*_unknown(session, kind, body), *_across(submission.kind, body)):
        found.setdefault(path, fault)
    cleared = queries.cleared_texts(session, id_of(submission))
    for path, fault in faults_of_texts(FIELDS[kind].values(), submission.body, cleared):
        found.setdefault(path, fault)
    if held_back(session, (FILES, str(submission.id))):
        found["attachments"] = Fault(mark("An attached file looks as if it held data of patients."))
    if not found and _changes_nothing(session, submission):
        found["changes"] = Fault(mark("Nothing is changed yet: the record says all of this already."))
    return found or _left_over(submission)


def _changes_nothing(session: Session, submission: Submission) -> bool:
    """Whether a proposed change is none, nor a confirmation, which only records with claims can have."""
    return submission.kind not in CONFIRMED and is_unchanged(session, submission)


def _left_over(submission: Submission) -> dict[str, Fault]:
    """What only the record's own rules find; every rule that people meet has a sentence of its own above."""
    try:
        validate(submission)
    except ValidationError as error:
        message = mark("This cannot be recorded as it is: %(reason)s")
        return {
            ".".join(str(part) for part in each["loc"]) or "body": Fault(
                message, {"reason": each["msg"].removeprefix("Value error, ")}
            )
            for each in error.errors()
            if each["type"] != "missing"
        }
    return {}


def _unknown(session: Session, kind: SubmissionKind, body: Mapping[str, Any]) -> Faults:
    """References to what does not exist."""
    named = list(_named(FIELDS[kind].values(), body))
    new = body.get(NEW, {})
    named += [(NEW, "country", each["country"]) for each in new.values() if each.get("country")]
    known: dict[str, set[str]] = {
        "country": existing(session, "country.code", {key for _, sort, key in named if sort == "country"}),
        "organisation": set(new),
    }
    for each in (Kind.SOLUTION, Kind.STANDARD, Kind.ORGANISATION):
        keys = {key for _, sort, key in named if sort == each.value}
        if keys:
            ids = existing(session, f"{each.value}.id", keys) if kind is SubmissionKind.DEPLOYMENT else set()
            known.setdefault(each.value, set()).update(ids, ids_of_slugs(session, each, keys))
    for path, sort, key in named:
        if key not in known.get(sort, ()):
            yield path, Fault(NOT_REGISTERED, {"text": key})
    if fields := [name for name in SCHEMES if body.get(name)]:
        codes = ConceptCodes(session)
        for name in fields:
            if unknown := [code for code in body[name] if not codes.knows(name, code)]:
                yield name, Fault(mark("The list has no code %(text)s."), {"text": unknown[0]})


def _named(fields: Iterable[Field], body: Mapping[str, Any], prefix: str = "") -> Iterator[Named]:
    for field in fields:
        value: Any = body.get(field.name)
        path = prefix + field.name
        if is_nothing(value):
            continue
        if field.control is Control.PICK:
            yield path, field.sort, value
        elif field.control is Control.COUNTRY:
            yield path, "country", value
        elif field.control is Control.ROWS:
            for number, row in enumerate(value[:MOST_ITEMS]):
                yield from _named(field.columns, row, f"{path}.{number}.")


def _across(kind: SubmissionKind, body: Mapping[str, Any]) -> Faults:
    """Fields that do not fit together."""
    if kind is not SubmissionKind.DEPLOYMENT:
        return
    if body.get("status") == "scaled":
        for name in ("target_share", "target_share_source"):
            if is_nothing(body.get(name)):
                message = mark("“At scale” needs the share of the target that is reached, and its source.")
                yield name, Fault(message)
    started, ended = body.get("started", ""), body.get("ended", "")
    shared = min(len(started), len(ended))
    if ended[:shared] < started[:shared]:
        yield "ended", Fault(mark("It cannot have ended before it started."))
    subdivision = body.get("subdivision")
    if subdivision and subdivision_country(subdivision) != body.get("country"):
        message = mark("“%(text)s” is no part of that country.")
        yield "subdivision", Fault(message, {"text": subdivision})
    for number, funder in enumerate(body.get("funders", [])):
        yield from _amount(funder, f"funders.{number}")


def _amount(funder: Mapping[str, Any], place: str) -> Faults:
    amount = funder.get("amount")
    if amount == NOT_PUBLIC:
        return
    if not is_nothing(amount):
        if is_nothing(funder.get("currency")):
            yield f"{place}.currency", Fault(NEEDED)
    elif not is_nothing(funder.get("amount_source")) or not is_nothing(funder.get("amount_consent")):
        yield f"{place}.amount", Fault(NEEDED)
    first, last = funder.get("from_year"), funder.get("until_year")
    if first and last and last < first:
        yield f"{place}.until_year", Fault(mark("It cannot have ended before it started."))
