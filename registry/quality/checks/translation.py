"""Summaries that readers of a language cannot read."""

from collections.abc import Iterator
from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.quality.check import Check, Found, World
from registry.quality.facts import Facts, SolutionFacts, StandardFacts
from registry.quality.models import Severity

LANGUAGES: Final = ("en", "fr", "es", "ru", "zh", "ar")
"""The languages of the registry's pages."""


def run(facts: Facts, _world: World) -> Iterator[Found]:
    """In which languages a summary is missing, or that there is none at all."""
    if not isinstance(facts, SolutionFacts | StandardFacts):
        return
    if not facts.summary_languages:
        yield Found("no_summary", subject="summary")
        return
    missing = [each for each in LANGUAGES if each not in facts.summary_languages]
    if missing:
        yield Found("not_translated", {"languages": missing}, "summary")


CHECK: Final = Check(
    id="translation",
    kinds=(Kind.SOLUTION, Kind.STANDARD),
    severity=Severity.NOTE,
    title=mark("Missing translation"),
    explanation=mark("Readers of a language see the summary in another one, or none."),
    remedy=mark("Propose the summary in the languages that lack it, in one or two plain sentences."),
    sentences={
        "no_summary": mark("It has no summary in any language."),
        "not_translated": mark("The summary is missing in %(languages)s."),
    },
    run=run,
)
