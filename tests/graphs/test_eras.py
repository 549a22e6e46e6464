"""Networks that grow, graphs that grow, and the ways into a graph and out of it."""

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

import tensorflow as tf  # isort: skip

from spotdiff.graphs.eras import (
    comparison,
    doors,
    finished,
    problem,
    questions,
    tensorflow1_gates,
    tensorflow1_side,
    tensorflow1_variants,
    tensorflow1_watched,
    tensorflow_side,
    torch_side,
)
from spotdiff.measure import largest_difference

PROGRAMS: dict[str, Any] = {
    "torch": torch_side,
    "tensorflow": tensorflow_side,
    "tensorflow1": tensorflow1_side,
    "variants": tensorflow1_variants,
    "gates": tensorflow1_gates,
}
MOST = 4
NUMBERS = np.array([1.0, 2.0, 3.0, 4.0])


@cache
def given() -> tuple[Any, ...]:
    x, labels = problem.digits(160)
    weights = problem.initial_weights(x.shape[1])
    return weights, x, labels, problem.RATE, problem.STEPS


@cache
def oracle() -> problem.Run:
    return problem.train(*given())


@cache
def grown(name: str) -> problem.Run:
    extra = {"most": MOST} if name in ("variants", "gates") else {}
    run: problem.Run = PROGRAMS[name].train(*given(), **extra)
    return run


# One training ------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_program_matches_the_oracle(name: str) -> None:
    assert grown(name).depths.tolist() == oracle().depths.tolist()
    assert comparison.apart(grown(name), oracle()) < comparison.TOLERANCE


def test_both_frameworks_agree() -> None:
    one, other = grown("torch"), grown("tensorflow")
    assert comparison.apart(one, other) < comparison.TOLERANCE


def test_the_network_grows_more_than_once_and_learns() -> None:
    assert len(oracle().grown_before) == oracle().depths[-1] >= 2
    assert oracle().losses[-1] < oracle().losses[0] / 10
    still = problem.Run(oracle().losses, np.zeros(problem.STEPS, int), [])
    assert still.grown_before == []


def test_no_decision_to_grow_is_a_close_one() -> None:
    """Whatever rounding does to a loss, all programs decide alike."""
    losses = oracle().losses
    ends = range(2 * problem.PATIENCE, problem.STEPS, problem.PATIENCE)
    left = [losses[end - 1] / losses[end - 1 - problem.PATIENCE] for end in ends]
    assert min(abs(share - (1 - problem.SHARE)) for share in left) > 1e-3


def test_growing_changes_what_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem, "SHARE", 0.0)
    still = problem.train(*given())
    assert still.grown_before == []
    assert largest_difference(still.losses, oracle().losses).absolute > 1e-3


def test_a_new_block_adds_nothing_at_first_and_has_a_slope() -> None:
    (first, last), x, labels, *_ = given()
    before, _ = problem.loss_and_slopes([first, last], x, labels)
    after, slopes = problem.loss_and_slopes(
        [first, problem.new_block(), last], x, labels
    )
    assert before == after
    assert np.abs(slopes[1]).max() > 1e-3


def test_the_oracle_s_slopes_are_those_of_its_loss() -> None:
    drawn = np.random.default_rng(1)
    x, labels = drawn.normal(size=(5, 4)), np.array([0, 1, 2, 3, 9])
    first, last = problem.initial_weights(4)
    block = 0.1 * drawn.normal(size=problem.new_block().shape)
    weights = [first, block, last]
    _, slopes = problem.loss_and_slopes(weights, x, labels)
    for place, slope in enumerate(slopes):
        index = np.unravel_index(np.abs(slope).argmax(), slope.shape)
        around = []
        for move in (1e-6, -1e-6):
            moved = [w.copy() for w in weights]
            moved[place][index] += move
            around.append(problem.loss_and_slopes(moved, x, labels)[0])
        # A central difference of a smooth loss of order 1, half a millionth wide.
        assert (around[0] - around[1]) / 2e-6 == pytest.approx(slope[index], rel=1e-6)


# What growing costs a graph ----------------------------------------------------------


def test_a_graph_that_is_added_to_keeps_every_network_it_had() -> None:
    operations = grown("tensorflow1").operations
    assert operations is not None
    changed = (np.flatnonzero(np.diff(operations)) + 1).tolist()
    assert changed == oracle().grown_before
    assert (np.diff(operations) >= 0).all()


@pytest.mark.parametrize("name", ["variants", "gates"])
def test_a_graph_that_foresees_all_is_never_added_to(name: str) -> None:
    operations = grown(name).operations
    assert operations is not None
    assert len(set(operations.tolist())) == 1


def test_one_network_with_gates_is_smaller_than_all_networks() -> None:
    gates, variants = (grown(name).operations for name in ("gates", "variants"))
    assert gates is not None
    assert variants is not None
    assert gates[0] < variants[0] / 2


@pytest.mark.parametrize(
    ("name", "error"), [("variants", IndexError), ("gates", ValueError)]
)
def test_what_was_not_foreseen_is_not_there(name: str, error: type) -> None:
    with pytest.raises(error):
        PROGRAMS[name].train(*given(), most=1)


def test_appending_to_the_list_of_layers_leaves_the_graph_as_it_is() -> None:
    (first, last), x, labels, *_ = given()
    with tf.Graph().as_default() as graph, tf.compat.v1.Session() as session:
        layers = [tf.compat.v1.Variable(w) for w in (first, last)]
        loss = tensorflow1_side.cost(layers, tf.constant(x), tf.constant(labels))
        session.run(tf.compat.v1.global_variables_initializer())
        before = len(graph.get_operations()), session.run(loss)
        layers.insert(-1, layers[0])  # Of a shape that no product would take.
        assert (len(graph.get_operations()), session.run(loss)) == before


def test_initialising_all_again_wipes_out_what_has_been_learnt() -> None:
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        weight = tf.compat.v1.Variable(1.0)
        session.run(tf.compat.v1.global_variables_initializer())
        session.run(weight.assign(2.0))
        session.run(tf.compat.v1.global_variables_initializer())
        assert session.run(weight) == 1


def test_a_finished_graph_says_so() -> None:
    assert finished.refusal() == (
        "RuntimeError: Graph is finalized and cannot be modified."
    )


def test_a_graph_that_takes_an_operation_is_not_finished(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tf.Graph, "finalize", lambda graph: None)
    with pytest.raises(RuntimeError, match="added to"):
        finished.refusal()


def watch(in_loop: bool) -> tensorflow1_watched.Growth:
    weights, x, labels, rate, _ = given()
    return tensorflow1_watched.train(weights, x[:32], labels[:32], rate, 20, in_loop)


def test_a_look_at_the_loss_in_the_loop_adds_to_the_graph_at_every_step() -> None:
    inside, before = watch(in_loop=True), watch(in_loop=False)
    assert inside.losses.tolist() == before.losses.tolist()
    added = set(np.diff(inside.operations).tolist())
    assert len(added) == 1
    assert added.pop() > 0
    assert not np.diff(before.operations).any()
    # Some twenty times, on a quiet machine.
    assert comparison.typical(inside) > 2 * comparison.typical(before)


def test_a_finished_graph_would_have_refused_to_be_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = tf.compat.v1.global_variables_initializer

    def last() -> Any:
        start = real()
        tf.compat.v1.get_default_graph().finalize()
        return start

    tf1 = tensorflow1_watched.tf1
    monkeypatch.setattr(tf1, "global_variables_initializer", last)
    assert watch(in_loop=False).losses.size
    with pytest.raises(RuntimeError, match="finalized"):
        watch(in_loop=True)


# In and out --------------------------------------------------------------------------


@pytest.mark.parametrize("way", [way for _, way in doors.WAYS])
def test_every_way_carries_the_numbers_in_one_run(way: Any) -> None:
    found = doors.passage(way, NUMBERS)
    assert (found.value, found.runs) == (30, 1)


def test_one_way_needs_a_placeholder() -> None:
    needing = [w for _, w in doors.WAYS if doors.passage(w, NUMBERS).placeholders]
    assert needing == [doors.placeholder]


def test_without_a_run_nothing_moves() -> None:
    with tf.Graph().as_default():
        called: list[int] = []
        tf.numpy_function(lambda: called.append(1), [], [])
        assert called == []


def test_a_graph_s_tensor_answers_with_errors_and_the_others_with_numbers() -> None:
    asked = questions.tensors()
    answers = {
        name: [questions.answer(q, tensor) for q in questions.QUESTIONS.values()]
        for name, tensor in asked.items()
    }
    assert answers["PyTorch"][:3] == answers["TensorFlow"][:3] == ["2.5", "True", "2.5"]
    assert answers["TensorFlow 1"] == [
        "TypeError",
        "OperatorNotAllowedInGraphError",
        "AttributeError",
        'Tensor("x:0", shape=(), dtype=float64)',
    ]


def test_tensorflow_runs_eagerly_unless_asked() -> None:
    assert tf.executing_eagerly()
    with tf.Graph().as_default():
        assert not tf.executing_eagerly()


def test_the_tables_have_a_row_for_everything() -> None:
    runs = {name: grown(name) for name in PROGRAMS}
    assert len(comparison.table(runs, oracle()).rows) == len(PROGRAMS)
    assert len(doors.table(NUMBERS).rows) == len(doors.WAYS)
    assert {row[2] for row in doors.table(NUMBERS).rows} == {"yes"}
    assert len(questions.table().rows) == len(questions.QUESTIONS)
    assert len(comparison.growth_table({"in": watch(in_loop=True)}).rows) == 1


def test_pytorch_keeps_no_graph_between_two_steps() -> None:
    """What a step records goes with its loss."""
    layers = [torch_side.variable(w) for w in given()[0]]
    x, labels = torch.tensor(given()[1]), torch.tensor(given()[2])
    loss = torch_side.cost(layers, x, labels)
    loss.backward()
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()
