"""Which function each module of torch.nn calls, found by running every one of them."""

import inspect
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode, resolve_name
from torch.utils._pytree import tree_leaves

from spotdiff.classifier.counterparts.kinds import (
    ELSEWHERE,
    MODULES,
    NOTHING,
    OTHER,
    SAME,
    SEVERAL,
    Entry,
    plainly,
)
from spotdiff.classifier.counterparts.recorder import Recorder, Step

SEED = 0
Maker = Callable[[], tuple[Any, ...]]


@dataclass(frozen=True)
class Case:
    """How to build a module and what to feed it.

    Attributes:
        settings: Arguments of its constructor.
        inputs: Makes what it is called with.
        options: Named arguments of its constructor.
    """

    settings: tuple[Any, ...]
    inputs: Maker
    options: dict[str, Any] = field(default_factory=dict)


def floats(*shapes: tuple[int, ...]) -> Maker:
    """Return a maker of numbers between 0 and 1, one tensor a shape."""
    return lambda: tuple(torch.rand(shape) for shape in shapes)


def image(dims: int) -> Maker:
    """Return a maker of two images of four channels, in one to three dimensions.

    Their values lie between -8 and 8: ReLU6 and its like then have work to do.
    """
    return lambda: (16 * torch.rand(2, 4, *[6] * dims) - 8,)


def labelled(shape: tuple[int, ...], labels: list[Any]) -> Maker:
    """Return a maker of scores and given labels."""
    return lambda: (torch.rand(shape), torch.tensor(labels))


def pooled(dims: int) -> tuple[Tensor, ...]:
    """Return what a maximum pooling gives, for the pooling that undoes it."""
    (values,) = image(dims)()
    pool = getattr(F, f"max_pool{dims}d")
    pooled, indices = pool(values, 2, return_indices=True)
    return pooled, indices


def ctc() -> tuple[Tensor, ...]:
    """Return scores over time, a target and both lengths."""
    scores = torch.rand(7, 2, 5).log_softmax(2)
    targets = torch.tensor([[1, 2, 3], [4, 1, 2]])
    return scores, targets, torch.tensor([7, 7]), torch.tensor([3, 3])


def signed(values: int, *shapes: tuple[int, ...]) -> Maker:
    """Return a maker of numbers, and of a last tensor of so many 1 and -1."""
    return lambda: (
        *floats(*shapes)(),
        torch.tensor([1.0, -1.0]).repeat(values // 2),
    )


def _spatial(dims: int) -> Iterator[tuple[str, Case]]:
    some = image(dims)
    yield f"AdaptiveAvgPool{dims}d", Case((3,), some)
    yield f"AdaptiveMaxPool{dims}d", Case((3,), some)
    yield f"AvgPool{dims}d", Case((2,), some)
    yield f"BatchNorm{dims}d", Case((4,), some)
    yield f"CircularPad{dims}d", Case((1,), some)
    yield f"ConstantPad{dims}d", Case((1, 2.5), some)
    yield f"Conv{dims}d", Case((4, 3, 2), some)
    yield f"ConvTranspose{dims}d", Case((4, 3, 2), some)
    yield f"Dropout{dims}d", Case((), some)
    yield f"FractionalMaxPool{dims}d", Case((2, 3), some)
    yield f"InstanceNorm{dims}d", Case((4,), some)
    yield f"LPPool{dims}d", Case((2, 2), some)
    yield f"LazyBatchNorm{dims}d", Case((), some)
    yield f"LazyConv{dims}d", Case((3, 2), some)
    yield f"LazyConvTranspose{dims}d", Case((3, 2), some)
    yield f"LazyInstanceNorm{dims}d", Case((), some)
    yield f"MaxPool{dims}d", Case((2,), some)
    yield f"MaxUnpool{dims}d", Case((2,), lambda: pooled(dims))
    yield f"ReflectionPad{dims}d", Case((1,), some)
    yield f"ReplicationPad{dims}d", Case((1,), some)
    yield f"ZeroPad{dims}d", Case((1,), some)


SEQUENCE, STATE = (5, 2, 4), (1, 2, 3)


def lstm(state: tuple[int, ...], *series: int) -> Callable[[], tuple[Any, ...]]:
    """Return a maker of a sequence and of the two states an LSTM starts from."""
    return lambda: (torch.rand(*series, 2, 4), floats(state, state)())


@cache
def cases() -> dict[str, Case]:
    """Return how to build what needs arguments, or eats something special.

    Whatever is missing is built without arguments and fed `image(1)`.
    """
    # DataParallel wants its module on the first GPU, where there is one.
    first = "cuda" if torch.cuda.is_available() else "cpu"
    return {
        **{name: case for dims in (1, 2, 3) for name, case in _spatial(dims)},
        "AdaptiveLogSoftmaxWithLoss": Case(
            (8, 10, [3, 6]), labelled((4, 8), [0, 4, 7, 9]), {"div_value": 2.0}
        ),
        "BCELoss": Case((), floats((2, 4), (2, 4))),
        "BCEWithLogitsLoss": Case((), floats((2, 4), (2, 4))),
        "Bilinear": Case((4, 5, 3), floats((2, 4), (2, 5))),
        "CTCLoss": Case((), ctc),
        "ChannelShuffle": Case((2,), image(2)),
        "CosineEmbeddingLoss": Case((), signed(2, (2, 4), (2, 4))),
        "CosineSimilarity": Case((), floats((2, 4), (2, 4))),
        "CrossEntropyLoss": Case((), labelled((2, 4), [1, 3])),
        "CrossMapLRN2d": Case((3,), image(2)),
        "DataParallel": Case(
            (nn.Linear(4, 3, device=first),), lambda: (torch.rand(2, 4, device=first),)
        ),
        "Embedding": Case((5, 3), lambda: (torch.tensor([[0, 4], [2, 1]]),)),
        "EmbeddingBag": Case((5, 3), lambda: (torch.tensor([[0, 4], [2, 1]]),)),
        "Fold": Case(((4, 4), 2), floats((2, 8, 9))),
        "GRU": Case((4, 3), floats(SEQUENCE, STATE)),
        "GRUCell": Case((4, 3), floats((2, 4), (2, 3))),
        "GaussianNLLLoss": Case((), floats((2, 4), (2, 4), (2, 4))),
        "GroupNorm": Case((2, 4), image(2)),
        "HingeEmbeddingLoss": Case((), signed(4, (4,))),
        "HuberLoss": Case((), floats((2, 4), (2, 4))),
        "KLDivLoss": Case((), floats((2, 4), (2, 4)), {"reduction": "batchmean"}),
        "L1Loss": Case((), floats((2, 4), (2, 4))),
        "LSTM": Case((4, 3), lstm(STATE, 5)),
        "LSTMCell": Case((4, 3), lstm((2, 3))),
        "LayerNorm": Case((6,), image(2)),
        "LazyLinear": Case((3,), floats((2, 4))),
        "Linear": Case((4, 3), floats((2, 4))),
        "LocalResponseNorm": Case((3,), image(2)),
        "LogSoftmax": Case((1,), image(1)),
        "MSELoss": Case((), floats((2, 4), (2, 4))),
        "MarginRankingLoss": Case((), signed(2, (2,), (2,))),
        "MultiLabelMarginLoss": Case((), labelled((1, 4), [[3, 0, -1, 1]])),
        "MultiLabelSoftMarginLoss": Case((), floats((2, 4), (2, 4))),
        "MultiMarginLoss": Case((), labelled((2, 4), [1, 3])),
        "MultiheadAttention": Case((4, 2), floats(SEQUENCE, SEQUENCE, SEQUENCE)),
        "NLLLoss": Case((), labelled((2, 4), [1, 3])),
        "NLLLoss2d": Case((), labelled((2, 4), [1, 3])),
        "PairwiseDistance": Case((), floats((2, 4), (2, 4))),
        "PixelShuffle": Case((2,), image(2)),
        "PixelUnshuffle": Case((2,), image(2)),
        "PoissonNLLLoss": Case((), floats((2, 4), (2, 4))),
        "RMSNorm": Case((6,), image(2)),
        "RNN": Case((4, 3), floats(SEQUENCE, STATE)),
        "RNNCell": Case((4, 3), floats((2, 4), (2, 3))),
        "Sequential": Case((nn.Linear(4, 3), nn.ReLU()), floats((2, 4))),
        "SmoothL1Loss": Case((), floats((2, 4), (2, 4))),
        "SoftMarginLoss": Case((), signed(4, (4,))),
        "Softmax": Case((1,), image(1)),
        "Softmax2d": Case((), image(2)),
        "Softmin": Case((1,), image(1)),
        "SyncBatchNorm": Case((4,), image(2)),
        "Threshold": Case((0.5, 2.0), image(1)),
        "Transformer": Case(
            (4, 2),
            floats(SEQUENCE, SEQUENCE),
            {
                "custom_encoder": nn.TransformerEncoder(
                    nn.TransformerEncoderLayer(4, 2, 8), 1, enable_nested_tensor=False
                ),
                "num_decoder_layers": 1,
                "dim_feedforward": 8,
            },
        ),
        "TransformerDecoder": Case(
            (nn.TransformerDecoderLayer(4, 2, 8), 1), floats(SEQUENCE, SEQUENCE)
        ),
        "TransformerDecoderLayer": Case((4, 2, 8), floats(SEQUENCE, SEQUENCE)),
        "TransformerEncoder": Case(
            (nn.TransformerEncoderLayer(4, 2, 8), 1),
            floats(SEQUENCE),
            {"enable_nested_tensor": False},
        ),
        "TransformerEncoderLayer": Case((4, 2, 8), floats(SEQUENCE)),
        "TripletMarginLoss": Case((), floats((2, 4), (2, 4), (2, 4))),
        "TripletMarginWithDistanceLoss": Case((), floats((2, 4), (2, 4), (2, 4))),
        "Unflatten": Case((1, (2, 2)), image(2)),
        "Unfold": Case((2,), image(2)),
        "Upsample": Case((), image(2), {"scale_factor": 2}),
        "UpsamplingBilinear2d": Case((), image(2), {"scale_factor": 2}),
        "UpsamplingNearest2d": Case((), image(2), {"scale_factor": 2}),
    }


class Operations(TorchFunctionMode):
    """Records the operations on tensors that do not go through nn.functional."""

    def __init__(self, recorder: Recorder) -> None:
        """Keep the calls in a recorder."""
        super().__init__()
        self.recorder = recorder

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Call an operation and keep the call."""
        name = resolve_name(func) or str(func)
        return self.recorder.run("torch", name, func, *args, **kwargs or {})


@cache
def modules() -> dict[str, type[nn.Module]]:
    """Return every class of modules that torch.nn offers, by name."""
    return {
        name: value
        for name, value in sorted(vars(nn).items())
        if inspect.isclass(value) and issubclass(value, nn.Module)
    }


@cache
def functionals() -> dict[str, Callable[..., Any]]:
    """Return every documented function of torch.nn.functional, by name."""
    return {
        name: value
        for name, value in sorted(vars(F).items())
        if inspect.isroutine(value)
        and value.__doc__
        and not name.startswith("_")
        and not name.endswith("torch_function")
        and "has_torch_function" not in name
    }


def tensors(values: Any) -> list[Tensor]:
    """Return the tensors in values, however deep they stand."""
    return [leaf for leaf in tree_leaves(values) if isinstance(leaf, Tensor)]


def distance(one: Any, other: Any) -> float:
    """Return the largest difference between two results; infinite if unlike."""
    left, right = tensors(one), tensors(other)
    if [t.shape for t in left] != [t.shape for t in right]:
        return float("inf")
    pairs = zip(left, right, strict=True)
    gaps = [(a - b).detach().abs().max() for a, b in pairs]
    return float(torch.stack(gaps).nan_to_num(nan=float("inf")).max())


def build(name: str) -> tuple[nn.Module, tuple[Any, ...], str]:
    """Build a module and its inputs.

    Returns:
        The module, what to call it with, and the warning that it is deprecated.

    Raises:
        UserWarning: Anything but a deprecation was warned of.
    """
    torch.manual_seed(SEED)
    case = cases().get(name, Case((), image(1)))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("error")
        warnings.simplefilter("always", FutureWarning)
        module = modules()[name](*case.settings, **case.options)
        inputs = case.inputs()
    if isinstance(module, nn.modules.lazy.LazyModuleMixin):
        module(*inputs)  # a lazy module learns its shapes from its first input
    return module, inputs, "".join(str(warning.message) for warning in caught)


def record(module: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, list[Step]]:
    """Run a module and keep the calls that gave a tensor.

    Returns:
        Its output, and the calls in their order.
    """
    recorder = Recorder()
    torch.manual_seed(SEED)
    with ExitStack() as stack:
        stack.enter_context(recorder.watching("F", F, functionals()))
        stack.enter_context(recorder.watching_others(nn.Module, module))
        stack.enter_context(Operations(recorder))
        output = module(*inputs)
    steps = [step for step in recorder.steps if tensors(step.result)]
    return output, [step for step in steps if "__get__" not in step.name]


def replay(step: Step) -> Any:
    """Call a recorded function again, without its module."""
    torch.manual_seed(SEED)
    return step.function(*step.args, **step.kwargs)


def owns(module: nn.Module, inputs: tuple[Any, ...], step: Step) -> bool:
    """Tell whether a call was given only inputs and the module's own tensors."""
    own = [*tensors(inputs), *module.parameters(), *module.buffers()]
    known = {id(tensor) for tensor in own}
    return all(id(tensor) in known for tensor in tensors((step.args, step.kwargs)))


def namesake(name: str, inputs: tuple[Any, ...], output: Any) -> str | None:
    """Find a function of a module's own name that gives the module's output.

    Some modules call another one: ReLU6 calls hardtanh, and Tanh torch.tanh. A
    function that wants more than the inputs, or that is deprecated, is left out.
    """
    for candidate, function in functionals().items():
        if plainly(candidate) == plainly(name):
            torch.manual_seed(SEED)
            with warnings.catch_warnings(action="error"):
                try:
                    found = function(*inputs)
                except (TypeError, ValueError, Warning):
                    continue
            if distance(found, output) == 0:
                return candidate
    return None


def entry(name: str) -> Entry:
    """Find out which function does a module's work, by running both."""
    if modules()[name].forward is nn.Module.forward:
        return Entry(name, NOTHING)
    with torch.random.fork_rng(devices=()), torch.device("cpu"):
        module, inputs, deprecated = build(name)
        output, steps = record(module, inputs)
        kind, functions, difference = judge(name, module, inputs, output, steps)
    return Entry(name, kind, functions, difference, deprecated)


def judge(
    name: str,
    module: nn.Module,
    inputs: tuple[Any, ...],
    output: Any,
    steps: list[Step],
) -> tuple[str, tuple[str, ...], float | None]:
    """Say of what kind a module is, from the calls that it made.

    Returns:
        The kind, the functions, and how far the one function is from the module.
    """
    if not steps:
        return NOTHING, (), None
    called = {step.name: step.home for step in steps}
    if "module" in called.values():
        return MODULES, tuple(n for n, home in called.items() if home == "module"), None
    last = steps[-1]
    if not owns(module, inputs, last) or distance(output, last.result) > 0:
        return SEVERAL, tuple(called), None
    gap = distance(output, replay(last))
    if last.home == "F" and plainly(last.name) == plainly(name):
        return SAME, (last.name,), gap
    alike = namesake(name, inputs, output)
    if alike:
        return SAME, (alike,), gap
    return OTHER if last.home == "F" else ELSEWHERE, (last.name,), gap


@cache
def catalogue() -> list[Entry]:
    """Find out about every module of torch.nn."""
    return [entry(name) for name in modules()]
