"""An error, as the toy problem computes it, compiled by XLA."""

import tensorflow as tf


def root_mean_square(residuals: tf.Tensor) -> tf.Tensor:
    """Return the root of the mean square of some residuals, (n,)."""
    return tf.sqrt(tf.reduce_mean(residuals**2))


error = tf.function(root_mean_square, jit_compile=True)
