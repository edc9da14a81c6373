"""Makers of reference data: sources, regions, countries, schemes and concepts."""

from typing import Any

import pycountry
from sqlmodel import Session

from registry.countries.models import Country, MembershipStatus, Region, RegionMembership
from registry.provenance.models import Source
from registry.taxonomy.models import Concept, ConceptMap, ConceptScheme, Relation

REGION_NAMES = {
    "AFR": "African Region",
    "AMR": "Region of the Americas",
    "EMR": "Eastern Mediterranean Region",
    "EUR": "European Region",
    "SEAR": "South-East Asia Region",
    "WPR": "Western Pacific Region",
}


def names(text: str | dict[str, str]) -> dict[str, str]:
    """Names per language: a plain text is the English one."""
    return dict(text) if isinstance(text, dict) else {"en": text}


def make_source(session: Session, id: str = "test-source", **columns: Any) -> Source:  # noqa: A002
    """A source; the same one for the same id."""
    known = session.get(Source, id)
    if known is None:
        known = Source.model_validate(
            {"id": id, "title": id.replace("-", " ").capitalize(), "date": "2026", "licence": "CC0-1.0"}
            | columns
        )
        session.add(known)
        session.flush()
    return known


def make_region(session: Session, code: str = "AFR", **columns: Any) -> Region:
    """A WHO region; the same one for the same code."""
    known = session.get(Region, code)
    if known is None:
        position = list(REGION_NAMES).index(code) if code in REGION_NAMES else len(REGION_NAMES)
        known = Region.model_validate(
            {"code": code, "names": names(REGION_NAMES.get(code, code)), "position": position} | columns
        )
        session.add(known)
        session.flush()
    return known


def make_country(
    session: Session, code: str = "KEN", *, region: str | None = "AFR", **columns: Any
) -> Country:
    """A member state by its alpha-3 code, named by the library; the same one for the same code."""
    known = session.get(Country, code)
    if known is not None:
        return known
    if region:
        make_region(session, region)
    found = pycountry.countries.get(alpha_3=code)
    row: dict[str, Any] = {
        "code": code,
        "alpha2": found.alpha_2 if found else code[:2],
        "numeric": found.numeric if found else "",
        "names": names(found.name if found else code),
        "membership": MembershipStatus.MEMBER_STATE,
        "region": region,
        "longitude": 0.0,
        "latitude": 0.0,
    }
    if "names" in columns:
        columns["names"] = names(columns["names"])
    known = Country.model_validate(row | columns)
    session.add(known)
    session.flush()
    if region:
        session.add(RegionMembership(country=code, region=region, since="1950"))
        session.flush()
    return known


def make_scheme(session: Session, id: str = "interventions-2", **columns: Any) -> ConceptScheme:  # noqa: A002
    """A current concept scheme; the same one for the same id (`family-edition`)."""
    known = session.get(ConceptScheme, id)
    if known is None:
        family, _, edition = id.rpartition("-")
        if not edition.isdigit():
            family, edition = id, ""
        row = {
            "id": id,
            "family": family,
            "edition": edition,
            "is_current": edition != "1",
            "title": names(family.capitalize()),
            "source_id": make_source(session).id,
        }
        known = ConceptScheme.model_validate(row | columns)
        session.add(known)
        session.flush()
    return known


def make_concept(
    session: Session, code: str = "2.2.1", scheme: str = "interventions-2", **columns: Any
) -> Concept:
    """A concept with the ancestors that its dotted code names; the same one for the same code."""
    known = session.get(Concept, (scheme, code))
    if known is not None:
        return known
    make_scheme(session, scheme)
    parent = columns.pop("parent_code", None) or (code.rpartition(".")[0] or None)
    if parent:
        make_concept(session, parent, scheme)
    row = {"scheme_id": scheme, "code": code, "parent_code": parent, "label": names(f"{scheme} {code}")}
    if "label" in columns:
        columns["label"] = names(columns["label"])
    known = Concept.model_validate(row | columns)
    session.add(known)
    session.flush()
    return known


def make_concept_map(
    session: Session,
    from_code: str,
    to_code: str,
    *,
    from_scheme: str = "challenges-2",
    to_scheme: str = "interventions-2",
    relation: Relation = Relation.ANSWERED_BY,
    **columns: Any,
) -> ConceptMap:
    """One row that relates two concepts, which are made when missing."""
    make_concept(session, from_code, from_scheme)
    if to_code:
        make_concept(session, to_code, to_scheme)
    row = {
        "relation": relation,
        "from_scheme": from_scheme,
        "from_code": from_code,
        "to_scheme": to_scheme,
        "to_code": to_code,
        "qualifier": "direct",
        "source_id": make_source(session).id,
    }
    made = ConceptMap.model_validate(row | columns)
    session.add(made)
    session.flush()
    return made
