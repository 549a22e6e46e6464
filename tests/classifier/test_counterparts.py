"""Which modules have a function: every one is run, and the exceptions are pinned."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
import torch.nn.functional as F
from torch import nn

from spotdiff.classifier.counterparts import (
    documented_2017,
    keras_layers,
    tables,
    torch_modules,
)
from spotdiff.classifier.counterparts.kinds import (
    BIAS,
    ELSEWHERE,
    KINDS,
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
    named,
    plainly,
)
from spotdiff.classifier.counterparts.recorder import Recorder

# The same function is called with the same numbers, on the same machine.
SAME_BITS = 0.0

RECURRENT = {
    "RNN": "torch.rnn_tanh",
    "LSTM": "torch.lstm",
    "GRU": "torch.gru",
    "RNNCell": "torch.rnn_tanh_cell",
    "LSTMCell": "torch.lstm_cell",
    "GRUCell": "torch.gru_cell",
}


def words(text: str) -> list[str]:
    return sorted(text.split())


@pytest.fixture(scope="module")
def modules() -> list[Entry]:
    return torch_modules.catalogue()


@pytest.fixture(scope="module")
def layers() -> keras_layers.Catalogue:
    return keras_layers.catalogue()


def functions(found: list[Entry]) -> dict[str, tuple[str, ...]]:
    return {entry.name: entry.functions for entry in found}


# torch.nn


def test_every_module_of_torch_nn_is_there_once(modules: list[Entry]) -> None:
    offered = {
        name
        for name in dir(nn)
        if isinstance(getattr(nn, name), type)
        and issubclass(getattr(nn, name), nn.Module)
    }
    assert len(modules) == len(offered)
    assert set(functions(modules)) == offered


def test_every_kind_is_a_kind(modules: list[Entry]) -> None:
    assert {entry.kind for entry in modules} <= set(KINDS)


def test_the_exceptions_are_these_and_no_others(modules: list[Entry]) -> None:
    assert named(modules, ELSEWHERE) == sorted([*RECURRENT, "Flatten", "Unflatten"])
    assert named(modules, SEVERAL) == ["CrossMapLRN2d"]
    assert named(modules, MODULES) == words(
        "AdaptiveLogSoftmaxWithLoss DataParallel Sequential Transformer "
        "TransformerDecoder TransformerDecoderLayer TransformerEncoder "
        "TransformerEncoderLayer"
    )
    assert named(modules, NOTHING) == words(
        "Container Identity Module ModuleDict ModuleList ParameterDict ParameterList "
        "RNNBase RNNCellBase"
    )
    assert len(named(modules, *ONE)) == 136
    assert len(modules) == 162


def test_a_function_called_alone_gives_what_its_module_gives(
    modules: list[Entry],
) -> None:
    ran = [entry for entry in modules if entry.kind in (*ONE, ELSEWHERE)]
    assert {entry.difference for entry in ran} == {SAME_BITS}


def test_only_they_have_a_difference_to_show(modules: list[Entry]) -> None:
    for entry in modules:
        compared = entry.kind in (*ONE, ELSEWHERE)
        assert (entry.difference is not None) == compared, entry.name


def test_every_function_found_is_in_nn_functional(modules: list[Entry]) -> None:
    for entry in modules:
        if entry.kind in ONE:
            (function,) = entry.functions
            assert callable(getattr(F, function))
            assert (plainly(function) == plainly(entry.name)) == (entry.kind == SAME)


@pytest.mark.parametrize(
    ("module", "function"),
    [
        ("Conv2d", "conv2d"),
        ("MaxPool2d", "max_pool2d"),
        ("ReLU", "relu"),
        ("ReLU6", "relu6"),
        ("Tanh", "tanh"),
        ("Linear", "linear"),
        ("Dropout2d", "dropout2d"),
        ("BatchNorm2d", "batch_norm"),
        ("CrossEntropyLoss", "cross_entropy"),
        ("ZeroPad2d", "pad"),
        ("Upsample", "interpolate"),
        ("MultiheadAttention", "multi_head_attention_forward"),
        ("LazyLinear", "linear"),
    ],
)
def test_a_module_is_found_to_call_its_function(
    modules: list[Entry], module: str, function: str
) -> None:
    assert functions(modules)[module] == (function,)


def test_the_recurrent_functions_are_there_but_undocumented(
    modules: list[Entry],
) -> None:
    found = functions(modules)
    for module, function in RECURRENT.items():
        assert found[module] == (function,)
        name = function.removeprefix("torch.")
        assert getattr(torch, name).__doc__ is None
        assert not hasattr(F, name)


@pytest.mark.parametrize(("module", "weights"), [("LSTM", 4), ("GRU", 4), ("RNN", 4)])
def test_recurrent_functions_want_their_weights_in_one_list(
    module: str, weights: int
) -> None:
    with torch.random.fork_rng(devices=()), torch.device("cpu"):
        built, inputs, _ = torch_modules.build(module)
        *_, last = torch_modules.record(built, inputs)[1]
    (flat,) = [value for value in last.args if isinstance(value, list)]
    assert len(flat) == weights == len(list(built.parameters()))


def test_one_module_says_itself_that_it_is_deprecated(modules: list[Entry]) -> None:
    assert [entry.name for entry in modules if entry.deprecated] == ["NLLLoss2d"]


def test_looking_leaves_everything_as_it_was(modules: list[Entry]) -> None:
    assert modules
    state = torch.get_rng_state()
    relu, called, ops_relu = F.relu, nn.Module.__call__, keras.src.ops.relu
    assert torch_modules.entry("ReLU").kind == SAME
    keras_layers.entries("ReLU")
    assert F.relu is relu
    assert nn.Module.__call__ is called
    assert keras.src.ops.relu is ops_relu
    assert torch.equal(torch.get_rng_state(), state)


def test_a_module_that_does_more_than_its_function_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Shifted(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return F.relu(x) + 1

    class Prepared(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return F.relu(x * 2)

    known = torch_modules.modules()
    monkeypatch.setattr(
        torch_modules,
        "modules",
        lambda: {**known, "Shifted": Shifted, "Prepared": Prepared},
    )
    assert torch_modules.entry("Shifted").kind == SEVERAL
    assert torch_modules.entry("Prepared").kind == SEVERAL


def test_a_difference_is_seen_and_nan_is_one() -> None:
    one = torch.zeros(3)
    assert torch_modules.distance(one, one + 0.5) == pytest.approx(0.5)
    assert torch_modules.distance(one, one[:2]) == float("inf")
    assert torch_modules.distance(one, one * float("nan")) == float("inf")
    assert torch_modules.distance((one, [one]), (one, [one])) == 0


def test_a_recorder_keeps_outermost_calls_only() -> None:
    def inner(x: int) -> int:
        return x + 1

    def outer(x: int) -> int:
        return int(space.inner(x)) * 2

    space = SimpleNamespace(inner=inner, outer=outer)
    recorder = Recorder()
    with recorder.watching("space", space, {"inner": inner, "outer": outer}):
        assert space.outer(1) == 4
        assert space.inner(1) == 2
    assert [(s.name, s.args, s.result) for s in recorder.steps] == [
        ("outer", (1,), 4),
        ("inner", (1,), 2),
    ]
    assert space.inner is inner


# 2017


def test_the_exceptions_of_2017(modules: list[Entry]) -> None:
    assert sorted(documented_2017.without_function(modules)) == words(
        "Module Sequential ModuleList ParameterList DataParallel "
        "RNN LSTM GRU RNNCell LSTMCell GRUCell "
        "Bilinear Embedding EmbeddingBag FractionalMaxPool2d "
        "InstanceNorm1d InstanceNorm2d InstanceNorm3d"
    )
    assert len(documented_2017.MODULES.split()) == 96


def test_what_was_documented_in_2017_is_still_there(modules: list[Entry]) -> None:
    assert set(documented_2017.MODULES.split()) <= set(functions(modules))
    for name in documented_2017.FUNCTIONS.split():
        assert callable(getattr(F, name)), name


# Keras


def test_every_layer_of_keras_is_there_once(layers: keras_layers.Catalogue) -> None:
    offered = {
        value
        for value in vars(keras.layers).values()
        if isinstance(value, type) and issubclass(value, keras.layers.Layer)
    }
    assert set(keras_layers.all_layers().values()) == offered
    assert len(layers.ops) == len(layers.nn) == len(offered) == 143


def test_the_layers_that_are_one_function_of_keras_ops(
    layers: keras_layers.Catalogue,
) -> None:
    assert named(layers.ops, SAME) == words(
        "Add Concatenate ELU LayerNormalization LeakyReLU Maximum Minimum Multiply "
        "RMSNormalization ReLU Reshape Softmax Subtract"
    )
    assert len(named(layers.ops, OTHER)) == 29
    assert named(layers.ops, ELSEWHERE) == words(
        "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D"
    )
    assert {functions(layers.ops)[name] for name in named(layers.ops, ELSEWHERE)} == {
        ("keras.random.dropout",)
    }


def test_convolutions_and_dense_need_another_function_for_the_bias(
    layers: keras_layers.Catalogue,
) -> None:
    assert named(layers.ops, BIAS) == words(
        "Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose Dense "
        "DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D"
    )


def test_the_layers_without_a_function_of_keras_ops(
    layers: keras_layers.Catalogue,
) -> None:
    assert named(layers.ops, SEVERAL) == words(
        "AdditiveAttention AlphaDropout Attention Average BatchNormalization Dot "
        "GRUCell GaussianDropout GaussianNoise GroupNormalization LSTMCell Masking "
        "PReLU RepeatVector SimpleRNNCell UpSampling2D UpSampling3D"
    )
    assert named(layers.ops, NONE) == ["Cropping1D", "Cropping2D", "Cropping3D"]
    assert named(layers.ops, MODULES) == words(
        "Bidirectional ConvLSTM1D ConvLSTM2D ConvLSTM3D GRU GroupQueryAttention LSTM "
        "MultiHeadAttention RNN SimpleRNN SpectralNormalization StackedRNNCells "
        "TimeDistributed"
    )
    assert named(layers.ops, NOTHING) == words(
        "ActivityRegularization Identity InputLayer Lambda Layer Wrapper"
    )
    assert len(named(layers.ops, NOT_RUN)) == 47


def test_the_layers_that_are_one_function_of_tf_nn(
    layers: keras_layers.Catalogue,
) -> None:
    assert named(layers.nn, SAME) == words("ELU LeakyReLU ReLU Softmax")
    assert named(layers.nn, OTHER) == words(
        "Activation AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D "
        "MaxPooling2D MaxPooling3D"
    )
    assert named(layers.nn, BIAS) == words(
        "Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose "
        "DepthwiseConv2D SeparableConv2D"
    )
    assert len(named(layers.nn, PART)) == 18
    assert len(named(layers.nn, NONE)) == 40


def test_tf_nn_has_a_dropout_that_keras_does_not_call(
    layers: keras_layers.Catalogue,
) -> None:
    assert callable(tf.nn.dropout)
    assert "Dropout" in named(layers.nn, NONE)


def test_a_layer_that_does_more_than_its_function_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Shifted(keras.layers.Layer):  # type: ignore[misc]
        def call(self, inputs: object) -> object:
            return keras.src.ops.relu(inputs) + 1

    Shifted.__module__ = "keras.src.layers.shifted"
    known = keras_layers.all_layers()
    monkeypatch.setattr(keras_layers, "all_layers", lambda: {**known, "S": Shifted})
    assert [entry.kind for entry in keras_layers.entries("S")] == [SEVERAL, PART]


def test_a_function_of_keras_called_alone_gives_what_its_layer_gives(
    layers: keras_layers.Catalogue,
) -> None:
    for found in layers:
        ran = [e for e in found if e.kind in (*ONE, BIAS, ELSEWHERE)]
        assert {entry.difference for entry in ran} == {SAME_BITS}


def test_every_function_of_keras_found_is_public(
    layers: keras_layers.Catalogue,
) -> None:
    for found, home in zip(layers, (keras.ops, tf.nn), strict=True):
        for entry in found:
            if entry.kind in (*ONE, BIAS):
                assert callable(getattr(home, entry.functions[0]))


def test_what_is_not_run_prepares_data_or_wraps_another_library(
    layers: keras_layers.Catalogue,
) -> None:
    places = {
        keras_layers.all_layers()[name].__module__
        for name in named(layers.ops, NOT_RUN)
    }
    rest = {place for place in places if ".preprocessing." not in place}
    assert rest == {
        "keras.src.export.tfsm_layer",
        "keras.src.utils.jax_layer",
        "keras.src.utils.torch_utils",
    }


def test_dense_written_out_is_a_product_and_a_sum() -> None:
    dense = keras.layers.Dense(3, bias_initializer="ones")
    x = np.arange(8, dtype=np.float32).reshape(2, 4)
    output = dense(x)
    product = keras.ops.matmul(x, dense.kernel)
    assert np.array_equal(output, keras.ops.add(product, dense.bias))


# Tables


def test_the_counts_add_up(
    modules: list[Entry], layers: keras_layers.Catalogue
) -> None:
    rows = tables.counts({"a": modules, "b": layers.ops, "c": layers.nn}).rows
    *kinds, total = rows
    for column in (1, 2, 3):
        assert sum(row[column] or 0 for row in kinds) == total[column]  # type: ignore[misc]
    assert total == ("all", 162, 143, 143)


def test_the_table_of_exceptions_names_every_exception(modules: list[Entry]) -> None:
    text = str(tables.exceptions(modules))
    for entry in modules:
        assert (f"`{entry.name}`" in text) or entry.kind in ONE


def test_the_full_table_has_a_row_a_module(modules: list[Entry]) -> None:
    rows = tables.everything(modules, "Module").rows
    assert [row[0] for row in rows] == [entry.name for entry in modules]


def test_names_stand_one_after_another_under_their_heading() -> None:
    table = tables.names("Lost", ["LSTM", "GRU"])
    assert str(table).splitlines() == ["| Lost |", "| --- |", "| `LSTM`, `GRU` |"]
