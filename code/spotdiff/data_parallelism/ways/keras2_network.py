"""The small network in the Keras of TensorFlow 2.15, which lives on as tf_keras."""

from typing import Any

from tf_keras import layers, models  # type: ignore[import-untyped]

from spotdiff.data_parallelism.problem import (
    HIDDEN,
    PIXELS,
    Weights,
    of_keras,
    to_keras,
)


def network(weights: Weights) -> Any:
    """Build the network with given weights."""
    model = models.Sequential([
        layers.Input((PIXELS,), dtype="float64"),
        layers.Dense(HIDDEN, "relu", dtype="float64"),
        layers.Dense(10, dtype="float64"),
    ])  # fmt: skip
    model.set_weights(to_keras(weights))
    return model


def weights_of(model: Any) -> Weights:
    """Copy the network's weights."""
    return of_keras(model.get_weights())
