"""Every knob turns as its NumPy rule says, differs as claimed, and has a cure."""

import numpy as np
import pytest

from spotdiff.measure import largest_difference
from spotdiff.toy_problem.knobs import comparison, torch_side
from spotdiff.toy_problem.knobs.problem import single, torch_sgd
from spotdiff.toy_problem.knobs.table import KNOBS, Knob
from spotdiff.toy_problem.problem import Array

# A rule and its side do the same float64 arithmetic in another order; what
# Keras casts to float32 inside (epsilon, 1 - beta) is not in the rules.
RULE_TOLERANCE = {"PyTorch": 1e-14, "TensorFlow": 1e-9, "TensorFlow 1": 1e-6}
# Keras keeps its numbers in float32: 6e-8 each, and 6e-6 in Adam's correction.
CURED_TOLERANCE = 1e-5

every_knob = pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.name)
PRECISION = [knob for knob in KNOBS if knob.name.startswith("precision")]
MEANING = [knob for knob in KNOBS if knob not in PRECISION]


def apart(positions: dict[str, Array]) -> float:
    return largest_difference(positions["PyTorch"], positions["TensorFlow"]).absolute


@every_knob
def test_every_side_follows_its_rule(knob: Knob) -> None:
    walked, expected = comparison.turn(knob), comparison.expected(knob)
    assert walked.keys() == expected.keys()
    for side, positions in walked.items():
        found = largest_difference(positions, expected[side])
        assert found.absolute <= RULE_TOLERANCE[side], side


@every_knob
def test_every_side_follows_its_rule_when_cured(knob: Knob) -> None:
    cured = knob.cured()
    walked, expected = comparison.turn(cured), comparison.expected(cured)
    for side, positions in walked.items():
        found = largest_difference(positions, expected[side])
        assert found.absolute <= RULE_TOLERANCE[side], side


@pytest.mark.parametrize("knob", MEANING, ids=lambda knob: knob.name)
def test_one_name_means_two_things(knob: Knob) -> None:
    assert apart(comparison.turn(knob)) > 100 * CURED_TOLERANCE


@pytest.mark.parametrize("knob", PRECISION, ids=lambda knob: knob.name)
def test_keras_settings_are_float32_even_for_a_float64_variable(knob: Knob) -> None:
    assert 1e-9 < apart(comparison.turn(knob)) < CURED_TOLERANCE


@every_knob
def test_the_cure_makes_both_sides_agree(knob: Knob) -> None:
    assert apart(comparison.turn(knob.cured())) <= CURED_TOLERANCE


@pytest.mark.parametrize("knob", PRECISION, ids=lambda knob: knob.name)
def test_numbers_float32_can_hold_make_both_sides_equal(knob: Knob) -> None:
    assert apart(comparison.turn(knob.cured())) == 0


def knob_named(name: str) -> Knob:
    return next(knob for knob in KNOBS if knob.name == name)


@pytest.mark.parametrize(
    "name",
    [
        "momentum when the learning rate drops",
        "Nesterov momentum when the learning rate drops",
    ],
)
def test_the_graph_era_meant_by_momentum_what_pytorch_means(name: str) -> None:
    walked = comparison.turn(knob_named(name))
    found = largest_difference(walked["TensorFlow 1"], walked["PyTorch"])
    assert found.absolute < CURED_TOLERANCE


def test_the_graph_era_started_the_mean_square_of_rmsprop_at_one() -> None:
    walked = comparison.turn(
        knob_named("RMSProp: momentum when the learning rate drops")
    )
    first = {side: 1 - positions[1] for side, positions in walked.items()}
    # lr g / sqrt(0.1 g^2) from zero; lr g / sqrt(0.9 + 0.1 g^2) from one.
    assert first["TensorFlow"] == pytest.approx(0.1 / 0.1**0.5, rel=1e-5)
    assert first["PyTorch"] == pytest.approx(0.1 / 0.1**0.5, rel=1e-5)
    assert first["TensorFlow 1"] == pytest.approx(0.1, rel=1e-5)


def test_the_first_gradient_is_not_dampened() -> None:
    walked = torch_side.steps(
        "SGD", {"momentum": 0.9, "dampening": 0.5}, (1.0, 1.0), (0.1, 0.1)
    )
    assert np.diff(walked) == pytest.approx([-0.1, -0.1 * (0.9 + 0.5)])


def test_a_default_rate_is_left_alone_and_given_rates_are_used() -> None:
    assert torch_side.steps("SGD", {}, (1.0,))[-1] == pytest.approx(0.999)
    assert torch_side.steps("SGD", {}, (1.0,), (0.5,))[-1] == pytest.approx(0.5)
    assert torch_sgd((1.0,), (0.5,))[-1] == pytest.approx(0.5)


def test_single_rounds_to_float32() -> None:
    assert single(0.1) == float(np.float32(0.1)) != 0.1
    assert single(0.125) == 0.125


def test_measured_tells_of_every_knob_what_it_did() -> None:
    rows = comparison.measured()
    assert [row.knob for row in rows] == list(KNOBS)
    for row in rows:
        assert row.difference == apart(row.positions)
        assert row.cured < row.difference
