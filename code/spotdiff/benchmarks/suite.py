"""All timings as a suite of pyperf's, whose own tools read and compare it."""

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyperf

from spotdiff import runtime
from spotdiff.benchmarks.measured import Measured, Timings
from spotdiff.benchmarks.tables import first_toy_steps
from spotdiff.measure import Timing

# What pyperf finds out about a machine, but for its name and whose it is.
PRIVATE = ("hostname", "python_executable", "boot_time")


def groups(measured: Measured) -> dict[str, Timings]:
    """Return what was compared with each other, by name."""
    return {
        **{f"one product, {task}": each for task, each in measured.tasks.items()},
        **{f"product {n} x {n}": each for n, each in measured.products.items()},
        "sum of arrays": measured.sums,
        **{f"toy step, {n} points": each for n, each in measured.toy.steps.items()},
        "first toy step": {
            mode: once(seconds) for mode, seconds in first_toy_steps(measured).items()
        },
        **{f"training, {n} images": t for n, t in measured.training.steps.items()},
        **{
            f"first training step, {n} images": {
                mode: once(seconds) for mode, seconds in first.items()
            }
            for n, first in measured.training.first.items()
        },
        "loading an image": {k: cost.image for k, cost in measured.loading.items()},
        "import": {name: each.timing for name, each in measured.imports.items()},
    }


def once(seconds: float) -> Timing:
    """Return the timing of what can be timed but once."""
    return Timing(np.array([seconds]))


def of(measured: Measured) -> pyperf.BenchmarkSuite:
    """Make a suite: a benchmark for each candidate of each group, one run each."""
    facts = about()
    return pyperf.BenchmarkSuite(
        [
            benchmark(f"{group}: {mode}", timing, facts)
            for group, timings in groups(measured).items()
            for mode, timing in timings.items()
        ]
    )


def about() -> dict[str, Any]:
    """Return what pyperf and the book know about this machine and this run."""
    ours = json.loads(runtime.report())
    facts = {f"{name}_version": version for name, version in ours["versions"].items()}
    facts |= {name: ours[name] for name in ("device", "threads", "precision")}
    facts |= pyperf.Run([1.0]).get_metadata()
    return {name: fact for name, fact in facts.items() if name not in PRIVATE}


def benchmark(name: str, timing: Timing, facts: Mapping[str, Any]) -> pyperf.Benchmark:
    """Make a benchmark of pyperf's: one run, with its values and its warm-ups."""
    metadata = {**facts, "name": name, "loops": timing.calls, "unit": "second"}
    run = pyperf.Run(
        timing.samples.tolist(),
        warmups=list(timing.warm_ups),
        metadata=metadata,
        collect_metadata=False,
    )
    return pyperf.Benchmark([run])


def text(suite: pyperf.BenchmarkSuite) -> str:
    """Write a suite as pyperf's JSON."""
    file = io.StringIO()
    suite.dump(file)
    return file.getvalue()
