"""PyTorch's programs on a GPU: the same numbers, and no mixture of devices.

TensorFlow takes tensors to where they are needed, and PyTorch refuses. So PyTorch's
programs are run on a GPU that is imagined, everywhere; where there is a GPU, both
frameworks' are run on that one.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.utils.rnn import pack_sequence
from torch.utils._pytree import tree_leaves

from imagined_gpu import imagined_gpu
from spotdiff import data
from spotdiff.classifier.flexibility.alternating import problem as game
from spotdiff.classifier.flexibility.alternating import torch_players
from spotdiff.classifier.flexibility.alternating import torch_side as alternating
from spotdiff.classifier.input_pipeline import throughput, torch_loaders
from spotdiff.classifier.input_pipeline import torch_side as input_pipeline
from spotdiff.classifier.parity import experiment
from spotdiff.classifier.parity.levels import LEVELS
from spotdiff.classifier.problem import SMALL, initial_weights, standardise
from spotdiff.classifier.raw import tensorflow_side as keras_raw
from spotdiff.classifier.raw import torch_side as raw
from spotdiff.classifier.silent_differences import port
from spotdiff.classifier.speed import counted, limits, torch_steps
from spotdiff.classifier.speed import problem as speed
from spotdiff.data_parallelism import problem as parallel
from spotdiff.data_parallelism.ways import torch_by_hand, torch_one
from spotdiff.debugging.aids import problem as aids
from spotdiff.debugging.aids import torch_side as aided
from spotdiff.debugging.nan_hunt import problem as nan_hunt
from spotdiff.debugging.nan_hunt import torch_side as hunted
from spotdiff.deployment import torch_model
from spotdiff.deployment.exports.torch_loading import predicting
from spotdiff.graphs.branching import problem as branching
from spotdiff.graphs.branching import torch_side as branched
from spotdiff.graphs.break_even import problem as break_even
from spotdiff.graphs.break_even import torch_side as chained
from spotdiff.graphs.eras import problem as eras
from spotdiff.graphs.eras import torch_side as grown
from spotdiff.graphs.sentences import problem as sentences
from spotdiff.graphs.sentences import spread, ways
from spotdiff.graphs.sentences.reader import torch_last_word
from spotdiff.graphs.sentences.training import torch_loop
from spotdiff.graphs.trees import problem as trees
from spotdiff.graphs.trees import torch_network
from spotdiff.graphs.trees.by_depth import torch_side as by_depth
from spotdiff.graphs.trees.learning import torch_side as learning
from spotdiff.graphs.trees.recursive import torch_side as recursive
from spotdiff.measure import largest_difference
from spotdiff.origins.narrow import problem as narrow
from spotdiff.origins.narrow import torch_side as filled
from spotdiff.own_process import Call
from spotdiff.toy_problem.by_hand import tensorflow_side as keras_by_hand
from spotdiff.toy_problem.by_hand import torch_side as by_hand
from spotdiff.toy_problem.causes import torch_side as causes
from spotdiff.toy_problem.iteration_cost import torch_side as iteration
from spotdiff.toy_problem.iteration_cost.sweep import powers
from spotdiff.toy_problem.knobs import torch_side as knobs
from spotdiff.toy_problem.knobs.table import KNOBS
from spotdiff.toy_problem.optimizers import torch_side as optimizers
from spotdiff.toy_problem.optimum import problem as optimum
from spotdiff.toy_problem.optimum import torch_side as optimal
from spotdiff.toy_problem.problem import START, descend, sample
from spotdiff.visualization.descent import torch_side as logged
from spotdiff.visualization.event_files import Events
from spotdiff.visualization.in_visdom.live import torch_side as live
from spotdiff.visualization.logging_cost import training as logging_cost

# A GPU adds up to some thousand products of float32 in an order of its own (a unit is
# 6e-8), and a few steps pass that on. TensorFloat-32 would err by 1e-3.
TOLERANCE = 1e-4
FEW = 3
X, Y = sample(0)
PATH = {"start": START, "learning_rate": 5e-6}
Program = Callable[[], Any]
OnGPU = Callable[[], AbstractContextManager[None]]


@cache
def digits() -> tuple[Any, Any]:
    small = data.small_digits()
    images = standardise(small.train_images[:64]).astype(np.float32)
    return images, small.train_labels[:64]


def training(level: Any) -> Any:
    """Train the classifier for a few steps, as it is written at a level."""
    run = level.run(experiment.problem(*digits(), steps=FEW))
    return run.losses, run.weights


def timed(mode: str, mixed: bool = False) -> Any:
    """Take the steps that are timed on another page."""
    options: Any = {"mixed": mixed, "dropout": False}
    _, step = torch_steps.prepare(mode, SMALL, initial_weights(), **options)
    batch = torch_steps.place(*speed.batch(8))
    return [step(*batch) for _ in range(FEW)]


def alone() -> Any:
    """Call what a step consists of: convolutions, the update, a product."""
    counted.torch_update(SMALL)()
    convolutions = speed.convolutions(SMALL, 4)
    found = [limits.torch_convolution(each)() for each in convolutions]
    return found, limits.torch_product(16)()


def played() -> Any:
    """Let two networks train each other."""
    players = torch_players.networks(game.players())
    return alternating.play(*players, *game.rounds(digits()[0], FEW, 8), 0.1)


def fed() -> Any:
    """Feed digits in an order, and shifted by the processor."""
    images, labels = data.small_digits().train_images[:8], np.arange(8)
    in_order = input_pipeline.in_order(images, labels, labels[::-1].copy(), 3)
    assert sorted(input_pipeline.shuffled(8, 1)[0]) == list(range(8))
    with throughput.pytorch_on_cpu():
        bytes_ = (255 * images).astype(np.uint8)
        throughput.go_through(torch_loaders.loader(bytes_, labels, 4, whole=True))
    return in_order


def hunted_down(cost: Any) -> Any:
    """Train as in the hunt for a NaN."""
    known = nan_hunt.digits()
    network = hunted.Classifier(*nan_hunt.initial_weights())
    run = hunted.training(network, cost, known)
    return [next(run) for _ in range(FEW)], hunted.accuracy(network, known)


def aided_steps() -> Any:
    """Take the steps that debugging aids are weighed on."""
    layers = aided.network(aids.weights())
    given = aided.place(*aids.digits())
    return [aided.step(layers, *given) for _ in range(FEW)]


def read(name: tuple[str, str]) -> Any:
    """Read sentences, and go back."""
    given = sentences.draw(seed=1, count=6)
    answer = ways.WAYS[name](sentences.initial_weights(), given).answer
    return answer.scores, answer.slopes


def spread_out() -> Any:
    """Go through the batches of the timings."""
    given = sentences.draw(seed=1, count=6)
    return [way.prepare(given)() for way in spread.torch_ways().values()]


def worked_out() -> Any:
    """Work trees out one by one and level by level, and learn from them."""
    w = torch_network.parameters(trees.initial_weights())
    few = trees.trees(0, 16, 2, 6)
    together = trees.batch(few)
    found = recursive.slopes_of(w)(few, together.labels)
    feed = list(trees.batches(few, size=8, epochs=2))
    losses = learning.train(w, by_depth.slopes_of, feed, 0.5, 0.9)
    return found, losses, by_depth.scores_of(w)(together.plan)


def grown_up() -> Any:
    """Train a network that grows."""
    x, labels = eras.digits(40)
    run = grown.train(eras.initial_weights(x.shape[1]), x, labels, eras.RATE, FEW)
    return run.losses, run.weights


def written_down() -> Any:
    """Log a descent, and every step of a training in each way."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        logged.descend(folder, X, Y, **PATH, steps=FEW)
        for call in logging_cost.torch_calls(Path(folder), stack, 4).values():
            call()
        # PyTorch's writer makes numbers up for the device that stands for the GPU.
        steps, _ = Events(Path(folder)).scalars("phi")
        return steps


def deployed() -> Any:
    """Carry weights into a model on the processor."""
    model = torch_model.from_weights(initial_weights())
    return predicting(model)(data.small_digits().test_images[:4])


def stepped() -> Any:
    """Take a step of the descent as it is timed, and raise to powers."""
    iteration.stepper("eager", X, Y, **PATH)()
    return powers(X)["PyTorch"]()


PROGRAMS: dict[str, Program] = {
    "by hand": lambda: by_hand.descend(X, Y, **PATH, steps=20),
    **{
        name: partial(optimizers.descend, name, X, Y, START, 0.01, FEW)
        for name in optimizers.OPTIMIZERS
    },
    "knobs": lambda: [
        knobs.steps(*knob.torch, knob.gradients, knob.rates) for knob in KNOBS
    ],
    "causes": lambda: causes.descend(
        X[None], Y[None], START, 5e-7, 0.9, FEW, "root_mean_square"
    ),
    "slopes": lambda: [
        optimal.gradient_of(form, *optimum.exact_points("float64"), phi=1.5)
        for form in optimal.FORMS
    ],
    "a step": stepped,
    "a part filled": lambda: filled.fill_part(narrow.start(), 1, 2),
    **{
        level.network: partial(training, level)
        for level in LEVELS
        if level.framework == "PyTorch"
    },
    "eager": partial(timed, "eager"),
    "channels last": partial(timed, "channels last"),
    "alone": alone,
    "in turn": played,
    "feeding": fed,
    "a port": lambda: port.in_torch(
        port.trained(data.small_digits(), epochs=0).eval(), digits()[0]
    ),
    "one process": lambda: torch_one.train(parallel.lesson(128)),
    "in parts": lambda: torch_by_hand.train(
        parallel.lesson(128, devices=["/cpu:0", "/cpu:0"])
    ),
    "with a flaw": lambda: hunted_down(hunted.CrossEntropy()),
    "repaired": lambda: hunted_down(hunted.repaired),
    "aids": aided_steps,
    "branches": lambda: [
        branched.value_and_slope(branched.anomaly, mean) for mean in branching.MEANS
    ],
    "a chain": lambda: chained.fresh("eager")(chained.place(break_even.numbers(9))),
    **{
        how: partial(read, (framework, how))
        for framework, how in ways.WAYS
        if framework == ways.PYTORCH
    },
    "spread": spread_out,
    "a reader": lambda: (
        torch_loop.predict(
            torch_last_word.Reader(9, 4, 4), np.ones((2, 3), np.int64)
        ).shape
    ),
    "trees": worked_out,
    "growing": grown_up,
    "logging": written_down,
    "shown live": lambda: live.descend(
        MagicMock(), {"rate": 1e-6}, X, Y, START, range(FEW)
    ),
    "deployed": deployed,
}
needs_a_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
GPUS = ["imagined", *(["real"] if torch.cuda.is_available() else [])]


@contextmanager
def real_gpu() -> Iterator[None]:
    """Compute on the GPU that there is."""
    torch.set_default_device("cuda")
    try:
        yield
    finally:
        torch.set_default_device(None)


@pytest.fixture(params=GPUS)
def gpu(request: pytest.FixtureRequest) -> OnGPU:
    """Return what has PyTorch compute on a GPU for a while."""
    return {"imagined": imagined_gpu, "real": real_gpu}[request.param]


def numbers(found: Any) -> list[Any]:
    """Return all numbers of a result, in order, as arrays."""
    leaves = (leaf for leaf in tree_leaves(found) if leaf is not None)
    return [
        leaf.numpy(force=True) if isinstance(leaf, Tensor) else np.asarray(leaf)
        for leaf in leaves
    ]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_gives_the_same_numbers_on_a_gpu(name: str, gpu: OnGPU) -> None:
    wanted = numbers(PROGRAMS[name]())
    torch.manual_seed(0)
    with gpu():
        found = numbers(PROGRAMS[name]())
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert largest_difference(one, other).absolute < TOLERANCE


MIXTURES: dict[str, Program] = {
    "an operation": lambda: torch.ones(2) + torch.ones(2, device="cpu"),
    "a product": lambda: torch.ones(2, 2) @ torch.from_numpy(np.ones((2, 2), "f4")),
    "a scalar for numbers": lambda: torch.from_numpy(np.ones(2)) * torch.tensor(2.0),
    "an array of a tensor": lambda: np.asarray(torch.ones(2)),
    "a generator": lambda: torch.randperm(3, generator=torch.Generator()),
    "a network": lambda: torch.nn.Linear(2, 1)(torch.ones(1, 2, device="cpu")),
    "packed lengths": lambda: pack_sequence([torch.ones(2), torch.ones(1)]),
}


@pytest.mark.parametrize("name", MIXTURES)
def test_what_a_gpu_refuses_is_refused(name: str, gpu: OnGPU) -> None:
    with gpu(), pytest.raises((RuntimeError, TypeError)):
        MIXTURES[name]()


def test_what_a_gpu_takes_is_taken(gpu: OnGPU) -> None:
    with gpu():
        two = torch.tensor(2.0, device="cpu")
        assert (torch.ones(2) * two).cpu().tolist() == [2.0, 2.0]
        indices = torch.tensor([1, 0], device="cpu")
        assert torch.arange(2)[indices].tolist() == [1, 0]
        generator = torch.Generator(torch.get_default_device())
        assert len(torch.randperm(3, generator=generator).tolist()) == 3
    assert torch.ones(2).device.type == "cpu"


# Both frameworks on a real GPU, each as a page has it -----------------------------


def on_the_gpu(function: Program, *args: Any) -> Any:
    """Call a side in a process that is told to compute there."""
    return Call(function, *args, environment={"SPOTDIFF_DEVICE": "cuda"}).result().value


@needs_a_gpu
@pytest.mark.parametrize("side", [by_hand, keras_by_hand])
def test_a_descent_walks_the_oracle_s_path_on_a_gpu(side: ModuleType) -> None:
    found = on_the_gpu(side.descend, X, Y, START, 5e-6, 20)
    wanted = descend(X, Y, START, 5e-6, 20)
    assert largest_difference(found.phi, wanted.phi).absolute < TOLERANCE
    assert largest_difference(found.loss, wanted.loss).absolute < TOLERANCE


@needs_a_gpu
@pytest.mark.parametrize("side", [raw, keras_raw])
def test_the_classifier_trains_on_a_gpu_as_numpy_does(side: ModuleType) -> None:
    given = experiment.problem(*digits(), "float32", FEW)
    batches, rates = list(given.masked()), (experiment.RATE, experiment.MOMENTUM)
    losses, weights = on_the_gpu(side.train, given.weights, batches, *rates)
    wanted = experiment.by_numpy(experiment.problem(*digits(), steps=FEW))
    # With TensorFloat-32, the third digit would differ.
    assert largest_difference(losses, wanted.losses).absolute < TOLERANCE
    for name, array in wanted.weights.items():
        assert largest_difference(weights[name], array).absolute < TOLERANCE
