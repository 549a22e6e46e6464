"""One Keras model computes and learns the same on TensorFlow and on PyTorch."""

from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import nn

from classifier.few_steps import MOMENTUM, RATE, by_numpy, feed
from spotdiff.classifier import oracle, problem
from spotdiff.classifier.two_engines import engine, keras_loop
from spotdiff.classifier.two_engines.engine import Nature
from spotdiff.classifier.two_engines.keras_loop import Trained
from spotdiff.classifier.two_engines.keras_model import classifier
from spotdiff.measure import largest_difference
from spotdiff.own_process import Call, Outcome

# float32 sums of up to 320 products of numbers near 1 (a unit is 6e-8), against
# NumPy's in another order; losses and weights against NumPy's in float64.
SCORES_TOLERANCE = 2e-6
TRAINING_TOLERANCE = 2e-6

LOOPS = ("Keras on TensorFlow", "Keras on PyTorch", "PyTorch around Keras")


class Seen(NamedTuple):
    """Everything that the two processes gave."""

    trained: dict[str, Trained]
    natures: dict[str, Nature]
    there: Outcome


@pytest.fixture(scope="module")
def seen() -> Seen:
    given = (*feed(), RATE, MOMENTUM)
    call = Call(engine.on_torch, *given, environment={"KERAS_BACKEND": "torch"})
    here = keras_loop.train(*given)
    there = call.result()
    by_keras, by_torch, nature = there.value
    runs = dict(zip(LOOPS, (here, by_keras, by_torch), strict=True))
    natures = {"TensorFlow": engine.nature(given[0]), "PyTorch": nature}
    return Seen(runs, natures, there)


@pytest.fixture(scope="module")
def learnt() -> tuple[problem.Array, problem.Weights]:
    return by_numpy()


@pytest.mark.parametrize("loop", LOOPS)
def test_the_scores_are_the_oracles(seen: Seen, loop: str) -> None:
    weights, images, *_ = feed()
    found = largest_difference(
        seen.trained[loop].scores, oracle.logits(weights, images)
    )
    assert found.absolute <= SCORES_TOLERANCE


@pytest.mark.parametrize("loop", LOOPS)
def test_losses_and_weights_are_the_oracles(
    seen: Seen, loop: str, learnt: tuple[problem.Array, problem.Weights]
) -> None:
    run = seen.trained[loop]
    found = largest_difference(run.losses, learnt[0])
    assert found.absolute <= TRAINING_TOLERANCE
    assert run.weights.keys() == learnt[1].keys()
    for name, weight in learnt[1].items():
        found = largest_difference(run.weights[name], weight)
        assert found.absolute <= TRAINING_TOLERANCE, name


@pytest.mark.parametrize("loop", LOOPS[1:])
def test_the_engines_agree(seen: Seen, loop: str) -> None:
    one, other = seen.trained[LOOPS[0]], seen.trained[loop]
    for name in one.weights:
        found = largest_difference(one.weights[name], other.weights[name])
        assert found.absolute <= 2 * TRAINING_TOLERANCE, name


def test_the_runs_learnt_something(seen: Seen) -> None:
    before = feed()[0]
    for run in seen.trained.values():
        for name, weight in before.items():
            found = largest_difference(run.weights[name], weight)
            assert found.absolute > 100 * TRAINING_TOLERANCE, name


def test_on_pytorch_the_model_is_a_module_with_parameters(seen: Seen) -> None:
    nature = seen.natures["PyTorch"]
    assert nature.backend == "torch"
    assert nature.is_module
    assert "torch.nn.modules.module.Module" in nature.classes
    assert nature.kinds == ("Parameter",)
    assert nature.parameters == 21_840


def test_on_tensorflow_the_same_model_is_not(seen: Seen) -> None:
    nature = seen.natures["TensorFlow"]
    assert nature.backend == "tensorflow"
    assert not nature.is_module
    assert "tensorflow.python.trackable.base.Trackable" in nature.classes
    assert not isinstance(classifier(), torch.nn.Module)


def test_on_pytorch_nobody_loads_tensorflow(seen: Seen) -> None:
    assert seen.natures["PyTorch"].loaded == ("torch",)


def test_on_pytorch_keras_turns_the_axes_and_pytorchs_own_layers_do_not(
    seen: Seen,
) -> None:
    # Around two convolutions and two poolings, there and back; and two kernels.
    keras_model = seen.natures["PyTorch"].operations
    assert keras_model is not None
    assert keras_model.turns == 10
    assert keras_model.copies == 6
    assert seen.natures["TensorFlow"].operations is None
    own = nn.Sequential(
        nn.Conv2d(1, 10, 5),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Conv2d(10, 20, 5),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(320, 50),
        nn.ReLU(),
        nn.Linear(50, 10),
    )
    counted = engine.operations(own, np.zeros((1, 1, 28, 28), np.float32))
    assert counted.turns == counted.copies == 0
    assert counted.operations < keras_model.operations


def test_the_comparison_answers_every_question_twice(seen: Seen) -> None:
    rows = engine.compared(*seen.natures.values()).rows
    assert [row[1:] for row in rows] == [
        ("tensorflow", "torch"),
        ("no", "yes"),
        (0, 21_840),
        ("torch, tensorflow", "torch"),
    ]


def test_keras_on_pytorch_warns_of_one_thing_only(seen: Seen) -> None:
    # Keras 3.15 hands NumPy a tensor, and PyTorch's __array__ does not know `copy`.
    assert [category for category, _ in seen.there.warnings] == ["DeprecationWarning"]
    assert "__array__" in seen.there.warnings[0][1]


def test_the_model_has_the_dropout_of_2017() -> None:
    rates = [layer.rate for layer in classifier().layers if hasattr(layer, "rate")]
    assert rates == [0.5, 0.5]
    assert classifier().count_params() == problem.SMALL.parameters == 21_840
