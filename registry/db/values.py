"""Types of the values that records are made of, checked wherever a record comes in."""

import re
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from license_expression import ExpressionError, get_spdx_licensing
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_DATE = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_SCHEME = re.compile(r"^[a-z0-9][a-z0-9_.-]*$")
_COUNTRY = re.compile(r"^[A-Z]{3}$")


class Strict(BaseModel):
    """A shape that refuses keys it does not know and values of the wrong type."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True, populate_by_name=True)


def _language(tag: str) -> str:
    if not _LANGUAGE.match(tag):
        raise ValueError(f"{tag!r} is not a BCP 47 language tag")
    return tag


def _date(text: str) -> str:
    if text and not _DATE.match(text):
        raise ValueError(f"{text!r} is not a date of the form 2025, 2025-05 or 2025-05-23")
    return text


def _slug(text: str) -> str:
    if not _SLUG.match(text):
        raise ValueError(f"{text!r} is not a slug: lower-case letters, digits and single hyphens")
    return text


def _scheme(text: str) -> str:
    if not _SCHEME.match(text):
        raise ValueError(
            f"{text!r} is not the name of a scheme: lower-case letters, digits, dots and hyphens"
        )
    return text


def _country(text: str) -> str:
    if not _COUNTRY.match(text):
        raise ValueError(f"{text!r} is not an ISO 3166-1 alpha-3 code")
    return text


def web_address(text: str) -> str:
    """The text, if it is empty or an address of the web without a person's name; `ValueError` otherwise."""
    if not text:
        return text
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", text):
        raise ValueError(f"{text!r} is not an http(s) address")
    if parts.username is not None:
        raise ValueError(f"{text!r} names a person before the @")
    return text


_licensing = cache(get_spdx_licensing)  # reads the whole list of licences: once is enough


@cache
def _spdx_error(expression: str) -> str:
    try:
        # Not `validate`: it fails on an expression that ends in AND.
        parsed = _licensing().parse(expression, validate=True, strict=True)
    except ExpressionError as error:
        return str(error)
    return "" if parsed is not None else "nothing is there"


def _spdx(expression: str) -> str:
    error = _spdx_error(expression) if expression else ""
    if error:
        raise ValueError(f"{expression!r} is not an SPDX expression ({error})")
    return expression


def _texts(value: Any) -> Any:
    """Text per language from a mapping, or from one English text."""
    if isinstance(value, str):
        return {"en": value} if value.strip() else {}
    return value


LanguageTag = Annotated[str, AfterValidator(_language)]
PartialDate = Annotated[str, AfterValidator(_date)]
SlugText = Annotated[str, Field(max_length=120), AfterValidator(_slug)]
SchemeName = Annotated[str, Field(max_length=40), AfterValidator(_scheme)]
CountryCode = Annotated[str, AfterValidator(_country)]
WebAddress = Annotated[str, Field(max_length=2000), AfterValidator(web_address)]
SpdxExpression = Annotated[str, Field(max_length=10_000), AfterValidator(_spdx)]
Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[dict[LanguageTag, Text], BeforeValidator(_texts)]


def body_of(draft: BaseModel, *, exclude: set[str] | None = None) -> dict[str, Any]:
    """The draft as JSON without its empty values; what nobody states is left out, `False` and 0 stay."""
    found: dict[str, Any] = compact(draft.model_dump(mode="json", by_alias=True, exclude=exclude))
    return found


def compact(value: Any) -> Any:
    """The value without keys that hold nothing, at any depth."""
    if isinstance(value, dict):
        small = {key: compact(inner) for key, inner in value.items()}
        return {key: inner for key, inner in small.items() if inner is not None and inner not in ("", [], {})}
    if isinstance(value, list):
        return [compact(inner) for inner in value]
    return value
