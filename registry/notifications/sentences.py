"""Notifications in words, in the current language: for pages as mark-up, for mails as plain text."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from markupsafe import Markup

from registry.notifications import texts
from registry.notifications.kind import placeholders
from registry.notifications.kinds import KINDS
from registry.web import i18n, plain
from registry.web.vocabulary import term

Text = TypeVar("Text", bound=str)


def in_page(kind: str, values: Mapping[str, Any]) -> tuple[Markup, str]:
    """The sentences of a notification, subject and body, with what is filled in set apart."""

    def said(message: str, **words: Any) -> Markup:
        apart = {name: Markup("<bdi>{}</bdi>").format(each) for name, each in words.items()}
        return i18n.text(message, **apart)

    return _said(said, kind, values)


def in_mail(kind: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """The same as plain text."""
    return _said(plain.text, kind, values)


def _said(say: Callable[..., Text], kind: str, values: Mapping[str, Any]) -> tuple[Text, str]:
    known = KINDS[kind]
    # What was told before a sentence was worded anew may lack what that sentence names.
    words = {name: words_of(values.get(name, "")) for name in placeholders(known)}
    return say(known.subject, **words), say(known.body, **words) if known.body else ""


def words_of(value: Any) -> object:
    """A text of a notification in words; see `texts` for what it can be."""
    match value:
        case {texts.NAMES: dict(names)}:
            return i18n.label(names)
        case {texts.DAY: str(day)}:
            return i18n.partial_date(day)
        case {texts.TERM: [str(group), str(code)]}:
            return term(group, code)
        case {texts.NUMBER: int() | float() as number}:
            return i18n.number(number)
    return value
