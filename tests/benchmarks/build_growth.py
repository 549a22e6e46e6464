"""Print how a build grows with the pages of its book, and a training with its data.

    PYTHONPATH=tests:book/_ext python -m benchmarks.build_growth [--pages 1 2 4 8 16]

Each book is new: this one's settings, extensions and modules, an index, and copies
of one small page on which both frameworks compute.
"""

import argparse
import json
import shlex
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from benchmarks.build_speed import BUILD, NOT_OURS, ROOT, Copy, expect
from memory_watch import family_of, of_all, proportional
from spotdiff import runtime
from spotdiff.benchmarks.growth.exponents import END, curve, slopes
from spotdiff.benchmarks.growth.memory import Held
from spotdiff.own_process import Call
from spotdiff.tables import Table

PAGES = (1, 2, 4, 8, 16)
IMAGES = tuple(1024 * 2**power for power in range(5))
LOOK = 0.5  # seconds between two looks at the memory

# Those that want the claims of 2017 and their pages.
SETTINGS = """
extensions = [name for name in extensions if name not in ("choices", "claims")]
programs_required = False
"""
INDEX = """# Small

```{toctree}
:glob:
page-*
```
"""
PAGE = """# Page {number}

The exponent of a power, found twice by descending a slope.

```{{pair}} toy_problem/by_hand
:names: descend
```

```{{code-cell}} python
from spotdiff import runtime
from spotdiff.toy_problem import pictures
from spotdiff.toy_problem.by_hand import tensorflow_side, torch_side
from spotdiff.toy_problem.problem import START, sample

runtime.start()
x, y = sample(seed={number})
run = dict(start=START, learning_rate=5e-6, steps=300)
pictures.opening(torch_side.descend(x, y, **run), tensorflow_side.descend(x, y, **run))
```
"""


@dataclass(frozen=True)
class Grown:
    """What a book of so many pages costs.

    Attributes:
        pages: How many have cells; the index has none.
        cold_seconds: Of the first build.
        repeat_seconds: Of the next, with nothing changed.
        peak_bytes: The most main memory that the first build and its kernels held.
        site_bytes: All files that it published.
        page_bytes: The HTML of its first page.
    """

    pages: int
    cold_seconds: float
    repeat_seconds: float
    peak_bytes: int
    site_bytes: int
    page_bytes: int


class Watch:
    """Looks at the memory of all that this process has started, from time to time."""

    def __enter__(self) -> Self:
        """Begin to look."""
        self.peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Look no more."""
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(LOOK):
            self.peak = max(self.peak, held_below(psutil.Process()))


def held_below(process: psutil.Process) -> int:
    """Return the bytes that a process's descendants hold, each page of memory once."""
    return of_all(family_of(process)[1:], proportional)


def write_book(folder: Path, pages: int) -> None:
    """Turn a copy of this book into one of so many small pages."""
    for page in (folder / "book").rglob("*.md"):
        page.unlink()
    with (folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(SETTINGS)
    (folder / "book" / "index.md").write_text(INDEX, "utf-8")
    for number in range(1, pages + 1):
        page = folder / "book" / f"page-{number}.md"
        page.write_text(PAGE.format(number=number), "utf-8")


def grown(folder: Path, pages: int, command: Sequence[str]) -> Grown:
    """Make a book, build it twice, and weigh it."""
    shutil.copytree(ROOT, folder, ignore=NOT_OURS)
    write_book(folder, pages)
    book = Copy(folder, command)
    with Watch() as watch:
        cold, executed = book.build("cold build")
    expect(executed, {f"page-{n + 1}" for n in range(pages)}, "the cold build")
    repeat, executed = book.build("repeat")
    expect(executed, set(), "a repeated build")
    site = folder / "_build" / "html"
    files = [file for file in site.rglob("*") if file.is_file()]
    return Grown(
        pages,
        cold.seconds,
        repeat.seconds,
        watch.peak,
        sum(file.stat().st_size for file in files),
        (site / "page-1.html").stat().st_size,
    )


def table(of: Sequence[Grown]) -> Table:
    """Set the books side by side; the last row has the exponents of the largest."""
    head = ["Pages", "Cold, s", "Repeat, s", "Peak, MB", "Site, kB", "A page, kB"]
    rows: list[list[object]] = [
        [
            one.pages,
            f"{one.cold_seconds:.1f}",
            f"{one.repeat_seconds:.1f}",
            f"{one.peak_bytes / 1e6:.0f}",
            f"{one.site_bytes / 1e3:.0f}",
            f"{one.page_bytes / 1e3:.1f}",
        ]
        for one in of
    ]
    return Table(head, [*rows, ["exponent", *map("{:.2f}".format, exponents(of))]])


def exponents(of: Sequence[Grown]) -> list[float]:
    """Return the exponent of every column over the pages, at the large end."""
    pages = [one.pages for one in of]
    rows = [list(asdict(one).values())[1:] for one in of]
    return [
        float(slopes(curve(pages, list(each)))[0]) for each in zip(*rows, strict=True)
    ]


def epochs() -> dict[str, list[Held]]:
    """Train for an epoch of more and more images, each framework in its own process."""
    runtime.start()
    # Only now: these import the frameworks.
    from spotdiff.benchmarks.growth import in_tensorflow, in_torch

    sides = {"PyTorch": in_torch, "TensorFlow": in_tensorflow}
    return {
        name: Call(side.grow, IMAGES, None, environment={}).result().value
        for name, side in sides.items()
    }


def table_of_epochs(held: Mapping[str, Sequence[Held]]) -> Table:
    """Set the epochs side by side: a row for each framework and number of images."""
    rows = [
        [name, one.images, f"{one.seconds:.2f}", f"{one.memory / 1e6:.0f}"]
        for name, each in held.items()
        for one in each
    ]
    return Table(["", "Images", "An epoch, s", "Memory, MB"], rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Build, train, print, and keep the figures as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=PAGES)
    parser.add_argument("--build", default=BUILD, help="what builds a book, from there")
    parser.add_argument("--json", type=Path, default="_build/benchmarks/growth.json")
    wish = parser.parse_args(arguments)
    if len(wish.pages) < END or sorted(set(wish.pages)) != list(wish.pages):
        parser.error(f"--pages wants {END} numbers or more, each above the last")
    books = []
    for pages in wish.pages:
        with tempfile.TemporaryDirectory(prefix="build-growth-") as place:
            folder = Path(place) / "book"
            books.append(grown(folder, pages, shlex.split(wish.build)))
    print(table(books))
    held = epochs()
    print(table_of_epochs(held))
    found = {
        "books": [asdict(one) for one in books],
        "epochs": {name: [asdict(one) for one in each] for name, each in held.items()},
    }
    wish.json.parent.mkdir(parents=True, exist_ok=True)
    wish.json.write_text(json.dumps(found, indent=1), "utf-8")


if __name__ == "__main__":
    main()
