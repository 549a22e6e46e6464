"""The small network as a class of its own."""

from typing import Any

import keras
from keras import layers, ops


class Classifier(keras.Model):
    """Two convolutions, two dense layers: images to scores, (n, 10)."""

    def __init__(self) -> None:
        """Name the layers."""
        super().__init__()
        self.conv1 = layers.Conv2D(10, 5)
        self.conv2 = layers.Conv2D(20, 5)
        self.drop_channels = layers.SpatialDropout2D(0.5)
        self.pool = layers.MaxPooling2D(2)
        self.flatten = layers.Flatten()
        self.fc1 = layers.Dense(50)
        self.drop_units = layers.Dropout(0.5)
        self.fc2 = layers.Dense(10)

    def call(self, x: Any) -> Any:
        """Say how an image passes through them."""
        x = ops.relu(self.pool(self.conv1(x)))
        x = self.drop_channels(self.conv2(x))
        x = ops.relu(self.pool(x))
        x = ops.relu(self.fc1(self.flatten(x)))
        return self.fc2(self.drop_units(x))
