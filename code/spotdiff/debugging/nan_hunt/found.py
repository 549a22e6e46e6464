"""What a tool says of the flaw, read by the same rules for all tools."""

import ast
import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from spotdiff.tables import Table

THERE, BACK = "there", "back"
# How tracebacks, check_numerics and tfdbg write the number of a line.
BEFORE_A_LINE = r"(\", line |:| \(L|\n +Line: +)"


@dataclass(frozen=True)
class Found:
    """What a tool said.

    Attributes:
        tool: Its name.
        names: The operation, layer or module that it names first, or "".
        says: All that it said.
        step: The step of which it spoke, counted from 1.
        names_line: Whether it names the line of ours where the flaw is.
    """

    tool: str
    names: str
    says: str
    step: int
    names_line: bool

    @property
    def way(self) -> str:
        """On which way the thing works that it names: there, back, or ""."""
        if not self.names:
            return ""
        back = "Backward" in self.names or self.names.startswith("grad")
        return BACK if back else THERE


def flawed_line(side: ModuleType) -> tuple[str, int]:
    """Find where a program takes the logarithm of a probability.

    Args:
        side: A module with one call of something named `log` and no other.

    Returns:
        The name of its file, and the number of the line.

    Raises:
        ValueError: It takes no logarithm, or several.
    """
    lines = [
        node.lineno
        for node in ast.walk(ast.parse(inspect.getsource(side)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "log"
    ]
    if len(lines) != 1:
        raise ValueError(f"{side.__name__} takes {len(lines)} logarithms, and not one")
    return Path(inspect.getfile(side)).name, lines[0]


def names_line(says: str, side: ModuleType) -> bool:
    """Tell whether a text names the line where the flaw is."""
    file, line = flawed_line(side)
    pattern = rf"\b{re.escape(file)}{BEFORE_A_LINE}{line}\b"
    return re.search(pattern, says) is not None


def table(found: Iterable[Found]) -> Table:
    """Write what the tools found, in a table."""
    rows = [
        (
            one.tool,
            f"`{one.names}`" if one.names else None,
            one.way or None,
            "yes" if one.names_line else "no",
            one.step,
        )
        for one in found
    ]
    return Table(["Tool", "Names first", "On the way", "Our line", "Step"], rows)
