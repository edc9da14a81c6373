"""What a source states of how others assessed a solution; read from the seed and from files of other registries."""

from pydantic import Field, field_validator

from registry.db.values import SchemeName, Strict
from registry.evaluation.external.models import Scheme

Result = str | float | None


class ExternalDraft(Strict):
    """One assessment of one solution (slug). A result is a level, points, or None where it was not assessed."""

    solution: str
    scheme: Scheme
    source: SchemeName
    on: str = Field(default="", pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")
    url: str = ""
    results: dict[str, Result] = Field(min_length=1)

    @field_validator("on", mode="before")
    @classmethod
    def _date(cls, value: object) -> str:
        return str(value)
