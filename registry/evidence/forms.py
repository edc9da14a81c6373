"""The form on an item of evidence: what it is filled with, and the body of a draft that comes back from it.

Texts are in the language of the page on which they are written; what stands in other languages is kept.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from registry.errors import Fault, Invalid, mark
from registry.evidence.drafts import BiasLevel
from registry.evidence.identifiers import SCHEMES, BadIdentifier, normal
from registry.evidence.models import Measure
from registry.web.forms import FormData

PLAIN: Final = ("kind", "title", "language", "publication", "url", "licence", "funding", "study")
TEXTS: Final = ("setting", "population", "size", "comparator", "does_not_show")
OF_RESULT: Final = ("outcome", "direction", "effect", "measure", "follow_up")
FIGURES: Final = ("estimate", "low", "high")
TOOLS: Final = ("RoB 2", "ROBINS-I", "Newcastle–Ottawa Scale", "QUADAS-2", "JBI", "CASP", "MMAT", "PROBAST")
"""Tools for risk of bias that are offered; others can be written."""

SPARE: Final = {"measured": 3, "named": 1, "bias_domain": 3}
"""Empty rows beyond those that are filled: findings, products, domains of risk of bias."""

MOST_ROWS: Final = 60

Faults = dict[str, Fault | str]


def filled(body: Mapping[str, Any], language: str) -> FormData:
    """The form of a draft's body, with its texts in one language."""
    fields = {name: _one(body.get(name)) for name in (*PLAIN, "year")}
    fields |= {name: _in(body.get(name), language) for name in TEXTS}
    fields |= {f"id_{each['scheme']}": [each["value"]] for each in body.get("identifiers", [])}
    fields |= {name: list(body.get(name, [])) for name in ("countries", "interventions")}
    fields["authors"] = ["\n".join(body.get("authors", []))]
    for place, about in enumerate(body.get("about", [])):
        fields |= {f"{name}_{place}": _one(about.get(name)) for name in ("solution", "named", "version")}
    for place, result in enumerate(body.get("results", [])):
        fields |= {f"{name}_{place}": _one(result.get(name)) for name in (*OF_RESULT, *FIGURES)}
        fields |= {f"{name}_{place}": _in(result.get(name), language) for name in ("measured", "note")}
        fields[f"was_{place}"] = [str(place)]
    bias = body.get("risk_of_bias") or {}
    fields |= {"bias_tool": _one(bias.get("tool")), "bias_overall": _one(bias.get("overall"))}
    for place, each in enumerate(bias.get("domains", [])):
        fields |= {f"bias_{name}_{place}": _one(each.get(name)) for name in ("domain", "level", "reason")}
    return FormData(fields)


def rows(form: FormData, name: str) -> range:
    """The rows that a form shows of what is filled in and room for more."""
    last = [int(number) for number in _numbers(form, name) if form.text(f"{name}_{number}")]
    return range(min(max(last, default=-1) + 1 + SPARE[name], MOST_ROWS))


def body_of_form(
    form: FormData,
    key: str,
    language: str,
    slug_of: Callable[[str], str | None],
    former: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The body of a draft; `Invalid` names the fields that are wrong, each in a sentence that can be translated.

    `slug_of` finds a solution by what was typed; `former` is the item that is corrected, of which stays what the form
    has no field for, and what is said in other languages.
    """
    old = former or {}
    faults: Faults = {}
    if len(form.text("title")) < 3:
        faults["title"] = mark("Give the title.")
    identifiers = _identifiers(form, faults)
    url = form.text("url")
    if url and not re.match(r"^https?://[^\s@]+$", url):
        faults["url"] = mark("Give an address that begins with https:// or http://.")
    if not url and not identifiers and not any(name.startswith("id_") for name in faults):
        faults.setdefault("url", mark("Give an identifier or an address, so that others can find it."))
    if not re.fullmatch(r"([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?", form.text("language")):
        faults["language"] = mark("Give a code such as en or pt-BR.")
    if form.text("study") and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", form.text("study")):
        faults["study"] = mark("Use lower-case letters, digits and single hyphens.")
    body = {
        **old,
        "key": key,
        **{name: form.text(name) for name in PLAIN if name in form.fields},
        "kind": form.text("kind") or "technical_documentation",
        "language": form.text("language") or "en",
        "study": form.text("study") or old.get("study"),
        "authors": form.lines("authors"),
        "year": _year(form, faults),
        "identifiers": identifiers,
        "about": _about(form, slug_of, faults),
        "interventions": list(dict.fromkeys(form.texts("interventions"))),
        "countries": list(dict.fromkeys(form.texts("countries"))),
        **{name: _said(old.get(name), form.text(name), language) for name in TEXTS},
        "results": _results(form, language, old.get("results", []), faults),
        "risk_of_bias": _bias(form, faults),
    }
    if faults:
        raise Invalid(faults)
    return body


def _numbers(form: FormData, name: str) -> list[str]:
    """The numbers of the rows that a form has, in their order."""
    found = (re.fullmatch(rf"{name}_(\d{{1,2}})", each) for each in form.fields)
    return sorted((match[1] for match in found if match), key=int)[:MOST_ROWS]


def _year(form: FormData, faults: Faults) -> int | None:
    try:
        year = form.number("year")
    except Invalid as error:
        faults.update(error.faults)
        return None
    if year is not None and not 1950 <= year <= 2100:
        faults["year"] = mark("Give a year such as 2024.")
        return None
    return year


def _identifiers(form: FormData, faults: Faults) -> list[dict[str, str]]:
    found = []
    for scheme in SCHEMES:
        value = form.text(f"id_{scheme}")
        if not value:
            continue
        try:
            found.append({"scheme": scheme, "value": normal(scheme, value)})
        except BadIdentifier:
            faults[f"id_{scheme}"] = Fault(
                mark("“%(value)s” is not an identifier of this kind."), {"value": value}
            )
    return found


def _about(form: FormData, slug_of: Callable[[str], str | None], faults: Faults) -> list[dict[str, Any]]:
    found = []
    for number in _numbers(form, "named"):
        typed = form.text(f"solution_{number}")
        named = form.text(f"named_{number}") or typed
        slug = slug_of(typed) if typed else None
        if typed and slug is None:
            faults[f"solution_{number}"] = mark("Nothing is registered under that name.")
        if named:
            version = form.text(f"version_{number}")
            found.append({"named": named[:200], "solution": slug, "version": version[:40]})
    return found


def _results(
    form: FormData, language: str, former: list[Mapping[str, Any]], faults: Faults
) -> list[dict[str, Any]]:
    found = []
    for number in _numbers(form, "measured"):
        was = form.text(f"was_{number}")
        old = former[int(was)] if was.isdigit() and int(was) < len(former) else {}
        said = {name: form.text(f"{name}_{number}") for name in OF_RESULT}
        measured = _said(old.get("measured"), form.text(f"measured_{number}"), language)
        if not said["outcome"] and not said["direction"] and not form.text(f"measured_{number}"):
            continue
        if not (measured and said["outcome"] and said["direction"]):
            faults[f"measured_{number}"] = mark(
                "Say what was measured, for which outcome and what was found."
            )
        figures = _figures(form, number, said["measure"], faults)
        note = _said(old.get("note"), form.text(f"note_{number}"), language)
        found.append(
            {**old, **said, "measure": said["measure"] or None, **figures, "measured": measured, "note": note}
        )
    return found


def _figures(form: FormData, number: str, measure: str, faults: Faults) -> dict[str, float | None]:
    """The estimate and its interval, which belong together."""
    found = {name: _decimal(form, f"{name}_{number}", faults) for name in FIGURES}
    estimate, low, high = (found[name] for name in FIGURES)
    if estimate is not None and measure not in list(Measure):
        faults[f"measure_{number}"] = mark("Say what the estimate is: a risk ratio, a difference …")
    if estimate is None and (measure or low is not None or high is not None):
        faults.setdefault(f"estimate_{number}", mark("Give the estimate."))
    if (low is None) != (high is None):
        faults.setdefault(f"low_{number}", mark("An interval has two ends."))
    if estimate is not None and low is not None and high is not None and not low <= estimate <= high:
        faults.setdefault(f"estimate_{number}", mark("The estimate lies within its interval."))
    return found


def _bias(form: FormData, faults: Faults) -> dict[str, Any] | None:
    domains = []
    for number in _numbers(form, "bias_domain"):
        domain, level, reason = (form.text(f"bias_{name}_{number}") for name in ("domain", "level", "reason"))
        if not domain and (level or reason):
            faults[f"bias_domain_{number}"] = mark("Name the domain of the tool.")
        if domain:
            domains.append({"domain": domain, "level": level or BiasLevel.NOT_KNOWN, "reason": reason})
    tool, overall = form.text("bias_tool"), form.text("bias_overall")
    if not tool and (domains or overall):
        faults["bias_tool"] = mark("Name the tool by which it was judged.")
    return {"tool": tool, "overall": overall or BiasLevel.NOT_KNOWN, "domains": domains} if tool else None


def _decimal(form: FormData, name: str, faults: Faults) -> float | None:
    text = form.text(name).replace(",", ".").replace("\u2212", "-")
    if not text:
        return None
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,9})?", text):
        faults[name] = mark("Give a number, such as 1 or 2.5.")
        return None
    return float(text)


def _said(old: Mapping[str, str] | None, text: str, language: str) -> dict[str, str]:
    """A text in all its languages, with what was written now in this one."""
    others = {code: said for code, said in (old or {}).items() if code != language}
    return {**others, language: text} if text else others


def _one(value: Any) -> list[str]:
    if isinstance(value, float):
        return [f"{value:g}"]
    return [] if value is None or value == "" else [str(value)]


def _in(said: Mapping[str, str] | str | None, language: str) -> list[str]:
    """A text in one language; one that says no language is in English."""
    texts = {"en": said} if isinstance(said, str) else said or {}
    return _one(texts.get(language))
