"""One number of the losses of a part."""

from typing import Any

from spotdiff.data_parallelism.traps.problem import MEAN, SUM


def loss_of(losses: Any, way: str, whole: int, replicas: int) -> Any:
    """Make one number of the losses of a part.

    Args:
        losses: Of this part, (n,).
        way: What is made of them.
        whole: Images in the batch.
        replicas: How many parts there are.
    """
    if way == MEAN:
        return losses.mean()
    if way == SUM:
        return losses.sum()
    return losses.sum() * replicas / whole
