"""A chain of activations: right in every mode, and billed as the page says."""

import logging
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
import torch

from spotdiff.classifier.dispatched import dispatched
from spotdiff.graphs.break_even import (
    bill,
    pictures,
    problem,
    tables,
    tensorflow1_side,
    tensorflow_side,
    torch_side,
)
from spotdiff.graphs.break_even.bill import Bill, BreakEven
from spotdiff.measure import Ratio, Timing, ratio
from spotdiff.runtime import unavailable

no_compiler = unavailable("PyTorch compiled")
WAYS = [pytest.param(*way, id=name) for name, way in bill.modes().items()]


@pytest.mark.parametrize(("side", "mode"), WAYS)
@pytest.mark.parametrize("size", [1, 10, 1_000])
def test_every_mode_gives_numpys_numbers(
    side: ModuleType, mode: str, size: int
) -> None:
    x = problem.numbers(size)
    result = side.fresh(mode)(side.place(x))
    assert bill.apart(result, x) <= bill.TOLERANCE


def test_the_oracle_is_the_gelu_of_both_frameworks_repeated() -> None:
    x = problem.numbers(1_000)
    by_torch, by_keras = torch.as_tensor(x).double(), tf.constant(x, tf.float64)
    for _ in range(problem.DEPTH):
        by_torch = torch.nn.functional.gelu(by_torch, approximate="tanh")
        by_keras = tf.nn.gelu(by_keras, approximate=True)
    # The constant is rounded to ten digits in the one and computed in the other.
    np.testing.assert_allclose(problem.activations(x), by_torch, atol=1e-9)
    np.testing.assert_allclose(problem.activations(x), by_keras, atol=1e-9)


def test_the_operations_are_as_many_as_the_page_says() -> None:
    x = torch_side.place(problem.numbers(5))
    assert len(dispatched(lambda: torch_side.activations(x))) == problem.OPERATIONS
    concrete = tf.function(tensorflow_side.activations).get_concrete_function(
        tf.TensorSpec((5,))
    )
    plumbing = {"Const", "Identity", "Placeholder"}
    kinds = [op.type for op in concrete.graph.get_operations()]
    assert sum(kind not in plumbing for kind in kinds) == problem.OPERATIONS


def test_a_trace_is_made_for_every_size_and_a_session_serves_all() -> None:
    run = tensorflow_side.fresh("function")
    with bill.expected_retracing():
        for size in (3, 4, 5, 3):
            run(tensorflow_side.place(problem.numbers(size)))
    assert run.experimental_get_tracing_count() == 3
    session = tensorflow1_side.fresh("session")
    for size in (3, 4):
        assert session(problem.numbers(size)).shape == (size,)


def test_pytorch_compiles_twice_for_any_number_of_sizes() -> None:
    compiled: list[Any] = []

    def backend(graph: Any, _: object) -> Any:
        compiled.append(graph)
        return graph

    torch.compiler.reset()
    run = torch.compile(torch_side.activations, backend=backend)
    for size in (1_000, 2_000, 3_000, 4_000, 1_000):
        run(torch_side.place(problem.numbers(size)))
    assert len(compiled) == 2


def test_only_warnings_of_retracing_are_kept_back() -> None:
    logger = logging.getLogger("tensorflow")
    before = logger.level
    with bill.expected_retracing():
        assert not logger.isEnabledFor(logging.WARNING)
        assert logger.isEnabledFor(logging.ERROR)
    assert logger.level == before


def test_every_mode_that_prepares_something_has_a_bill() -> None:
    found = bill.bills(repeats=2)
    wanted = {"TensorFlow function", "TensorFlow XLA", "TensorFlow 1 session"}
    if not no_compiler:
        wanted |= {"PyTorch compiled", "PyTorch compiled, kept"}
    assert set(found) == wanted
    seconds = [(b.first, b.second, b.third, b.again) for b in found.values()]
    assert np.min(seconds) > 0


def test_a_mode_with_other_numbers_is_refused() -> None:
    x = problem.numbers(10)
    with pytest.raises(ValueError, match=r"wrong is .* away from NumPy"):
        bill.checked("wrong", lambda placed: placed, x, x)
    right = problem.activations
    assert bill.checked("right", right, x, x) is right


def timing(*seconds: float) -> Timing:
    return Timing(np.array(seconds))


STEADY: Mapping[int, Mapping[str, Timing]] = {
    10: {
        "TensorFlow eager": timing(10.0, 10.0, 10.0),
        "TensorFlow function": timing(2.0, 2.0, 2.0),
        "TensorFlow XLA": timing(11.0, 9.0, 10.5),
    }
}
FIRST = {
    "TensorFlow function": Bill("TensorFlow function", 30.0, 3.0, 3.0, 2.0),
    "TensorFlow XLA": Bill("TensorFlow XLA", 30.0, 3.0, 3.0, 2.0),
}


def test_breaking_even_is_the_number_of_calls_that_cost_no_more() -> None:
    function, xla = bill.break_even(FIRST, STEADY)
    assert function.calls == 4  # 30 + 3 x 2 = 36 against 40; with three, 34 against 30
    assert function.gain.median == 5
    assert xla.calls is None


def test_a_mode_pays_with_the_first_call_at_the_earliest() -> None:
    free = {"TensorFlow function": Bill("TensorFlow function", 1.0, 1.0, 1.0, 1.0)}
    assert [one.calls for one in bill.break_even(free, STEADY)] == [1]


def test_tables_say_never_and_name_what_comes_from_disk() -> None:
    gain = Ratio(2.0, 1.5, 2.5)
    answers = [
        BreakEven("PyTorch compiled, kept", 10, gain, 12),
        BreakEven("TensorFlow XLA", 10, gain, None),
    ]
    text = str(tables.gain_table(answers))
    assert "PyTorch compiled, from disk | 10 | 2.0 [1.5, 2.5] | 12" in text
    assert "never" in text
    assert tables.break_even_columns(answers)["calls"] == [12, ""]
    assert "| TensorFlow XLA | 30 s |" in str(tables.bill_table(FIRST))


def test_figures_hold_every_point_that_was_measured() -> None:
    drawn = pictures.calls(STEADY)
    assert drawn.table.count("\n") == 1 + 3
    answers = bill.break_even(FIRST, STEADY)
    assert "TensorFlow XLA,10,\n" in pictures.break_even(answers).table


def test_the_steady_sweep_times_every_mode_on_the_same_numbers() -> None:
    timings = bill.steady(sizes=(4,), repeats=3)
    assert set(timings[4]) == set(bill.modes())
    one, other = timings[4]["PyTorch eager"], timings[4]["TensorFlow eager"]
    assert ratio(one, other).median > 0
