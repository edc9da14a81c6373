"""Response shapes of assessments by others."""

from msgspec import Struct


class ExternalView(Struct, frozen=True):
    """What others found on a date; a result of null was not assessed. None of it counts in a score of this registry."""

    scheme: str
    on: str
    results: dict[str, str | float | None]
    source: str
    url: str


class ExternalGroup(Struct, frozen=True):
    """Assessments of one solution by one scheme and source, the earliest first."""

    scheme: str
    source: str
    assessments: list[ExternalView]
    criteria: list[str]
