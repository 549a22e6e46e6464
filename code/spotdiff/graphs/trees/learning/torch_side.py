"""A network that learns from batches of trees."""

from collections.abc import Callable, Iterable
from typing import Any

import torch

from spotdiff.graphs.trees.problem import Batch


def train(
    w: dict[str, Any],
    slopes_of: Callable[[dict[str, Any]], Callable[[Batch], Any]],
    batches: Iterable[Batch],
    rate: float,
    momentum: float,
) -> list[float]:
    """Take one step for each batch; the weights are overwritten.

    Args:
        w: The weights.
        slopes_of: From weights to what tells a batch's loss and its
            slope by every weight.
        batches: The batches, in their order.
        rate: Learning rate.
        momentum: Share of the last change that is kept.

    Returns:
        The loss of each step.
    """
    work = slopes_of(w)
    optimizer = torch.optim.SGD(list(w.values()), rate, momentum)

    def step(batch: Batch) -> Any:
        loss, slopes = work(batch)
        for name, slope in slopes.items():
            w[name].grad = slope
        optimizer.step()
        return loss

    told = [step(batch) for batch in batches]
    return [float(loss) for loss in told]
