"""tf.data's shuffle: through a buffer, and anew in every epoch unless told not to.

One side only: PyTorch's loader has no buffer. It draws indices into a data set
whose length it knows.
"""

import numpy as np
import tensorflow as tf

from spotdiff.classifier.problem import Labels


def through_buffer(
    count: int, buffer: int, epochs: int = 1, seed: int = 0, reshuffle: bool = True
) -> Labels:
    """Shuffle the stream 0, 1, 2 ... through a buffer.

    Args:
        count: Length of the stream.
        buffer: How many elements wait in the buffer.
        epochs: How often the stream is gone through.
        seed: Of TensorFlow's generator.
        reshuffle: Whether every epoch has an order of its own.

    Returns:
        The elements in the order in which they came out, (epochs, count).
    """
    stream = tf.data.Dataset.range(count).shuffle(
        buffer, seed, reshuffle_each_iteration=reshuffle
    )
    return np.array([list(stream.as_numpy_iterator()) for _ in range(epochs)])
