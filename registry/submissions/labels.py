"""What places in a form are called: a field, a language of it, a column of a row."""

from collections.abc import Iterable
from typing import Final

from registry.errors import mark
from registry.submissions.asking import FIELDS
from registry.submissions.drafting import NEW
from registry.submissions.fields import Control, Field
from registry.submissions.models import SubmissionKind
from registry.web.i18n import gettext, language_name
from registry.web.vocabulary import term

_OF_THE_WHOLE: Final = {"attachments": mark("Attached files"), "changes": mark("Changes")}
"""Places that belong to no field."""


def path_labels(kind: SubmissionKind, paths: Iterable[str]) -> dict[str, str]:
    """The label of each path, in the language that is being rendered."""
    return {path: path_label(kind, path) for path in paths}


def path_label(kind: SubmissionKind, path: str) -> str:
    """`standards.0.edition` as "Standards, row 1, Edition"; `names.fr` as "Name, French"."""
    name, *rest = path.split(".")
    if name in _OF_THE_WHOLE:
        return gettext(_OF_THE_WHOLE[name])
    field = FIELDS[kind].get(name)
    parts = [term("field", name)]
    if field is None:
        return parts[0]
    if field.control in {Control.TEXTS, Control.AREAS}:
        parts += [language_name(each) for each in rest]
    elif field.control is Control.ROWS and rest:
        parts.append(gettext("row %(number)s") % {"number": int(rest[0]) + 1})
        parts += [column_label(field, each) for each in rest[1:]]
    elif field.name == NEW:
        parts += [rest[0], *(term("field", each) for each in rest[1:2])] if rest else []
    else:
        parts += [column_label(field, each) for each in rest]
    return gettext(", ").join(parts)


def column_label(field: Field, name: str) -> str:
    """What a column of a row or group is called."""
    column = next((each for each in field.columns if each.name == name), None)
    return term("link", name) if column is not None and column.terms == "link" else term("field", name)
