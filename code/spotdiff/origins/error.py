"""An error, as the toy problem computes it, compiled by XLA."""

import tensorflow as tf


@tf.function(jit_compile=True)
def error(residuals: tf.Tensor) -> tf.Tensor:
    """Return the root of the mean square of some residuals, (n,)."""
    return tf.sqrt(tf.reduce_mean(residuals**2))
