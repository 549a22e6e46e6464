"""Tables of the networks that grew, and of the graph that grew unasked."""

import numpy as np

from spotdiff.graphs.eras.problem import Run
from spotdiff.graphs.eras.tensorflow1_watched import Growth
from spotdiff.measure import largest_difference
from spotdiff.tables import Table, duration

# Losses and weights of order 1 in float64, over 54 steps: sums of 784 products in
# another order than NumPy's leave about 1e-12.
TOLERANCE = 1e-10


def apart(run: Run, oracle: Run) -> float:
    """Return how far losses or weights are from those of the oracle, at most."""
    pairs = zip(
        [run.losses, *run.weights], [oracle.losses, *oracle.weights], strict=True
    )
    return max(largest_difference(*pair).absolute for pair in pairs)


def furthest(runs: dict[str, Run], oracle: Run) -> float:
    """Return how far any program is from the oracle."""
    return max(apart(run, oracle) for run in runs.values())


def table(runs: dict[str, Run], oracle: Run) -> Table:
    """Set programs that grow under each other."""
    rows = [
        (
            name,
            int(run.depths[-1]),
            *(
                (None, None)
                if run.operations is None
                else (int(run.operations[0]), int(run.operations[-1]))
            ),
            apart(run, oracle),
        )
        for name, run in runs.items()
    ]
    head = ["Program", "Blocks in the end", "Operations at first", "At last"]
    return Table([*head, "Apart from NumPy"], rows, digits=2)


def typical(run: Growth) -> float:
    """Return the median time of a step, in seconds."""
    return float(np.median(run.seconds))


def growth_table(runs: dict[str, Growth]) -> Table:
    """Set graphs under each other, by where the loss is written."""
    rows = [
        (
            name,
            int(run.operations[0]),
            int(run.operations[-1]),
            duration(typical(run)),
        )
        for name, run in runs.items()
    ]
    head = ["The loss is written", "Operations after one step", "After the last"]
    return Table([*head, "A step takes"], rows)
