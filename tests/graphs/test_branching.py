"""Programs whose course depends on their data: values, slopes, and who decides."""

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

import tensorflow as tf  # isort: skip

from spotdiff.graphs.branching import (
    problem,
    refusals,
    tensorflow1_side,
    tensorflow_side,
    torch_operators,
    torch_side,
    ways,
)
from spotdiff.measure import largest_difference

# Dynamo asks every tensor that it passes on whether it has a slope, and PyTorch warns
# of the question. Outside of tests it hides that warning from its users.
pytestmark = pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor")

PROGRAMS = list(ways.PROGRAMS)
EAGER = ("PyTorch", "`torch.compile`", "TensorFlow")
# A central difference, a hundred-thousandth wide.
SLOPE_TOLERANCE = 1e-8


@cache
def outcomes(name: str) -> dict[str, ways.Outcome]:
    return ways.outcomes(name)


# One answer ---------------------------------------------------------------------------


@pytest.mark.parametrize("way", [way.name for way in ways.WAYS])
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_way_matches_the_oracle(name: str, way: str) -> None:
    found = outcomes(name)[way]
    assert max(found.value, found.slope) < ways.TOLERANCE


@pytest.mark.parametrize("name", PROGRAMS)
def test_both_frameworks_agree(name: str) -> None:
    for array in ways.PROGRAMS[name]:
        one, other = (
            side.value_and_slope(getattr(side, name), array)
            for side in (torch_side, tensorflow_side)
        )
        for a, b in zip(one, other, strict=True):
            assert largest_difference(a, b).absolute < ways.TOLERANCE


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_oracle_s_slopes_are_those_of_its_values(name: str) -> None:
    for array in ways.PROGRAMS[name]:
        total = [
            np.array(
                [
                    ways.oracle(name, array + move * unit).value.sum()
                    for unit in np.eye(array.size).reshape(-1, *array.shape)
                ]
            )
            for move in (1e-5, -1e-5)
        ]
        slope = ways.oracle(name, array).slope.reshape(-1)
        found = (total[0] - total[1]) / 2e-5
        assert found == pytest.approx(slope, rel=1e-6, abs=SLOPE_TOLERANCE)


@pytest.mark.parametrize("mean", problem.MEANS)
def test_kepler_s_equation_is_solved(mean: Any) -> None:
    answer = problem.anomaly(mean)
    back = answer.value - problem.ECCENTRICITY * np.sin(answer.value)
    assert back == pytest.approx(mean, abs=problem.TOLERANCE)
    slope = 1 / (1 - problem.ECCENTRICITY * np.cos(answer.value))
    # The slope is one round behind the angle, which was then a millionth off.
    assert answer.slope == pytest.approx(slope, rel=1e-5)


def test_the_data_decide() -> None:
    """Some steps are too long and some are not; rounds differ from input to input."""
    short = [np.array_equal(problem.shortened(s).value, s) for s in problem.STEPS]
    assert {True, False} == set(short)
    assert len({problem.anomaly(mean).decisions for mean in problem.MEANS}) > 1


# Who decides --------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROGRAMS)
def test_python_decides_in_our_own_lines_unless_a_graph_is_built(name: str) -> None:
    found = outcomes(name)
    for way in EAGER:
        assert found[way].asked == {"ours": ways.decisions(name)}


@pytest.mark.parametrize("name", PROGRAMS)
def test_in_tensorflow_s_graphs_python_decides_nothing(name: str) -> None:
    assert outcomes(name)["`tf.function`"].asked == {}
    assert outcomes(name)["TensorFlow 1, operators"].asked == {}


@pytest.mark.parametrize("name", PROGRAMS)
def test_pytorch_s_operators_decide_in_pytorch_s_own_python(name: str) -> None:
    for way in ("`torch.compile`, operators", "`torch.export`, operators"):
        asked = outcomes(name)[way].asked
        assert list(asked) == ["PyTorch's"]
        assert asked["PyTorch's"] >= ways.decisions(name)


def test_watching_leaves_no_trace() -> None:
    before = torch.Tensor.__bool__, type(tf.constant(0)).__bool__
    with ways.watched() as asked:
        bool(torch.tensor(1.0))
        bool(tf.constant(1.0))
    assert len(asked) == 2
    assert (torch.Tensor.__bool__, type(tf.constant(0)).__bool__) == before


def test_torch_compile_captures_up_to_each_decision_and_on_from_there() -> None:
    assert ways.pieces("shortened") == (2, 6)  # Four up to it, two beyond.
    graphs, runs = ways.pieces("anomaly")
    assert graphs == 3
    assert runs == ways.decisions("anomaly")


@pytest.mark.parametrize("name", PROGRAMS)
def test_another_backend_gives_the_same(name: str) -> None:
    torch._dynamo.reset()
    program = torch.compile(getattr(torch_operators, name), backend="aot_eager")
    for array in ways.PROGRAMS[name]:
        wanted = ways.oracle(name, array)
        value, slope = torch_side.value_and_slope(program, array)
        assert largest_difference(value, wanted.value).absolute < ways.TOLERANCE
        assert largest_difference(slope, wanted.slope).absolute < ways.TOLERANCE


def test_the_graphs_of_tensorflow_hold_the_choice() -> None:
    kinds: dict[str, set[str]] = {}
    for name, array in (("shortened", problem.STEPS[0]), ("anomaly", problem.MEANS[0])):
        traced = tf.function(getattr(tensorflow_side, name))
        graph = traced.get_concrete_function(tf.constant(array)).graph
        kinds[name] = {operation.type for operation in graph.get_operations()}
    assert kinds["shortened"] & {"If", "StatelessIf"}
    assert kinds["anomaly"] & {"While", "StatelessWhile"}


# What one has to write ----------------------------------------------------------------


@pytest.mark.parametrize("name", PROGRAMS)
def test_today_one_line_is_enough_and_operators_take_more(name: str) -> None:
    lines = {way: one.lines for way, one in outcomes(name).items()}
    assert lines["PyTorch"] == lines["TensorFlow"] == 0
    assert lines["`tf.function`"] == lines["`torch.compile`"] == 1
    assert lines["TensorFlow 1, operators"] > 1
    assert lines["`torch.compile`, operators"] > 1


def test_only_changed_and_new_lines_count() -> None:
    way = ways.Way(
        "", tensorflow_side, tensorflow_side, ways.as_it_is, False, ways.GRAPH
    )
    assert ways.changed(way, "anomaly") == 0
    assert ways.lines(tensorflow_side.anomaly)[0] == "angle = mean"


# Who refuses --------------------------------------------------------------------------

SYMBOLIC = "Using a symbolic `tf.Tensor` as a Python `bool` is not allowed"
WORDS = {
    "`torch.compile(fullgraph=True)`": ("Unsupported", "Data-dependent branching"),
    "`torch.export`": (
        "GuardOnDataDependentSymNode",
        "Could not guard on data-dependent expression",
    ),
    "TensorFlow 1": ("OperatorNotAllowedInGraphError", SYMBOLIC),
    "`tf.function(autograph=False)`": ("OperatorNotAllowedInGraphError", SYMBOLIC),
}


@pytest.mark.parametrize("way", refusals.WAYS)
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_single_graph_wants_no_python_decision(name: str, way: str) -> None:
    said = refusals.refusal(way, name)
    error, words = WORDS[way]
    assert said.error == error
    assert said.words.startswith(words)


def test_refusing_writes_nothing_on_the_side(capfd: pytest.CaptureFixture[str]) -> None:
    refusals.table("shortened")
    assert tuple(capfd.readouterr()) == ("", "")


def test_an_accepted_program_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    way = "TensorFlow 1"
    accepting = {way: (tensorflow1_side, refusals.graph)}
    monkeypatch.setattr(refusals, "WAYS", accepting)
    with pytest.raises(RuntimeError, match="accepted"):
        refusals.refusal(way, "shortened")


def test_the_tables_have_a_row_for_everything() -> None:
    assert len(ways.table(outcomes("shortened")).rows) == len(ways.WAYS)
    assert len(refusals.table("anomaly").rows) == len(refusals.WAYS)
