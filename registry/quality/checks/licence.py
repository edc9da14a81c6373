"""Licences that are no licences, that contradict the openness, or what the product's own repository says."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from license_expression import ExpressionError, get_spdx_licensing

from registry.db.ids import Kind
from registry.errors import mark
from registry.quality.check import Check, Found, World
from registry.quality.facts import Facts, SolutionFacts
from registry.quality.models import Severity

_OWN: Final = ("LicenseRef-", "DocumentRef-")


def run(facts: Facts, _world: World) -> Iterator[Found]:
    """What is wrong with the licence of a solution."""
    if not isinstance(facts, SolutionFacts):
        return
    named = [
        (value, source, url)
        for field, source, value, _, url in facts.statements
        if field == "licence"
        and from_a_repository(source)
        and isinstance(value, str)
        and _parsed(value) is not None
    ]
    if facts.licence:
        parsed = _parsed(facts.licence)
        if parsed is None:
            yield Found("invalid", {"licence": facts.licence}, "licence")
            return
        own = _is_own(parsed)
        if facts.openness == "proprietary" and not own:
            details = {"licence": facts.licence, "openness": facts.openness}
            yield Found("closed_with_public_licence", details, "openness", Severity.WARNING)
        yield from (
            _of_repository("repository_differs", facts.licence, each)
            for each in named
            if not _licensing().is_equivalent(parsed, _parsed(each[0]))
        )
    elif named:
        yield from (_of_repository("repository_names_one", "", each) for each in named)
    elif facts.openness == "open_source":
        yield Found("open_without_licence", subject="licence", severity=Severity.WARNING)


def from_a_repository(source: str) -> bool:
    """Whether a source is read from a product's own repository."""
    return source.startswith("publiccode")


def _of_repository(reason: str, licence: str, named: tuple[str, str, str]) -> Found:
    stated, source, url = named
    details = {"licence": licence, "stated": stated, "file": "publiccode.yml", "url": url}
    return Found(reason, details, f"licence {source}"[:80])


_licensing = cache(get_spdx_licensing)  # reads the whole list of licences: once is enough


@cache
def _parsed(expression: str) -> Any:
    """The expression, or None where it is none; a licence of one's own is no mistake."""
    try:
        parsed = _licensing().parse(expression, strict=True)
        unknown = _licensing().unknown_license_keys(expression) if parsed is not None else []
    except ExpressionError:
        return None
    return None if any(not each.startswith(_OWN) for each in unknown) else parsed


def _is_own(parsed: Any) -> bool:
    """Whether every licence in it is one of the product's own, outside the public list."""
    return all(str(symbol.key).startswith(_OWN) for symbol in parsed.symbols)


CHECK: Final = Check(
    id="licence",
    kinds=(Kind.SOLUTION,),
    severity=Severity.ERROR,
    title=mark("Licence that cannot be right"),
    explanation=mark(
        "The licence is no SPDX expression, it does not go with the openness, or the product’s own repository names "
        "another one."
    ),
    remedy=mark(
        "Look into the licence file of the product’s repository, and record its SPDX identifier; where its "
        "publiccode.yml is out of date, mend that and hand it in anew."
    ),
    sentences={
        "invalid": mark("“%(licence)s” is no SPDX licence expression."),
        "closed_with_public_licence": mark("It is said to be proprietary, but its licence is %(licence)s."),
        "open_without_licence": mark("It is said to be open source, but no licence is known."),
        "repository_differs": mark(
            "The licence is given as %(licence)s here, but as %(stated)s in the %(file)s of the repository %(url)s."
        ),
        "repository_names_one": mark(
            "No licence is given here, but the %(file)s of the repository %(url)s names %(stated)s."
        ),
    },
    run=run,
)
