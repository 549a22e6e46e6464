"""What each debugging aid costs: one step on all sides, aids that see, and a bill."""

import sys
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
import torch
from tensorflow.python import debug

from spotdiff.debugging.aids import (
    bill,
    in_tensorflow,
    in_torch,
    lasting,
    pictures,
    problem,
    tensorflow1_side,
    tensorflow_side,
    torch_side,
)
from spotdiff.debugging.aids.bill import Cost
from spotdiff.debugging.aids.waiting import Waiting, breakpoint_elsewhere
from spotdiff.debugging.aids.watchers import EveryOperation, NotFiniteError, hooked
from spotdiff.measure import Ratio, largest_difference
from spotdiff.own_process import Call, OwnProcessError

STEPS = 20
# Losses below 3 in float32, whose unit in the last place is 2.4e-7 there; twenty
# steps add up to a few of them.
TOLERANCE = 3e-6
SIDES = {"PyTorch": torch_side, "TensorFlow": tensorflow_side}


@cache
def oracle() -> problem.Array:
    return problem.train(problem.weights(), *problem.digits(), STEPS)


@cache
def losses(name: str) -> problem.Array:
    side: Any = SIDES[name]
    layers = side.network(problem.weights())
    given = side.place(*problem.digits())
    return np.array([float(side.step(layers, *given)) for _ in range(STEPS)])


def apart(found: Any, wanted: Any) -> float:
    return largest_difference(found, wanted).absolute


# One step -------------------------------------------------------------------------


@pytest.mark.parametrize("name", SIDES)
def test_both_sides_take_the_oracle_s_steps(name: str) -> None:
    assert apart(losses(name), oracle()) < TOLERANCE


def test_both_sides_agree() -> None:
    assert apart(losses("PyTorch"), losses("TensorFlow")) < TOLERANCE


def test_the_session_takes_them_too() -> None:
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        plan = tensorflow1_side.plan(problem.weights())
        session.run(tf.compat.v1.global_variables_initializer())
        found = [
            float(tensorflow1_side.run(session, plan, *problem.digits()))
            for _ in range(STEPS)
        ]
    assert apart(found, oracle()) < TOLERANCE


def test_the_network_learns() -> None:
    assert oracle()[-1] < oracle()[0] / 1.5


# No aid changes a step ------------------------------------------------------------


@pytest.mark.parametrize(
    "ready", [in_torch.eager, in_tensorflow.eager, in_tensorflow.in_function]
)
def test_no_aid_changes_what_is_computed(ready: Any) -> None:
    with ready() as steps:
        found = [step() for step in steps.values()]
    seen = [
        (float(loss), wanted)
        for loss, wanted in zip(found, oracle(), strict=False)
        if loss is not None
    ]
    assert len(seen) >= len(steps) - 1
    assert apart(*zip(*seen, strict=True)) < TOLERANCE


def test_no_aid_of_pytorch_stays_on() -> None:
    with in_torch.eager() as steps:
        for step in steps.values():
            step()
    assert not torch.is_anomaly_enabled()
    assert not tf.config.functions_run_eagerly()


# The aids see ---------------------------------------------------------------------


def poisoned() -> tuple[Any, ...]:
    images, labels = problem.digits()
    images[3, 5] = np.nan
    layers = torch_side.network(problem.weights())
    return (layers, *torch_side.place(images, labels))


def test_hooks_name_the_layer_and_are_taken_off_again() -> None:
    layers, x, y = poisoned()
    with pytest.raises(NotFiniteError, match="layer 1"), hooked(layers):
        torch_side.step(layers, x, y)
    torch_side.step(layers, x, y)


def test_the_mode_names_the_operation() -> None:
    given = poisoned()
    with pytest.raises(NotFiniteError, match=r"aten\.mm"), EveryOperation():
        torch_side.step(*given)


def test_the_mode_also_sees_the_way_back_where_hooks_do_not() -> None:
    at = torch.zeros(1, requires_grad=True)
    with EveryOperation():
        root = (at * 1).sqrt().sum()
        with pytest.raises(NotFiniteError, match="div"):
            root.backward()


def test_anomaly_detection_names_the_function_on_the_way_back() -> None:
    with (
        torch.autograd.set_detect_anomaly(True),
        pytest.warns(UserWarning, match="Error detected in"),
        pytest.raises(RuntimeError, match="returned nan values"),
    ):
        torch_side.step(*poisoned())


def stops(monkeypatch: pytest.MonkeyPatch, function: Any, *args: Any) -> int:
    seen: list[FrameType] = []
    go_on = Waiting.user_line

    def count(self: Waiting, frame: FrameType) -> None:
        seen.append(frame)
        go_on(self, frame)

    monkeypatch.setattr(Waiting, "user_line", count)
    with breakpoint_elsewhere() as call:
        call(function, *args)
    return len(seen)


def test_the_debugger_watches_and_stops_only_at_its_breakpoint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = (problem.weights(), *problem.digits(), 1)
    assert stops(monkeypatch, problem.digits) == 1  # The first line it is shown.
    # The breakpoint's line holds a comprehension, a frame of its own.
    assert stops(monkeypatch, lambda: problem.train(*given)) > 1


def test_the_debugger_traces_during_the_call_alone() -> None:
    before = sys.gettrace()
    with breakpoint_elsewhere() as call:
        assert call(sys.gettrace) is not before
    assert sys.gettrace() is before


# What leaves something behind --------------------------------------------------------


@pytest.fixture
def _no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    images, labels = problem.digits()
    images[3, 5] = np.nan
    monkeypatch.setattr(problem, "digits", lambda: (images, labels))


@pytest.mark.parametrize("wrap", [lasting.plainly, tf.function])
def test_steps_are_the_same_while_numbers_are_checked(wrap: Any) -> None:
    found = [float(step()) for step in lasting.checked_steps(wrap).values()]
    assert apart(found, oracle()[:2]) < TOLERANCE


@pytest.mark.usefixtures("_no_number")
@pytest.mark.parametrize("wrap", [lasting.plainly, tf.function])
def test_checked_numbers_are_refused_and_others_pass(wrap: Any) -> None:
    steps = lasting.checked_steps(wrap)
    steps[""]()
    with pytest.raises(tf.errors.InvalidArgumentError, match="NaN"):
        steps[lasting.CHECKS]()
    steps[""]()


def test_every_debugger_of_a_session_takes_the_same_steps() -> None:
    with lasting.session_steps() as steps:
        found = [float(step()) for step in steps.values()]
    # tfdbg has taken a first one, when it was told what to stop at.
    assert apart(found, oracle()[1:4]) < TOLERANCE


@pytest.mark.usefixtures("_no_number")
def test_the_command_line_stops_where_a_number_is_none() -> None:
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        plan = tensorflow1_side.plan(problem.weights())
        session.run(tf.compat.v1.global_variables_initializer())
        wrapped = debug.LocalCLIDebugWrapperSession(session, ui_type="readline")
        wrapped.add_tensor_filter("has_inf_or_nan", debug.has_inf_or_nan)
        said = lasting.typed(
            lasting.TYPED + "run\n",
            lambda: tensorflow1_side.run(wrapped, plan, *problem.digits()),
        )
    assert 'passing filter "has_inf_or_nan"' in said
    assert "MatMul" in said


def dump_sizes(mode: str) -> dict[str, int]:
    """Dump a step and a function, and return what is left: bytes, by kind of file."""
    lasting.be_quiet()
    with lasting.dumping(mode) as folder:
        for step in lasting.steps_to_dump().values():
            step()
        tf.debugging.experimental.enable_dump_debug_info(
            str(folder), tensor_debug_mode=mode
        ).FlushExecutionFiles()
        return {path.suffix: path.stat().st_size for path in folder.iterdir()}


def call_what_was_traced_while_dumping(folder: str, buffer: int) -> bool:
    """Do what TensorFlow 2.21 does not survive if nothing is buffered."""
    lasting.be_quiet()
    tf.debugging.experimental.enable_dump_debug_info(
        folder, tensor_debug_mode="NO_TENSOR", circular_buffer_size=buffer
    )
    step = lasting.steps_to_dump()["function"]
    step()
    tf.debugging.experimental.disable_dump_debug_info()
    for _ in range(3):
        step()
    return True


def test_a_dump_holds_what_ran() -> None:
    sizes = Call(dump_sizes, "FULL_HEALTH", environment={}).result().value
    assert sizes[".execution"] > 1000
    assert sizes[".graph_execution_traces"] > 1000


def test_what_was_traced_while_dumping_unbuffered_must_not_be_called_afterwards(
    tmp_path: Path,
) -> None:
    call = Call(call_what_was_traced_while_dumping, str(tmp_path), -1, environment={})
    with pytest.raises(OwnProcessError, match="ended with -11"):
        call.result()


# The bill ---------------------------------------------------------------------------


def test_the_bill_holds_what_the_page_says() -> None:
    found = {
        (one.framework, one.way, one.aid): one.times.median
        for one in bill.costs(repeats=3)
    }
    assert len(found) == 18
    hooks = found["PyTorch", "eager", in_torch.HOOKS]
    assert found["PyTorch", "eager", in_torch.ANOMALY] > 1.5 * hooks
    assert found["PyTorch", "eager", in_torch.MODE] > 1.5 * hooks
    eager, graph = (
        found["TensorFlow", way, lasting.CHECKS] for way in ("eager", "function")
    )
    assert eager > 1.5 * graph
    session = [times for name, times in found.items() if name[1] == "session"]
    others = [times for name, times in found.items() if name[1] != "session"]
    assert min(session) > 1.5 * max(others)


def test_the_picture_says_what_it_draws() -> None:
    costs = [
        Cost("PyTorch", "eager", "an aid", 0.001, Ratio(2.0, 1.9, 2.1)),
        Cost("TensorFlow 1", "session", "another", 0.002, Ratio(50.0, 45.0, 55.0)),
    ]
    picture = pictures.cost(costs)
    assert "PyTorch, eager, an aid: 2.0; TensorFlow 1" in picture.alt
    assert picture.table.splitlines()[0] == "framework,way,aid,plain,times,low,high"
    assert len(picture.table.splitlines()) == 3
