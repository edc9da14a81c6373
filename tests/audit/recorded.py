"""Finds in the source which actions events are recorded by."""

import ast
from collections.abc import Iterator
from pathlib import Path

from registry import resources

ROOT = resources.checkout() or Path()

MODULES = {"events", "recording"}
"""What the module of events is called where it is imported."""


def recorded() -> dict[str, set[str]]:
    """Where events are recorded, each with its actions; of one that is put together from a coded value, `notice.*`."""
    return {
        f"{path}:{call.lineno}": set(_values(call.args[1], tree, set())) for path, tree, call in _recordings()
    }


def objects() -> set[str]:
    """Sorts of things that events are written down to be about."""
    found: set[str] = set()
    for _, tree, call in _recordings():
        for each in call.keywords:
            if each.arg == "on" and isinstance(each.value, ast.Tuple):
                found.update(_values(each.value.elts[0], tree, set()))
    return found


def _recordings() -> Iterator[tuple[Path, ast.Module, ast.Call]]:
    for path in sorted((ROOT / "registry").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from ((path.relative_to(ROOT), tree, call) for call in _calls(tree) if _records(call, path))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _records(call: ast.Call, path: Path) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=module), attr="record"):
            return module in MODULES
        case ast.Name(id="record"):
            return path.match("audit/events.py")
    return False


def _values(node: ast.expr, tree: ast.Module, seen: set[str]) -> Iterator[str]:
    """The texts that an expression may be: written down, chosen, looked up in a table, or given by who calls."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue(value=end)]):
            yield from (f"{start}{each}" for each in set(_values(end, tree, seen)) or {"*"})
        case ast.IfExp(body=one, orelse=other):
            yield from _values(one, tree, seen)
            yield from _values(other, tree, seen)
        case ast.Subscript(value=ast.Name(id=name)):
            for table in _assigned(name, tree):
                assert isinstance(table, ast.Dict)
                for each in table.values:
                    yield from _values(each, tree, seen)
        case ast.Name(id=name) if name not in seen:
            for value in (*_assigned(name, tree), *_given(name, tree)):
                yield from _values(value, tree, seen | {name})


def _assigned(name: str, tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=target)], value=value)
                | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
            ) if target == name:
                yield value
            case ast.ImportFrom(module=str(module), names=names) if name in [each.name for each in names]:
                path = ROOT / f"{module.replace('.', '/')}.py"
                yield from _assigned(name, ast.parse(path.read_text(encoding="utf-8")))


def _given(name: str, tree: ast.Module) -> Iterator[ast.expr]:
    """What is given for a parameter of that name by calls in the same module."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = [each.arg for each in function.args.args]
        if name in names:
            for call in _calls(tree):
                if isinstance(call.func, ast.Name) and call.func.id == function.name:
                    yield from call.args[names.index(name) : names.index(name) + 1]
                    yield from (each.value for each in call.keywords if each.arg == name)
