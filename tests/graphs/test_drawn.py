"""The frameworks' own records: read whole, and with or without a circle."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import networkx
import numpy as np
import pytest

from spotdiff.classifier.module import tensorflow_side as keras_module
from spotdiff.classifier.module import torch_side as torch_module
from spotdiff.diagrams import Diagram
from spotdiff.graphs.drawn import (
    autograd,
    graph_def,
    pictures,
    tables,
    tensorflow1_executed,
    tensorflow1_side,
    tensorflow_side,
    torch_side,
)
from spotdiff.graphs.drawn.circles import circling, is_acyclic, order
from spotdiff.graphs.drawn.problem import (
    Arrow,
    Graph,
    GraphError,
    Operation,
    chain,
    numbered,
    without_plumbing,
)
from spotdiff.runtime import import_frameworks
from spotdiff.toy_problem.problem import START, root_mean_square, sample

torch, tf = import_frameworks()
tf1 = tf.compat.v1

POINTS, VALUES = sample(seed=0, dtype=np.float32)
ONE, LIMIT = np.array(1, np.float32), np.array(20, np.float32)
CHANNELS_LAST = np.zeros((1, 28, 28, 1), np.float32)
# One rounding of each of a hundred squares, then of their mean and its root.
FLOAT32 = 1e-5
# What each framework calls the steps of the error.
STEPS = ("Pow", "Sub", "Square", "Mean", "Sqrt")
LOOP_OF_2017 = ("Enter", "Exit", "LoopCond", "Merge", "NextIteration", "Switch")


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    """Return every record of the page."""
    data = (POINTS, VALUES)
    network = keras_module.Classifier()
    network(CHANNELS_LAST)
    return {
        "error, torch": torch_side.graph_of(
            torch_side.root_mean_square_error, START, *data
        ),
        "error, tensorflow": tensorflow_side.graph_of(
            tensorflow_side.root_mean_square_error, START, *data
        ),
        "network, torch": torch_side.forward_graph(
            torch_module.Classifier(), CHANNELS_LAST.reshape(1, 1, 28, 28)
        ),
        "network, tensorflow": tensorflow_side.forward_graph(network, CHANNELS_LAST),
        "loop, torch": torch_side.graph_of(torch_side.doubled, 1.0, LIMIT),
        "loop, tensorflow1": tensorflow1_side.graph_of(
            tensorflow1_side.doubled, ONE, LIMIT
        ),
        "loop, tensorflow": tensorflow_side.graph_of(
            tensorflow_side.doubled, 1.0, LIMIT
        ),
    }


def kinds(graph: Graph) -> list[str]:
    return [operation.kind for operation in graph.operations]


def by_networkx(graph: Graph) -> Any:
    made = networkx.MultiDiGraph()
    made.add_nodes_from(operation.id for operation in graph.operations)
    made.add_edges_from(arrow[:2] for arrow in graph.arrows)
    return made


# What is computed -------------------------------------------------------------


@pytest.mark.parametrize("exponent", [0.5, 2.0, START])
def test_both_errors_are_that_of_the_oracle(exponent: float) -> None:
    oracle = root_mean_square(exponent, *sample(seed=0))[0].item()
    in_torch = torch_side.root_mean_square_error(
        torch.tensor(exponent), *map(torch.as_tensor, (POINTS, VALUES))
    )
    in_tensorflow = tensorflow_side.root_mean_square_error(
        tf.constant(exponent), POINTS, VALUES
    )
    assert in_torch.item() == pytest.approx(oracle, rel=FLOAT32, abs=FLOAT32)
    assert float(in_tensorflow) == pytest.approx(oracle, rel=FLOAT32, abs=FLOAT32)


@pytest.mark.parametrize(("limit", "expected"), [(0.5, 1), (1, 1), (20, 32), (32, 32)])
def test_every_loop_doubles_until_the_limit(limit: float, expected: float) -> None:
    one, most = ONE, np.array(limit, np.float32)
    run, _ = tensorflow1_executed.executed_graph(tensorflow_side.doubled, one, most)
    traced = tf.function(tensorflow_side.doubled)
    assert torch_side.doubled(torch.tensor(1.0), torch.tensor(most)) == expected
    assert tensorflow1_side.value_of(tensorflow1_side.doubled, one, most) == expected
    assert traced(tf.constant(one), tf.constant(most)) == expected
    assert run == expected


def test_the_loop_is_one_text_in_pytorch_and_in_tensorflow_today() -> None:
    sources = {inspect.getsource(s.doubled) for s in (torch_side, tensorflow_side)}
    assert len(sources) == 1
    assert inspect.getsource(tensorflow1_side.doubled) not in sources


# Diary and plan ---------------------------------------------------------------


def test_autograd_keeps_the_steps_backwards_down_to_the_weight(
    graphs: dict[str, Graph],
) -> None:
    graph = graphs["error, torch"]
    # Autograd's name of a square is that of a power.
    steps = [kind.partition("Backward")[0] for kind in kinds(graph)]
    assert steps == ["Sqrt", "Mean", "Pow", "Sub", "Pow", "AccumulateGrad"]
    ids = [operation.id for operation in graph.operations]
    assert graph.arrows == chain(*ids).arrows


def test_tensorflow_keeps_the_steps_forwards_and_all_that_comes_in(
    graphs: dict[str, Graph],
) -> None:
    graph = graphs["error, tensorflow"]
    in_order = order(graph)
    by_kind = {operation.kind: operation.id for operation in graph.operations}
    places = [in_order.index(by_kind[step]) for step in STEPS]
    assert places == sorted(places)
    names = [one.name for one in graph.operations if one.kind == "Placeholder"]
    assert names == ["phi", "points", "values"]
    given = [a.tail for a in graph.arrows if a.head == by_kind["Pow"]]
    assert given == ["points", by_kind["ReadVariableOp"]]


def test_autograd_knows_nothing_of_what_wants_no_gradient() -> None:
    points, values = map(torch.as_tensor, (POINTS, VALUES))
    phi = torch.tensor(START, requires_grad=True)
    wanting = points.clone().requires_grad_()
    one = autograd.read(torch_side.root_mean_square_error(phi, points, values))
    two = autograd.read(torch_side.root_mean_square_error(phi, wanting, values))
    assert one.count("AccumulateGrad") == 1
    assert two.count("AccumulateGrad") == 2


def test_a_tensor_that_autograd_does_not_follow_is_refused() -> None:
    with pytest.raises(ValueError, match="only of what wants a gradient"):
        autograd.read(torch.ones(2))


def test_autograd_finds_a_shared_operation_once() -> None:
    x = torch.ones((), requires_grad=True)
    y = x.exp()
    graph = autograd.read(y * y + y)
    assert graph.count("ExpBackward0") == 1
    arrows = [arrow for arrow in graph.arrows if arrow.head == "ExpBackward0"]
    assert len(arrows) == 3


def test_the_plan_is_the_same_whatever_the_numbers_and_the_diary_is_not() -> None:
    more = np.array(1000, np.float32)
    diaries = [torch_side.graph_of(torch_side.doubled, 1.0, m) for m in (LIMIT, more)]
    plans = [
        tensorflow1_side.graph_of(tensorflow1_side.doubled, ONE, m)
        for m in (LIMIT, more)
    ]
    assert [diary.count("MulBackward0") for diary in diaries] == [5, 10]
    assert plans[0] == plans[1]


# The classifier ---------------------------------------------------------------


def test_both_plans_of_the_network_hold_its_eight_weights(
    graphs: dict[str, Graph],
) -> None:
    names = {
        side: [o.name for o in graphs[f"network, {side}"].operations if o.name]
        for side in ("torch", "tensorflow")
    }
    layers = ("conv1", "conv2", "fc1", "fc2")
    weights = [f"{layer}.{part}" for layer in layers for part in ("weight", "bias")]
    assert names["torch"] == [*weights, "x"]
    assert names["tensorflow"] == ["args_0", *["kernel", "bias"] * 4]


def test_what_tensorflows_plan_has_more_is_biases_and_shapes_less_two_dropouts(
    graphs: dict[str, Graph],
) -> None:
    left, right = (
        without_plumbing(graphs[f"network, {side}"]) for side in ("torch", "tensorflow")
    )
    counts = {
        "conv2d": "Conv2D",
        "linear": "MatMul",
        "relu": "Relu",
        "max_pool2d": "MaxPool",
        "placeholder": "Placeholder",
    }
    for one, other in counts.items():
        assert left.count(one) == right.count(other) > 0
    assert left.count("dropout", "feature_dropout") == 2
    assert right.count("BiasAdd") == 4
    assert (right.count("Reshape"), right.count("Squeeze")) == (3, 2)
    assert left.count("flatten") == 1
    assert len(right.operations) - len(left.operations) == 4 + 4 - 2


def test_the_dropouts_that_are_kept_do_nothing(graphs: dict[str, Graph]) -> None:
    program = torch.export.export(
        torch_module.Classifier().eval(), (torch.zeros(1, 1, 28, 28),)
    )
    drops = [n for n in program.graph.nodes if "dropout" in n.name]
    assert [node.args[2] for node in drops] == [False, False]


# Circles ----------------------------------------------------------------------


def test_every_record_is_without_a_circle_but_the_loop_of_2017(
    graphs: dict[str, Graph],
) -> None:
    found = {name for name, graph in graphs.items() if not is_acyclic(graph)}
    assert found == {"loop, tensorflow1"}


def test_networkx_agrees_on_circles_and_on_which_arrows_are_in_them(
    graphs: dict[str, Graph],
) -> None:
    for graph in graphs.values():
        made = by_networkx(graph)
        assert is_acyclic(graph) == networkx.is_directed_acyclic_graph(made)
        part = {
            node: number
            for number, nodes in enumerate(networkx.strongly_connected_components(made))
            for node in nodes
        }
        inside = {arrow for arrow in graph.arrows if part[arrow[0]] == part[arrow[1]]}
        assert circling(graph) == inside


def test_the_circle_of_2017_closes_with_the_next_iteration(
    graphs: dict[str, Graph],
) -> None:
    graph = graphs["loop, tensorflow1"]
    assert set(LOOP_OF_2017) <= set(kinds(graph))
    kind = {operation.id: operation.kind for operation in graph.operations}
    back = {a for a in circling(graph) if kind[a.tail] == "NextIteration"}
    assert {kind[arrow.head] for arrow in back} == {"Merge"}
    rest = tuple(arrow for arrow in graph.arrows if arrow not in back)
    assert is_acyclic(Graph(graph.operations, rest))


def test_the_loop_of_today_is_one_operation_with_two_graphs(
    graphs: dict[str, Graph],
) -> None:
    graph = graphs["loop, tensorflow"]
    assert graph.count("StatelessWhile", "While") == 1
    assert {one.part for one in graph.operations} == {"", "while: body", "while: cond"}
    assert not set(LOOP_OF_2017) & set(kinds(graph))


def test_what_runs_has_the_circle_again() -> None:
    _, graph = tensorflow1_executed.executed_graph(tensorflow_side.doubled, ONE, LIMIT)
    assert not is_acyclic(graph)
    assert graph.count("StatelessWhile", "While") == 0
    assert set(LOOP_OF_2017) <= set(kinds(graph))


def test_the_way_loops_are_written_is_left_as_it_was() -> None:
    assert tf1.control_flow_v2_enabled()
    with tensorflow1_side.loops_of_2017():
        assert not tf1.control_flow_v2_enabled()
    assert tf1.control_flow_v2_enabled()

    def fail(x: Any) -> Any:
        raise RuntimeError("no graph")

    with pytest.raises(RuntimeError, match="no graph"):
        tensorflow1_side.graph_of(fail, ONE)
    assert tf1.control_flow_v2_enabled()


# A graph ----------------------------------------------------------------------


def test_an_order_has_every_arrow_point_to_the_right(graphs: dict[str, Graph]) -> None:
    for graph in (graph for graph in graphs.values() if is_acyclic(graph)):
        place = {one: index for index, one in enumerate(order(graph))}
        assert len(place) == len(graph.operations)
        assert all(place[arrow.tail] < place[arrow.head] for arrow in graph.arrows)


def test_a_circle_has_no_order_and_is_told() -> None:
    row = chain("a", "b", "c")
    circle = Graph(row.operations, (*row.arrows, Arrow("c", "a")))
    with pytest.raises(GraphError, match=r"circle: .*(a|b|c) -> "):
        order(circle)
    assert len(circling(circle)) == 3


def test_an_arrow_to_itself_is_a_circle() -> None:
    assert not is_acyclic(Graph((Operation("a", "A"),), (Arrow("a", "a"),)))


def test_an_id_that_is_there_twice_is_refused() -> None:
    with pytest.raises(GraphError, match="one id"):
        chain("a", "a")


def test_an_arrow_to_nowhere_is_refused() -> None:
    with pytest.raises(GraphError, match="'gone'"):
        Graph((Operation("a", "A"),), (Arrow("a", "gone"),))


def test_numbers_tell_operations_of_one_kind_apart() -> None:
    assert list(numbered(["Mul", "Add", "Mul", "Mul"])) == [
        "Mul",
        "Add",
        "Mul_2",
        "Mul_3",
    ]


# Plumbing ---------------------------------------------------------------------


def plumbed() -> Graph:
    operations = (
        Operation("x", "Placeholder", "x"),
        Operation("read", "ReadVariableOp"),
        Operation("axis", "Const"),
        Operation("sum", "Sum"),
        Operation("wait", "NoOp"),
        Operation("out", "Identity"),
        Operation("used", "Arg", part="body"),
        Operation("unused", "Arg", part="body"),
        Operation("twice", "Add", part="body"),
    )
    arrows = (
        Arrow("x", "read"),
        Arrow("read", "sum"),
        Arrow("axis", "sum"),
        Arrow("sum", "out"),
        Arrow("read", "wait", carries_data=False),
        Arrow("wait", "out", carries_data=False),
        Arrow("used", "twice"),
        Arrow("used", "twice"),
    )
    return Graph(operations, arrows)


def test_the_three_rules_leave_the_computation() -> None:
    left = without_plumbing(plumbed())
    assert [one.id for one in left.operations] == ["x", "sum", "used", "twice"]
    assert left.arrows == (
        Arrow("x", "sum"),
        Arrow("used", "twice"),
        Arrow("used", "twice"),
    )


def test_what_was_given_two_things_does_not_only_hand_one_on() -> None:
    row = chain("a", "Identity", "b")
    more = Graph(
        (*row.operations, Operation("c", "C")), (*row.arrows, Arrow("c", "Identity"))
    )
    with pytest.raises(GraphError, match="was given"):
        without_plumbing(more)


def test_without_plumbing_every_record_keeps_its_circle_or_has_none(
    graphs: dict[str, Graph],
) -> None:
    for graph in graphs.values():
        assert is_acyclic(without_plumbing(graph)) == is_acyclic(graph)


# Reading TensorFlow's files ---------------------------------------------------


def test_an_order_without_data_is_told_from_data(graphs: dict[str, Graph]) -> None:
    graph = graphs["error, tensorflow"]
    (through,) = (one.id for one in graph.operations if one.kind == "NoOp")
    touching = [arrow for arrow in graph.arrows if through in arrow[:2]]
    assert touching
    assert not any(arrow.carries_data for arrow in touching)


def test_loops_within_loops_are_parts_within_parts() -> None:
    def nested(x: Any) -> Any:
        def inner(y: Any) -> Any:
            return tf.while_loop(lambda z: z < 9.0, lambda z: 2.0 * z, [y])

        return tf.while_loop(lambda y: y < 5.0, inner, [x])

    traced = tf.function(nested).get_concrete_function(tf.constant(1.0))
    parts = {one.part for one in graph_def.read(traced.graph).operations}
    assert {f"while: body, while/while: {use}" for use in ("body", "cond")} <= parts


# Pictures and table -----------------------------------------------------------

Draw = Callable[[Graph, str], Diagram]
DRAWN: tuple[tuple[Draw, str, str], ...] = (
    (pictures.expression, "error, torch", "PyTorch"),
    (pictures.expression, "error, tensorflow", "TensorFlow"),
    (pictures.network, "network, torch", "PyTorch"),
    (pictures.network, "network, tensorflow", "TensorFlow"),
    (pictures.loop, "loop, torch", "PyTorch"),
    (pictures.loop, "loop, tensorflow1", "TensorFlow 1"),
    (pictures.loop, "loop, tensorflow", "TensorFlow"),
)


@pytest.mark.parametrize(
    ("draw", "name", "framework"), DRAWN, ids=[name for _, name, _ in DRAWN]
)
def test_a_picture_shows_what_was_recorded_and_says_how_much(
    graphs: dict[str, Graph], draw: Draw, name: str, framework: str
) -> None:
    graph = graphs[name]
    shown = graph if draw is pictures.expression else without_plumbing(graph)
    picture = draw(graph, framework)
    for operation in shown.operations:
        assert f">{operation.kind}</text>" in picture.svg
    assert picture.svg.count("<polygon") == len(shown.arrows)
    assert f"{len(shown.operations)} operations" in picture.alt
    assert picture.alt.startswith(framework)
    in_a_circle = picture.svg.count('class="edge loop"')
    assert (in_a_circle > 0) == (name == "loop, tensorflow1")
    assert ("in a circle" in picture.alt) == (name == "loop, tensorflow1")


def test_the_path_through_the_network_is_drawn_straight(
    graphs: dict[str, Graph],
) -> None:
    picture = pictures.network(graphs["network, torch"], "PyTorch")
    found = re.findall(
        r'"node operation"><rect x="([-.\d]+)" y="[-.\d]+" width="([.\d]+)"',
        picture.svg,
    )
    middles = [float(x) + float(width) / 2 for x, width in found]
    assert len(middles) == 12
    assert max(middles) - min(middles) < 1


def test_all_pictures_have_names_of_their_own(graphs: dict[str, Graph]) -> None:
    names = [draw(graphs[name], side).name for draw, name, side in DRAWN]
    assert len(set(names)) == len(names)


def test_the_picture_of_a_loop_has_a_product_for_each_turn(
    graphs: dict[str, Graph],
) -> None:
    picture = pictures.loop(graphs["loop, torch"], "PyTorch")
    assert picture.svg.count(">MulBackward0<") == 5
    assert "5 products in a row" in picture.alt


def test_the_pictures_are_the_same_whatever_was_traced_before(
    graphs: dict[str, Graph],
) -> None:
    # Names within TensorFlow count up, with every function and layer of a process.
    again = tensorflow_side.graph_of(tensorflow_side.doubled, 1.0, LIMIT)
    first = pictures.loop(graphs["loop, tensorflow"], "TensorFlow")
    assert pictures.loop(again, "TensorFlow") == first


def test_the_table_counts_and_tells_the_circle(graphs: dict[str, Graph]) -> None:
    names = ("error, tensorflow", "loop, tensorflow1")
    rows = tables.records({name: graphs[name] for name in names}).rows
    assert [list(row) for row in rows] == [
        ["error, tensorflow", 12, 12, "no"],
        ["loop, tensorflow1", 13, 15, "yes"],
    ]
