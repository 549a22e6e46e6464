"""The small network as a function of a symbolic image."""

import keras
from keras import layers


def classifier() -> keras.Model:
    """Build the network: each layer is called on what it takes."""
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(10, 5)(image)
    x = layers.MaxPooling2D(2)(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(20, 5)(x)
    x = layers.SpatialDropout2D(0.5)(x)
    x = layers.MaxPooling2D(2)(x)
    x = layers.ReLU()(x)
    x = layers.Flatten()(x)
    x = layers.Dense(50, activation="relu")(x)
    x = layers.Dropout(0.5)(x)
    return keras.Model(image, layers.Dense(10)(x))
