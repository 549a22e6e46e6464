"""What was measured on a GPU elsewhere, and what no GPU has been asked yet."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from spotdiff.classifier.speed import sweep
from spotdiff.tables import Table, plain

FILE = Path(__file__).with_name("records.toml")


class RecordError(ValueError):
    """The file of records is not as it should be; the message says what to do."""


@dataclass(frozen=True)
class Record:
    """A run on a GPU, there and then.

    Attributes:
        day: Of the run.
        device: As the driver names it.
        driver: Its version.
        versions: Of PyTorch, TensorFlow and CUDA.
        command: What was run.
        figures: What came of it, by name, with the unit in the name.
    """

    day: str
    device: str
    driver: str
    versions: str
    command: str
    figures: Mapping[str, float]


def read(file: Path = FILE) -> list[Record]:
    """Read the records, the oldest first.

    Raises:
        RecordError: One lacks something, has something unknown, or cannot be right.
    """
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RecordError(f"{file.name}: {error}") from error
    if unknown := sorted(set(data) - {"record"}):
        raise RecordError(
            f"{file.name}: write [[record]] before each entry, not {unknown}"
        )
    entries = data.get("record", [])
    found = [
        checked(entry, f"{file.name}, record {number}")
        for number, entry in enumerate(entries, start=1)
    ]
    return sorted(found, key=lambda record: record.day)


def checked(entry: dict[str, Any], where: str) -> Record:
    """Make a record of an entry.

    Raises:
        RecordError: It lacks something, has something unknown, or cannot be right.
    """
    wanted = {field.name for field in fields(Record)}
    for key in sorted(wanted ^ set(entry)):
        what = "lacks" if key in wanted else "has an unknown key"
        raise RecordError(f"{where}: it {what} {key!r}")
    for key in sorted(wanted - {"figures"}):
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise RecordError(f"{where}: {key} must be a text, not {entry[key]!r}")
    try:
        date.fromisoformat(entry["day"])
    except ValueError as error:
        raise RecordError(
            f"{where}: day must be such as 2026-11-28: {error}"
        ) from error
    figures = entry["figures"]
    if not isinstance(figures, dict) or not figures:
        raise RecordError(f"{where}: figures must be a table with a number for each")
    for name, figure in figures.items():
        if type(figure) not in (int, float) or not 0 < figure < math.inf:
            raise RecordError(f"{where}: {name!r} is {figure!r}, no number above zero")
    return Record(**entry)


def told(records: Sequence[Record]) -> str:
    """Say how many records there are, and of what days."""
    if not records:
        return "none so far"
    days = dict.fromkeys(record.day for record in records)
    return f"{len(records)}, of {', '.join(days)}"


def table(records: Sequence[Record]) -> Table | None:
    """List the records, a figure a row; None if there is none."""
    rows = [
        (
            # A date is not to be broken over two lines.
            record.day.replace("-", "\u2011"),
            f"{record.device}, driver {record.driver}; {record.versions}",
            f"`{record.command}`",
            name,
            plain(figure),
        )
        for record in records
        for name, figure in record.figures.items()
    ]
    head = ["Recorded on", "There", "By", "Figure", "Value"]
    return Table(head, rows) if rows else None


def unproven(device: str) -> Table | None:
    """List what only a page that runs on a GPU does; None on such a page.

    Args:
        device: Where this page runs: "cpu" or "cuda".
    """
    if device == "cuda":
        return None
    mixed = sorted(set(sweep.ways("cuda")) - set(sweep.ways("cpu")))
    edge = sweep.EDGES["cuda"]
    rows = [
        ("Mixed precision", ", ".join(mixed)),
        (
            "A product that fills the device",
            f"matrices of {plain(edge)} × {plain(edge)}",
        ),
        ("Float32 as it is said", "PyTorch and TensorFlow with TensorFloat-32 off"),
        (
            "Memory",
            "the peak of each framework on each page, and that it is given back",
        ),
        ("Timing", "that the clock stops after the device, not after the call"),
        ("Compiled code", "what torch.compile and XLA make for a GPU"),
        ("A GPU for each worker", "teams of workers, and NCCL between their cards"),
        (
            "Speed, and last digits",
            "PyTorch's programs, so far tried on a GPU that is imagined: that shows "
            "that no devices are mixed, and nothing of how a GPU rounds",
        ),
        ("TensorFlow on a GPU", "all of it: it moves tensors by itself, unseen"),
    ]
    return Table(["Open", "What would be run"], rows)
