"""Every mode takes the same step; the sweep leaves out, aloud, what cannot run."""

import shutil
from collections.abc import Callable
from inspect import getclosurevars
from types import ModuleType

import numpy as np
import pytest
import tensorflow as tf
import torch

from spotdiff.measure import Timing
from spotdiff.runtime import unavailable
from spotdiff.toy_problem.iteration_cost import (
    problem,
    sweep,
    tensorflow1_side,
    tensorflow_side,
    torch_side,
)
from spotdiff.toy_problem.problem import START, descend, root_mean_square, sample

needs_compiler = pytest.mark.skipif(
    bool(unavailable("PyTorch compiled")), reason=unavailable("PyTorch compiled")
)
RATE = 5e-5
# float32, a step of 0.4: some units in the last place of phi, 2.4e-7 each.
TOLERANCE = 1e-5


def after_two_steps() -> float:
    x, y = sample(0)
    return float(descend(x, y, START, RATE, 2).phi[-1])


MODES = [
    (torch_side, "eager"),
    pytest.param((torch_side, "compiled"), marks=needs_compiler),
    *((tensorflow_side, mode) for mode in tensorflow_side.MODES),
]


@pytest.mark.parametrize("case", MODES, ids=lambda case: case[1])
def test_a_step_is_the_step_of_the_oracle_in_every_mode(
    case: tuple[ModuleType, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    side, mode = case
    wrap, wrapped = side.MODES[mode], []

    def keep(take: Callable[[], None]) -> object:
        wrapped.append(take)
        return wrap(take)

    monkeypatch.setitem(side.MODES, mode, keep)
    take = side.stepper(mode, *sample(0, dtype=np.float32), START, RATE)
    take()
    take()
    phi = getclosurevars(wrapped[0]).nonlocals["phi"]
    moved = float(phi.detach() if side is torch_side else phi)
    assert moved == pytest.approx(after_two_steps(), abs=TOLERANCE)


def test_the_graph_era_steps_as_the_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tf.compat.v1.Session] = []
    session = tf.compat.v1.Session

    def keep(graph: tf.Graph) -> tf.compat.v1.Session:
        made.append(session(graph=graph))
        return made[-1]

    # The module's own: whoever imports tensorflow.compat.v1 makes another of its name.
    monkeypatch.setattr(tensorflow1_side.tf1, "Session", keep)
    take = tensorflow1_side.stepper(
        "session", *sample(0, dtype=np.float32), START, RATE
    )
    take()
    take()
    with made[0].graph.as_default():
        phi = tf.compat.v1.global_variables()[-1]
    assert made[0].run(phi) == pytest.approx(after_two_steps(), abs=TOLERANCE)


def test_numpy_steps_as_the_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float] = []

    def watched(phi: np.ndarray, x: np.ndarray, y: np.ndarray) -> object:
        seen.append(float(phi[0]))
        return root_mean_square(phi, x, y)

    monkeypatch.setattr(problem, "root_mean_square", watched)
    take = problem.stepper(*sample(0), START, RATE)
    for _ in range(3):
        take()
    assert seen[0] == START
    assert seen[2] == pytest.approx(after_two_steps(), rel=1e-14)


@needs_compiler
def test_one_compilation_serves_all_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = torch._dynamo.utils.counters["stats"]
    take = torch_side.stepper("compiled", *sample(0, 50, dtype=np.float32), 4.0, 1e-12)
    take()
    before = compiled["unique_graphs"]
    for size in (70, 500, 3000):
        x, y = sample(0, size, dtype=np.float32)
        torch_side.stepper("compiled", x, y, 4.0, 1e-12)()
    assert compiled["unique_graphs"] == before


def test_without_a_compiler_the_compiled_mode_is_left_out_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    calls, left_out = sweep.steppers(*sample(0, 10, dtype=np.float32))
    assert "PyTorch compiled" not in calls
    assert "C++ compiler" in left_out["PyTorch compiled"]
    assert "PyTorch eager" in calls


def test_with_one_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    calls, left_out = sweep.steppers(*sample(0, 10, dtype=np.float32))
    assert left_out == {}
    assert list(calls) == [
        "NumPy",
        "PyTorch eager",
        "PyTorch compiled",
        "TensorFlow eager",
        "TensorFlow function",
        "TensorFlow XLA",
        "TensorFlow 1 session",
    ]


def test_every_library_raises_to_the_same_power() -> None:
    x, _ = sample(0, 10, dtype=np.float32)
    for name, power in sweep.powers(x).items():
        found = np.asarray(power())
        # pow in float32: a few units in the last place.
        np.testing.assert_allclose(found, x.astype("f8") ** START, 1e-6, err_msg=name)


def test_a_small_sweep_times_every_mode_at_every_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweep, "repeats_at", lambda _: 2)
    waits: list[str] = []
    costs = sweep.measure_modes((10, 20), lambda: waits.append("wait"))
    assert list(costs.steps) == list(costs.powers) == [10, 20]
    assert len(costs.steps[10]) + len(costs.left_out) == 7
    assert list(costs.powers[20]) == ["NumPy", "PyTorch", "TensorFlow"]
    assert all(t.median > 0 for t in costs.steps[20].values())
    assert waits


def timed(**medians: float) -> dict[str, Timing]:
    return {name: Timing(np.array([median])) for name, median in medians.items()}


def test_a_crossover_is_interpolated_on_logarithmic_axes() -> None:
    # a costs 1, b costs n / 1000: they meet at a thousand.
    steps = {n: timed(a=1.0, b=n / 1000) for n in (100, 10_000)}
    assert sweep.crossovers(steps, "a", "b") == pytest.approx([1000.0])
    assert sweep.crossovers(steps, "b", "a") == pytest.approx([1000.0])


def test_where_one_is_always_faster_there_is_no_crossover() -> None:
    steps = {n: timed(a=1.0, b=2.0) for n in (100, 1000)}
    assert sweep.crossovers(steps, "a", "b") == []


def test_every_crossover_is_told() -> None:
    steps = {1: timed(a=1, b=2), 10: timed(a=2, b=1), 100: timed(a=1, b=2)}
    assert sweep.crossovers(steps, "a", "b") == pytest.approx([10**0.5, 10**1.5])


def test_the_memory_floor_reads_two_float32_a_point() -> None:
    assert sweep.memory_floor(1000, bandwidth=8.0) == 1000.0


def test_large_sizes_are_repeated_less() -> None:
    repeats = [sweep.repeats_at(size) for size in sweep.SIZES]
    assert repeats == sorted(repeats, reverse=True)
    assert repeats[0] > repeats[-1] >= 5
