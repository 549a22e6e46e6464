"""Measure what the benchmark page shows, in several processes, as a suite of pyperf's.

    python tests/benchmarks/suite.py [--processes 3] [--json FILE]

pyperf's own tools read the file: `python -m pyperf show FILE`.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyperf

from spotdiff import runtime

if TYPE_CHECKING:
    from spotdiff.tables import Table


def measure(file: Path) -> None:
    """Measure once, in this process; print the tables, and write the suite."""
    chosen = runtime.start()
    # Only now: these import NumPy and the frameworks; starting sets how they run.
    from spotdiff.benchmarks import measured, roofline, suite, tables
    from spotdiff.measure import synchronize_both

    found = measured.everything(chosen.device, synchronize_both)
    roof, points = roofline.roof(found), roofline.best(found)
    print(chosen)
    for each in (tables.overhead, tables.toy_steps, tables.training_steps):
        print(each(found), "\n")
    print(tables.shares(points, roof), "\n")
    file.write_text(suite.text(suite.of(found)), "utf-8")


def merged(processes: int) -> pyperf.BenchmarkSuite:
    """Measure in processes that come one after the other; a run for each."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.json" for number in range(processes)]
        for file in files:
            command = [sys.executable, __file__, "--one", "--json", str(file)]
            subprocess.run(command, check=True)
        first, *others = (pyperf.BenchmarkSuite.load(str(file)) for file in files)
    for other in others:
        first.add_runs(other)
    return first


def table(suite: pyperf.BenchmarkSuite) -> "Table":
    """Set the median of all runs and its deviation in a row for each benchmark."""
    from spotdiff.tables import Table, duration

    rows = [
        (
            each.get_name(),
            duration(each.median()),
            duration(each.median_abs_dev()) if each.get_nvalue() > 1 else None,
            each.get_nvalue(),
        )
        for each in suite
    ]
    return Table(["Benchmark", "Median", "Median deviation", "Samples"], rows)


def main() -> None:
    """Measure, print, and keep the suite."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--json", type=Path, default="_build/benchmarks/suite.json")
    parser.add_argument("--one", action="store_true", help="in this process, once")
    wish = parser.parse_args()
    wish.json.parent.mkdir(parents=True, exist_ok=True)
    if wish.one:
        measure(wish.json)
        return
    suite = merged(wish.processes)
    print(table(suite))
    suite.dump(str(wish.json), replace=True)


if __name__ == "__main__":
    main()
