"""Every mode takes the same step; the limits and the words come from measurements."""

import os
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import keras
import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from spotdiff.classifier import oracle
from spotdiff.classifier.carrying import tensorflow_side as keras_weights
from spotdiff.classifier.carrying import torch_side as torch_weights
from spotdiff.classifier.dispatched import dispatched
from spotdiff.classifier.problem import LARGE, SMALL, Batch, Network, initial_weights
from spotdiff.classifier.speed import (
    counted,
    keras_step,
    limits,
    picture,
    problem,
    reach,
    sweep,
    tables,
    tensorflow_steps,
    torch_steps,
)
from spotdiff.classifier.speed.reach import Reached
from spotdiff.classifier.speed.sweep import Speeds
from spotdiff.data import Digits
from spotdiff.figures import LIGHT
from spotdiff.measure import Timing
from spotdiff.runtime import unavailable

NETWORKS = pytest.mark.parametrize("network", [SMALL, LARGE], ids=lambda n: n.name)
needs_compiler = pytest.mark.skipif(
    bool(unavailable("PyTorch compiled")), reason=unavailable("PyTorch compiled")
)
# float32 and two steps: the weights stay below one, and their slopes too.
TOLERANCE = 2e-6
# bfloat16 keeps 8 bits of a number: 2 ** -9 of it may be lost at each rounding, and
# a score has come through four layers, with a sum in each.
COARSE = 0.05
STEPS = 2


def few(size: int = 16) -> list[Batch]:
    ones = np.ones((size, 20)), np.ones((size, 50))
    return [Batch(*problem.batch(size, seed), *ones) for seed in range(STEPS)]


def expected(size: int = 16) -> tuple[Any, Any]:
    batches = [b._replace(images=b.images.astype("f8")) for b in few(size)]
    weights = initial_weights(SMALL, dtype=np.float64)
    return oracle.train(weights, batches, problem.RATE, problem.MOMENTUM)


MODES = [
    (torch_steps, "eager"),
    (torch_steps, "channels last"),
    pytest.param((torch_steps, "compiled"), marks=needs_compiler),
    *((tensorflow_steps, mode) for mode in tensorflow_steps.MODES),
]
every_mode = pytest.mark.parametrize("case", MODES, ids=lambda case: case[1])


def trained(
    side: ModuleType, mode: str, mixed: bool = False
) -> tuple[list[float], dict[str, Any]]:
    weights = initial_weights(SMALL)
    model, step = side.prepare(mode, SMALL, weights, mixed=mixed, dropout=False)
    losses = [float(step(*side.place(b.images, b.labels))) for b in few()]
    carry = torch_weights if side is torch_steps else keras_weights
    return losses, carry.take(model, weights)


# The step -----------------------------------------------------------------------


@every_mode
def test_a_step_is_the_step_of_the_oracle_in_every_mode(
    case: tuple[ModuleType, str],
) -> None:
    losses, weights = expected()
    found, learnt = trained(*case)
    np.testing.assert_allclose(found, losses, atol=TOLERANCE)
    for name, array in weights.items():
        np.testing.assert_allclose(learnt[name], array, atol=TOLERANCE, err_msg=name)


def test_keras_takes_the_same_step(monkeypatch: pytest.MonkeyPatch) -> None:
    for layer in ("Dropout", "SpatialDropout2D"):
        monkeypatch.setattr(
            getattr(keras.layers, layer), "call", lambda _, x, training=None: x
        )
    model, step = keras_step.prepare(SMALL, initial_weights(SMALL))
    losses, weights = expected()
    found = [float(step(*tensorflow_steps.place(b.images, b.labels))) for b in few()]
    np.testing.assert_allclose(found, losses, atol=TOLERANCE)
    learnt = keras_weights.take(model, weights)
    for name, array in weights.items():
        np.testing.assert_allclose(learnt[name], array, atol=TOLERANCE, err_msg=name)


MIXED = [(torch_steps, "channels last"), (tensorflow_steps, "function")]


@pytest.mark.parametrize("case", MIXED, ids=["PyTorch", "TensorFlow"])
def test_mixed_precision_is_near_the_oracle_and_not_float32(
    case: tuple[ModuleType, str],
) -> None:
    losses, _ = expected()
    found, learnt = trained(*case, mixed=True)
    exact, _ = trained(*case)
    np.testing.assert_allclose(found, losses, atol=COARSE)
    assert found != exact
    assert np.abs(np.subtract(found, losses)).max() > 10 * TOLERANCE
    assert {array.dtype for array in learnt.values()} == {np.dtype("float32")}


def test_a_mixed_network_leaves_the_policy_as_it_was() -> None:
    before = keras.config.dtype_policy().name
    model, _ = tensorflow_steps.prepare(
        "eager", SMALL, initial_weights(SMALL), mixed=True
    )
    assert keras.config.dtype_policy().name == before
    assert model.layers[-1].compute_dtype == "bfloat16"


def test_only_the_plain_mode_keeps_pytorchs_layout() -> None:
    for mode in ("eager", "channels last"):
        model, _ = torch_steps.prepare(mode, SMALL, initial_weights(SMALL))
        kernel = model[1].conv.weight
        last = kernel.is_contiguous(memory_format=torch.channels_last)
        assert last == (mode != "eager")


@pytest.mark.parametrize("side", [torch_steps, tensorflow_steps])
def test_dropout_is_on_unless_it_is_switched_off(side: ModuleType) -> None:
    def losses(**given: bool) -> set[float]:
        batch = side.place(*problem.batch(16))
        return {
            float(
                side.prepare("eager", SMALL, initial_weights(SMALL), **given)[1](*batch)
            )
            for _ in range(3)
        }

    assert len(losses()) > 1
    assert len(losses(dropout=False)) == 1


@needs_compiler
def test_one_compilation_serves_all_batches_of_16_and_more() -> None:
    stats = torch._dynamo.utils.counters["stats"]
    # Without dropout, as in the test above, which has then compiled it already.
    quiet = partial(torch_steps.prepare, "compiled", SMALL, dropout=False)
    _, step = quiet(initial_weights(SMALL))
    step(*torch_steps.place(*problem.batch(64)))
    before = stats["unique_graphs"]
    _, other = quiet(initial_weights(SMALL, 1))
    for size in sweep.FEWER_SIZES["PyTorch compiled"]:
        step(*torch_steps.place(*problem.batch(size)))
        other(*torch_steps.place(*problem.batch(size)))
    assert stats["unique_graphs"] == before


def test_a_batch_of_one_is_a_program_of_its_own() -> None:
    seen: list[object] = []

    def backend(graph: Any, inputs: list[Any]) -> Any:
        seen.append(graph)
        return graph.forward

    double = torch.compile(lambda x: x * 2, backend=backend, fullgraph=True)
    for size in (64, 1024, 4, 1):
        double(torch_steps.place(*problem.batch(size))[0])
    assert len(seen) == 2


@needs_compiler
def test_a_compiled_step_leaves_its_convolutions_to_the_same_library() -> None:
    def convolutions(mode: str) -> int:
        weights = initial_weights(SMALL)
        _, step = torch_steps.prepare(mode, SMALL, weights, dropout=False)
        batch = torch_steps.place(*problem.batch(64))
        step(*batch)
        with torch.profiler.profile(acc_events=True) as profile:
            step(*batch)
        names = [event.name for event in profile.events()]
        return sum("convolution_backward" in name for name in names)

    assert convolutions("compiled") == convolutions("channels last") > 0


def test_one_trace_serves_all_batches() -> None:
    _, step = tensorflow_steps.prepare("function", SMALL, initial_weights(SMALL))
    for size in (1, 4, 16):
        step(*tensorflow_steps.place(*problem.batch(size)))
    assert step.experimental_get_tracing_count() == 1  # type: ignore[attr-defined]


# The arithmetic -----------------------------------------------------------------


@NETWORKS
def test_the_arithmetic_is_what_pytorch_counts(network: Network) -> None:
    _, step = torch_steps.prepare("eager", network, initial_weights(network))
    with FlopCounterMode(display=False) as counter:
        step(*torch_steps.place(*problem.batch(3)))
    assert counter.get_total_flops() == 3 * problem.operations(network)


@NETWORKS
def test_the_layers_are_those_of_the_network(network: Network) -> None:
    found = problem.layers(network)
    products = {each.name: each.inputs * each.outputs * each.window for each in found}
    weights = initial_weights(network)
    assert products == {
        name.removesuffix(".weight"): array.size
        for name, array in weights.items()
        if name.endswith("weight")
    }


@pytest.mark.parametrize("inner", [0, 1], ids=["first", "second"])
@NETWORKS
def test_a_convolution_alone_is_the_oracles(network: Network, inner: int) -> None:
    given = problem.convolutions(network, 2)[inner]
    edge = given.padding
    frame = ((0, 0), (0, 0), (edge, edge), (edge, edge))
    wide = np.pad(given.maps.astype("f8"), frame)
    zero = np.zeros(len(given.kernel))
    out = oracle.convolve(wide, given.kernel, zero)
    by_maps, by_kernel, _ = oracle.convolve_back(wide, given.kernel, given.slope)
    crop = slice(edge, by_maps.shape[2] - edge)
    # Sums of up to 800 products of numbers about one, and of 2 * 28**2 for the
    # kernel: float32 loses some 1e-6 of their size, which is about the root.
    near = partial(np.testing.assert_allclose, rtol=1e-4, atol=1e-3)

    found, slopes = limits.torch_convolution(given)()
    near(found.detach(), out)
    near(slopes[0], by_kernel)
    value, others = limits.tensorflow_convolution(given)()
    near(np.transpose(value, (0, 3, 1, 2)), out)
    near(np.transpose(others[0], (3, 2, 0, 1)), by_kernel)
    assert len(slopes) == len(others) == 1 + inner
    if inner:
        wanted = by_maps[:, :, crop, crop]
        near(slopes[1], wanted)
        near(np.transpose(others[1], (0, 3, 1, 2)), wanted)


@pytest.mark.parametrize("framework", limits.PRODUCTS)
def test_the_product_is_one_of_matrices(framework: str) -> None:
    product = limits.PRODUCTS[framework](3)
    np.testing.assert_array_equal(product(), np.full((3, 3), 3))


# What a step consists of ----------------------------------------------------------


def test_operations_are_named_one_by_one() -> None:
    names = dispatched(lambda: torch.ones(2) + torch.ones(2))
    assert names == ["ones", "ones", "add"]


def test_both_frameworks_count_dozens_of_operations_in_a_step() -> None:
    one, other = counted.torch_operations(SMALL), counted.tensorflow_operations(SMALL)
    assert 20 < one < 200
    assert 20 < other < 400


def test_pytorch_updates_all_weights_in_one_operation() -> None:
    update = counted.torch_update(SMALL)
    update()
    assert len(dispatched(update)) <= len(SMALL.shapes)


def test_tensorflow_updates_its_weights() -> None:
    counted.tensorflow_update(SMALL)()


# The sweep ------------------------------------------------------------------------


def test_without_a_compiler_the_compiled_mode_is_left_out_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    can, left_out = sweep.available(sweep.ways("cuda"))
    assert set(left_out) == {"PyTorch compiled", "PyTorch compiled mixed"}
    assert "C++ compiler" in left_out["PyTorch compiled"]
    assert "PyTorch eager" in can


def test_mixed_precision_is_for_the_gpu() -> None:
    plain, more = sweep.ways("cpu"), sweep.ways("cuda")
    assert list(plain) == [
        "PyTorch eager",
        "PyTorch channels last",
        "PyTorch compiled",
        "TensorFlow eager",
        "TensorFlow function",
        "TensorFlow XLA",
        "Keras train_on_batch",
    ]
    assert [name for name in more if name not in plain] == [
        "PyTorch channels last mixed",
        "PyTorch compiled mixed",
        "TensorFlow function mixed",
        "TensorFlow XLA mixed",
    ]
    assert more["PyTorch compiled mixed"].sizes == more["PyTorch compiled"].sizes


@pytest.fixture
def small_sweep(monkeypatch: pytest.MonkeyPatch) -> Speeds:
    monkeypatch.setattr(sweep, "repeats_at", lambda _: 2)
    monkeypatch.setattr(sweep, "EDGES", {"cpu": 32})
    wanted = ("PyTorch eager", "TensorFlow XLA")
    return sweep.measure(SMALL, (1, 4), modes=wanted)


def test_a_small_sweep_times_what_it_is_asked_for(small_sweep: Speeds) -> None:
    assert list(small_sweep.steps) == [1, 4]
    assert set(small_sweep.steps[1]) == {"PyTorch eager", "TensorFlow XLA"}
    assert set(small_sweep.steps[4]) == {"PyTorch eager"}  # XLA has fewer sizes
    assert len(small_sweep.parts[4]) == 4
    # XLA compiles in its first step, for a second and more.
    xla = small_sweep.first[1]["TensorFlow XLA"]
    assert xla > 5 * small_sweep.steps[1]["TensorFlow XLA"].median
    assert small_sweep.rate > 0
    assert tables.modes(small_sweep) == ["PyTorch eager", "TensorFlow XLA"]
    assert all(cores > 0 for cores in small_sweep.busy[1].values())


def test_the_usual_batch_is_measured_first(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    batch = problem.batch

    def watched(size: int) -> Any:
        seen.append(size)
        return batch(size)

    monkeypatch.setattr(problem, "batch", watched)
    monkeypatch.setattr(sweep, "repeats_at", lambda _: 2)
    monkeypatch.setattr(sweep, "EDGES", {"cpu": 32})
    found = sweep.measure(SMALL, (1, 64), modes=("PyTorch eager",))
    assert seen == [64, 1]
    assert list(found.steps) == list(found.parts) == [1, 64]


def test_the_cache_is_empty_and_comes_back() -> None:
    before = os.environ.get("TORCHINDUCTOR_CACHE_DIR")
    with sweep.empty_cache():
        folder = Path(os.environ["TORCHINDUCTOR_CACHE_DIR"])
        assert list(folder.iterdir()) == []
    assert os.environ.get("TORCHINDUCTOR_CACHE_DIR") == before
    assert not folder.exists()


def test_a_busy_loop_keeps_a_core_busy_and_a_sleeper_none() -> None:
    # Busy: others may hold the core, so only "much more than asleep" is certain.
    asleep = sweep.cores(lambda: __import__("time").sleep(0.01))
    awake = sweep.cores(lambda: sum(range(10_000)))
    assert asleep < 0.5 * awake
    assert awake <= 1.2


def test_large_batches_are_repeated_less() -> None:
    repeats = [sweep.repeats_at(size) for size in sweep.SIZES]
    assert repeats == sorted(repeats, reverse=True)
    assert repeats[0] > repeats[-1] >= 5


# Tables, words, figure --------------------------------------------------------------


def timing(seconds: float) -> Timing:
    return Timing(np.array([seconds, seconds]))


@pytest.fixture
def speeds() -> Speeds:
    steps = {
        1: {"PyTorch eager": timing(0.5), "TensorFlow function": timing(0.25)},
        64: {
            "PyTorch eager": timing(1.0),
            "TensorFlow function": timing(2.0),
            "TensorFlow XLA mixed": timing(4.0),
        },
    }
    first = {64: {"PyTorch eager": 1.0, "TensorFlow function": 10.0}}
    first[64]["TensorFlow XLA mixed"] = 100.0
    alone = {
        "PyTorch convolutions": timing(0.1),
        "PyTorch update": timing(0.01),
        "TensorFlow convolutions": timing(0.2),
        "TensorFlow update": timing(0.02),
    }
    rate = 1000.0 * problem.operations(SMALL)
    return Speeds(
        SMALL,
        steps,
        first,
        {1: alone, 64: alone},
        {},
        rate,
        {"PyTorch compiled": "no g++"},
    )


def test_images_a_second_are_the_batch_over_the_time(speeds: Speeds) -> None:
    data = tables.columns(speeds)
    rows = list(zip(*data.values(), strict=True))
    assert ("PyTorch eager", 64, 64.0, 64.0, 64.0) in rows
    assert ("convolutions alone", 64, *[pytest.approx(640.0)] * 3) in rows
    assert ("matrix product", 1, *[pytest.approx(1000.0)] * 3) in rows


def test_the_table_has_a_row_a_mode_and_says_why_one_is_missing(
    speeds: Speeds,
) -> None:
    rows = tables.rates(speeds).rows
    assert [row[0] for row in rows] == [
        "PyTorch eager",
        "TensorFlow function",
        "TensorFlow XLA mixed",
        "*convolutions alone*",
        "*matrix product*",
        "PyTorch compiled",
    ]
    assert rows[2][1:] == [None, 16.0]
    assert rows[-1][1:] == ["no g++", None]


def test_the_leader_is_told_for_every_batch_size(speeds: Speeds) -> None:
    assert tables.leads(speeds) == "TensorFlow function at 1; PyTorch eager at 64"
    assert tables.fastest(speeds, 64, "TensorFlow") == "TensorFlow function"
    assert tables.slowest(speeds, 64) == "TensorFlow XLA mixed"


@pytest.mark.parametrize(
    ("words", "text"),
    [(["1"], "1"), (["1", "4"], "1 and 4"), (["1", "4", "9"], "1, 4 and 9")],
)
def test_words_are_listed(words: list[str], text: str) -> None:
    assert tables.listed(words) == text


def test_the_best_of_both_are_compared_the_faster_one_below(speeds: Speeds) -> None:
    for size in (1, 64):
        best = [
            tables.fastest(speeds, size, name) for name in ("PyTorch", "TensorFlow")
        ]
        expected = {
            tables.factor(speeds, size, *best),
            tables.factor(speeds, size, *best[::-1]),
        }
        assert tables.between(speeds, size) in expected
        assert float(tables.between(speeds, size).split()[0]) >= 1


def test_a_factor_comes_from_paired_runs(speeds: Speeds) -> None:
    text = tables.factor(speeds, 64, "TensorFlow function", "PyTorch eager")
    assert text == "2.0 (2.0 to 2.0)"


@pytest.mark.parametrize(("part", "share"), [("convolutions", 0.1), ("update", 0.01)])
def test_a_share_is_that_of_the_own_framework(
    speeds: Speeds, part: str, share: float
) -> None:
    for mode in ("PyTorch eager", "TensorFlow function"):
        assert tables.share(speeds, 64, mode, part) == pytest.approx(share)


def test_the_time_to_the_target_is_steps_times_the_step(speeds: Speeds) -> None:
    found = {
        "PyTorch": Reached((10, 20, 30), (0.98, 0.98, 0.98)),
        "TensorFlow": Reached((None, None, None), (0.5, 0.5, 0.5)),
    }
    rows = tables.reached(found, speeds, 64).rows
    assert rows[0] == ["PyTorch eager", "3 of 3", "20 s", "10 s to 30 s", "21 s"]
    assert rows[1] == ["TensorFlow function", "0 of 3", "–", "–", "–"]


def test_the_figure_draws_every_mode(speeds: Speeds) -> None:
    drawn = picture.speed(speeds)
    assert drawn.name == "training-speed-small"
    assert "TensorFlow function at 1" in drawn.alt
    assert drawn.light != drawn.dark
    assert "TensorFlow XLA mixed,64" in drawn.table


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_every_mode_has_a_style_of_its_own(device: str) -> None:
    styles = [str(picture.mode_style(mode, LIGHT)) for mode in sweep.ways(device)]
    assert len(set(styles)) == len(styles)


# The target -------------------------------------------------------------------------


@pytest.fixture
def easy() -> Digits:
    images, _ = problem.batch(128)
    labels = np.zeros(128, np.int64)
    return Digits(images, labels, images[:8], labels[:8])


@pytest.mark.parametrize("framework", reach.WAYS)
def test_what_is_easy_is_learnt_and_the_steps_are_counted(
    framework: str, easy: Digits
) -> None:
    found = reach.steps_to_target(framework, easy, seeds=(0,), epochs=20)
    assert found.best[0] >= reach.TARGET
    assert found.arrived[0] % 2 == 0  # two full batches an epoch
    assert found.spread == (found.arrived[0],) * 3


@pytest.mark.parametrize("framework", reach.WAYS)
def test_what_cannot_be_learnt_is_given_up(framework: str, easy: Digits) -> None:
    wrong = easy._replace(test_labels=np.full(8, 9))
    found = reach.steps_to_target(framework, wrong, seeds=(0, 1), epochs=1)
    assert found.steps == (None, None)
    assert found.arrived == []
