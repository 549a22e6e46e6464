"""Which of the book's pairs trains something in the fewest lines: found by counting.

A pair is a folder with both sides. It trains if each side, in its own file, asks
for slopes, changes what it learns by them, and does so in a loop: then nothing of
the program stands elsewhere.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

import spotdiff
from spotdiff.tables import Table

ROOT = Path(next(iter(spotdiff.__path__)))
SIDES = ("torch_side.py", "tensorflow_side.py")
# What the frameworks call it; `fit` does both, and loops.
ASKS = {"backward", "grad", "gradient", "fit"}
CHANGES = {"step", "apply", "apply_gradients", "assign", "assign_sub", "fit"}
LOOPS = (ast.For, ast.While)
# How many are told of; a page that ranks them names the files of all.
SHOWN = 5


@dataclass(frozen=True)
class Counted:
    """A pair that trains something.

    Attributes:
        name: its folder, from the package on.
        pytorch: lines of PyTorch's side that are not blank.
        tensorflow: lines of TensorFlow's.
    """

    name: str
    pytorch: int
    tensorflow: int

    @property
    def together(self) -> int:
        """Return the lines of both."""
        return self.pytorch + self.tensorflow


def ranking(root: Path = ROOT) -> list[Counted]:
    """Return every pair that trains something, the shortest first.

    Args:
        root: the package, at any depth of which pairs lie.
    """
    folders = (side.parent for side in root.rglob(SIDES[0]))
    pairs = {
        folder.relative_to(root).as_posix(): [
            (folder / side).read_text("utf-8") for side in SIDES
        ]
        for folder in folders
        if (folder / SIDES[1]).exists()
    }
    training = [
        Counted(name, *map(lines, sources))
        for name, sources in pairs.items()
        if all(map(trains, sources))
    ]
    return sorted(training, key=lambda pair: (pair.together, pair.name))


def lines(source: str) -> int:
    """Count the lines that are not blank."""
    return sum(1 for line in source.splitlines() if line.strip())


def trains(source: str) -> bool:
    """Tell whether a program asks for slopes and steps down them in a loop."""
    nodes = list(ast.walk(ast.parse(source)))
    called = {
        node.func.attr
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    in_place = any(
        isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub)
        for node in nodes
    )
    looping = "fit" in called or any(isinstance(node, LOOPS) for node in nodes)
    return bool(called & ASKS) and looping and (in_place or bool(called & CHANGES))


def table(pairs: list[Counted]) -> Table:
    """Set the counts of the shortest beside each other."""
    rows = [
        (f"`{each.name}`", each.pytorch, each.tensorflow, each.together)
        for each in pairs[:SHOWN]
    ]
    return Table(["Pair", "PyTorch", "TensorFlow", "Together"], rows)
