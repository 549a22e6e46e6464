"""Exponents that are known are found; real steps are flat first, and then rise."""

from collections.abc import Callable, Iterable

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from spotdiff.benchmarks.growth import (
    in_tensorflow,
    in_torch,
    memory,
    pictures,
    problem,
    sweep,
    tables,
)
from spotdiff.benchmarks.growth.exponents import (
    LARGE,
    SMALL,
    Curve,
    curve,
    exponent,
    line,
    slopes,
    turning,
)
from spotdiff.benchmarks.growth.memory import Held
from spotdiff.classifier.problem import SMALL as SMALL_NETWORK
from spotdiff.classifier.problem import Array, Labels, initial_weights
from spotdiff.classifier.speed import torch_steps
from spotdiff.classifier.speed.problem import BATCH, batch, operations
from spotdiff.measure import Ratio
from spotdiff.own_process import Call
from spotdiff.tables import plain

SIZES = tuple(2.0**power for power in range(1, 13))
# Logarithms of doubles, and a sum of three: some units in the last place.
EXACT = 1e-12


def power(k: float, rounds: int = 1, constant: float = 3.0) -> Curve:
    return curve(SIZES, *[[constant * size**k for size in SIZES]] * rounds)


def fixed_and_growing(fixed: float, each: float) -> Curve:
    return curve(SIZES, [fixed + each * size for size in SIZES])


# Exponents ----------------------------------------------------------------------


@pytest.mark.parametrize("k", [-1, 0, 0.5, 1, 1.7, 3])
def test_the_exponent_of_a_power_is_recovered(k: float) -> None:
    for end in (SMALL, LARGE):
        np.testing.assert_allclose(slopes(power(k), end), k, atol=EXACT)


def test_each_round_has_an_exponent_and_the_interval_holds_them() -> None:
    rows = [[size**k for size in SIZES] for k in (0.9, 1.0, 1.1)]
    found = exponent(curve(SIZES, *rows))
    assert found.median == pytest.approx(1)
    assert 0.9 <= found.low + EXACT < found.median < found.high - EXACT <= 1.1


def test_noise_widens_the_interval_and_leaves_the_exponent_inside() -> None:
    rng = np.random.default_rng(0)
    noise = rng.lognormal(0, 0.05, (9, len(SIZES)))
    steady, noisy = power(1, rounds=9), Curve(np.array(SIZES), noise * np.array(SIZES))
    assert exponent(steady).high - exponent(steady).low < EXACT
    found = exponent(noisy)
    assert found.low < 1 < found.high
    assert 0.001 < found.high - found.low < 0.2


def test_a_line_is_the_power_itself_where_there_is_one() -> None:
    found = power(1.5, rounds=2)
    np.testing.assert_allclose(line(found), found.median[LARGE], rtol=EXACT)


@pytest.mark.parametrize("at", [8.0, 100.0, 1000.0])
def test_a_curve_turns_where_the_fixed_part_is_as_large_as_the_other(
    at: float,
) -> None:
    # Between two neighbours the slope is taken for a straight line.
    assert turning(fixed_and_growing(at, 1)) == pytest.approx(at, rel=0.01)


def test_a_curve_that_does_not_turn_says_on_which_side_it_would() -> None:
    assert turning(power(1)) == 0
    assert turning(power(0)) == float("inf")
    assert tables.turned(0, [2, 8]) == "below 2"
    assert tables.turned(float("inf"), [2, 8]) == "above 8"
    assert tables.turned(3.14159, [2, 8]) == "3.1"


def test_the_last_time_that_it_gets_steep_counts() -> None:
    bumpy = curve([1, 2, 4, 8, 16], [1, 4, 4, 8, 16])
    assert 2 < turning(bumpy) < 8


@pytest.mark.parametrize(
    ("sizes", "costs", "message"),
    [
        ([1, 2, 4], [1, 2], "a column a size"),
        ([1, 2], [1, 2], "an end alone has 3"),
        ([1, 4, 2], [1, 2, 3], "rise"),
        ([0, 1, 2], [1, 2, 3], "positive"),
        ([1, 2, 4], [1, 0, 3], "no logarithm"),
        ([1, 2, 4], [1, float("nan"), 3], "no logarithm"),
    ],
)
def test_what_has_no_exponent_is_refused(
    sizes: list[float], costs: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        curve(sizes, costs)


# Arithmetic ---------------------------------------------------------------------


def test_the_width_ten_is_the_network_of_the_book() -> None:
    network = problem.network(10)
    assert network.shapes == SMALL_NETWORK.shapes
    assert problem.of_width(10) == BATCH * operations(SMALL_NETWORK)


@pytest.mark.parametrize("width", [1, 8])
def test_the_arithmetic_of_a_width_is_what_pytorch_counts(width: int) -> None:
    network = problem.network(width)
    _, step = torch_steps.prepare("eager", network, initial_weights(network))
    placed = torch_steps.place(*batch(BATCH))
    step(*placed)
    with FlopCounterMode(display=False) as counter:
        step(*placed)
    assert counter.get_total_flops() == problem.of_width(width)


def test_twice_the_images_are_twice_the_arithmetic() -> None:
    for end in (SMALL, LARGE):
        found = problem.arithmetic(problem.of_images, problem.IMAGES, end)
        assert found == pytest.approx(1, abs=EXACT)


def test_the_arithmetic_of_a_width_goes_from_a_line_towards_a_square() -> None:
    ends = [
        problem.arithmetic(problem.of_width, problem.WIDTHS, end)
        for end in (SMALL, LARGE)
    ]
    assert 1 < ends[0] < 1.6 < 1.85 < ends[1] < 2
    far = problem.arithmetic(problem.of_width, (2**20, 2**21, 2**22), LARGE)
    assert far == pytest.approx(2, abs=1e-5)


# Steps --------------------------------------------------------------------------


def test_a_round_of_the_sweep_is_a_whole_curve() -> None:
    seen: list[str] = []

    def call(name: str) -> Callable[[], object]:
        return lambda: seen.append(name)

    steps = {size: {mode: call(f"{mode}{size}") for mode in "ab"} for size in (1, 2, 4)}
    found = sweep.measure(steps, rounds=2)
    assert list(found) == ["a", "b"]
    assert found["a"].samples.shape == (2, 3)
    assert set(seen) == {f"{mode}{size}" for mode in "ab" for size in (1, 2, 4)}


def test_a_longer_step_is_on_the_curve_of_its_size() -> None:
    # Numbers to sum, a factor of 64 apart: a thousandfold more work than a call.
    arrays = {size: np.ones(size) for size in (2**10, 2**16, 2**22)}
    found = sweep.measure({n: {"sum": arrays[n].sum} for n in arrays}, rounds=3)
    assert (np.diff(found["sum"].median) > 0).all()
    assert exponent(found["sum"]).median > 0.3


def ends(found: Curve) -> tuple[float, float]:
    """Return both exponents of the fastest of all rounds: nothing is too fast."""
    best = curve(found.sizes.tolist(), found.samples.min(axis=0).tolist())
    return float(slopes(best, SMALL)[0]), float(slopes(best, LARGE)[0])


def test_the_toy_problem_is_flat_first_and_then_rises(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweep, "TOY_MODES", ("PyTorch eager", "TensorFlow function"))
    # Far apart: a machine that is busy may make a step thrice as long.
    steps = sweep.toy_steps((16, 256, 4096, 2**14, 2**17, 2**20))
    for mode, found in sweep.measure(steps).items():
        few, many = ends(found)
        assert few < 0.4 < many < 1.6, mode


def test_the_classifier_rises_with_the_images(monkeypatch: pytest.MonkeyPatch) -> None:
    keep = {mode: sweep.CLASSIFIER_MODES[mode] for mode in ("PyTorch eager",)}
    monkeypatch.setattr(sweep, "CLASSIFIER_MODES", keep)
    found = sweep.measure(sweep.image_steps((1, 4, 16, 64, 256, 1024)))
    few, many = ends(found["PyTorch eager"])
    assert few + 0.1 < many < 1.6


def test_every_width_takes_a_step_in_every_mode() -> None:
    widths = (1, 2)
    steps = sweep.width_steps(widths)
    assert list(steps) == list(widths)
    for calls in steps.values():
        assert list(calls) == list(sweep.CLASSIFIER_MODES)
        losses = [float(np.asarray(call())) for call in calls.values()]
        assert np.isfinite(losses).all()


def test_every_mode_of_the_toy_problem_is_prepared_or_has_a_reason() -> None:
    calls = sweep.toy_steps((16,))[16]
    missing = set(sweep.TOY_MODES) - set(calls)
    assert missing <= {"PyTorch compiled"}
    assert calls["PyTorch eager"]() is None


# Memory -------------------------------------------------------------------------


@pytest.mark.parametrize(("steps", "sums"), [(None, [100, 200]), (1, [64, 64])])
def test_an_epoch_sees_every_image_once_and_a_step_a_batch(
    steps: int | None, sums: list[int]
) -> None:
    seen: list[int] = []

    def train(steps: Iterable[tuple[Array, Labels]]) -> None:
        seen.append(sum(len(labels) for _, labels in steps))

    held = memory.grow(train, (100, 200), steps)
    assert seen == [BATCH, *sums]
    assert [each.images for each in held] == [100, 200]
    assert all(each.seconds > 0 and each.memory > 10**6 for each in held)


def test_the_bytes_of_an_image_are_the_slope_of_the_memory() -> None:
    held = [Held(n, 1.0, 10**8 + 2 * n * memory.image_bytes()) for n in (1, 2, 4)]
    assert tables.copies(held) == pytest.approx(2)
    assert memory.image_bytes() == 28 * 28 * 4 + 8


@pytest.mark.parametrize("side", [in_torch, in_tensorflow], ids=["torch", "tensorflow"])
def test_a_training_holds_its_images_once(side: object) -> None:
    sizes = (1024, 16384, 32768)
    grow = side.grow  # type: ignore[attr-defined]
    held = Call(grow, sizes, 2, environment={}).result().value
    assert [each.images for each in held] == list(sizes)
    # Nothing is copied as a whole; what an allocator keeps may come on top.
    assert 0.5 < tables.copies(held) < 1.5


# Tables and figures -------------------------------------------------------------


CURVES = {"PyTorch eager": power(1, 3), "TensorFlow function": power(0.5, 3)}


def test_a_row_has_both_exponents_and_the_last_row_the_arithmetic() -> None:
    table = tables.exponents(CURVES, "images", problem.of_images)
    assert table.rows[0][:3] == ["PyTorch eager", *["1.00 (1.00 to 1.00)"] * 2]
    assert table.rows[1][1] == "0.50 (0.50 to 0.50)"
    assert list(table.rows[-1])[:3] == ["*arithmetic*", "1.00", "1.00"]
    assert table.columns[-2:] == ["images: 2", f"images: {plain(4096)}"]


def test_a_mode_that_cannot_run_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    table = tables.exponents(CURVES, "n", problem.of_images, ["PyTorch compiled"])
    assert "no-such-compiler" in str(table.rows[-2][1])


def test_the_ends_are_told_in_words() -> None:
    assert tables.spread(CURVES, LARGE) == "0.50 to 1.00"
    assert tables.steepest(CURVES) == "PyTorch eager"
    assert tables.flattest(CURVES) == "TensorFlow function"


def test_an_exponent_of_nought_has_no_sign_and_one_below_it_has_a_minus() -> None:
    told = tables.words(Ratio(-0.001, -0.094, 0.0))
    assert told == "0.00 (−0.09 to 0.00)"


def test_the_table_of_memory_has_a_row_for_each_number_of_images() -> None:
    held = [Held(1000, 0.5, 10**8), Held(2000, 2.0, 2 * 10**8)]
    table = tables.held_table({"PyTorch": held, "TensorFlow": held})
    assert table.rows[0] == [1000, "3 MB", "100 MB", "100 MB"]
    assert table.columns == ["images", "their size", "PyTorch", "TensorFlow"]


def test_the_figure_is_drawn_from_its_columns() -> None:
    picture = pictures.growth(CURVES, "images")
    assert picture.name == "growth-with-images"
    assert picture.table.splitlines()[0] == "mode,size,median,low,high,line"
    assert "0.50 to 1.00" in picture.alt
    laid = tables.columns(CURVES)["line"]
    assert laid.count(None) == 2 * (len(SIZES) - 3)


def test_a_step_of_the_sweep_learns() -> None:
    step = sweep.step_of("PyTorch eager", SMALL_NETWORK, [8])[8]
    torch.manual_seed(0)
    losses = [float(np.asarray(step())) for _ in range(30)]
    assert np.mean(losses[-5:]) < np.mean(losses[:5])
