"""The small network in Keras, which does not say what will compute it."""

import keras
from keras import layers


def classifier(dropout: float = 0.5) -> keras.Sequential:
    """Build the network.

    Args:
        dropout: Share of channels, and of hidden units, dropped in training.
    """
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(10, 5, name="conv1"),
            layers.MaxPooling2D(2),
            layers.ReLU(),
            layers.Conv2D(20, 5, name="conv2"),
            layers.SpatialDropout2D(dropout),
            layers.MaxPooling2D(2),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(50, "relu", name="fc1"),
            layers.Dropout(dropout),
            layers.Dense(10, name="fc2"),
        ]
    )
