"""One number of the losses of a part."""

from typing import Any

import tensorflow as tf

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
        return tf.reduce_mean(losses)
    if way == SUM:
        return tf.reduce_sum(losses)
    return tf.nn.compute_average_loss(losses, global_batch_size=whole)
