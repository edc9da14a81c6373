"""Reads answers in the form that their questions want; pure."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from registry.attachments.clearing import demand_clear
from registry.errors import Fault, Invalid, mark
from registry.national.models import QuestionType
from registry.national.schemas import QuestionView

LONGEST_ANSWER: Final = 5_000


def checked(asked: list[QuestionView], values: Mapping[int, Any], *, is_clear: bool) -> dict[int, Any]:
    """Answers by question; `Invalid` tells at `q` and the number of each question what is missing or wrong."""
    faults: dict[str, Fault | str] = {}
    found: dict[int, Any] = {}
    for each in asked:
        try:
            found[each.id] = value_of(each, values.get(each.id))
            if each.type == QuestionType.TEXT:
                demand_clear(found[each.id] or "", is_clear=is_clear, field="value")
        except Invalid as error:
            faults[f"q{each.id}"] = error.faults["value"]
            continue
        if each.is_required and found[each.id] is None:
            faults[f"q{each.id}"] = mark("The country needs an answer to this.")
    if faults:
        raise Invalid(faults)
    return found


def value_of(question: QuestionView, value: Any) -> Any:
    """An answer in the form that its question wants, None where nothing is answered; `Invalid` at `value`."""
    if value is None or value in ("", []):
        return None
    codes = [each.code for each in question.options]
    match QuestionType(question.type):
        case QuestionType.TEXT if isinstance(value, str) and len(value) <= LONGEST_ANSWER:
            return value
        case QuestionType.NUMBER:
            return _number(value)
        case QuestionType.YES_NO if value in (True, False, "yes", "no"):
            return value in (True, "yes")
        case QuestionType.SINGLE if value in codes:
            return value
        case QuestionType.MULTIPLE if isinstance(value, list) and set(map(str, value)) <= set(codes):
            return [code for code in codes if code in value]
    raise Invalid({"value": mark("This is no answer to the question.")})


def _number(value: Any) -> int | float:
    try:
        found = float(
            str(value).replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
        )
    except ValueError as error:
        raise Invalid({"value": mark("Give a number, such as 1200 or 4.5.")}) from error
    if isinstance(value, bool) or not isfinite(found) or abs(found) > 1e15:
        raise Invalid({"value": mark("Give a number, such as 1200 or 4.5.")})
    return int(found) if found.is_integer() else found
