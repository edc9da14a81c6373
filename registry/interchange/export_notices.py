"""What exported data must travel with: whose they are and under which licence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
import yaml
from sqlmodel import Session, col, select

from registry import resources
from registry.db import Kind
from registry.provenance.models import Claim, Source
from registry.taxonomy.models import ConceptMap, ConceptScheme

OWN_LICENCE = "CC-BY-4.0"
DISCLAIMER = (
    "This registry is an independent project. It is not endorsed by the World Health Organization or by any "
    "source named here. Boundaries and names imply no opinion on the legal status of any territory."
)
_SEED_FILES = {
    Kind.SOLUTION: ("solutions/*.yaml",),
    Kind.DEPLOYMENT: ("solutions/*.yaml",),
    Kind.STANDARD: ("standards/*.yaml",),
    Kind.ORGANISATION: ("organisations.yaml", "organisations-*.yaml"),
    Kind.COUNTRY: ("countries.yaml",),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What a file's data must travel with."""

    licence: str
    text: str

    def __str__(self) -> str:
        """The notice as it stands beside its file."""
        return f"SPDX-License-Identifier: {self.licence}\n\n{self.text}\n\n{DISCLAIMER}\n"


def record_notice(session: Session, kind: Kind) -> Notice:
    """The registry's own licence with the sources that state anything about records of that kind."""
    stating = session.scalars(
        sa.select(col(Claim.source_id))
        .where(col(Claim.record_kind) == kind)
        .distinct()
        .order_by(Claim.source_id)
    ).all()
    own = notice_of_seed(_SEED_FILES[kind], OWN_LICENCE)
    licence, text = own.licence, own.text
    if stating:
        rows = session.exec(select(Source).where(col(Source.id).in_(stating)).order_by(col(Source.id)))
        text += " Facts stated by: " + "; ".join(credit(source) for source in rows) + "."
    return Notice(licence, text)


def notice_of_seed(patterns: Sequence[str], own: str) -> Notice:
    """The licences and the words of the seed's files of that name, which their data keeps, and our own licence."""
    notices = list(dict.fromkeys(_seed_notices(patterns)))
    licences = {part for notice in notices for part in notice.licence.split(" AND ")}
    text = " ".join(dict.fromkeys(notice.text for notice in notices))
    return Notice(" AND ".join(sorted(licences | {own})), text)


def _seed_notices(patterns: Sequence[str]) -> Iterator[Notice]:
    folder = resources.path("seed")
    for file in (file for pattern in patterns for file in sorted(folder.glob(pattern))):
        head = yaml.safe_load("".join(_head(file))) or {}
        notice = head.get("notice", {})
        yield Notice(notice.get("licence", OWN_LICENCE), notice.get("text", ""))


def _head(file: Path) -> Iterator[str]:
    """The lines of a seed file's notice, which comes first."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number and not line.startswith((" ", "-", "\n")):
                return
            yield line


def map_notice(session: Session) -> Notice:
    """What the maps between editions of classifications travel with."""
    used = session.scalars(sa.select(col(ConceptMap.source_id)).distinct()).all()
    sources = list(session.exec(select(Source).where(col(Source.id).in_(used)).order_by(col(Source.id))))
    schemes = session.exec(select(ConceptScheme.licence)).all()
    licences = sorted({licence for licence in schemes if licence})
    text = "Maps between editions of the classifications: " + "; ".join(credit(each) for each in sources)
    return Notice(" AND ".join(licences) or "NOASSERTION", text + ".")


def credit(source: Source) -> str:
    """A source by title, publisher, date, address and licence."""
    parts = (source.title, source.publisher, source.date, source.url, source.licence or "no licence stated")
    return ", ".join(part for part in parts if part)
