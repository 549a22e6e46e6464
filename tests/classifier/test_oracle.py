"""The oracle's slopes are those of its loss, and its loss is the textbook's."""

import numpy as np
import pytest
from scipy import signal

from spotdiff.classifier import oracle
from spotdiff.classifier.problem import LARGE, SMALL, Batch, gather, initial_weights

RNG = np.random.default_rng(0)
# A central difference is off by the square of its step and by rounding over it.
STEP, SLOPE_TOLERANCE = 1e-5, 1e-7


def batch_of(count: int, dropped: int | None) -> Batch:
    images = RNG.standard_normal((count, 28, 28))
    return gather(images, RNG.integers(0, 10, count), dropped=dropped)


def test_a_convolution_is_scipys_correlation() -> None:
    images, kernel = RNG.random((1, 2, 9, 8)), RNG.random((3, 2, 5, 5))
    found = oracle.convolve(images, kernel, np.arange(3.0))
    for out in range(3):
        expected = out + sum(
            signal.correlate2d(images[0, c], kernel[out, c], "valid") for c in range(2)
        )
        assert found[0, out] == pytest.approx(expected)


def test_halving_keeps_the_largest_and_remembers_where_it_was() -> None:
    image = np.array([[[[1.0, 4, 0, 0], [2, 3, 0, 9]]]])
    largest, first = oracle.halve(image)
    assert largest.ravel().tolist() == [4, 9]
    back = oracle.halve_back(np.array([[[[5.0, 7.0]]]]), first)
    assert back.ravel().tolist() == [0, 5, 0, 0, 0, 0, 0, 7]


def test_even_scores_cost_the_logarithm_of_the_classes() -> None:
    assert oracle.loss(np.zeros((3, 10)), np.arange(3)) == pytest.approx(np.log(10))
    assert oracle.loss(1e4 * np.eye(10), np.arange(10)) == pytest.approx(0)


@pytest.mark.parametrize("dropped", [None, 3], ids=["whole", "masked"])
@pytest.mark.parametrize("name", list(SMALL.shapes))
def test_slopes_are_those_of_the_loss(name: str, dropped: int | None) -> None:
    weights, batch = initial_weights(dtype=np.float64), batch_of(4, dropped)
    _, slopes = oracle.slopes(weights, batch)
    where = tuple(RNG.integers(0, size) for size in weights[name].shape)

    def loss_at(shift: float) -> float:
        moved = {key: array.copy() for key, array in weights.items()}
        moved[name][where] += shift
        return oracle.loss(oracle.forward(moved, batch)[0], batch.labels)

    measured = (loss_at(STEP) - loss_at(-STEP)) / (2 * STEP)
    assert slopes[name][where] == pytest.approx(measured, abs=SLOPE_TOLERANCE)


def test_padding_keeps_the_large_networks_maps_at_their_size() -> None:
    scores = oracle.logits(initial_weights(LARGE), RNG.random((2, 28, 28)), LARGE)
    assert scores.shape == (2, 10)


def test_momentum_carries_the_last_change_on() -> None:
    weights, batch = initial_weights(dtype=np.float64), batch_of(4, None)
    losses, learnt = oracle.train(weights, [batch, batch], 0.1, 0.5)
    first = oracle.slopes(weights, batch)[1]
    middle = {name: weights[name] - 0.1 * first[name] for name in weights}
    loss, second = oracle.slopes(middle, batch)
    assert losses[1] == loss < losses[0]
    for name in weights:
        expected = middle[name] - 0.1 * (0.5 * first[name] + second[name])
        assert learnt[name] == pytest.approx(expected, abs=1e-15)
