"""The fixed mix of searches that is measured: rare and common words, typos, none, two and four filters."""

from typing import Final

MIX: Final[tuple[tuple[str, str], ...]] = (
    ("nothing typed", "/api/v1/search"),
    ("commonest word", "/api/v1/search?q=health"),
    ("common word", "/api/v1/search?q=vaccination"),
    ("common word, one typo", "/api/v1/search?q=vaccinaton"),
    ("rarer word, one typo", "/api/v1/search?q=telemedcine"),
    ("two words", "/api/v1/search?q=supply+chain"),
    ("exact phrase, one word out", "/api/v1/search?q=%22supply+chain%22+-malaria"),
    ("abbreviation", "/api/v1/search?q=emr"),
    ("code", "/api/v1/search?q=2.2.1"),
    ("beginning of a word", "/api/v1/search?q=tubercu"),
    ("rare word", "/api/v1/search?q=dashboard+imaging"),
    ("no such word", "/api/v1/search?q=zzzzqqqqx"),
    ("Chinese", "/api/v1/search?q=%E7%96%AB%E8%8B%97&lang=zh"),
    ("Arabic", "/api/v1/search?q=%D8%A7%D9%84%D8%AA%D8%B7%D8%B9%D9%8A%D9%85&lang=ar"),
    ("two filters", "/api/v1/search?country=KEN&status=active"),
    ("word, two filters", "/api/v1/search?q=malaria&country=KEN&standard=hl7-fhir"),
    ("word, four filters", "/api/v1/search?q=health&country=KEN&country=UGA&standard=hl7-fhir&type=software&offline=yes"),
    ("tree, excluded, all of", "/api/v1/search?q=mobile&intervention=2&type.not=content&language.all=en&language.all=fr"),
    ("by name", "/api/v1/search?q=laboratory&sort=name"),
    ("country", "/api/v1/search?kind=country&q=kenya"),
    ("standard", "/api/v1/search?kind=standard&q=fhir"),
    ("deployments of a word", "/api/v1/search?kind=deployment&q=nutrition"),
    ("deployments, two filters", "/api/v1/search?kind=deployment&country=KEN&status=active"),
)  # fmt: skip

BOUNDED: Final = ("code", "two filters", "word, four filters", "no such word", "country", "standard")
"""Searches of the mix that match few records however many there are, or a share that filters keep small."""
