"""Random numbers."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def seed_all(n: int) -> Any:
    """Begin all random numbers anew, then draw evenly from 0 to 1."""
    tf.random.set_seed(0)
    return tf.random.uniform((n,))


def uniform(n: int) -> Any:
    """Draw evenly between two bounds."""
    return tf.random.uniform((n,), -1, 1)


def normal(n: int) -> Any:
    """Draw from a normal distribution."""
    return tf.random.normal((n,))


def normal_of(n: int) -> Any:
    """Draw with a mean and a deviation."""
    return tf.random.normal((n,), 5.0, 0.5)


def whole(n: int) -> Any:
    """Draw whole numbers, the upper bound left out."""
    return tf.random.uniform((n,), 0, 3, tf.int32)


def own_generator(n: int) -> Any:
    """Draw from a generator of one's own."""
    generator = tf.random.Generator.from_seed(0)
    return generator.uniform((n,))


def permutation(n: int) -> Any:
    """Draw an order."""
    return tf.random.shuffle(tf.range(n))


def shuffle(x: Tensor) -> Any:
    """Shuffle rows."""
    return tf.random.shuffle(x)


def coins(p: Tensor) -> Any:
    """Throw coins that fall on 1 with a given probability."""
    return tf.cast(tf.random.uniform(p.shape) < p, p.dtype)


def choices(p: Tensor, n: int) -> Any:
    """Draw from probabilities, with replacement."""
    return tf.random.categorical(tf.math.log([p]), n)[0]


def truncated(n: int) -> Any:
    """Draw normally, within two deviations."""
    return tf.random.truncated_normal((n,))


def glorot() -> Any:
    """Draw first weights as Glorot and Bengio do."""
    return keras.initializers.GlorotUniform()((60, 60))


def orthogonal() -> Any:
    """Draw a matrix that keeps lengths."""
    return keras.initializers.Orthogonal()((40, 40))


def dropout(x: Tensor) -> Any:
    """Drop half of the numbers, and double the others."""
    return tf.nn.dropout(x, 0.5)
