"""The line a function comes down to, taken from its source: as it is, or cured.

A function of a pair takes `cured`, which decides between two ways to write its
line. Here the decision is made, and what is left is shown.
"""

import ast
import inspect
from collections.abc import Callable
from typing import Any

SWITCH = "cured"


class Decided(ast.NodeTransformer):
    """Replaces every choice by what was chosen."""

    def __init__(self, cured: bool) -> None:
        """Choose once and for all."""
        self.cured = cured

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        """Keep one of two expressions."""
        self.generic_visit(node)
        return (node.body if self.cured else node.orelse) if asks(node.test) else node

    def visit_If(self, node: ast.If) -> Any:
        """Keep one of two blocks, or what stands after the block."""
        self.generic_visit(node)
        return (node.body if self.cured else node.orelse) if asks(node.test) else node

    def visit_keyword(self, node: ast.keyword) -> Any:
        """Keep an argument that is the switch itself where it is switched on."""
        if asks(node.value):
            return ast.keyword(node.arg, ast.Constant(True)) if self.cured else None
        return self.generic_visit(node)


def asks(node: ast.expr) -> bool:
    """Tell whether an expression is the switch."""
    return isinstance(node, ast.Name) and node.id == SWITCH


def body_of(function: Callable[..., Any]) -> list[ast.stmt]:
    """Return a function's statements without its docstring."""
    definition = ast.parse(inspect.getsource(function)).body[0]
    assert isinstance(definition, ast.FunctionDef)
    return definition.body[1:]


def has_cure(function: Callable[..., Any]) -> bool:
    """Tell whether it is this side that gives way."""
    nodes = (node for part in body_of(function) for node in ast.walk(part))
    return any(isinstance(node, ast.expr) and asks(node) for node in nodes)


def lines_of(function: Callable[..., Any], cured: bool) -> list[str]:
    """Return the statements that a function comes down to, one a line.

    Args:
        function: Of a pair.
        cured: Which way its choices go.

    Returns:
        Each statement on one line, a `return` as what it returns, and nothing
        that would change nothing, such as `x = x`.
    """
    module = ast.Module(body_of(function), [])
    decided = ast.fix_missing_locations(Decided(cured).visit(module)).body
    lines: list[str] = []
    for statement in decided:
        if is_idle(statement):
            continue
        ends = isinstance(statement, ast.Return) and statement.value
        lines.append(written(statement.value if ends else statement))
        if ends:
            break
    return shortened(lines)


def shortened(lines: list[str]) -> list[str]:
    """Leave out a name that is given and returned at once."""
    *others, last = lines
    if others and others[-1].startswith(f"{last} = "):
        return [*others[:-1], others[-1].removeprefix(f"{last} = ")]
    return lines


def is_idle(statement: ast.stmt) -> bool:
    """Tell whether a statement gives a name the value it has."""
    return isinstance(statement, ast.Assign) and (
        ast.unparse(statement.targets[0]) == ast.unparse(statement.value)
    )


def written(node: ast.AST) -> str:
    """Write a statement on one line, quoted as in the source."""
    first, *block = ast.unparse(node).replace("'", '"').split("\n")
    return " ".join([first, "; ".join(line.strip() for line in block)]).strip()
