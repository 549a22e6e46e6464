"""The bill as a table, and the columns of the figures."""

from collections.abc import Iterable, Mapping
from typing import Any

from spotdiff.graphs.break_even.bill import Bill, BreakEven
from spotdiff.measure import Timing
from spotdiff.tables import Table, duration, plain

NAMES = {"PyTorch compiled, kept": "PyTorch compiled, from disk"}


def bill_table(bills: Mapping[str, Bill]) -> Table:
    """Set out what each mode asks for, call by call."""
    head = ["Ready to run", "First call", "New size", "Third size", "First size again"]
    rows = [
        (NAMES.get(one.mode, one.mode), *map(duration, times))
        for one in bills.values()
        for times in [(one.first, one.second, one.third, one.again)]
    ]
    return Table(head, rows)


def gain_table(answers: Iterable[BreakEven]) -> Table:
    """Set out how many times faster a ready call is, and when that has paid."""
    rows = [
        (
            NAMES.get(one.mode, one.mode),
            one.size,
            f"{plain(one.gain.median, 2)} [{plain(one.gain.low, 2)}, "
            f"{plain(one.gain.high, 2)}]",
            "never" if one.calls is None else plain(one.calls),
        )
        for one in answers
    ]
    return Table(
        ["Mode", "Numbers", "Times as fast as plain", "Pays after calls"], rows
    )


def steady_columns(timings: Mapping[int, Mapping[str, Timing]]) -> dict[str, list[Any]]:
    """Return a row for each size and mode: seconds, with their spread."""
    rows = [
        (mode, size, timing.median, timing.low, timing.high)
        for size, by_mode in timings.items()
        for mode, timing in by_mode.items()
    ]
    names = ("mode", "numbers", "median", "low", "high")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def break_even_columns(answers: Iterable[BreakEven]) -> dict[str, list[Any]]:
    """Return a row for each mode and size: calls until it has paid, or nothing."""
    rows = [
        (NAMES.get(one.mode, one.mode), one.size, one.calls or "") for one in answers
    ]
    names = ("mode", "numbers", "calls")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
