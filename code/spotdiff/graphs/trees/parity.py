"""One loss and the same slopes, however the trees are worked out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from spotdiff.graphs.trees import oracle, tensorflow_network, torch_network
from spotdiff.graphs.trees.by_depth import tensorflow_side as tensorflow_levels
from spotdiff.graphs.trees.by_depth import torch_side as torch_levels
from spotdiff.graphs.trees.one_graph import tensorflow1_side as tensorflow1_loop
from spotdiff.graphs.trees.one_graph import tensorflow_side as tensorflow_loop
from spotdiff.graphs.trees.problem import Tree, Weights, batch, flatten
from spotdiff.graphs.trees.recursive import tensorflow_side as tensorflow_recursion
from spotdiff.graphs.trees.recursive import torch_side as torch_recursion
from spotdiff.measure import largest_difference
from spotdiff.tables import Table


class Found(NamedTuple):
    """What one way finds.

    Attributes:
        loss: The mean cross-entropy of the trees.
        slopes: By every weight.
    """

    loss: float
    slopes: Weights


def found(weights: Weights, trees: Sequence[Tree]) -> dict[str, Found]:
    """Work trees out in every way there is.

    Args:
        weights: To start from, in the precision that all are to compute in.
        trees: The trees.
    """
    forest, together = flatten(trees), batch(trees)
    labels = together.labels
    in_torch = torch_network.parameters(weights)
    in_tensorflow = tensorflow_network.parameters(weights)
    by_torch = {
        "PyTorch, recursion": torch_recursion.slopes_of(in_torch)(trees, labels),
        "PyTorch, level by level": torch_levels.slopes_of(in_torch)(together),
    }
    by_tensorflow = {
        "TensorFlow, recursion": tensorflow_recursion.slopes_of(in_tensorflow)(
            trees, labels
        ),
        "TensorFlow 1, `while_loop`": tensorflow1_loop.slopes(
            weights, [(forest, labels)]
        )[0],
        "TensorFlow, a loop in one graph": tensorflow_loop.slopes_of(in_tensorflow)(
            forest, labels
        ),
        "TensorFlow, level by level": tensorflow_levels.slopes_of(in_tensorflow)(
            together
        ),
    }
    return {
        **{
            way: Found(float(loss), torch_network.in_numpy(slopes))
            for way, (loss, slopes) in by_torch.items()
        },
        **{
            way: Found(float(loss), {n: np.asarray(s) for n, s in slopes.items()})
            for way, (loss, slopes) in by_tensorflow.items()
        },
    }


def apart(found: Found, wanted: Found) -> float:
    """Return the largest difference in the loss, or in any slope."""
    slopes = (
        largest_difference(found.slopes[name], slope).absolute
        for name, slope in wanted.slopes.items()
    )
    return max(abs(found.loss - wanted.loss), *slopes)


def table(weights: Weights, trees: Sequence[Tree]) -> Table:
    """Say how far each way is from the oracle.

    Args are those of `found`.
    """
    labels = batch(trees).labels
    wanted = Found(*oracle.slopes(weights, trees, labels))
    rows = [(way, apart(one, wanted)) for way, one in found(weights, trees).items()]
    return Table(["Way", "Largest difference from NumPy"], rows, digits=2)
