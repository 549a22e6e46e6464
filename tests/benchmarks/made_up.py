"""Measurements that nobody took, in round numbers."""

import numpy as np

from spotdiff.benchmarks.import_time import Imported
from spotdiff.benchmarks.measured import COUNT, Measured
from spotdiff.classifier.input_pipeline.throughput import BATCH, Cost
from spotdiff.classifier.problem import SMALL
from spotdiff.classifier.speed.sweep import Speeds
from spotdiff.measure import Timing
from spotdiff.toy_problem.iteration_cost.sweep import Costs


def timed(seconds: dict[str, float]) -> dict[str, Timing]:
    """Return timings of two samples each: as given, and twice that."""
    return {
        name: Timing(np.array([each, 2 * each]), 4, ((1, 9 * each),))
        for name, each in seconds.items()
    }


# The best product: 2e9 operations in a second. The best sum: 3e9 bytes in a second.
MEASURED = Measured(
    tasks={
        "operation": timed(
            {"NumPy": 1e-7, "PyTorch eager": 1e-6, "TensorFlow eager": 1e-5}
        ),
        "slope": timed({"PyTorch eager": 1e-5, "TensorFlow eager": 1e-4}),
    },
    products={1000: timed({"NumPy": 2.0, "PyTorch": 1.0, "TensorFlow": 4.0})},
    sums=timed({"NumPy": 4 * COUNT * 1e-9, "PyTorch": 8 * COUNT * 1e-9}),
    copying=1e9,
    toy=Costs(
        {100: timed({"NumPy": 1e-5, "PyTorch eager": 1e-4, "PyTorch compiled": 1e-5})},
        {},
        {"TensorFlow XLA": "there is none"},
    ),
    training=Speeds(
        SMALL,
        {64: timed({"PyTorch eager": 1.0, "Keras train_on_batch": 2.0})},
        {64: {"PyTorch eager": 3.0, "Keras train_on_batch": 8.0}},
        {},
        {},
        1.0,
        {"PyTorch compiled": "there is no compiler"},
    ),
    loading={"NumPy": Cost(timed({"a": 1.0})["a"], timed({"b": 3.0})["b"], 3 * BATCH)},
    imports={"PyTorch": Imported(timed({"a": 1.0})["a"], 1000)},
)
