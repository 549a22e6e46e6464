"""Trees: one network worked out in six ways, what compilers make of it, and levels."""

import logging
from functools import cache
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
import torch

from spotdiff.graphs.trees import (
    oracle,
    parity,
    pictures,
    problem,
    speed,
    tensorflow_network,
    torch_network,
)
from spotdiff.graphs.trees.by_depth import tensorflow_side as tensorflow_levels
from spotdiff.graphs.trees.by_depth import torch_side as torch_levels
from spotdiff.graphs.trees.learning import lesson
from spotdiff.graphs.trees.learning import tensorflow_side as tensorflow_learning
from spotdiff.graphs.trees.learning import torch_side as torch_learning
from spotdiff.graphs.trees.one_graph import tensorflow1_side as tensorflow1_loop
from spotdiff.graphs.trees.one_graph import tensorflow_side as tensorflow_loop
from spotdiff.graphs.trees.per_shape import counts, torch_graphs
from spotdiff.graphs.trees.problem import NAMES, Leaf, Node, Tree, Weights
from spotdiff.graphs.trees.recursive import tensorflow_side as tensorflow_recursion
from spotdiff.graphs.trees.recursive import torch_side as torch_recursion
from spotdiff.measure import Timing, largest_difference

# Losses and slopes of order 1 and below in float64 (a unit is 2e-16), summed over a
# few hundred nodes in another order than NumPy's.
TOLERANCE = 1e-14
# A slope from two losses 2e-5 apart: the third derivative times 1e-10, and rounding
# of the losses, 1e-16, over 2e-5.
STEP, DIFFERENCE_TOLERANCE = 1e-5, 1e-9
WAYS = (
    "PyTorch, recursion",
    "PyTorch, level by level",
    "TensorFlow, recursion",
    "TensorFlow 1, `while_loop`",
    "TensorFlow, a loop in one graph",
    "TensorFlow, level by level",
)
MIN, MAX, FIRST, SECOND, SUM = range(len(NAMES))


def weights() -> Weights:
    return problem.initial_weights(dtype=np.float64)


@cache
def few() -> tuple[Tree, ...]:
    return tuple(problem.trees(seed=1, count=8, fewest=2, most=20))


def labels(trees: tuple[Tree, ...]) -> problem.Index:
    return problem.batch(trees).labels


# The task -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "wanted"), [(MIN, 3), (MAX, 4), (FIRST, 4), (SECOND, 3), (SUM, 2)]
)
def test_every_operation_is_what_its_name_says(operation: int, wanted: int) -> None:
    assert problem.value(Node(operation, Leaf(4), Leaf(3))) == wanted


def test_a_tree_is_worked_out_from_its_leaves_up() -> None:
    tree = Node(MAX, Leaf(2), Node(SUM, Leaf(4), Leaf(3)))
    assert problem.text(tree) == "max(2, sum(4, 3))"
    assert problem.shape(tree) == "(.(..))"
    assert problem.value(tree) == 2


def test_trees_are_as_large_as_they_are_asked_to_be() -> None:
    grown = problem.trees(seed=0, count=500, fewest=2, most=6)
    assert {problem.shape(tree).count(".") for tree in grown} == {2, 3, 4, 5, 6}
    assert grown == problem.trees(seed=0, count=500, fewest=2, most=6)
    assert grown != problem.trees(seed=1, count=500, fewest=2, most=6)


@pytest.mark.parametrize(("fewest", "most"), [(0, 3), (4, 3)])
def test_sizes_that_no_tree_has_are_refused(fewest: int, most: int) -> None:
    with pytest.raises(ValueError, match=f"between {fewest} and {most}"):
        problem.trees(0, 1, fewest, most)


def test_trees_to_be_judged_by_are_not_among_those_learnt_from() -> None:
    given = lesson.lesson()
    assert not set(given.asked) & set(given.known)
    assert len(given.asked) > 800
    sizes = {problem.shape(tree).count(".") for tree in given.large}
    assert sizes == {lesson.LARGE}
    assert lesson.LARGE == 2 * lesson.MOST


def test_every_batch_has_its_size_and_every_epoch_another_order() -> None:
    known = problem.trees(0, 10, 2, 4)
    dealt = list(problem.batches(known, size=4, epochs=2))
    assert [len(one.labels) for one in dealt] == [4] * 4
    assert not np.array_equal(dealt[0].plan.values, dealt[2].plan.values)


# The forms in which trees are handed over -----------------------------------------


def test_in_a_forest_every_node_comes_after_its_children() -> None:
    forest = problem.flatten(few())
    leaves = len(forest.values)
    numbers = leaves + np.arange(len(forest.operations))
    assert (forest.children < numbers[:, None]).all()
    taken = [*forest.children.ravel(), *forest.roots]
    assert sorted(taken) == list(range(leaves + len(forest.operations)))


def test_a_height_counts_the_nodes_down_to_the_furthest_leaf() -> None:
    tree = Node(MAX, Node(MIN, Leaf(0), Node(SUM, Leaf(1), Leaf(2))), Leaf(3))
    assert problem.flatten([tree]).heights().tolist() == [1, 2, 3]


def worked_out(plan: problem.Plan) -> list[int]:
    """Follow a plan with numbers in place of states."""
    at_hand = plan.values.tolist()
    kinds, orders = iter(plan.operations), iter(plan.order)
    for nodes, count in zip(plan.nodes, plan.at_hand, strict=True):
        assert count == len(at_hand)
        ordered = [at_hand[next(orders)] for _ in range(count)]
        left, right = ordered[:nodes], ordered[nodes : 2 * nodes]
        joined = [
            problem.OPERATIONS[NAMES[next(kinds)]](a, b)
            for a, b in zip(left, right, strict=True)
        ]
        at_hand = joined + ordered[2 * nodes :]
    return [at_hand[root] for root in plan.roots]


def test_following_a_plan_gives_the_value_of_every_tree() -> None:
    grown = [*problem.trees(5, 50, 1, 12), Leaf(3)]
    plan = problem.plan(problem.flatten(grown))
    assert worked_out(plan) == [problem.value(tree) for tree in grown]


def test_there_is_one_level_for_every_height() -> None:
    forest = problem.flatten(few())
    assert len(problem.plan(forest).nodes) == forest.heights().max()


def test_leaves_alone_cannot_be_planned() -> None:
    with pytest.raises(ValueError, match="every tree is a leaf"):
        problem.batch([Leaf(1), Leaf(2)])


# One network, six ways ------------------------------------------------------------


@pytest.mark.parametrize("name", weights())
def test_the_slopes_written_out_are_those_of_finite_differences(name: str) -> None:
    w, rng = weights(), np.random.default_rng(0)
    _, slopes = oracle.slopes(w, few(), labels(few()))
    for _ in range(4):
        place = tuple(int(rng.integers(size)) for size in w[name].shape)
        losses = []
        for sign in (1, -1):
            moved = {key: array.copy() for key, array in w.items()}
            moved[name][place] += sign * STEP
            losses.append(oracle.slopes(moved, few(), labels(few()))[0])
        slope = (losses[0] - losses[1]) / (2 * STEP)
        assert abs(slope - slopes[name][place]) < DIFFERENCE_TOLERANCE


@cache
def found() -> dict[str, parity.Found]:
    return parity.found(weights(), few())


@cache
def wanted() -> parity.Found:
    return parity.Found(*oracle.slopes(weights(), few(), labels(few())))


def test_there_are_six_ways() -> None:
    assert tuple(found()) == WAYS


@pytest.mark.parametrize("way", WAYS)
def test_every_way_matches_the_oracle(way: str) -> None:
    assert parity.apart(found()[way], wanted()) < TOLERANCE


@pytest.mark.parametrize("way", ["recursion", "level by level"])
def test_both_frameworks_agree(way: str) -> None:
    one, other = (found()[f"{name}, {way}"] for name in ("PyTorch", "TensorFlow"))
    assert parity.apart(one, other) < TOLERANCE


def test_the_loss_hangs_on_every_weight_and_on_the_shape() -> None:
    assert all(np.abs(slope).max() > 1e-3 for slope in wanted().slopes.values())
    nodes = [tree for tree in few() if isinstance(tree, Node)]
    assert len(nodes) == len(few())
    turned = [Node(tree.operation, tree.right, tree.left) for tree in nodes]
    loss, _ = oracle.slopes(weights(), turned, labels(few()))
    assert abs(loss - wanted().loss) > 1e-3


def test_one_graph_of_each_kind_takes_every_forest_and_every_batch() -> None:
    w = tensorflow_network.parameters(weights())
    loop, levels = tensorflow_loop.slopes_of(w), tensorflow_levels.slopes_of(w)
    for seed, count in ((0, 1), (1, 3), (2, 5)):
        grown = problem.trees(seed, count, 2, 9)
        told = loop(problem.flatten(grown), labels(tuple(grown)))[0]
        assert abs(told - levels(problem.batch(grown))[0]) < TOLERANCE
    assert loop.experimental_get_tracing_count() == 1
    assert levels.experimental_get_tracing_count() == 1


def test_the_finished_graph_of_2017_takes_every_forest() -> None:
    feed = [
        (problem.flatten(grown), labels(tuple(grown)))
        for grown in (problem.trees(seed, 2, 2, 9) for seed in range(3))
    ]
    told = tensorflow1_loop.slopes(weights(), feed)
    for seed, (loss, _) in enumerate(told):
        grown = problem.trees(seed, 2, 2, 9)
        right, _ = oracle.slopes(weights(), grown, labels(tuple(grown)))
        assert abs(loss - right) < TOLERANCE


# What compilers make of recursion -------------------------------------------------

SMALL_WEIGHTS = problem.initial_weights()


@cache
def graphs() -> list[counts.Count]:
    return counts.counts(SMALL_WEIGHTS)


def test_one_tree_is_one_graph() -> None:
    again = graphs()[0]
    for told in (again.torch_compile, again.tf_function, again.of_tensors):
        assert told == [1, 1, 1, 1]


def test_numbers_are_constants_to_tf_function_and_only_at_first_to_torch() -> None:
    numbers = graphs()[1]
    assert numbers.torch_compile == [1, 2, 2, 2]
    assert numbers.tf_function == [1, 2, 3, 4]
    assert numbers.of_tensors == [1, 1, 1, 1]


def test_every_shape_is_a_graph_to_all() -> None:
    shapes = graphs()[2]
    for told in (shapes.torch_compile, shapes.tf_function, shapes.of_tensors):
        assert told == [1, 2, 3, 4]


def test_the_trees_met_are_what_they_are_called() -> None:
    again, numbers, others = counts.met().values()
    assert len(set(again)) == 1
    assert len(set(numbers)) == len(numbers) == counts.MET
    assert {problem.shape(tree) for tree in numbers} == {problem.shape(again[0])}
    assert len({problem.shape(tree) for tree in others}) == counts.MET


def test_pytorch_stops_compiling_after_the_eighth_shape(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shapes: dict[str, Tree] = {}
    for tree in problem.trees(0, 200, 5, 6):
        shapes.setdefault(problem.shape(tree), tree)
    met = list(shapes.values())[:10]
    # PyTorch's own loggers do not hand on to the root, where pytest listens.
    logger = logging.getLogger("torch._dynamo.convert_frame")
    logger.addHandler(caplog.handler)
    try:
        told = torch_graphs.graphs(torch_recursion.state, SMALL_WEIGHTS, met)
    finally:
        logger.removeHandler(caplog.handler)
    assert told == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8]
    assert "hit config.recompile_limit (8)" in caplog.text


def test_tf_function_warns_of_the_fifth_graph_in_a_row(
    caplog: pytest.LogCaptureFixture,
) -> None:
    w = tensorflow_network.parameters(SMALL_WEIGHTS)
    compiled = tf.function(lambda tree: tensorflow_recursion.state(w, tree))
    logger = tf.get_logger()
    logger.addHandler(caplog.handler)
    try:
        for number, tree in enumerate(dict.fromkeys(problem.trees(0, 6, 3, 3)), 1):
            compiled(tree)
            assert ("triggered tf.function retracing" in caplog.text) == (number > 4)
    finally:
        logger.removeHandler(caplog.handler)


def test_that_warning_alone_is_not_passed_on(caplog: pytest.LogCaptureFixture) -> None:
    logger = tf.get_logger()
    logger.addHandler(caplog.handler)
    try:
        with counts.unwarned():
            logger.warning("5 out of 5 calls triggered tf.function retracing.")
            assert caplog.text == ""
            logger.warning("something else")
        assert "something else" in caplog.text
        logger.warning("triggered tf.function retracing")
        assert "retracing" in caplog.text
    finally:
        logger.removeHandler(caplog.handler)


def test_shapes_are_counted_by_catalan_s_numbers() -> None:
    assert [counts.shapes(n) for n in range(1, 8)] == [1, 1, 2, 5, 14, 42, 132]
    grown = problem.trees(0, 500, 5, 5)
    assert len({problem.shape(tree) for tree in grown}) == counts.shapes(5)


def test_vmap_wants_one_shape() -> None:
    with pytest.raises(ValueError, match="same size in the mapped dimension"):
        torch.vmap(torch.add)(torch.zeros(2), torch.zeros(3))


# What is learnt -------------------------------------------------------------------

# Fewer steps than on the page: enough to do far better than luck.
STEPS = 120


@cache
def taught() -> dict[str, tuple[list[float], Any]]:
    feed = list(problem.batches(lesson.lesson().known[: 128 * STEPS], 128, 1))
    in_torch = torch_network.parameters(SMALL_WEIGHTS)
    in_tensorflow = tensorflow_network.parameters(SMALL_WEIGHTS)
    asked, _ = lesson.tests()
    pace = lesson.RATE, lesson.MOMENTUM
    return {
        "torch": (
            torch_learning.train(in_torch, torch_levels.slopes_of, feed, *pace),
            torch_levels.scores_of(in_torch)(asked.plan).numpy(),
        ),
        "tensorflow": (
            tensorflow_learning.train(
                in_tensorflow, tensorflow_levels.slopes_of, feed, *pace
            ),
            tensorflow_levels.scores_of(in_tensorflow)(asked.plan).numpy(),
        ),
    }


def test_what_is_learnt_twice_is_the_same_to_the_last_bit() -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    feed = list(problem.batches(lesson.lesson().known[: 128 * 20], 128, 1))
    once, again = (lesson.in_torch(problem.initial_weights(), feed) for _ in "12")
    assert once.losses == again.losses
    assert np.array_equal(once.large, again.large)
    assert torch.get_num_threads() == 2
    torch.set_num_threads(threads)


@pytest.mark.parametrize("side", ["torch", "tensorflow"])
def test_it_learns_far_more_than_luck(side: str) -> None:
    losses, scores = taught()[side]
    asked, _ = lesson.tests()
    assert np.mean(losses[-10:]) < 0.6 * np.mean(losses[:10])
    assert lesson.chance(asked) < 0.25
    assert lesson.share(scores, asked) > 0.6


def test_both_take_the_same_first_steps() -> None:
    one, other = (told[: lesson.AGREED] for told, _ in taught().values())
    assert largest_difference(one, other).absolute < lesson.LOSS_TOLERANCE


def test_the_first_steps_are_those_of_the_oracle() -> None:
    known = lesson.lesson().known[:64]
    rate, momentum, steps = 0.5, 0.9, 3
    w = weights()
    speeds = {name: np.zeros_like(array) for name, array in w.items()}
    told = []
    for _ in range(steps):
        loss, slopes = oracle.slopes(w, known, labels(tuple(known)))
        told.append(loss)
        for name, slope in slopes.items():
            speeds[name] = momentum * speeds[name] + slope
            w[name] = w[name] - rate * speeds[name]
    batches = [problem.batch(known)] * steps
    for network, learning, levels in (
        (torch_network, torch_learning, torch_levels),
        (tensorflow_network, tensorflow_learning, tensorflow_levels),
    ):
        start = network.parameters(weights())
        losses = learning.train(start, levels.slopes_of, batches, rate, momentum)
        # Keras keeps its rate in float32, in which neither 0.9 nor its products are
        # exact; losses of order 1 feel it in the eighth digit.
        assert largest_difference(losses, told).absolute < 1e-7


def test_luck_is_the_share_of_the_commonest_value() -> None:
    trees = [Node(MAX, Leaf(value), Leaf(0)) for value in (1, 1, 1, 2)]
    test = problem.batch(trees)
    assert lesson.chance(test) == 0.75
    scores = np.eye(problem.VALUES)[[1, 1, 2, 2]]
    assert lesson.share(scores, test) == 0.75


# What is gained -------------------------------------------------------------------


def test_both_frameworks_are_faster_level_by_level() -> None:
    (timed,) = speed.measured(SMALL_WEIGHTS, sizes=[32], repeats=3)
    for framework in speed.COMPARED:
        assert timed.gain(framework).median > 2


def test_all_ways_are_timed_at_one_size() -> None:
    calls = speed.ways(SMALL_WEIGHTS, 2)
    named = {way for ways in speed.COMPARED.values() for way in ways}
    assert set(calls) == named | {speed.TENSORFLOW_RECURSION, speed.PLANNING}
    assert speed.ALL_WAYS in speed.SIZES


def made_up(size: int, gain: float) -> speed.Timed:
    ways = {
        way: Timing(np.full(3, time))
        for compared in speed.COMPARED.values()
        for way, time in zip(compared, (gain, 1.0), strict=True)
    }
    return speed.Timed(size, ways)


def test_the_figure_shows_the_gains_that_were_timed() -> None:
    timed = [made_up(size, gain) for size, gain in ((1, 1.0), (4, 3.0), (64, 30.0))]
    picture = pictures.gains(timed, speed.ANNOUNCED["cpu"])
    assert "At 64 trees it is 30 in PyTorch and 30 in TensorFlow" in picture.alt
    assert picture.table.splitlines()[1:4] == [
        "PyTorch,1,1.0,1.0,1.0,10",
        "PyTorch,4,3.0,3.0,3.0,10",
        "PyTorch,64,30.0,30.0,30.0,10",
    ]


def test_the_picture_of_a_tree_has_a_dot_for_every_leaf_and_node() -> None:
    tree = Node(MAX, Leaf(2), Node(SUM, Leaf(4), Leaf(3)))
    picture = pictures.levels(tree)
    assert "max(2, sum(4, 3))" in picture.alt
    assert "2 levels" in picture.alt
    assert len(picture.table.splitlines()) == 1 + 5
