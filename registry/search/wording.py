"""What facets, sort orders and the fields of a record are called on result pages, as message ids."""

from typing import Final

from registry.db.ids import Kind
from registry.errors import mark
from registry.search.engine import Sort

FACETS: Final[dict[str, str]] = {
    "country": mark("Country or area"),
    "region": mark("WHO region"),
    "status": mark("Deployment status"),
    "confirmed": mark("Confirmed by the authority of"),
    "evidence": mark("Evidence level"),
    "standard": mark("Standard it speaks"),
    "intervention": mark("Digital health intervention"),
    "challenge": mark("Health system challenge"),
    "service": mark("Service or application type"),
    "focus_area": mark("Health focus area"),
    "sdg": mark("Sustainable Development Goal"),
    "type": mark("Type of solution"),
    "licence": mark("Licence family"),
    "openness": mark("Openness"),
    "offline": mark("Works offline"),
    "ai": mark("Uses artificial intelligence"),
    "emergency": mark("Ready for emergencies"),
    "stage": mark("Stage"),
    "language": mark("Language of the product"),
    "record": mark("How much is known"),
    "confirmation": mark("Confirmation by the country"),
    "agreement": mark("Agreement of sources"),
    "source": mark("Source"),
    "solution": mark("Solution"),
    "category": mark("Category"),
    "standard_kind": mark("Kind of standard"),
    "sdo": mark("Published by"),
    "access_cost": mark("Cost of access"),
    "maturity": mark("State in its publisher’s process"),
    "provenance": mark("How this record is known"),
    "organisation_kind": mark("Kind of organisation"),
    "role": mark("Role"),
    "income": mark("Income group"),
    "membership": mark("WHO membership"),
}

TERMS: Final[dict[str, dict[str, str]]] = {
    "licence": {
        "public_domain": mark("Public domain"),
        "permissive": mark("Permissive"),
        "weak_copyleft": mark("Weak copyleft"),
        "strong_copyleft": mark("Strong copyleft"),
        "network_copyleft": mark("Network copyleft"),
        "content_attribution": mark("Creative Commons or similar, attribution"),
        "content_share_alike": mark("Creative Commons or similar, share alike"),
        "non_commercial": mark("Non-commercial use only"),
        "proprietary": mark("Proprietary licence"),
        "other": mark("Other licence"),
    },
    "record": {
        "recorded": mark("Recorded deployment"),
        "reported": mark("Reported presence only"),
    },
    "role": {"publisher": mark("Publisher of standards")},
}

KINDS: Final[dict[Kind, str]] = {
    Kind.SOLUTION: mark("Solutions"),
    Kind.DEPLOYMENT: mark("Deployments"),
    Kind.STANDARD: mark("Standards"),
    Kind.ORGANISATION: mark("Organisations"),
    Kind.COUNTRY: mark("Countries and areas"),
}

SORTS: Final[dict[Sort, str]] = {
    Sort.RELEVANCE: mark("Best match"),
    Sort.NAME: mark("Name"),
    Sort.COUNTRIES: mark("Most countries reported"),
    Sort.REVIEWED: mark("Most recently reviewed"),
    Sort.UPDATED: mark("Most recently updated"),
}

SORTS_OF: Final[dict[Kind, tuple[Sort, ...]]] = {
    Kind.SOLUTION: tuple(Sort),
    Kind.DEPLOYMENT: (Sort.RELEVANCE, Sort.NAME, Sort.UPDATED),
    Kind.STANDARD: (Sort.RELEVANCE, Sort.NAME, Sort.UPDATED),
    Kind.ORGANISATION: (Sort.RELEVANCE, Sort.NAME, Sort.UPDATED),
    Kind.COUNTRY: (Sort.RELEVANCE, Sort.NAME, Sort.UPDATED),
}

FOUND_IN: Final[dict[str, str]] = {
    "name": mark("name"),
    "alias": mark("other name"),
    "code": mark("identifier"),
    "summary": mark("summary"),
    "organisation": mark("organisation"),
    "standard": mark("standard"),
    "text": mark("edition or address"),
    "countries": mark("country"),
    "regions": mark("WHO region"),
    "intervention": mark("intervention"),
    "challenge": mark("challenge"),
    "service": mark("service type"),
    "focus_area": mark("focus area"),
    "sdg": mark("Sustainable Development Goal"),
}
