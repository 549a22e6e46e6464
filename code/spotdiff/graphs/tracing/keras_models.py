"""What happens to a model after it was traced."""

from typing import Any

import keras
import tensorflow as tf
from keras import layers, optimizers

from spotdiff.graphs.tracing.stories import Story


class Scaled(layers.Layer):  # type: ignore[misc]  # Keras publishes no types.
    """A layer with a Python number as an attribute."""

    def __init__(self) -> None:
        """Start with two."""
        super().__init__()
        self.factor = 2.0

    def call(self, x: Any) -> Any:
        """Multiply by the number."""
        return x * self.factor


def attribute() -> Story:
    """Set a layer's number from two to five."""
    layer, x = Scaled(), tf.ones(1)

    def told(run: Any) -> float:
        return float(run.traced(x)[0])

    def change() -> None:
        layer.factor = 5.0

    return Story(layer, told, told, 5.0, change)


def mode() -> Story:
    """Drop units in training, and then no longer: what is left of four?"""
    layer, x = layers.Dropout(0.5), tf.ones(4)

    def told(run: Any, training: bool = False) -> float:
        return float(tf.reduce_sum(run.traced(x, training=training)))

    return Story(layer, lambda run: told(run, True), told, 4.0)


def slope() -> Story:
    """Ask for the slope of an input, which nobody did before."""
    x = tf.ones(1)

    def told(run: Any) -> float:
        return float(run.traced(x)[0])

    def sloped(run: Any) -> float:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = run.traced(x)
        return float(tape.gradient(y, x)[0])

    return Story(lambda x: x * 3, told, sloped, 3.0)


def freezing() -> Story:
    """Freeze a layer between two steps: how far does it still move?"""
    layer = layers.Dense(1)
    model, x = keras.Sequential([layer, layers.Dense(1)]), tf.ones((1, 1))
    optimizer = optimizers.SGD(0.1)
    model.build((1, 1))
    optimizer.build(model.trainable_variables)

    def step(x: Any) -> None:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(model(x))
        weights = model.trainable_variables
        optimizer.apply(tape.gradient(loss, weights), weights)

    def moved(run: Any) -> float:
        before = float(layer.kernel[0, 0])
        run.traced(x)
        return abs(float(layer.kernel[0, 0]) - before)

    def change() -> None:
        layer.trainable = False

    return Story(step, moved, moved, 0.0, change)
