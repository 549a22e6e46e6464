"""The line that a trap or a cure comes down to, taken from its source."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def line_of(function: Callable[..., Any], within: bool = False) -> str:
    """Return what a function does, on one line.

    Args:
        function: Of `traps`, or of a side of `cures`.
        within: Whether the function meant is the one called `line` inside of it.

    Returns:
        Its statements, with a `return` as what it returns, and a name that is only
        handed back left out.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    name = "line" if within else function.__name__
    (found,) = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == name
    )
    body = found.body[1:] if ast.get_docstring(found) else found.body
    return "; ".join(filter(None, map(written, body)))


def written(statement: ast.stmt) -> str:
    """Write one statement on one line, quoted as in the source."""
    if isinstance(statement, ast.Return) and statement.value:
        if isinstance(statement.value, ast.Name):
            return ""
        return written(ast.Expr(statement.value))
    first, *block = ast.unparse(statement).replace("'", '"').split("\n")
    return " ".join([first, "; ".join(line.strip() for line in block)]).strip()
