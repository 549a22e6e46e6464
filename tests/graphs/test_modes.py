"""Where each mode stands between define-by-run and define-then-run."""

from functools import cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

import tensorflow as tf  # isort: skip

from spotdiff.graphs.modes import modes, pictures, probes

ALL = set(probes.PROBES)
# The probes that come out as define-by-run would have it.
AS_RUN = {
    "PyTorch": ALL,
    "TensorFlow": ALL,
    "torch.compile": ALL - {"walk"},
    "tf.function": {"if", "for"},
    "tf.function, XLA": {"if", "for"},
    "torch.export": set(),
    "Keras, predict": set(),
    "TensorFlow 1": set(),
}
BRANCH = "OperatorNotAllowedInGraphError"
EXPORT = "GuardOnDataDependentSymNode"
# Where the program itself is declined, and not only run otherwise.
REFUSED = {
    "tf.function": {"raise": "StagingError"},
    "tf.function, XLA": {"raise": "StagingError"},
    "torch.export": {
        "if": EXPORT,
        "raise": EXPORT,
        "look": EXPORT,
        "for": "AssertionError",
    },
    "Keras, predict": {
        "if": BRANCH,
        "raise": BRANCH,
        "look": "TypeError",
        "for": "TypeError",
    },
    "TensorFlow 1": {
        "if": BRANCH,
        "raise": BRANCH,
        "look": "TypeError",
        "for": "TypeError",
    },
}
MODES = {mode.name: mode for mode in modes.MODES}


@cache
def answers() -> probes.Answers:
    return probes.answers()


def twice(x: Any) -> Any:
    return 2.0 * x + 1.0


@pytest.mark.parametrize("name", MODES)
def test_every_mode_computes_the_same(name: str) -> None:
    run = MODES[name].build(twice, probes.ONE)
    for factor in (1, 3):
        assert np.array_equal(run(factor * probes.ONE), twice(factor * probes.ONE))


@pytest.mark.parametrize("name", MODES)
def test_each_mode_stands_where_the_figure_has_it(name: str) -> None:
    found = {probe for probe, one in answers()[name].items() if one.as_run}
    assert found == AS_RUN[name]


@pytest.mark.parametrize("name", MODES)
def test_programs_are_declined_where_the_tests_say_so(name: str) -> None:
    found = {probe: one.refused for probe, one in answers()[name].items()}
    refused = {probe: error for probe, error in found.items() if error}
    assert refused == REFUSED.get(name, {})


def test_numpy_itself_answers_as_define_by_run() -> None:
    plain = modes.Mode("NumPy", "", lambda program, _: program)
    assert (
        probes.share({n: probes.ask(p, plain) for n, p in probes.PROBES.items()}) == 1
    )


def test_rows_are_ordered_by_their_share() -> None:
    shares = [probes.share(row) for row in answers().values()]
    assert shares == sorted(shares, reverse=True)
    assert len(answers()) == len(probes.PROBES) == 8


@pytest.mark.parametrize("name", [m.name for m in modes.MODES if m.keep])
def test_what_is_kept_runs_after_the_function_is_gone(
    name: str, tmp_path: Path
) -> None:
    alive = [True]

    def program(x: Any) -> Any:
        assert alive
        return 2.0 * x

    keep = MODES[name].keep
    assert keep is not None
    run = keep(program, probes.ONE, tmp_path / "program")
    alive.clear()
    assert np.array_equal(run(3 * probes.ONE), 6 * probes.ONE)


def test_asking_writes_nothing_on_the_side(capfd: pytest.CaptureFixture[str]) -> None:
    for mode in modes.MODES:
        for probe in probes.PROBES.values():
            probes.ask(probe, mode)
    said = capfd.readouterr()
    assert said.err == ""


# Doors for hollow discs ---------------------------------------------------------------


def test_a_variable_is_seen_where_a_number_is_not() -> None:
    number, variable = [2.0], tf.Variable(2.0)
    by_number = tf.function(lambda: number[0] * tf.constant(1.0))
    by_variable = tf.function(lambda: variable * 1.0)
    assert (float(by_number()), float(by_variable())) == (2, 2)
    number[0] = 3.0
    variable.assign(3.0)
    assert (float(by_number()), float(by_variable())) == (2, 3)


def test_tf_print_prints_at_every_call(capfd: pytest.CaptureFixture[str]) -> None:
    def program() -> None:
        tf.print("here")

    said = tf.function(program)
    for _ in range(3):
        said()
    assert capfd.readouterr().err.count("here") == 3


def test_an_assertion_in_a_graph_raises_for_the_value() -> None:
    def program(x: Any) -> Any:
        tf.debugging.Assert(x > 0, ["negative"])
        return 2.0 * x

    run = tf.function(program)
    assert float(run(tf.constant(1.0))) == 2
    with pytest.raises(tf.errors.InvalidArgumentError, match="negative"):
        run(tf.constant(-1.0))


def test_a_model_that_runs_eagerly_predicts_as_its_lines_say() -> None:
    class Model(keras.Model):  # type: ignore[misc]
        def call(self, given: Any) -> Any:
            if given[0] > 0:
                return 2.0 * given
            return -3.0 * given

    eager, traced = Model(), Model()
    eager.compile(run_eagerly=True)
    assert eager.predict_on_batch(-probes.ONE)[0] == 3
    with pytest.raises(TypeError):
        traced.predict_on_batch(probes.ONE)


def test_torch_compile_has_captured_by_the_backend_that_is_named() -> None:
    seen: list[Any] = []

    def backend(graph: Any, _: Any) -> Any:
        seen.append(graph)
        return graph

    torch._dynamo.reset()
    assert torch.compile(twice, backend=backend)(torch.ones(2)).tolist() == [3, 3]
    assert len(seen) == 1


def test_the_figure_has_a_row_for_each_mode_and_says_so() -> None:
    picture = pictures.standing(answers())
    assert len(picture.table.splitlines()) == len(modes.MODES) + 1
    assert "torch.compile 7, tf.function 2" in picture.alt
    assert len(probes.table().rows) == len(probes.PROBES)
