"""Change a source in some places, and leave the rest as it stands, comments too."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Place = tuple[int, int]  # a line from 1, and bytes from its beginning


class ChangeError(ValueError):
    """A change that cannot be made; the message says why."""


@dataclass(frozen=True)
class Change:
    """A piece of a source that is written differently.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        old: What stands there; empty if it does not matter.
        new: What is written instead.
    """

    start: Place
    end: Place
    old: str
    new: str


def place(node: ast.expr) -> Place:
    """Return where a node begins."""
    return node.lineno, node.col_offset


def end_of(node: ast.expr) -> Place:
    """Return where it ends."""
    return node.end_lineno or node.lineno, node.end_col_offset or 0


def shorter_docstrings(statement: ast.stmt) -> Iterator[Change]:
    """Yield the changes that leave the first line of every docstring."""
    for node in ast.walk(statement):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        text = ast.get_docstring(node)
        first = node.body[0]
        if text and "\n" in text and isinstance(first, ast.Expr):
            line = text.partition("\n")[0]
            quotes = '"""' if "\\" not in line else 'r"""'
            new = f'{quotes}{line}"""'
            yield Change(place(first.value), end_of(first.value), "", new)


def changed(lines: list[str], first: int, last: int, changes: list[Change]) -> str:
    """Return some lines of a source, both ends included, with changes made.

    Raises:
        ChangeError: Something else stands where a name should be, as in an f-string,
            whose parts Python cannot place.
    """
    text = [line.encode() for line in lines[first - 1 : last]]
    for change in sorted(set(changes), key=lambda c: c.start, reverse=True):
        (row, left), (bottom, right) = change.start, change.end
        row, bottom = row - first, bottom - first
        if change.old and text[row][left:right].decode() != change.old:
            raise ChangeError(
                f"{change.old!r} cannot be renamed in `{text[row].decode().strip()}`"
            )
        after = text[bottom][right:]
        text[row : bottom + 1] = [text[row][:left] + change.new.encode() + after]
    return b"\n".join(text).decode()
