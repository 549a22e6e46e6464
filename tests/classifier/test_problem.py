"""The two networks of 2017 are those of their sources; all else is given."""

import numpy as np
import pytest

from spotdiff.classifier.problem import (
    LARGE,
    SMALL,
    Network,
    batches,
    gather,
    initial_weights,
    standardise,
)

both = pytest.mark.parametrize("network", [SMALL, LARGE], ids=lambda n: n.name)


def test_the_networks_have_the_parameters_of_their_sources() -> None:
    assert (SMALL.parameters, LARGE.parameters) == (21_840, 3_274_634)
    assert (SMALL.flat, LARGE.flat) == (320, 3136)


@both
def test_weights_have_the_shapes_of_the_network(network: Network) -> None:
    weights = initial_weights(network)
    assert {name: array.shape for name, array in weights.items()} == network.shapes
    assert sum(array.size for array in weights.values()) == network.parameters


@both
def test_weights_are_drawn_by_pytorchs_rule(network: Network) -> None:
    weights = initial_weights(network, seed=1)
    for layer in ("conv1", "conv2", "fc1", "fc2"):
        summed = weights[f"{layer}.weight"][0].size
        for part in ("weight", "bias"):
            drawn = weights[f"{layer}.{part}"]
            assert abs(drawn).max() <= summed**-0.5
            if drawn.size > 100:
                assert drawn.std() == pytest.approx((3 * summed) ** -0.5, rel=0.1)


def test_weights_depend_on_the_seed_and_not_on_the_precision() -> None:
    one, same, other = (initial_weights(seed=s)["fc1.weight"] for s in (0, 0, 1))
    assert (one == same).all()
    assert (one != other).any()
    wide = initial_weights(dtype=np.float64)["fc1.weight"]
    assert (wide.astype(np.float32) == one).all()


def test_standardised_pixels_keep_their_precision() -> None:
    for dtype in (np.float32, np.float64):
        ink = standardise(np.array([0.0, 0.1307, 1.0], dtype))
        assert ink.dtype == dtype
        assert ink == pytest.approx([-0.42421, 0, 2.82149], abs=1e-4)


def test_an_epoch_shows_every_image_once_in_an_order_of_its_own() -> None:
    steps = list(batches(count=7, size=3, epochs=2, seed=4))
    assert [len(step) for step in steps] == [3, 3, 1, 3, 3, 1]
    first, second = np.concatenate(steps[:3]), np.concatenate(steps[3:])
    assert sorted(first) == sorted(second) == list(range(7))
    assert (first != second).any()
    again = list(batches(7, 3, 2, seed=4))
    assert all((one == two).all() for one, two in zip(steps, again, strict=True))


def test_without_dropout_the_masks_keep_everything() -> None:
    batch = gather(np.zeros((4, 28, 28), np.float32), np.zeros(4, np.int64))
    assert (batch.channels == 1).all()
    assert batch.channels.shape == (4, 20)
    assert (batch.units == 1).all()
    assert batch.units.shape == (4, 50)


@both
def test_masks_drop_their_share_and_make_up_for_it(network: Network) -> None:
    images = np.zeros((2000, 28, 28), np.float32)
    batch = gather(images, np.zeros(2000, np.int64), network, dropped=0)
    shares = (network.channel_dropout, network.unit_dropout)
    for mask, share in zip((batch.channels, batch.units), shares, strict=True):
        assert mask.dtype == np.float32
        assert set(np.unique(mask)) <= {0.0, np.float32(1 / (1 - share))}
        assert (mask == 0).mean() == pytest.approx(share, abs=0.01)
        assert mask.mean() == pytest.approx(1, abs=0.02)
