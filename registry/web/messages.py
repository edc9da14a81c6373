"""Keeps the translations complete: `python -m registry.web.messages extract|update|check`.

`update` adds new texts to every `messages.po` and sets texts that no longer occur aside as `#~` entries, so
that a half-merged tree loses no translation; `update --prune` drops them. Files are in order of the text,
without dates or line numbers, so that two branches seldom touch the same lines. `check` fails on what is
missing, fuzzy or set aside.
"""

import re
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from registry import resources
from registry.web.languages import DEFAULT, LANGUAGES

WIDTH: Final = 110
KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "mark": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")
JINJA: Final = "jinja2.ext.babel_extract"
OPTIONS: Final[dict[str, Any]] = {"extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false"}


def root() -> Path:
    """The source tree; translations are kept only there."""
    checkout = resources.checkout()
    if checkout is None:
        sys.exit("translations are kept in a checkout of the source, not in an installed package")
    return checkout


def po_file(code: str) -> Path:
    """The catalogue file of one language."""
    return root() / "frontend" / "locales" / code / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Every text that the templates and the package show."""
    found = Catalog()
    for folder, method in (
        ("frontend/templates", ("**.html", JINJA)),
        ("frontend/templates", ("**.txt", JINJA)),
        ("registry", ("**.py", "python")),
    ):
        for _, _, message, comments, context in extract_from_dir(
            root() / folder,
            method_map=[method],
            options_map={"**.html": OPTIONS, "**.txt": OPTIONS},
            keywords=KEYWORDS,
            comment_tags=("i18n:",),
            strip_comment_tags=True,
        ):
            found.add(message, auto_comments=comments, context=context)
    return found


def read(code: str) -> Catalog:
    """One language as it is now; empty if it has no file yet."""
    path = po_file(code)
    locale = str(LANGUAGES[code].locale)
    if not path.is_file():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update(*, prune: bool = False) -> None:
    """Bring every language's file in line with the texts that occur."""
    found = extract()
    for code in LANGUAGES:
        old = read(code)
        new = Catalog(locale=str(LANGUAGES[code].locale))
        for message in _texts(found):
            known = _known(old, message)
            new.add(
                message.id,
                string=_string(code, message, known),
                auto_comments=message.auto_comments,
                user_comments=known.user_comments if known else (),
                context=message.context,
            )
        if not prune and code != DEFAULT:  # English is its own text: nothing is lost with it
            for message in (*_texts(old), *old.obsolete.values()):
                if new.get(message.id, message.context) is None and _is_translated(message):
                    new.obsolete[new._key_for(message.id, message.context)] = message  # noqa: SLF001 - Babel has no public way in
        _write(code, new)


def _texts(catalogue: Catalog) -> Iterable[Message]:
    return (message for message in catalogue if message.id)


def _known(old: Catalog, message: Message) -> Message | None:
    known = old.get(message.id, message.context)
    if known is None:
        known = old.obsolete.get(old._key_for(message.id, message.context))  # noqa: SLF001
    return known if known is not None and bool(known.pluralizable) == bool(message.pluralizable) else None


def _string(code: str, message: Message, known: Message | None) -> Any:
    if code == DEFAULT:
        return message.id
    return known.string if known is not None and not known.fuzzy else None


def _is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return any(strings)


def _write(code: str, catalogue: Catalog) -> None:
    body = BytesIO()
    write_po(body, catalogue, width=WIDTH, no_location=True, omit_header=True, sort_output=True)
    plural = get_plural(str(LANGUAGES[code].locale))
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {code}\\n"\n'
        f'"Plural-Forms: {plural.plural_forms}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    path = po_file(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + body.getvalue().strip() + b"\n")


def check() -> list[str]:
    """What is wrong with the translations, a line each; nothing when they are complete."""
    found = extract()
    faults: list[str] = []
    for code in LANGUAGES:
        catalogue = read(code)
        faults += [
            f"{code}: set aside or obsolete: {_name(message)}" for message in catalogue.obsolete.values()
        ]
        faults += [
            f"{code}: occurs nowhere: {_name(message)}"
            for message in _texts(catalogue)
            if found.get(message.id, message.context) is None
        ]
        for message in _texts(found):
            faults += [f"{code}: {fault}: {_name(message)}" for fault in _faults(catalogue, message)]
        write_mo(BytesIO(), catalogue)
    return faults


def _faults(catalogue: Catalog, message: Message) -> Iterable[str]:
    known = catalogue.get(message.id, message.context)
    if known is None:
        yield "not in the file (run update)"
        return
    strings = [
        text or "" for text in (known.string if isinstance(known.string, list | tuple) else [known.string])
    ]
    needed = catalogue.num_plurals if message.pluralizable else 1
    if known.fuzzy:
        yield "fuzzy"
    if len(strings) != needed or not all(strings):
        yield "not translated"
        return
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    allowed = {name for text in ids for name in _placeholders(text)}
    for string in strings:
        if not _placeholders(string) <= allowed:
            yield "has a placeholder that the text has not"
        if not message.pluralizable and _placeholders(string) != allowed:
            yield "lacks a placeholder"


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def _name(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}|{text}" if message.context else text


def main(arguments: list[str]) -> int:
    """Run one of the commands."""
    match arguments:
        case ["extract"]:
            write_po(
                sys.stdout.buffer,
                extract(),
                width=WIDTH,
                no_location=True,
                omit_header=True,
                sort_output=True,
            )
        case ["update"] | ["update", "--prune"]:
            update(prune="--prune" in arguments)
        case ["check"]:
            faults = check()
            sys.stdout.writelines(f"{fault}\n" for fault in faults)
            return 1 if faults else 0
        case _:
            sys.stdout.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
