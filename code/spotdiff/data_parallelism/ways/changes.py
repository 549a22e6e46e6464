"""What has to be changed in a program for one device: a diff, never typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent


def code(name: str) -> list[str]:
    """Return a program's lines that say something: none blank, no notes on types."""
    source = (FOLDER / f"{name}.py").read_text("utf-8")
    lines = [line.partition("  # type:")[0] for line in source.splitlines()[1:]]
    return [line for line in lines if line.strip()]


@dataclass(frozen=True)
class Change:
    """From a program for one device to one for several.

    Attributes:
        before: The name of the first program.
        after: The name of the second.
    """

    before: str
    after: str

    @cached_property
    def _steps(self) -> Sequence[tuple[str, int, int, int, int]]:
        pair = code(self.before), code(self.after)
        return SequenceMatcher(None, *pair, autojunk=False).get_opcodes()

    @property
    def length(self) -> int:
        """How many lines the first program has."""
        return len(code(self.before))

    @property
    def new(self) -> int:
        """How many lines of the second program are not in the first."""
        return sum(d - c for kind, _, _, c, d in self._steps if kind != "equal")

    @property
    def gone(self) -> int:
        """How many lines of the first program are not in the second."""
        return sum(b - a for kind, a, b, _, _ in self._steps if kind != "equal")

    def lines(self) -> Iterator[str]:
        """Yield the diff, each place after a line that says where it is."""
        before, after = code(self.before), code(self.after)
        found = unified_diff(before, after, n=1, lineterm="")
        yield from (line for line in list(found)[2:])

    def _repr_markdown_(self) -> str:
        shown = [
            "⋮" if line.startswith("@@") else line.rstrip() for line in self.lines()
        ]
        return "\n".join(["```diff", *shown, "```"])
