"""Which functions each layer of Keras calls, found by running the layers."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from keras.src import backend, ops

from spotdiff.classifier.counterparts.kinds import (
    BIAS,
    ELSEWHERE,
    MODULES,
    NONE,
    NOT_RUN,
    NOTHING,
    ONE,
    OTHER,
    PART,
    SAME,
    SEVERAL,
    Entry,
    plainly,
)
from spotdiff.classifier.counterparts.recorder import Recorder, Step
from spotdiff.measure import largest_difference

SEED = 0
Maker = Callable[[np.random.Generator], tuple[Any, ...]]
# Conversions, and questions: they compute nothing.
PLUMBING = ("cast", "convert_to_numpy", "convert_to_tensor", "shape", "size")
# Where Keras's layers look for functions, next to keras.ops itself.
ENGINE = ("core", "image", "linalg", "math", "nn", "numpy")


class Case(NamedTuple):
    """How to build a layer and what to feed it.

    Attributes:
        settings: Arguments of its constructor.
        inputs: Makes what it is called with.
    """

    settings: tuple[Any, ...]
    inputs: Maker


def floats(*shapes: tuple[int, ...]) -> Maker:
    """Return a maker of numbers between -8 and 8, one array a shape."""
    return lambda rng: tuple(
        rng.uniform(-8, 8, shape).astype(np.float32) for shape in shapes
    )


def listed(maker: Maker) -> Maker:
    """Return a maker that hands all but the first array over as a list."""
    return lambda rng: ((made := maker(rng))[0], list(made[1:]))


def together(maker: Maker) -> Maker:
    """Return a maker that hands all arrays over as one list."""
    return lambda rng: (list(maker(rng)),)


def image(dims: int) -> Maker:
    """Return a maker of two images of four channels, in one to three dimensions."""
    return floats((2, *[6] * dims, 4))


def words(rng: np.random.Generator) -> tuple[Any, ...]:
    """Make numbers of words."""
    return (rng.integers(0, 5, (2, 2)),)


def _spatial(dims: int) -> Iterator[tuple[str, Case]]:
    some = image(dims)
    yield f"AdaptiveAveragePooling{dims}D", Case((3,), some)
    yield f"AdaptiveMaxPooling{dims}D", Case((3,), some)
    yield f"AveragePooling{dims}D", Case((2,), some)
    yield f"Conv{dims}D", Case((3, 2), some)
    yield f"Conv{dims}DTranspose", Case((3, 2), some)
    yield f"ConvLSTM{dims}D", Case((3, 2), floats((2, 3, *[4] * dims, 2)))
    yield f"Cropping{dims}D", Case((1,), some)
    yield f"DepthwiseConv{dims}D", Case((2,), some)
    yield f"GlobalAveragePooling{dims}D", Case((), some)
    yield f"GlobalMaxPooling{dims}D", Case((), some)
    yield f"MaxPooling{dims}D", Case((2,), some)
    yield f"SeparableConv{dims}D", Case((3, 2), some)
    yield f"SpatialDropout{dims}D", Case((0.5,), some)
    yield f"UpSampling{dims}D", Case((2,), some)
    yield f"ZeroPadding{dims}D", Case((1,), some)


SERIES, STATE = (2, 5, 4), (2, 3)
MERGES = ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract")


@cache
def cases() -> dict[str, Case]:
    """Return how to build what needs arguments, or eats something special.

    Whatever is missing is built without arguments and fed `image(1)`.
    """
    pair = together(floats((2, 3), (2, 3)))
    query = floats((2, 3, 4), (2, 5, 4))
    return {
        **{name: case for dims in (1, 2, 3) for name, case in _spatial(dims)},
        **{name: Case((), pair) for name in MERGES},
        "Activation": Case(("relu",), image(1)),
        "AdditiveAttention": Case((), together(query)),
        "AlphaDropout": Case((0.5,), image(1)),
        "Attention": Case((), together(query)),
        "Bidirectional": Case((layers.SimpleRNN(3),), floats(SERIES)),
        "Dense": Case((3,), floats((2, 4))),
        "Dot": Case((1,), pair),
        "Dropout": Case((0.5,), image(1)),
        "EinsumDense": Case(("ab,bc->ac", 3), floats((2, 4))),
        "Embedding": Case((5, 3), words),
        "GRU": Case((3,), floats(SERIES)),
        "GRUCell": Case((3,), listed(floats((2, 4), STATE))),
        "GaussianDropout": Case((0.5,), image(1)),
        "GaussianNoise": Case((0.5,), image(1)),
        "GroupNormalization": Case((2,), image(2)),
        "GroupQueryAttention": Case((2, 4, 2), query),
        "LSTM": Case((3,), floats(SERIES)),
        "LSTMCell": Case((3,), listed(floats((2, 4), STATE, STATE))),
        "Lambda": Case((lambda x: x,), image(1)),
        "Masking": Case((1.0,), lambda rng: (np.repeat([[[1.0], [2.0]]], 4, 2),)),
        "MultiHeadAttention": Case((2, 4), query),
        "Permute": Case(((2, 1),), image(1)),
        "RNN": Case((layers.SimpleRNNCell(3),), floats(SERIES)),
        "RepeatVector": Case((3,), floats((2, 4))),
        "Reshape": Case(((24,),), image(1)),
        "ReversibleEmbedding": Case((5, 3), words),
        "SimpleRNN": Case((3,), floats(SERIES)),
        "SimpleRNNCell": Case((3,), listed(floats((2, 4), STATE))),
        "SpectralNormalization": Case((layers.Dense(3),), floats((2, 4))),
        "StackedRNNCells": Case(
            ([layers.SimpleRNNCell(3)],),
            lambda rng: ((made := floats((2, 4), STATE)(rng))[0], [list(made[1:])]),
        ),
        "TimeDistributed": Case((layers.Dense(3),), floats(SERIES)),
    }


@cache
def all_layers() -> dict[str, type[layers.Layer]]:
    """Return every class of layers that Keras offers, once: aliases are left out."""
    public = {
        name: value
        for name, value in sorted(vars(layers).items())
        if inspect.isclass(value) and issubclass(value, layers.Layer)
    }
    return {
        name: value
        for name, value in public.items()
        if name == value.__name__ or value.__name__ not in public
    }


def is_run(kind: type[layers.Layer]) -> bool:
    """Tell whether a layer computes with tensors, and needs no other library.

    The rest prepares data (images, words), or wraps a model of JAX's, Flax's,
    PyTorch's or a saved one.
    """
    place = kind.__module__
    return place.startswith("keras.src.layers.") and ".preprocessing." not in place


def functions_of(home: ModuleType, public: ModuleType) -> dict[str, Any]:
    """Return the functions of a module that are public in another."""
    return {
        name: value
        for name, value in vars(home).items()
        if callable(value)
        and not inspect.isclass(value)
        and not name.startswith("_")
        and name in vars(public)
        and name not in PLUMBING
    }


def watch_keras(recorder: Recorder) -> ExitStack:
    """Record calls of keras.ops, and of the engine's functions of the same names."""
    stack = ExitStack()
    homes = [ops, *(getattr(backend, name) for name in ENGINE)]
    for home in homes:
        names = functions_of(home, keras.ops)
        stack.enter_context(recorder.watching("keras.ops", home, names))
    names = functions_of(backend.random, keras.random)
    stack.enter_context(recorder.watching("keras.random", backend.random, names))
    return stack


def watch_tensorflow(recorder: Recorder) -> ExitStack:
    """Record calls of tf.nn."""
    stack = ExitStack()
    names = functions_of(tf.nn, tf.nn)
    stack.enter_context(recorder.watching("tf.nn", tf.nn, names))
    return stack


class Run(NamedTuple):
    """What one layer did.

    Attributes:
        own: Its inputs and weights, as arrays.
        output: What it gave, as arrays.
        keras: Its calls of keras.ops.
        tensorflow: The calls of tf.nn, at any depth.
    """

    own: list[Any]
    output: list[Any]
    keras: list[Step]
    tensorflow: list[Step]


def arrays(values: Any) -> list[Any]:
    """Return the arrays in values, however deep they stand; numbers are none."""
    leaves = keras.tree.flatten(values)
    held = [x.value if isinstance(x, keras.Variable) else x for x in leaves]
    found = [x for x in held if keras.ops.is_tensor(x) or isinstance(x, np.ndarray)]
    return [np.asarray(x) for x in found]


def build(name: str, **options: Any) -> tuple[layers.Layer, tuple[Any, ...]]:
    """Build a layer, and give it weights that do something.

    Args:
        name: Its class.
        **options: Named arguments of its constructor.

    Returns:
        The layer, and what to call it with.
    """
    rng = np.random.default_rng(SEED)
    case = cases().get(name, Case((), image(1)))
    given = case.inputs(rng)
    layer = all_layers()[name](*case.settings, **options)
    layer(*given)  # a layer makes its weights when it first sees an input
    # A bias of zeros would go unnoticed.
    numbers = [rng.uniform(0.5, 1.5, weight.shape) for weight in layer.weights]
    layer.set_weights(numbers)
    return layer, given


def run(layer: layers.Layer, given: tuple[Any, ...]) -> Run:
    """Run a layer as in training, and keep its calls."""
    training = "training" in inspect.signature(layer.call).parameters
    mode = {"training": True} if training else {}
    for value in vars(layer).values():
        if isinstance(value, keras.random.SeedGenerator):
            value.state.assign(fresh(value).state)
    own = [*arrays(given), *arrays(layer.weights)]
    by_keras, by_tensorflow = Recorder(), Recorder()
    with watch_keras(by_keras), watch_tensorflow(by_tensorflow):
        output = layer(*given, **mode)
    return Run(own, arrays(output), by_keras.steps, by_tensorflow.steps)


def equal(one: list[Any], other: list[Any]) -> bool:
    """Tell whether two lists of arrays hold the same numbers."""
    return len(one) == len(other) and all(map(np.array_equal, one, other))


def difference(one: list[Any], other: list[Any]) -> float:
    """Return the largest difference between two lists of arrays."""
    pairs = zip(one, other, strict=True)
    return max(largest_difference(*pair).absolute for pair in pairs)


def fresh(value: Any) -> Any:
    """Replace a generator of random numbers by one at its start."""
    known = isinstance(value, keras.random.SeedGenerator)
    return keras.random.SeedGenerator(SEED) if known else value


def replay(step: Step) -> list[Any]:
    """Call a recorded function again, without its layer."""
    args, kwargs = keras.tree.map_structure(fresh, (step.args, dict(step.kwargs)))
    return arrays(step.function(*args, **kwargs))


def does_all(step: Step, seen: Run) -> bool:
    """Tell whether one call leads from the layer's inputs and weights to its output."""
    given = arrays((step.args, dict(step.kwargs)))
    known = all(any(np.array_equal(array, own) for own in seen.own) for array in given)
    return known and equal(arrays(step.result), seen.output)


def judge(name: str, seen: Run, steps: list[Step]) -> Entry:
    """Say of what kind a layer is among the functions of one namespace."""
    for step in steps:
        if does_all(step, seen):
            home = step.home if step.home == "keras.random" else ""
            alike = plainly(step.name) == plainly(name)
            kind = ELSEWHERE if home else SAME if alike else OTHER
            function = ".".join(filter(None, [home, step.name]))
            return Entry(name, kind, (function,), difference(replay(step), seen.output))
    functions = tuple(dict.fromkeys(step.name for step in steps))
    returned = any(equal([own], seen.output) for own in seen.own)
    if returned and not any(equal(arrays(s.result), seen.output) for s in steps):
        return Entry(name, NOTHING)
    return Entry(name, SEVERAL if steps else NONE, functions)


def entries(name: str) -> tuple[Entry, Entry]:
    """Find out which functions do a layer's work, by running it.

    Returns:
        What was found in keras.ops, and what in tf.nn.
    """
    kind = all_layers()[name]
    if not is_run(kind):
        return (Entry(name, NOT_RUN),) * 2
    takes = inspect.signature(kind.call).parameters.keys() - {"self"}
    if kind.call is layers.Layer.call or not takes:
        return (Entry(name, NOTHING),) * 2
    # On the CPU the same call twice gives the same bits.
    with tf.device("CPU"):
        return entries_by_running(name)


def entries_by_running(name: str) -> tuple[Entry, Entry]:
    """Find out by running the layer; returns what `entries` returns."""
    layer, given = build(name)
    if list(layer._flatten_layers(include_self=False)):
        return (Entry(name, MODULES),) * 2
    seen = run(layer, given)
    found = [judge(name, seen, steps) for steps in (seen.keras, seen.tensorflow)]
    if "use_bias" in inspect.signature(all_layers()[name]).parameters:
        bare = run(*build(name, use_bias=False))
        pairs = zip(found, (bare.keras, bare.tensorflow), strict=True)
        found = [without_bias(entry, judge(name, bare, s)) for entry, s in pairs]
    in_keras, in_tensorflow = found
    if in_tensorflow.kind == SEVERAL:
        in_tensorflow = replace(in_tensorflow, kind=PART)
    return in_keras, in_tensorflow


def without_bias(entry: Entry, bare: Entry) -> Entry:
    """Say that a layer needs one function and a bias, if it does."""
    if entry.kind not in ONE and bare.kind in ONE:
        return replace(bare, kind=BIAS)
    return entry


class Catalogue(NamedTuple):
    """What was found about every layer of Keras.

    Attributes:
        ops: Among the functions of keras.ops.
        nn: Among the functions of tf.nn.
    """

    ops: list[Entry]
    nn: list[Entry]


@cache
def catalogue() -> Catalogue:
    """Find out about every layer of Keras."""
    pairs = [entries(name) for name in all_layers()]
    return Catalogue(*map(list, zip(*pairs, strict=True)))
