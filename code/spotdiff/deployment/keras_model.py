"""The classifier as it is deployed: from pixels to scores, in Keras."""

from typing import Any

import keras
from keras import layers

from spotdiff.classifier.carrying import tensorflow_side as carrying
from spotdiff.classifier.problem import PIXEL_DEVIATION, PIXEL_MEAN, Weights
from spotdiff.classifier.sequential import tensorflow_side as sequential


def deployed(network: Any) -> keras.Model:
    """Put a network behind all that has to be done to an image before it.

    Args:
        network: A list of layers.

    Returns:
        A model from pixels, (n, 28, 28), 0 for paper and 1 for ink, to scores,
        (n, 10), of which the largest is the answer. It shares the weights.
    """
    pixels = keras.Input((28, 28), name="pixels")
    x = layers.Rescaling(1 / PIXEL_DEVIATION, -PIXEL_MEAN / PIXEL_DEVIATION)(pixels)
    x = layers.Reshape((28, 28, 1))(x)
    for layer in network.layers:
        x = layer(x)
    return keras.Model(pixels, x, name="classifier")


def from_weights(weights: Weights) -> keras.Model:
    """Build the model that has these weights."""
    network = sequential.classifier()
    carrying.put(network, weights)
    return deployed(network)
