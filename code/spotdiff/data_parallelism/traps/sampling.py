"""Who sees which image: PyTorch's sampler and TensorFlow's data set, asked."""

import tensorflow as tf
from torch.utils.data import DistributedSampler


def seen_in_torch(
    images: int, workers: int, epoch: int = 0, shuffle: bool = False, drop: bool = False
) -> list[list[int]]:
    """Return the numbers of the images that each worker sees in an epoch.

    Args:
        images: How many there are.
        workers: How many share them.
        epoch: What the sampler is told by `set_epoch`.
        shuffle: Whether they are shuffled.
        drop: Whether those that cannot be shared out evenly are left out.
    """
    shares = []
    for rank in range(workers):
        sampler: DistributedSampler[int] = DistributedSampler(
            range(images),  # type: ignore[arg-type]
            num_replicas=workers,
            rank=rank,
            shuffle=shuffle,
            drop_last=drop,
        )
        sampler.set_epoch(epoch)
        shares.append(list(sampler))
    return shares


def seen_in_tensorflow(
    images: int, batch: int, devices: list[str]
) -> list[list[list[int]]]:
    """Return the images of each replica, step by step, one epoch long.

    Args:
        images: How many there are.
        batch: Of all replicas together.
        devices: One for each replica.
    """
    strategy = tf.distribute.MirroredStrategy(devices)
    dataset = tf.data.Dataset.range(images).batch(batch)
    return [
        [part.numpy().tolist() for part in strategy.experimental_local_results(step)]
        for step in strategy.experimental_distribute_dataset(dataset)
    ]
