"""What is timed computes what it says; the differences of the page are there."""

from types import ModuleType

import numpy as np
import pytest

from spotdiff.benchmarks import measured, tables
from spotdiff.benchmarks.measured import Timings
from spotdiff.benchmarks.overhead import problem, tensorflow_side, torch_side
from spotdiff.classifier.speed import limits, sweep
from spotdiff.runtime import unavailable

needs_compiler = pytest.mark.skipif(
    bool(unavailable("PyTorch compiled")), reason=unavailable("PyTorch compiled")
)
MODES = [
    (torch_side, "eager"),
    pytest.param((torch_side, "compiled"), marks=needs_compiler),
    *((tensorflow_side, mode) for mode in tensorflow_side.MODES),
]


# One operation ----------------------------------------------------------------


@pytest.mark.parametrize("case", MODES, ids=lambda case: case[1])
@pytest.mark.parametrize("task", problem.TASKS)
def test_every_mode_gives_the_answer(case: tuple[ModuleType, str], task: str) -> None:
    side, mode = case
    call = side.prepare(task, mode)
    # Small whole numbers: float32 holds them and their product.
    assert [float(call()) for _ in range(2)] == [problem.answer(task)] * 2


def test_numpy_gives_the_answer() -> None:
    assert problem.prepare()() == problem.answer("operation")


@pytest.fixture(scope="module")
def timed() -> dict[str, Timings]:
    return measured.tasks(repeats=9)


def test_numpy_has_the_least_to_do(timed: dict[str, Timings]) -> None:
    for mode in ("PyTorch eager", "TensorFlow eager"):
        assert tables.times(timed["operation"], mode, "NumPy") > 1.3


def test_a_slope_costs_more_than_the_operation(timed: dict[str, Timings]) -> None:
    for mode in ("PyTorch eager", "TensorFlow eager"):
        assert timed["slope"][mode].median > 1.5 * timed["operation"][mode].median


@needs_compiler
def test_a_single_operation_does_not_pay_for_being_compiled(
    timed: dict[str, Timings],
) -> None:
    product = timed["operation"]
    for slow in ("PyTorch compiled", "TensorFlow function", "TensorFlow XLA"):
        eager = f"{slow.split()[0]} eager"
        assert tables.times(product, slow, eager) > 1


def test_what_cannot_run_here_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = {"PyTorch compiled": "no compiler", "TensorFlow function": "not here"}
    monkeypatch.setattr(measured, "unavailable", lambda mode: missing.get(mode, ""))
    monkeypatch.setattr(
        measured, "time_together", lambda calls, *_: dict.fromkeys(calls)
    )
    found = measured.tasks()
    assert list(found["operation"]) == ["NumPy", "PyTorch eager", *TENSORFLOW]
    assert list(found["slope"]) == ["PyTorch eager", *TENSORFLOW]


TENSORFLOW = ["TensorFlow eager", "TensorFlow XLA"]


# Products and sums ------------------------------------------------------------


def test_only_modes_that_no_compiler_works_for_are_trained() -> None:
    left_out = {mode for mode in sweep.ways("cuda") if measured.is_compiled(mode)}
    assert left_out == {
        *("PyTorch compiled", "PyTorch compiled mixed"),
        *("TensorFlow XLA", "TensorFlow XLA mixed"),
    }


def test_every_library_multiplies_the_same() -> None:
    for prepare in (measured.numpy_product, *limits.PRODUCTS.values()):
        np.testing.assert_array_equal(np.asarray(prepare(3)()), np.full((3, 3), 3))


def test_every_library_adds_the_same() -> None:
    for prepare in (measured.numpy_sum, measured.torch_sum, measured.tensorflow_sum):
        np.testing.assert_array_equal(np.asarray(prepare(5)()), np.full(5, 2))


def test_numpy_is_timed_where_the_processor_is_the_device(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(measured, "COUNT", 4)
    monkeypatch.setattr(
        measured, "time_together", lambda calls, *_: dict.fromkeys(calls)
    )
    monkeypatch.setattr(limits, "PRODUCTS", dict.fromkeys(limits.PRODUCTS, int))
    for device, there in (("cpu", True), ("cuda", False)):
        products = measured.products(device)
        assert max(products) == sweep.EDGES[device]
        for found in (*products.values(), measured.sums(device, count=4)):
            assert ("NumPy" in found) == there
            assert {"PyTorch", "TensorFlow"} <= set(found)


@pytest.mark.parametrize(
    ("mode", "library"),
    [
        ("NumPy, batch by batch", "NumPy"),
        ("PyTorch eager", "PyTorch"),
        ("TensorFlow 1 session", "TensorFlow"),
        ("Keras train_on_batch", "TensorFlow"),
    ],
)
def test_a_mode_belongs_to_a_library(mode: str, library: str) -> None:
    assert measured.library_of(mode) == library
