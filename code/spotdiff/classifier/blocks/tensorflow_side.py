"""A block that is written once, and networks composed of it."""

from typing import Any

import keras
from keras import layers, ops

from spotdiff.classifier.problem import CLASSES, Network


class Block(layers.Layer):
    """A convolution, a dropout of channels, a maximum, a ReLU."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        padding: int,
        dropout: float,
    ) -> None:
        """Name the layers; zeros are padded on each side, 0 or 2."""
        super().__init__()
        edges = "same" if padding else "valid"
        self.conv = layers.Conv2D(outputs, 5, padding=edges)
        self.drop = layers.SpatialDropout2D(dropout)
        self.pool = layers.MaxPooling2D(2)

    def call(self, x: Any) -> Any:
        """Say how a batch of feature maps passes through them."""
        return ops.relu(self.pool(self.drop(self.conv(x))))


def classifier(network: Network) -> keras.Sequential:
    """Compose either network of 2017 from blocks and layers."""
    first, second = network.channels
    padding, dropout = network.padding, network.channel_dropout
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            Block(1, first, padding, 0.0),
            Block(first, second, padding, dropout),
            layers.Flatten(),
            layers.Dense(network.hidden, activation="relu"),
            layers.Dropout(network.unit_dropout),
            layers.Dense(CLASSES),
        ]
    )
