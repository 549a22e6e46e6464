"""The same wishes, said so that a tracer understands them."""

from typing import Any

import tensorflow as tf

SEEN: list[float] = []


class Known(tf.Module):
    """Numbers that the framework knows of."""

    def __init__(self) -> None:
        """Start with a factor, and no calls."""
        super().__init__()
        number = tf.constant(2.0, dtype=tf.float64)
        self.factor = tf.Variable(number)
        self.calls = tf.Variable(tf.zeros_like(number))

    def scaled(self, x: Any) -> Any:
        """Multiply by the factor, which may be set anew."""
        return x * self.factor

    def counted(self, x: Any) -> Any:
        """Count the call."""
        self.calls.assign_add(1.0)
        return x


def noisy(x: Any) -> Any:
    """Add a number that the framework draws."""
    return x + tf.random.uniform(x.shape, dtype=x.dtype)


def seen(x: tf.Tensor) -> tf.Tensor:
    """Do what only Python can do."""
    SEEN.append(1.0)
    return x


def errand(x: Any) -> Any:
    """Send the graph to Python for something."""
    return tf.py_function(seen, [x], x.dtype)
