"""The API guide: the OpenAPI document made readable, from the program itself, with no third party."""

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

METHODS: Final = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Argument:
    """One parameter of an operation."""

    name: str
    place: str
    required: bool
    type: str
    text: Markup


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the API."""

    method: str
    path: str
    text: Markup
    arguments: list[Argument]
    answer: str

    @property
    def anchor(self) -> str:
        """The operation's place on the page."""
        return self.method + self.path.replace("/", "-").replace("{", "").replace("}", "")


def operations(schema: dict[str, Any]) -> list[tuple[str, list[Operation]]]:
    """The operations of an OpenAPI document by their first tag, in the document's order."""
    groups: dict[str, list[Operation]] = {}
    for path, item in schema.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                tag = (item[method].get("tags") or ["other"])[0]
                groups.setdefault(tag, []).append(_operation(method, path, item[method]))
    return list(groups.items())


def _operation(method: str, path: str, spec: dict[str, Any]) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        text=with_code(spec.get("description") or spec.get("summary", "")),
        arguments=[_argument(each) for each in spec.get("parameters", [])],
        answer=_answer(spec.get("responses", {})),
    )


def _argument(spec: dict[str, Any]) -> Argument:
    schema = spec.get("schema", {})
    text = spec.get("description") or schema.get("description") or ""
    return Argument(spec["name"], spec["in"], bool(spec.get("required")), type_of(schema), with_code(text))


def with_code(text: str) -> Markup:
    """A description with what stands between backticks set as code."""
    parts = [
        Markup("<code>{}</code>").format(part) if place % 2 else Markup("{}").format(part)
        for place, part in enumerate(text.split("`"))
    ]
    return Markup().join(parts)


def _answer(responses: dict[str, Any]) -> str:
    for status, spec in responses.items():
        if status.startswith("2"):
            return next((type_of(media.get("schema", {})) for media in spec.get("content", {}).values()), "")
    return ""


def type_of(schema: dict[str, Any]) -> str:
    """A schema in a few words: `integer`, `string: any | all`, `list of Solution`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1].rsplit("_", 1)[-1]
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    for word in ("oneOf", "anyOf"):
        if word in schema:
            parts = [type_of(each) for each in schema[word] if each.get("type") != "null"]
            return " | ".join(dict.fromkeys(parts))
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    return str(schema.get("type", "any"))
