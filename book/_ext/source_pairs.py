"""Read two sides of a difference, and lay them next to each other."""

import ast
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from alignment import Stretch, align


class PairError(ValueError):
    """A pair that cannot be shown."""


@dataclass(frozen=True)
class Listing:
    """A piece of a source file.

    Attributes:
        text: the code, as it stands in the file.
        stretches: its lines, equal to the other side's and not by turns; empty if
            there is no other side.
    """

    text: str
    stretches: tuple[Stretch, ...]

    @property
    def lines(self) -> int:
        """Return how many lines are not blank."""
        return sum(1 for line in self.text.splitlines() if line.strip())

    @property
    def differing(self) -> tuple[int, ...]:
        """Return the lines, counted from 1, that the other side does not have."""
        differ = (each.here for each in self.stretches if each.number)
        return tuple(i for here in differ for i in here if not self.is_blank(i))

    def is_blank(self, line: int) -> bool:
        """Return whether there is nothing in a line, counted from 1."""
        return not self.text.splitlines()[line - 1].strip()


def read_pair(left: Path, right: Path, names: list[str]) -> tuple[Listing, Listing]:
    """Extract the same definitions from two files and compare them.

    Args:
        left: a Python file.
        right: the file it is compared with.
        names: top-level functions, classes or assigned names, in the order
            shown; none at all means the whole files.

    Raises:
        PairError: a file is missing, or a name is not defined in one of them.
    """
    texts = [extract(path, names) for path in (left, right)]
    first, second = align(*texts)
    return Listing(texts[0], first), Listing(texts[1], second)


def extract(path: Path, names: list[str]) -> str:
    """Return the named top-level definitions of a file, two blank lines apart.

    Those that touch each other in the file do so here.

    Raises:
        PairError: there is no such file or no such definition, or the file
            does not parse.
    """
    if not path.is_file():
        raise PairError(f"there is no file {path}")
    source = path.read_text("utf-8")
    if not names:
        return source.rstrip("\n")
    try:
        found = definitions(source)
    except SyntaxError as error:
        raise PairError(f"{path} does not parse, line {error.lineno}") from error
    for name in names:
        if name not in found:
            there = ", ".join(found)
            raise PairError(f"{path} defines no {name!r}; it defines {there}")
    text = found[names[0]]
    for before, name in pairwise(names):
        together = f"{found[before]}\n{found[name]}"
        text += "\n" if together in source else "\n\n\n"
        text += found[name]
    return text


def definitions(source: str) -> dict[str, str]:
    """Return the text of every top-level definition, by name."""
    lines = source.splitlines()
    found = {}
    for node in ast.parse(source).body:
        start = min(
            [
                node.lineno,
                *(d.lineno for d in getattr(node, "decorator_list", [])),
            ]
        )
        for name in names_defined(node):
            found[name] = "\n".join(lines[start - 1 : node.end_lineno])
    return found


def names_defined(node: ast.stmt) -> list[str]:
    """Return the names that a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []
