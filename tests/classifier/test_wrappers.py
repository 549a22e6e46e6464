"""tf.layers still trains the network of 2017; the other wrappers are as told."""

import re

import numpy as np
import pytest

from classifier.few_steps import MOMENTUM, RATE, by_numpy, feed
from spotdiff.classifier import oracle, problem
from spotdiff.classifier.wrappers import tensorflow1_side, today
from spotdiff.measure import largest_difference
from spotdiff.own_process import Call, Outcome

# float32 sums of up to 320 products of numbers near 1 (a unit is 6e-8), against
# NumPy's in another order; losses and weights against NumPy's in float64.
SCORES_TOLERANCE = 2e-6
TRAINING_TOLERANCE = 2e-6

LEGACY = {"TF_USE_LEGACY_KERAS": "1"}


@pytest.fixture(scope="module")
def runs() -> tuple[Outcome, Outcome]:
    """Train without and with dropout, both at once."""
    calls = [
        Call(
            tensorflow1_side.train,
            *(*feed(), RATE, MOMENTUM, dropout),
            environment=LEGACY,
        )
        for dropout in (False, True)
    ]
    plain, dropped = (call.result() for call in calls)
    return plain, dropped


@pytest.fixture(scope="module")
def learnt() -> tuple[problem.Array, problem.Weights]:
    return by_numpy()


def test_the_scores_are_the_oracles(runs: tuple[Outcome, Outcome]) -> None:
    weights, images, *_ = feed()
    for run in runs:
        found = largest_difference(run.value[0], oracle.logits(weights, images))
        assert found.absolute <= SCORES_TOLERANCE


def test_the_losses_are_the_oracles(
    runs: tuple[Outcome, Outcome], learnt: tuple[problem.Array, problem.Weights]
) -> None:
    found = largest_difference(runs[0].value[1], learnt[0])
    assert found.absolute <= TRAINING_TOLERANCE


def test_the_weights_learnt_are_the_oracles(
    runs: tuple[Outcome, Outcome], learnt: tuple[problem.Array, problem.Weights]
) -> None:
    after = runs[0].value[2]
    assert after.keys() == learnt[1].keys()
    for name, weight in learnt[1].items():
        found = largest_difference(after[name], weight)
        assert found.absolute <= TRAINING_TOLERANCE, name


def test_all_21_840_parameters_moved(runs: tuple[Outcome, Outcome]) -> None:
    weights, after = feed()[0], runs[0].value[2]
    moved = 100 * TRAINING_TOLERANCE
    assert sum(array.size for array in after.values()) == 21_840
    for name, weight in weights.items():
        assert largest_difference(after[name], weight).absolute > moved, name


def test_dropout_drops_when_training_and_not_before(
    runs: tuple[Outcome, Outcome],
) -> None:
    plain, dropped = (run.value for run in runs)
    assert largest_difference(plain[0], dropped[0]).absolute == 0
    # One step's loss may come out alike by chance; ten steps' do not.
    assert np.median(np.abs(plain[1] - dropped[1])) > 1e-3


def test_tf_layers_says_itself_what_to_use_instead(
    runs: tuple[Outcome, Outcome],
) -> None:
    for run in runs:
        assert {category for category, _ in run.warnings} == {"UserWarning"}
        said = [
            re.fullmatch(
                r"`tf\.layers\.(\w+)` is deprecated and will be removed in a future "
                r"version\. Please [Uu]se `tf\.keras\.layers\.(\w+)` instead\.",
                message,
            )
            for _, message in run.warnings
        ]
        assert [found.groups() for found in said if found] == [
            ("conv2d", "Conv2D"),
            ("max_pooling2d", "MaxPooling2D"),
            ("dropout", "Dropout"),
            ("flatten", "Flatten"),
            ("dense", "Dense"),
        ]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("`tf.layers`", "module 'tensorflow' has no attribute 'layers'"),
        ("`tf.layers`, under `tf.compat.v1`", "is not available with Keras 3"),
        ("`tf.contrib.learn`", "module 'tensorflow' has no attribute 'contrib'"),
        ("`tf.estimator`", "module 'tensorflow' has no attribute 'estimator'"),
        ("TFLearn", "ModuleNotFoundError: No module named 'tflearn'"),
        ("Sonnet", "ModuleNotFoundError: No module named 'sonnet'"),
    ],
)
def test_the_wrappers_of_2017_answer_with_an_error(name: str, answer: str) -> None:
    wrapper = next(each for each in today.WRAPPERS if each.name == name)
    assert answer in wrapper.asked()


def test_only_keras_is_there() -> None:
    there = [each.name for each in today.WRAPPERS if each.asked() == today.THERE]
    assert there == ["Keras"]


def test_the_table_has_a_row_a_wrapper() -> None:
    rows = today.table().rows
    assert [row[0] for row in rows] == [each.name for each in today.WRAPPERS]
