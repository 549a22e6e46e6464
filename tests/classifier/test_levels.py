"""Every way of writing the small network is the same network, and trains the same."""

from dataclasses import replace
from functools import cache

import keras
import numpy as np
import pytest
import torch

from spotdiff import data
from spotdiff.classifier import oracle
from spotdiff.classifier.blocks import tensorflow_side as keras_blocks
from spotdiff.classifier.blocks import torch_side as torch_blocks
from spotdiff.classifier.carrying import tensorflow_side as keras_carrying
from spotdiff.classifier.carrying import torch_side as torch_carrying
from spotdiff.classifier.module import tensorflow_side as keras_module
from spotdiff.classifier.module import torch_side as torch_module
from spotdiff.classifier.parity import experiment, pictures
from spotdiff.classifier.parity.levels import LEVELS, Level
from spotdiff.classifier.problem import (
    LARGE,
    SMALL,
    Network,
    initial_weights,
    standardise,
)
from spotdiff.classifier.raw import tensorflow1_side, tensorflow_side, torch_side
from spotdiff.classifier.sequential import keras_functional
from spotdiff.classifier.training import tensorflow_side as keras_training
from spotdiff.classifier.training import torch_side as torch_training
from spotdiff.measure import largest_difference

# A score sums up to 3136 products of float32, each rounded by 6e-8 of itself.
SCORE_TOLERANCE = {"small": 1e-5, "large": 1e-5}


@cache
def given(dtype: str = "float64") -> experiment.Problem:
    digits = data.small_digits()
    images = standardise(digits.train_images)
    return experiment.problem(images, digits.train_labels, dtype)


@cache
def by_numpy(dropout: bool = False) -> experiment.Run:
    return experiment.by_numpy(given(), dropout)


@pytest.mark.parametrize("level", LEVELS, ids=lambda v: f"{v.network}-{v.training}")
def test_every_level_trains_as_numpy_does(level: Level) -> None:
    apart = experiment.apart(level.run(given()), by_numpy(), given())
    assert apart.losses <= experiment.TOLERANCE
    assert apart.weights <= experiment.TOLERANCE


@pytest.mark.parametrize("side", [torch_side, tensorflow_side, tensorflow1_side])
def test_given_the_masks_even_dropout_is_the_same(side: object) -> None:
    run = experiment.bare(side, given(), dropout=True)  # type: ignore[arg-type]
    apart = experiment.apart(run, by_numpy(dropout=True), given())
    assert max(apart.losses, apart.weights) <= experiment.TOLERANCE


def test_the_masks_matter() -> None:
    gap = largest_difference(by_numpy().losses, by_numpy(dropout=True).losses)
    assert gap.absolute > 0.1


def test_training_learns() -> None:
    assert by_numpy().losses[-20:].mean() < 0.6 * by_numpy().losses[:20].mean()


def test_a_run_that_reports_only_its_mean_is_compared_by_images() -> None:
    steps = [step[: 1 + number % 3] for number, step in enumerate(given().steps[:9])]
    uneven = replace(given(), steps=steps)
    run = experiment.by_numpy(uneven)
    sizes = [len(step) for step in steps]
    mean = np.array([np.average(run.losses, weights=sizes)])
    assert min(sizes) < max(sizes)
    assert experiment.apart(
        experiment.Run(mean, run.weights), run, uneven
    ) == experiment.Apart(0, 0)
    plain = experiment.Run(np.array([run.losses.mean()]), run.weights)
    assert experiment.apart(plain, run, uneven).losses > 1e-6


def test_precision_is_given_back() -> None:
    def stop() -> None:
        assert torch.get_default_dtype() == torch.float64
        assert keras.layers.Dense(1).dtype_policy.name == "float64"
        raise RuntimeError("stop")

    with experiment.precision("float64"), pytest.raises(RuntimeError, match="stop"):
        stop()
    assert torch.get_default_dtype() == torch.float32
    assert keras.layers.Dense(1).dtype_policy.name == "float32"
    assert keras.config.floatx() == "float32"


def test_a_keras_loss_computes_in_float32_unless_floatx_says_otherwise() -> None:
    scores = np.array([[1 / 3, 2 / 3]])
    entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert entropy(np.array([0]), scores).dtype == "float32"
    with experiment.precision("float64"):
        wide = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert wide(np.array([0]), scores).dtype == "float64"


@pytest.mark.parametrize("network", [SMALL, LARGE], ids=lambda n: n.name)
def test_blocks_compose_both_networks(network: Network) -> None:
    weights = initial_weights(network)
    images = given("float32").images[:20]
    expected = oracle.logits(weights, images, network)
    one, other = torch_blocks.classifier(network), keras_blocks.classifier(network)
    torch_carrying.put(one, weights)
    keras_carrying.put(other, weights)
    for scores in (
        torch_training.predict(one, images),
        keras_training.predict(other, images),
    ):
        gap = largest_difference(scores, expected)
        assert gap.absolute <= SCORE_TOLERANCE[network.name]


def test_weights_come_out_as_they_went_in() -> None:
    weights = initial_weights()
    for build, carrying in (
        (torch_module.Classifier, torch_carrying),
        (keras_functional.classifier, keras_carrying),
    ):
        model = build()
        carrying.put(model, weights)
        taken = carrying.take(model, weights)
        assert list(taken) == list(weights)
        assert all((taken[name] == weights[name]).all() for name in weights)


def test_what_was_taken_does_not_change_with_the_network() -> None:
    model = torch_module.Classifier()
    taken = torch_carrying.take(model, SMALL.shapes)
    before = taken["fc2.bias"].copy()
    torch_carrying.put(model, initial_weights(seed=5))
    assert (taken["fc2.bias"] == before).all()


def test_a_module_has_its_weights_at_once_a_keras_model_after_its_first_call() -> None:
    assert len(list(torch_module.Classifier().parameters())) == 8
    model = keras_module.Classifier()
    assert len(model.weights) == 0
    model(keras.ops.zeros((1, 28, 28, 1)))
    assert len(model.weights) == 8


def test_a_functional_network_may_branch_and_join_and_a_list_may_not() -> None:
    image = keras.Input((4,))
    branches = [keras.layers.Dense(2)(image) for _ in range(2)]
    joined = keras.Model(image, keras.layers.Add()(branches))
    assert joined(np.ones((1, 4), np.float32)).shape == (1, 2)
    with pytest.raises(ValueError, match=r"list of inputs|at least 2 inputs"):
        keras.Sequential([image, keras.layers.Dense(2), keras.layers.Add()])


def test_training_reaches_the_dropout_of_a_call_that_never_mentions_it() -> None:
    model = keras_module.Classifier()
    image = keras.random.normal((1, 28, 28, 1), seed=0)
    quiet = [model(image, training=False).numpy() for _ in range(2)]
    noisy = [model(image, training=True).numpy() for _ in range(2)]
    assert (quiet[0] == quiet[1]).all()
    assert (noisy[0] != noisy[1]).any()


def test_a_module_drops_until_told_not_to_a_keras_model_only_when_told() -> None:
    images = given("float32").images[:5, :, :]
    module = torch_module.Classifier()
    x = torch.as_tensor(images[:, None])
    assert (module(x) != module(x)).any()
    model = keras_module.Classifier()
    assert (model(images[..., None]).numpy() == model(images[..., None]).numpy()).all()


def test_predicting_in_mid_training_leaves_the_dropout_on() -> None:
    model = torch_module.Classifier()
    torch_training.predict(model, given("float32").images[:2])
    assert model.training
    model.eval()
    torch_training.predict(model, given("float32").images[:2])
    assert not model.training


def test_with_dropout_two_trainings_differ() -> None:
    digits = given("float32")
    losses = []
    for _ in range(2):
        model = torch_module.Classifier()
        torch_carrying.put(model, digits.weights)
        losses.append(torch_training.train(model, digits.batches[:3], 0.01, 0.5))
    assert losses[0] != losses[1]


def test_the_drift_is_drawn_with_its_largest_in_words() -> None:
    picture = pictures.drift({"one": np.array([0.0, 2e-7]), "other": np.zeros(2)})
    assert "one, 2.0e-07; other, 0.0e+00" in picture.alt
    assert picture.table.splitlines()[1] == "one,0,0.0"
