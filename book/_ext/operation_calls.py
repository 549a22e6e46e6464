"""Write the lines that call every operation of a topic and print what it gives.

A topic is a folder with two sides and a `problem.py`, which has in `ROWS`, by the
names of the operations, calls `row(argument, ..., read=..., fed=(...))`. Beside the
topics stand `giving`, with a side of its own that makes of an argument what a framework
takes, `reading`, with one that makes arrays of a result, and `printing.py`, which shows
them and lends folders. Nothing is run to write the lines.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from operations import OperationError, read_side

# How the lines call the modules that they import.
PROBLEM, GIVING, READING = "problem", "giving", "reading"
# Annotations of what a function takes as it stands.
AS_IT_STANDS = {"int", "float", "str", "bool"}


def calls(folder: Path, package: str, stem: str) -> str:
    """Write the lines for one side of a topic.

    Args:
        folder: The topic's.
        package: The full name of the package that the topic stands in.
        stem: Of the side's file.

    Raises:
        OperationError: Something is not as the lines above say.
    """
    side = read_side(folder / f"{stem}.py")
    functions = functions_of(folder / f"{stem}.py")
    topic = Topic.read(folder)
    lines = [
        f"from {package}.{folder.name} import {PROBLEM}",
        f"from {package}.giving import {stem} as {GIVING}",
        f"from {package}.printing import empty_folder, show",
        f"from {package}.reading import {stem} as {READING}",
        "",
    ]
    if topic.draws:
        lines.append(f"{GIVING}.seed(0)")
    for name, operation in side.operations.items():
        if name not in topic.rows:
            raise OperationError(f"{folder / 'problem.py'} has no row {name!r}")
        lines += topic.lines(name, operation.title, functions[name])
    return "\n".join(lines)


def functions_of(file: Path) -> dict[str, ast.FunctionDef]:
    """Return the functions of a file by name."""
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


@dataclass(frozen=True)
class Topic:
    """What a topic says of its operations.

    Attributes:
        rows: The call of each row.
        values: What its other names are set to.
    """

    rows: dict[str, ast.Call]
    values: dict[str, ast.expr]

    @classmethod
    def read(cls, folder: Path) -> "Topic":
        """Read a topic's `problem.py`.

        Raises:
            OperationError: There is no table of rows in it.
        """
        file = folder / "problem.py"
        values = {
            target.id: node.value
            for node in ast.parse(file.read_text("utf-8")).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        table = values.pop("ROWS", None)
        if not isinstance(table, ast.Dict):
            raise OperationError(f"{file} has no table ROWS")
        rows = {
            key.value: value
            for key, value in zip(table.keys, table.values, strict=True)
            if isinstance(key, ast.Constant)
            and isinstance(key.value, str)
            and isinstance(value, ast.Call)
        }
        return cls(rows, values)

    @property
    def draws(self) -> bool:
        """Tell whether any row draws random numbers."""
        return any(
            k.arg == "chance" for row in self.rows.values() for k in row.keywords
        )

    def lines(self, name: str, title: str, function: ast.FunctionDef) -> Iterator[str]:
        """Yield the lines that call an operation."""
        row = self.rows[name]
        said = {keyword.arg: keyword.value for keyword in row.keywords}
        given = list(self.parts(row.args))
        wanted = [argument.annotation for argument in function.args.args]
        arguments = [
            self.named(value)
            if "raw" in said or (kind and ast.unparse(kind) in AS_IT_STANDS)
            else self.taken(value)
            for value, kind in zip(given, wanted, strict=True)
        ]
        fed = said.get("fed", ast.Tuple([]))
        assert isinstance(fed, ast.Tuple)
        read = ast.literal_eval(said.get("read", ast.Constant("values")))
        result = f"{name}({', '.join(arguments)})"
        result = ", ".join([result, *map(self.named, self.parts(fed.elts))])
        line = f"show({title!r}, {READING}.{read}({result}))"
        if any(made(value) == "FOLDER" for value in given):
            yield "with empty_folder() as folder:"
            yield f"    {line}"
        else:
            yield line

    def parts(self, values: Iterable[ast.expr]) -> Iterator[ast.expr]:
        """Yield values, and instead of a starred tuple what is in it."""
        for value in values:
            if isinstance(value, ast.Starred):
                several = self.meant(value.value)
                assert isinstance(several, ast.Tuple)
                yield from several.elts
            else:
                yield value

    def meant(self, value: ast.expr) -> ast.expr:
        """Return what a name is set to; anything else as it is."""
        if isinstance(value, ast.Name):
            return self.values.get(value.id, value)
        return value

    def taken(self, value: ast.expr) -> str:
        """Write what a framework takes for a value."""
        if made(value) == "FOLDER":
            return "folder"
        if made(value):
            return f"{GIVING}.{made(value).lower()}()"
        if isinstance(several := self.meant(value), ast.Tuple):
            return f"[{', '.join(map(self.taken, several.elts))}]"
        return f"{GIVING}.tensor({self.named(value)})"

    def named(self, value: ast.expr) -> str:
        """Write a value as it is said outside of `problem.py`."""
        return ast.unparse(OfProblem().visit(ast.parse(ast.unparse(value))))


class OfProblem(ast.NodeTransformer):
    """Says of every name that it is the problem's."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Write `problem.NAME`."""
        return ast.Attribute(ast.Name(PROBLEM), node.id)


def made(value: ast.expr) -> str:
    """Return what `Made.WHAT` says that a side makes itself; else nothing."""
    match value:
        case ast.Attribute(value=ast.Name(id="Made"), attr=what):
            return what
    return ""
