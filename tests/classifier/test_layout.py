"""Weights turn into TensorFlow's layout and back, and the turning matters."""

import numpy as np
import pytest

from spotdiff.classifier import layout
from spotdiff.classifier.problem import LARGE, SMALL, Network, initial_weights

both = pytest.mark.parametrize("network", [SMALL, LARGE], ids=lambda n: n.name)


@both
def test_there_and_back_again(network: Network) -> None:
    weights = initial_weights(network)
    back = layout.to_torch(layout.to_tensorflow(weights))
    assert list(back) == list(weights)
    assert all((back[name] == weights[name]).all() for name in weights)


def test_shapes_are_those_tensorflow_expects() -> None:
    turned = layout.to_tensorflow(initial_weights())
    assert turned["conv2.weight"].shape == (5, 5, 10, 20)
    assert turned["fc1.weight"].shape == (320, 50)
    assert turned["fc2.bias"].shape == (10,)


def test_the_first_matrix_takes_its_inputs_pixel_by_pixel() -> None:
    weights = initial_weights()
    turned = layout.to_tensorflow(weights)["fc1.weight"]
    features = np.random.default_rng(0).random((20, 4, 4)).astype(np.float32)
    by_channel = weights["fc1.weight"] @ features.ravel()
    by_pixel = features.transpose(1, 2, 0).ravel()
    assert by_pixel @ turned == pytest.approx(by_channel, abs=1e-5)
    # Only turned over, it has the right shape and gives other numbers.
    assert abs(by_pixel @ weights["fc1.weight"].T - by_channel).max() > 0.1
