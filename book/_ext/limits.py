"""What the pages' own records say that this edition has not seen."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docutils import nodes

import varying

Record = Mapping[str, Any]
# The data that comes with the book, and the names of the two sides' packages.
EMBEDDED = "digits"
SIDES = {"torch": "PyTorch", "tensorflow": "TensorFlow", "keras": "Keras"}


def limits(records: Iterable[Record]) -> Iterator[str]:
    """Yield one sentence for each limit of an edition.

    Args:
        records: of the pages' runs, as `live_pages` keeps them.

    Yields:
        Sentences; none if no page ran.
    """
    kept = list(records)
    reports = [record["report"] for record in kept if record["report"]]
    if not reports:
        return
    devices = values(reports, "device")
    if "cuda" not in devices:
        yield "No page ran on a GPU. What is said of one is from elsewhere, or open."
    elif devices != ["cuda"]:
        yield "Some pages ran on a GPU and some did not; each says at its foot."
    yield from machines(values(reports, "device_name"), values(reports, "cores"))
    if values(reports, "data") == [EMBEDDED]:
        yield "The digits are the small ones that come with the book, not MNIST."
    for package, side in SIDES.items():
        versions = values([report.get("versions", {}) for report in reports], package)
        if versions:
            yield f"{side} was seen in {plural(versions)} {listed(versions)} only."
    first, *_, last = sorted(record["date"][:10] for record in [*kept, *kept])
    days = f"on {first}" if first == last else f"between {first} and {last}"
    yield f"The pages ran {days}."


def machines(names: list[str], cores: list[str]) -> Iterator[str]:
    """Say on what the pages ran, as far as they know it."""
    kinds = "one kind" if len(names) == 1 else f"{len(names)} kinds"
    having = f", with {listed(cores)} cores" if cores else ""
    if names:
        yield f"There was {kinds} of machine: {listed(names)}{having}."


def values(reports: Iterable[Record], key: str) -> list[str]:
    """Return the different values that reports have under a key, in order."""
    return sorted({str(report[key]) for report in reports if key in report})


def plural(versions: list[str]) -> str:
    """Return the word for one version, or for several."""
    return "version" if len(versions) == 1 else "versions"


def listed(parts: list[str]) -> str:
    """Write "a", "a and b" or "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def list_of_limits(of_pages: Mapping[str, Record]) -> nodes.Node:
    """Build the list of an edition's limits."""
    said = list(limits(of_pages.values()))
    # The last one says when.
    parts = [*map(nodes.Text, said[:-1]), *map(varying.text, said[-1:])]
    items = (nodes.list_item("", nodes.paragraph("", "", part)) for part in parts)
    return nodes.bullet_list("", *items)
