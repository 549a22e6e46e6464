"""Print how far our medians are from those of pyperf's own workers.

    python tests/benchmarks/harness.py

We time candidates in turns, in one process. pyperf times each alone, in processes of
its own. Where both are right, the ratio of their medians is near one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyperf

from spotdiff import runtime

if TYPE_CHECKING:
    from spotdiff.tables import Table

FILE = Path("_build/benchmarks/harness.json")


def candidates() -> dict[str, Callable[[], object]]:
    """Prepare a few that end within a moment."""
    from spotdiff.benchmarks import measured
    from spotdiff.benchmarks.overhead import problem, tensorflow_side, torch_side
    from spotdiff.classifier.speed import limits

    edge = measured.EDGES[-1]
    return {
        "NumPy, one product": problem.prepare(),
        "PyTorch, one product": torch_side.prepare("operation", "eager"),
        "TensorFlow, one product": tensorflow_side.prepare("operation", "eager"),
        f"NumPy, {edge} x {edge}": measured.numpy_product(edge),
        f"PyTorch, {edge} x {edge}": limits.torch_product(edge),
        f"TensorFlow, {edge} x {edge}": limits.tensorflow_product(edge),
    }


def table(theirs: dict[str, float], ours: dict[str, float]) -> "Table":
    """Set both medians in a row for each candidate, and their ratio."""
    from spotdiff.tables import Table, duration

    rows = [
        (name, duration(ours[name]), duration(theirs[name]), ours[name] / theirs[name])
        for name in ours
    ]
    return Table(["", "Ours, in turns", "pyperf's, alone", "Ratio"], rows, digits=3)


def main() -> None:
    """Measure in both ways, print, and keep pyperf's suite."""
    runner = pyperf.Runner(processes=3, values=5, warmups=1)
    runner.parse_args()
    # Nothing before may import NumPy: how long its idle threads spin is set here.
    chosen = runtime.start()
    calls = candidates()
    found = [runner.bench_func(name, call) for name, call in calls.items()]
    if runner.args.worker:
        return
    from spotdiff.measure import time_together

    ours = {name: timing.median for name, timing in time_together(calls, 25).items()}
    print(chosen)
    print(table({each.get_name(): each.median() for each in found}, ours))
    FILE.parent.mkdir(parents=True, exist_ok=True)
    pyperf.BenchmarkSuite(found).dump(str(FILE), replace=True)


if __name__ == "__main__":
    main()
