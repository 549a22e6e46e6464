"""One step of a network, with a stop on the way there and back."""

from typing import Any

import keras
import tensorflow as tf

from spotdiff.debugging.sessions.problem import INNER, OUTER, X, Y


class Network(keras.Model):
    """Two layers, and a stop between them."""

    def __init__(self) -> None:
        """Take the weights that both sides share."""
        super().__init__()
        self.inner = keras.Variable(INNER)
        self.outer = keras.Variable(OUTER)

    def call(self, x: tf.Tensor) -> tf.Tensor:
        """Score some rows."""
        hidden = tf.nn.relu(x @ self.inner)
        breakpoint()
        return hidden @ self.outer


@tf.custom_gradient
def watched(values: tf.Tensor) -> Any:
    """Hand a tensor on, and stop when its slope comes back."""

    def passing(slope: tf.Tensor) -> tf.Tensor:
        """Stop, and hand the slope on."""
        breakpoint()
        return slope

    return tf.identity(values), passing


def step(network: Network, x: tf.Tensor, y: tf.Tensor) -> None:
    """Go there and back; print the loss and the slope of a layer."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((watched(network(x)) - y) ** 2)
    (slope,) = tape.gradient(loss, [network.inner])
    print("loss", loss)
    print("slope", slope)


def main() -> None:
    """Take a step as it is written, then two that are made graphs."""
    network, x, y = Network(), tf.constant(X), tf.constant(Y)
    step(network, x, y)
    breakpoint()
    in_graph = tf.function(step)
    in_graph(network, x, y)
    in_graph(network, x, y)


if __name__ == "__main__":
    main()
