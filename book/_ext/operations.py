"""Read small functions as operations: a docstring is a title, a body is the code."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

# What a type checker is told, and no reader asks for.
FOR_CHECKERS = re.compile(r"  # type: ignore\[[\w, -]+\]$", re.MULTILINE)


class OperationError(ValueError):
    """A file that cannot be read as operations."""


@dataclass(frozen=True)
class Operation:
    """One function.

    Attributes:
        title: Its docstring, without the full stop.
        code: Its body. What is returned stands as it is, without the `return`; a
            name alone, which only hands the result on, is left out.
    """

    title: str
    code: str


@dataclass(frozen=True)
class Side:
    """One file.

    Attributes:
        imports: The imports that the bodies need, one a line.
        operations: By their names, in the order of the file.
    """

    imports: str
    operations: dict[str, Operation]


def read_side(path: Path) -> Side:
    """Read every function of a file as an operation.

    Raises:
        OperationError: There is no such file, or it does not parse, or a function has
            no docstring, or no last line that returns something.
    """
    if not path.is_file():
        raise OperationError(f"there is no file {path}")
    source = path.read_text("utf-8")
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise OperationError(f"{path} does not parse, line {error.lineno}") from error
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    operations = {f.name: read_operation(f, source, path) for f in functions}
    if len(operations) != len(functions):
        raise OperationError(f"{path} defines a function twice")
    return Side("\n".join(imports(tree, functions)), operations)


def read_operation(node: ast.FunctionDef, source: str, path: Path) -> Operation:
    """Read one function.

    Raises:
        OperationError: It has no docstring, or does not end by returning something.
    """
    title, last = ast.get_docstring(node), node.body[-1]
    if not title or "\n" in title:
        raise OperationError(f"{path}: {node.name} has no docstring of one line")
    if not isinstance(last, ast.Return) or last.value is None:
        raise OperationError(f"{path}: {node.name} does not end in `return ...`")
    lines = source.splitlines()
    handed_on = isinstance(last.value, ast.Name) and len(node.body) > 2
    before = lines[node.body[0].end_lineno : last.lineno - 1]
    final = [] if handed_on else lines[last.lineno - 1 : last.end_lineno]
    code = dedent("\n".join(before + final)).strip("\n")
    code = re.sub(r"^return ", "", code, flags=re.MULTILINE)
    return Operation(title.rstrip("."), FOR_CHECKERS.sub("", code))


def imports(tree: ast.Module, functions: list[ast.FunctionDef]) -> Iterator[str]:
    """Yield the imports that the bodies use, each on a line; those of types are not."""
    used = {
        name.id
        for function in functions
        for statement in function.body
        for name in ast.walk(statement)
        if isinstance(name, ast.Name)
    }
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            kept = [a for a in node.names if (a.asname or a.name) in used]
            if kept:
                node.names = kept
                yield ast.unparse(node)
