"""What each tool sees is found out by trying, and found out rightly."""

import os
from collections.abc import Callable
from dataclasses import astuple, replace
from functools import cache
from pathlib import Path

import debugpy
import numpy as np
import pytest
import tensorflow as tf
import torch

from spotdiff.debugging.sessions.problem import step
from spotdiff.debugging.sight import (
    hook,
    in_tensorflow,
    in_tensorflow1,
    in_torch,
    switches,
    table,
)
from spotdiff.debugging.sight.step import (
    FIRST,
    OFFICE,
    SECOND,
    Told,
    judge,
    numbers,
    shows,
)
from spotdiff.debugging.sight.typist import at_pdb, places, stops

PLAIN, DOUBLED = step(), step(times=2)

# torch.compile asks tensors for a .grad that they do not have, and hides PyTorch's
# warning of it by taking over how warnings are shown; as errors they are not shown.
pytestmark = pytest.mark.filterwarnings(
    "ignore:The .grad attribute of a Tensor that is not a leaf:UserWarning"
)


# The judge -----------------------------------------------------------------------


def in_full(array: np.ndarray) -> str:
    return str(array.tolist())


NOTHING = Told("", PLAIN.loss)
ALL = Told(
    f"{SECOND} {in_full(PLAIN.hidden)} and {in_full(PLAIN.hidden_slope)}",
    DOUBLED.loss,
    "scores = a\nloss = b",
    "kernels/relu_op.cc(3)",
    pieces=1,
)


def test_who_tells_nothing_sees_nothing() -> None:
    assert not any(astuple(judge(NOTHING)))


def test_who_tells_everything_sees_everything() -> None:
    assert all(astuple(judge(ALL)))


@pytest.mark.parametrize(
    ("told", "blind"),
    [
        (replace(ALL, text=ALL.text.replace(str(SECOND), str(FIRST))), {"variable"}),
        (replace(ALL, text=ALL.text.replace("2.5", "2.6")), {"middle", "inside"}),
        (replace(ALL, pieces=2), {"inside"}),
        (replace(ALL, pieces=0), {"inside"}),
        (replace(ALL, stops="scores = a"), {"lines"}),
        (replace(ALL, loss=PLAIN.loss), {"changes"}),
        (replace(ALL, kernels="gen_nn_ops.py(3)"), {"kernel"}),
        (replace(ALL, text=ALL.text.replace("1.3", "1.4")), {"slopes"}),
    ],
)
def test_each_thing_is_judged_by_itself(told: Told, blind: set[str]) -> None:
    sight = vars(judge(told))
    assert {name for name, can in sight.items() if not can} == blind


def test_slopes_may_be_those_of_the_changed_value() -> None:
    assert judge(replace(NOTHING, text=in_full(DOUBLED.hidden_slope))).slopes


def test_numbers_of_a_text_are_read_as_people_do() -> None:
    text = "shape=(3, 2), x1 float32 -1.5 2. .5 1e-3 [0.5,7] 'a:0' t_2"
    found = [3, 2, -1.5, 2, 0.5, 1e-3, 0.5, 7, 0]
    assert numbers(text) == found


def test_an_array_must_stand_in_one_piece() -> None:
    assert shows("[[1. 2.]\n [3. 4.]]", [[1, 2], [3, 4]])
    assert not shows("1 2 and then 5 3 4", [[1, 2], [3, 4]])
    assert not shows("1 2 3", [[1, 2], [3, 4]])


def test_stops_of_both_debuggers_are_read() -> None:
    pdbs = "> a.py(3)f()\n-> x = 1\n(Pdb) > b.py(4)g()\n-> y = 2"
    ipythons = "ipdb> > a.py(3)f()\n      2 w = 0\n----> 3 x = 1\n      4 z = 3"
    assert stops(pdbs) == "x = 1\ny = 2"
    assert places(pdbs) == "a.py(3)f()\nb.py(4)g()"
    assert (stops(ipythons), places(ipythons)) == ("x = 1", "a.py(3)f()")


# The tools -----------------------------------------------------------------------

NAMES = {
    (table.WRITTEN, "`print`", "PyTorch"): "variable middle slopes",
    (table.WRITTEN, "`print`", "TensorFlow"): "variable middle slopes",
    (table.WRITTEN, "pdb", "PyTorch"): "variable middle lines slopes changes",
    (table.WRITTEN, "pdb", "TensorFlow"): "variable middle lines slopes changes",
    (table.WRITTEN, table.IPDB, "PyTorch"): "variable middle lines slopes changes",
    (table.WRITTEN, table.IPDB, "TensorFlow"): "variable middle lines slopes changes",
    (table.WRITTEN, "module hooks", "PyTorch"): "middle slopes changes",
    (table.GRAPH, "`print`", "PyTorch"): "variable middle slopes",
    (table.GRAPH, "`print`", "TensorFlow"): "",
    (table.GRAPH, "pdb", "PyTorch"): "slopes",
    (table.GRAPH, "pdb", "TensorFlow"): "",
    (table.GRAPH, "module hooks", "PyTorch"): "middle inside slopes changes",
    (
        table.GRAPH,
        "pdb in a function kept out",
        "PyTorch",
    ): "variable middle slopes changes",
    (table.GRAPH, "`TORCH_LOGS=graph_code`", "PyTorch"): "",
    (
        table.GRAPH,
        "`fx.Interpreter` as backend",
        "PyTorch",
    ): "middle lines inside slopes changes",
    (table.GRAPH, "`tf.print`", "TensorFlow"): "middle inside slopes",
    (
        table.GRAPH,
        "`tf.py_function` and pdb",
        "TensorFlow",
    ): "middle inside slopes changes",
    (table.GRAPH, "Debugger V2's dump", "TensorFlow"): "middle inside slopes",
    (table.GRAPH, "tfdbg", "TensorFlow 1"): "middle inside slopes",
    (
        table.GRAPH,
        "pdb and `session.run`",
        "TensorFlow 1",
    ): "variable middle inside slopes changes",
    (
        table.OFF,
        "pdb, stance is eager",
        "PyTorch",
    ): "variable middle lines slopes changes",
    (
        table.OFF,
        "pdb, functions run eagerly",
        "TensorFlow",
    ): "variable middle lines slopes changes",
}


@cache
def dumped() -> Told:
    return table.Dump().told()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give IPython's debugger, which keeps a history, a home that goes again."""
    return tmp_path_factory.mktemp("ipython")


@pytest.mark.parametrize(
    "tool", table.tools(dumped), ids=lambda t: f"{t.name}-{t.mode}"
)
def test_a_tool_sees_what_the_page_says(
    tool: table.Tool, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(home))
    with in_tensorflow.without_known_warnings():
        sight = vars(judge(tool.tried()))
    wanted = NAMES[tool.mode, tool.name, tool.framework].split()
    assert [name for name, can in sight.items() if can] == wanted


def test_every_tool_of_the_table_is_pinned() -> None:
    tools = [(t.mode, t.name, t.framework) for t in table.tools(dumped)]
    assert tools == list(NAMES)


def test_the_table_joins_what_both_frameworks_agree_on() -> None:
    some = replace(judge(ALL), kernel=False)
    one, two, *_, last = table.tools(dumped)
    made = table.table([(one, some), (two, some), (last, some)])
    assert [row[2] for row in made.rows] == [table.BOTH, last.framework]
    assert list(made.rows[0][3:]) == ["yes"] * 6 + ["–"]
    apart = replace(some, lines=False)
    assert len(table.table([(one, some), (two, apart)]).rows) == 2


def test_print_cuts_pytorchs_graph_in_two() -> None:
    run, backend = in_torch.compiled(in_torch.written(in_torch.tell))
    in_torch.taken(run)
    assert backend.pieces == 2


def test_a_breakpoint_cuts_pytorchs_graph_in_two() -> None:
    run, backend = in_torch.compiled(in_torch.written(stop="middle"))
    with at_pdb([]):
        in_torch.taken(run)
    assert backend.pieces == 2


def test_hooks_leave_pytorchs_graph_whole() -> None:
    assert in_torch.by_hooks(in_graph=True).pieces == 1


def test_the_log_shows_code_and_no_value() -> None:
    told = in_torch.by_log()
    assert "hidden = torch.relu(before)" in told.text


def test_py_function_is_shown_the_ticket_of_the_first_step() -> None:
    with in_tensorflow.without_known_warnings():
        told = in_tensorflow.by_py_function()
    assert str(FIRST) in told.text
    assert "stopping()" in told.text


def test_tf_print_writes_the_ticket_of_the_first_step() -> None:
    with in_tensorflow.without_known_warnings():
        assert str(FIRST) in in_tensorflow.by_tf_print().text


def test_tfdbg_no_longer_has_its_stepper() -> None:
    with in_tensorflow.without_known_warnings():
        told = in_tensorflow1.by_tfdbg()
    assert 'Invalid command prefix "invoke_stepper"' in told.text
    assert 'Node "ticket" does not exist' in told.text


def test_the_dump_tells_where_in_the_program_an_operation_was_made() -> None:
    assert "in_tensorflow.py" in dumped().text


def test_what_pdb_changes_while_a_graph_is_drawn_is_changed_for_good() -> None:
    drawn = in_tensorflow.without_autograph
    with in_tensorflow.without_known_warnings():
        told = in_tensorflow.in_the_middle(drawn, when=in_tensorflow.always)
    # It stopped in the first step only, and the second is changed all the same.
    assert str(FIRST) in told.text
    assert str(SECOND) not in told.text
    assert told.loss == pytest.approx(DOUBLED.loss)


def test_pdb_steps_over_an_operation_or_into_python() -> None:
    visited = in_torch.by_pdb().kernels.split("\n")
    assert len(visited) > 1
    assert all("in_torch.py" in place for place in visited)
    assert "gen_nn_ops.py" in in_tensorflow.by_pdb().kernels


# The switches --------------------------------------------------------------------


@pytest.mark.parametrize("switch", switches.SWITCHES, ids=lambda one: one.typed)
def test_a_switch_does_what_the_page_says(switch: switches.Switch) -> None:
    promise_only = ('backend="eager"', "autograph=False")
    helps = not any(name in switch.typed for name in promise_only)
    assert switches.sees_values(switch) == helps


def test_fit_without_the_switch_shows_nothing() -> None:
    assert not judge(switches.by_fit(run_eagerly=False)).middle


def test_a_disabled_step_that_is_compiled_itself_is_compiled() -> None:
    step = in_torch.written(stop="middle")
    run = in_torch.graph_of(torch.compiler.disable(step))
    with at_pdb(["p hidden"]) as screen:
        in_torch.taken(run)
    assert not shows(screen.getvalue(), PLAIN.hidden)


def test_all_is_as_it_was_after_the_tools() -> None:
    with in_tensorflow.without_known_warnings():
        in_tensorflow.by_pdb(in_tensorflow.switched_off)
    switches.by_dynamo_disable()
    assert not tf.config.functions_run_eagerly()
    assert "TORCHDYNAMO_DISABLE" not in os.environ
    assert OFFICE.ticket == FIRST
    run, backend = in_torch.compiled(in_torch.written())
    in_torch.taken(run)
    assert backend.pieces == 1


# The hook ------------------------------------------------------------------------


def test_a_hook_sees_the_step_as_written_and_nothing_of_a_graph() -> None:
    whole = ", ".join(hook.NAMES)
    assert hook.lines() == {
        "PyTorch, as written": whole,
        "TensorFlow, as written": whole,
        "PyTorch, compiled": "",
        "TensorFlow, in a tf.function": "",
    }


def test_debugpy_brings_pydevd() -> None:
    engine = Path(debugpy.__file__).parent / "_vendored" / "pydevd"
    assert (engine / "pydevd.py").exists()


# The log -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "passes"), [(in_tensorflow.KNOWN[0], False), ("anything else", True)]
)
def test_only_known_warnings_are_dropped(
    message: str, passes: bool, caplog: pytest.LogCaptureFixture
) -> None:
    logger = tf.get_logger()
    filtered: Callable[[], None] = lambda: logger.warning(message)  # noqa: E731
    logger.addHandler(caplog.handler)
    try:
        with in_tensorflow.without_known_warnings():
            filtered()
    finally:
        logger.removeHandler(caplog.handler)
    assert bool(caplog.records) == passes
