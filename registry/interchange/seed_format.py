"""The format of seed files, checked to the letter; `seed/README.md` describes it in words.

That of solutions is in `seed_solutions`.
"""

from typing import Any, Literal

from pydantic import Field, model_validator

from registry.countries.service import CountryDraft, RegionDraft
from registry.db.values import (
    LanguageTag,
    PartialDate,
    SchemeName,
    SpdxExpression,
    Strict,
    Text,
    Texts,
)
from registry.organisations.service import OrganisationDraft
from registry.provenance.service import SourceDraft
from registry.standards.service import StandardDraft
from registry.taxonomy.models import Relation
from registry.taxonomy.service import ConceptDraft, MapDraft, MapRowDraft, SchemeDraft


class Notice(Strict):
    """What travels with a file's data: its licence, in words, and where it comes from."""

    licence: SpdxExpression
    text: Text
    sources: list[SchemeName] = Field(default_factory=list)


class SourcesFile(Strict):
    """Sources."""

    notice: Notice | None = None
    sources: list[SourceDraft]

    @model_validator(mode="before")
    @classmethod
    def _bare_list(cls, value: Any) -> Any:
        return {"sources": value} if isinstance(value, list) else value


class CountriesFile(Strict):
    """Regions, then countries and areas."""

    notice: Notice
    regions: list[RegionDraft]
    countries: list[CountryDraft]


class SchemeFile(Strict):
    """One edition of one concept scheme."""

    notice: Notice
    scheme: SchemeName
    family: SchemeName
    edition: str = ""
    current: bool = False
    title: Texts
    published: PartialDate = ""
    source: SchemeName
    unofficial_translations: list[LanguageTag] = Field(default_factory=list)
    note: Texts = Field(default_factory=dict)
    concepts: list[ConceptDraft]

    def draft(self) -> SchemeDraft:
        """The scheme with its notice, as it is recorded."""
        values = {name: getattr(self, name) for name in type(self).model_fields if name != "notice"}
        return SchemeDraft(**values, licence=self.notice.licence, notice=self.notice.text)


class EarlierPair(Strict):
    """The pair of the earlier edition that a row was carried from."""

    challenge: Text
    intervention: Text


class MapRow(Strict):
    """One row of a map, qualified by the equivalence of an edition map or the basis of a relation."""

    from_code: str = Field(alias="from")
    to_code: str = Field(default="", alias="to")
    equivalence: str = ""
    basis: str = ""
    via: list[EarlierPair] = Field(default_factory=list)
    comment: str = ""

    def draft(self) -> MapRowDraft:
        """The row as it is recorded; what it was carried from stands in its comment, in codes."""
        carried = ", ".join(f"{pair.challenge} → {pair.intervention}" for pair in self.via)
        return MapRowDraft(
            from_code=self.from_code,
            to_code=self.to_code,
            qualifier=self.equivalence or self.basis,
            comment="; ".join(text for text in (self.comment, carried) if text),
        )


class WithoutPair(Strict):
    """Codes that a relation pairs with nothing."""

    challenges: list[Text] = Field(default_factory=list)
    interventions: list[Text] = Field(default_factory=list)


class NotCarried(Strict):
    """A pair of the earlier edition that has no place in this one."""

    from_code: Text = Field(alias="from")
    to_code: Text = Field(alias="to")
    reason: Text


class MapFile(Strict):
    """A map between two schemes."""

    notice: Notice
    from_scheme: SchemeName = Field(alias="from")
    to_scheme: SchemeName = Field(alias="to")
    relation: Relation
    source: SchemeName
    note: Texts = Field(default_factory=dict)
    none_yet: WithoutPair = Field(default_factory=WithoutPair)
    none_in_source: WithoutPair = Field(default_factory=WithoutPair)
    not_carried: list[NotCarried] = Field(default_factory=list)
    rows: list[MapRow]

    @model_validator(mode="after")
    def _unpaired_have_no_row(self) -> "MapFile":
        # Not recorded as rows: a code of a map's scheme without a row is known to have none.
        paired = {row.from_code for row in self.rows}
        answering = {row.to_code for row in self.rows}
        for listed in (self.none_yet, self.none_in_source):
            wrong = [code for code in listed.challenges if code in paired]
            wrong += [code for code in listed.interventions if code in answering]
            if wrong:
                raise ValueError(f"{', '.join(wrong)}: said to have no pair, and has one")
        return self

    def draft(self) -> MapDraft:
        """The map as it is recorded."""
        return MapDraft(
            relation=self.relation,
            from_scheme=self.from_scheme,
            to_scheme=self.to_scheme,
            source=self.source,
            rows=[row.draft() for row in self.rows],
        )


class OrganisationEntry(OrganisationDraft):
    """An organisation; a plain `name` is its name in every language."""

    @model_validator(mode="before")
    @classmethod
    def _plain_name(cls, value: Any) -> Any:
        if isinstance(value, dict) and "name" in value and "names" not in value:
            return {("names" if key == "name" else key): inner for key, inner in value.items()}
        return value


class OrganisationsFile(Strict):
    """Organisations."""

    notice: Notice
    organisations: list[OrganisationEntry]


class StandardsFile(Strict):
    """Standards with their editions."""

    notice: Notice
    standards: list[StandardDraft]


class UnclearSpelling(Strict):
    """A spelling of sources that names no single standard."""

    name: Text
    may_be: list[Text] = Field(default_factory=list)
    reason: Text


class UnclearFile(Strict):
    """Spellings that name no single standard."""

    notice: Notice
    spellings: list[UnclearSpelling]


class ScopeRule(Strict):
    """What is taken as a health product, what is not, in words."""

    code: Text
    text: Texts


class SourceRecord(Strict):
    """A record of a source, by the source's own identifier."""

    source: SchemeName
    record: Text
    name: Text


class Taken(Strict):
    """A product that is recorded, with the records of all sources that describe it."""

    solution: Text
    rule: Text
    records: list[SourceRecord]
    note: Texts = Field(default_factory=dict)


class LeftOut(SourceRecord):
    """A record that is not recorded as a product, and why; `reason` is the English of one of the reasons."""

    decision: Literal["out_of_scope", "recorded_as_standard"]
    rule: Text
    reason: Text
    standard: str = ""
    names_sdg3: bool = False


class ScopeFile(Strict):
    """What was read and what was done with it: each record of the files stands here once."""

    notice: Notice
    rules: list[ScopeRule]
    reasons: list[Texts]
    taken: list[Taken]
    left_out: list[LeftOut]

    @model_validator(mode="after")
    def _every_decision_rests_on_a_rule(self) -> "ScopeFile":
        rules = {rule.code for rule in self.rules}
        reasons = {reason["en"] for reason in self.reasons}
        if unknown := {*(each.rule for each in self.taken), *(each.rule for each in self.left_out)} - rules:
            raise ValueError(f"no rule {', '.join(sorted(unknown))}")
        for one in self.left_out:
            if one.reason not in reasons:
                raise ValueError(f"{one.name}: its reason is none of `reasons`")
            if bool(one.standard) != (one.decision == "recorded_as_standard"):
                raise ValueError(f"{one.name}: a standard is named where the record is one")
        records = [(each.source, each.record) for taken in self.taken for each in taken.records]
        records += [(each.source, each.record) for each in self.left_out]
        if len(records) != len(set(records)):
            raise ValueError("a record stands twice")
        return self
