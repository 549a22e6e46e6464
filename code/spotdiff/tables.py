"""Tables that a cell ends in: Markdown, so that the page sets them as its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Table:
    """A table with one heading row.

    Attributes:
        columns: the headings.
        rows: as many cells a row as there are headings; a number is written by
            `digits`, anything else as it is.
        digits: significant digits of the numbers.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    digits: int = 3

    def __post_init__(self) -> None:
        """Refuse a row that does not fit the headings."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(self.columns)} headings, but the row is {row}")

    def __str__(self) -> str:
        """Write the table in Markdown."""
        numeric = [
            all(is_number(row[i]) or row[i] is None for row in self.rows)
            for i in range(len(self.columns))
        ]
        rule = ["---:" if right else "---" for right in numeric]
        body = ([self.text(cell) for cell in row] for row in self.rows)
        head = [self.text(column) for column in self.columns]
        return "\n".join(map(pipe, [head, rule, *body]))

    def _repr_markdown_(self) -> str:
        return str(self)

    def text(self, cell: object) -> str:
        """Write one cell."""
        if cell is None:
            return "–"
        if is_number(cell):
            return number(cell, self.digits)
        return str(cell).replace("|", "\\|").replace("\n", " ")


def is_number(cell: object) -> bool:
    """Tell whether a cell is a number, NumPy's included."""
    return hasattr(cell, "__float__") and not isinstance(cell, bool | np.bool_)


def number(cell: Any, digits: int) -> str:
    """Write a number, NumPy's included."""
    whole = isinstance(cell, Integral)
    return plain(int(cell) if whole else float(cell), digits)


def pipe(cells: Iterable[str]) -> str:
    """Write one row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def plain(value: float | int, digits: int = 3) -> str:
    """Write a number as a reader would: no exponent where it can be helped.

    Args:
        value: the number.
        digits: its significant digits.

    Returns:
        "0.0123", "12 300", "1.20 × 10⁻⁷", or "NaN"; whole numbers in full.
    """
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    if value != value:
        return "NaN"
    if value == 0:
        return "0"
    if value in (float("inf"), float("-inf")):
        return str(value).replace("inf", "∞")
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if -4 <= power < digits + 4:
        rounded = round(value, digits - 1 - power)
        return f"{rounded:,.{max(0, digits - 1 - power)}f}".replace(",", "\u202f")
    raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa} × 10{raised}"


def duration(seconds: float) -> str:
    """Write a time in the unit that suits it: "18 µs", "7.2 ms"."""
    for unit, scale in (("s", 1), ("ms", 1e-3)):
        if seconds >= scale:
            return f"{plain(seconds / scale, 2)} {unit}"
    return f"{plain(seconds / 1e-6, 2)} µs"
