"""The players' networks in Keras: weights in, weights out."""

from typing import Any

import keras
from keras import layers

from spotdiff.classifier.flexibility.alternating.problem import Layers, Players


def network(weights: Layers, *last: Any) -> Any:
    """Build two dense layers from given weights, and what comes last."""
    hidden, outputs = len(weights[1]), len(weights[3])
    dense = layers.Dense(hidden, activation="relu"), layers.Dense(outputs)
    model = keras.Sequential([keras.Input((len(weights[0]),)), *dense, *last])
    model.set_weights(weights)
    return model


def networks(players: Players) -> tuple[Any, Any]:
    """Build generator and discriminator."""
    sigmoid = layers.Activation("sigmoid")
    return network(players.generator, sigmoid), network(players.discriminator)


def weights_of(model: Any) -> Layers:
    """Copy a network's weights."""
    found: Layers = model.get_weights()
    return found
