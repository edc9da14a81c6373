"""Mending what exports of other registries do to text: entities, lists cut at commas, half an address."""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence

_SPACES = re.compile(r"\s+")
_URL = re.compile(r"(?:https?://|(?<![\w./@])www\.)[^\s<>\"'|,;]+(?:,[^\s<>\"'|,;]+)*", re.IGNORECASE)
_BARE_HOST = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?$", re.IGNORECASE)
# Two addresses run together, with or without words of the form between them.
_SECOND_URL = re.compile(r",(?=https?://)|%20(?=.*https?://)", re.IGNORECASE)
_ADDRESS_START = re.compile(r"https?://|www\.", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\d+\]$")
# One guidebook writes an address without scheme, and its site then made it a page of its own.
_NESTED = re.compile(r"^https?://globalgoodsguidebook\.org/global-goods/[^/]+/(www\..+)$", re.IGNORECASE)
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "via", "with"})
_COMPANY_TAIL = re.compile(
    r"^(inc|ltd|limited|llc|gmbh|pvt|sarl|plc|bv|npc|cic|corp|co|s\.?a)\.?(\s+ltd\.?)?$", re.IGNORECASE
)


def clean(text: str) -> str:
    """Undo HTML entities (also doubled ones), odd spaces and line breaks."""
    plain = html.unescape(html.unescape(text))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", plain)).strip()


def links(text: str) -> list[str]:
    """Find the web addresses in a text, in order, each once; addresses that name a person are left out."""
    plain = clean(text)
    pieces = [piece for match in _URL.findall(plain) for piece in _SECOND_URL.split(match)]
    found = [piece for piece in pieces if _ADDRESS_START.match(piece)]
    if not found and _BARE_HOST.match(plain):
        found = [plain]
    return distinct(address for raw in found if (address := _address(raw)))


def _address(raw: str) -> str | None:
    address = _FOOTNOTE.sub("", raw.rstrip(".,;:!?*"))
    if address.endswith((")", "]")) and address.count("(") + address.count("[") == 0:
        address = address.rstrip(")].,")
    nested = _NESTED.match(address)
    if nested:
        address = nested.group(1)
    if not re.match(r"https?://", address, re.IGNORECASE):
        address = "https://" + address
    host = address.split("/")[2]
    usable = "." in host and "@" not in address and "…" not in address
    return address if usable else None


def distinct(values: Iterable[str]) -> list[str]:
    """Drop repeats and empty values, keeping the order."""
    return list(dict.fromkeys(value for value in values if value))


def rejoin_alias(name: str, pieces: Sequence[str]) -> list[str]:
    """Make one alias again of a list cut at commas where its initials spell the product's name."""
    parts = [clean(piece) for piece in pieces if clean(piece)]
    for start in range(len(parts)):
        for end in range(start + 2, len(parts) + 1):
            whole = ", ".join(parts[start:end])
            if initials(whole) == clean(name).upper():
                return distinct([*parts[:start], whole, *parts[end:]])
    return distinct(parts)


def initials(text: str) -> str:
    """Give the initials of the words that an abbreviation is made of."""
    words = re.findall(r"[^\W\d_]+", text)
    return "".join(word[0].upper() for word in words if word.lower() not in _SMALL_WORDS)


def same_name(first: str, second: str) -> bool:
    """Say whether two names differ by nothing but case, spaces and punctuation."""

    def plain(name: str) -> str:
        return re.sub(r"[\W_]+", "", clean(name).casefold())

    return plain(first) == plain(second)


_ORGANISATION_WORD = re.compile(
    r"\b(?:agency|alliance|association|associates|authority|bank|cent(?:er|re)|cic|collective|commission|committee"
    r"|community|company|consortium|consulting|corporation|council|department|digital|direction|digitalisation"
    r"|enterprise|facts|foundation|fondation|fund|fundaci[oó]n|g[mM]b[hH]|government|group|hub|humanity|inc|initiative"
    r"|initiatives|innovation|institute?o?|international|lab(?:s|oratory)?|limited|llc|ltd|ministry|mobile|nations"
    r"|network|norway|npc|office|organi[sz]ation|partnership|pharmaceutica|plc|programme|program|project|pte|pvt"
    r"|research|sarl|sciences?|service|services|society|solutions|statistics|suite|systems|technology|technologies"
    r"|partners|philanthrop(?:y|ies)|reach|square|strategies|impact|world|alliance|capital|aid"
    r"|trust|university|universit[ae]t|users|wealth|works|save|health|function|products|bv|s\.?a\.?|ag|srl|e\.v)\b",
    re.IGNORECASE,
)
_SIGN = re.compile(r"&|\d|\([A-Z]{2,}\)|\bUN\b|\bUNICEF\b|\bFAO\b")
_SEVERAL = re.compile(r";|:|\bby\b|\bauthor|\boriginal\b|\beach\b|\bowned\b|\bperson", re.IGNORECASE)
_FULL_STOP = re.compile(r"(?<=\w{5})\.$")
_OWNER_LENGTH = 90


def organisation_name(text: str) -> str | None:
    """Give the name if it can only be an organisation's; a name that may be a person's gives nothing."""
    name = re.sub(r"\s*\((?:steward|owner)\)$", "", _FULL_STOP.sub("", clean(text)), flags=re.IGNORECASE)
    if not name or len(name) > _OWNER_LENGTH or _SEVERAL.search(name) or "http" in name or "@" in name:
        return None
    pieces = [piece.strip() for piece in name.split(",")]
    if any(
        not _COMPANY_TAIL.match(p) and (len(pieces) > 2 or not _ORGANISATION_WORD.search(p))
        for p in pieces[1:]
    ):
        return None
    return name if " " not in name or _is_organisation(name) else None


def _is_organisation(name: str) -> bool:
    return bool(_ORGANISATION_WORD.search(name) or _SIGN.search(name) or name.isupper())
