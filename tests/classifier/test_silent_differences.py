"""Every row differs as claimed, for the reason NumPy gives, and has a cure."""

import math
import re
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from scipy import stats
from torch import nn

from spotdiff import data
from spotdiff.classifier import oracle, problem
from spotdiff.classifier.carrying.torch_side import take
from spotdiff.classifier.silent_differences import comparison, port, source, tables
from spotdiff.classifier.silent_differences.comparison import SIDES, Group, Outcome
from spotdiff.classifier.silent_differences.groups import GROUPS
from spotdiff.classifier.silent_differences.modes import problem as modes
from spotdiff.classifier.silent_differences.normalisation import (
    problem as normalisation,
)
from spotdiff.classifier.silent_differences.resizing.problem import PIXELS
from spotdiff.classifier.silent_differences.rows import Row, single
from spotdiff.measure import largest_difference

PAGE = (
    Path(__file__).parents[2]
    / "book"
    / "framework-or-library"
    / "silent-differences.md"
)
# A difference counts where it is this many times what a row tolerates.
CLEARLY = 5
ALIKE = GROUPS["alike"]

CASES = [
    pytest.param(group, row, id=f"{name}-{row.name}")
    for name, group in GROUPS.items()
    for row in group.rows
]
DIFFERENT = [case for case in CASES if case.values[0] is not ALIKE]
every_row = pytest.mark.parametrize(("group", "row"), CASES)
every_difference = pytest.mark.parametrize(("group", "row"), DIFFERENT)
every_suspect = pytest.mark.parametrize("row", ALIKE.rows, ids=lambda row: row.name)


def agrees(outcome: Outcome, expected: object, tolerance: float) -> bool:
    if isinstance(outcome.value, str) or isinstance(expected, str):
        return bool(outcome.value == expected)
    wanted = np.asarray(expected, np.float64).ravel()
    found = largest_difference(outcome.value.ravel(), wanted)
    return found.absolute <= tolerance


@every_row
def test_each_side_gives_what_numpy_says(group: Group, row: Row) -> None:
    for side in SIDES:
        outcome = comparison.run(group, row, side, cured=False)
        assert agrees(outcome, row.expected(side), row.tolerance), (side, outcome)


@every_difference
def test_each_side_gives_what_numpy_says_when_cured(group: Group, row: Row) -> None:
    expected = comparison.expected_cured(group, row)
    for side in SIDES:
        outcome = comparison.run(group, row, side, cured=True)
        assert agrees(outcome, expected, row.tolerance), (side, outcome)


@every_difference
def test_the_difference_is_there_and_the_cure_removes_it(
    group: Group, row: Row
) -> None:
    found = comparison.compare(group, row)
    if found.apart is not None:
        assert found.apart > CLEARLY * row.tolerance
    else:
        one, other = (found.written[side].value for side in SIDES)
        refused = isinstance(one, str) != isinstance(other, str)
        assert refused or np.shape(one) != np.shape(other)
    assert found.apart_when_cured is not None
    assert found.apart_when_cured <= row.tolerance


@every_suspect
def test_a_suspect_is_innocent(row: Row) -> None:
    assert ALIKE.cured_sides(row) == []
    apart = comparison.compare(ALIKE, row).apart
    assert apart is not None
    assert apart <= row.tolerance


def test_only_these_lines_warn() -> None:
    warned = {
        (side, row.name)
        for group in GROUPS.values()
        for row in group.rows
        for side in SIDES
        if comparison.run(group, row, side, cured=False).warned
    }
    assert warned == {("PyTorch", "divergence"), ("PyTorch", "column")}


@every_difference
def test_no_cure_is_noisy(group: Group, row: Row) -> None:
    found = comparison.compare(group, row)
    assert not any(outcome.warned for outcome in found.cured.values())


@pytest.mark.parametrize("name", GROUPS)
def test_every_function_of_a_pair_is_a_row(name: str) -> None:
    group = GROUPS[name]
    for module in group.sides.values():
        own = [
            key
            for key, value in vars(module).items()
            if getattr(value, "__module__", "") == module.__name__
        ]
        assert own == [row.name for row in group.rows]


def test_every_row_has_a_place_of_its_own() -> None:
    anchors = [row.anchor for group in GROUPS.values() for row in group.rows]
    assert len(set(anchors)) == len(anchors) >= 40


def test_the_page_shows_every_group_and_links_to_rows_that_exist() -> None:
    text = PAGE.read_text("utf-8")
    assert re.findall(r'tables\.table\("(\w+)"\)', text) == list(GROUPS)
    assert re.findall(r"\{pair\} classifier/silent_differences/(\w+)", text) == list(
        GROUPS
    )
    anchors = {row.anchor for group in GROUPS.values() for row in group.rows}
    linked = set(re.findall(r"\]\(#([\w-]+)\)", text))
    assert linked
    assert linked <= anchors


# What a line comes down to ------------------------------------------------------


def choosing(x: float, cured: bool) -> float:
    """Choose in every way that a pair does."""
    x = abs(x) if cured else x
    if cured:
        return max(x, 2.0)
    y = sorted([x], reverse=cured)
    return y[0] if cured else y[-1]


def test_a_line_is_shown_as_it_is_written_without_its_cure() -> None:
    assert source.lines_of(choosing, cured=False) == ["y = sorted([x])", "y[-1]"]


def test_a_cured_line_is_shown_without_what_it_replaces() -> None:
    assert source.lines_of(choosing, cured=True) == ["x = abs(x)", "max(x, 2.0)"]


def named_first(x: float, cured: bool) -> float:
    """Name what is returned."""
    y = sum([x], start=1.0)
    return max(y, 0.0) if cured else y


def test_a_name_returned_at_once_is_left_out() -> None:
    assert source.lines_of(named_first, cured=False) == ["sum([x], start=1.0)"]
    assert source.lines_of(named_first, cured=True)[-1] == "max(y, 0.0)"


def repeated(x: float, cured: bool) -> float:
    """Switch an argument on, in a block."""
    for _ in range(2):
        x = sorted([x, 1.0], reverse=cured)[0]
    return x


def test_an_argument_that_is_the_switch_appears_when_it_is_on() -> None:
    written, *_ = source.lines_of(repeated, cured=False)
    cured, *_ = source.lines_of(repeated, cured=True)
    assert "reverse" not in written
    assert "reverse=True" in cured
    assert written.startswith("for _ in range(2): x = sorted(")


def test_it_is_known_which_side_gives_way() -> None:
    assert source.has_cure(choosing)
    assert not source.has_cure(test_it_is_known_which_side_gives_way)


# The table ----------------------------------------------------------------------


def test_a_table_shows_lines_results_and_cures() -> None:
    text = str(tables.table("arrays"))
    assert "[**Standard deviation**]{#deviation}: apart by 0.285" in text
    assert "| PyTorch | `torch.std(x)`<br>→ 3.27 |" in text
    assert "| TensorFlow | `tf.math.reduce_std(x)`<br>→ 2.99 |" in text
    assert "| PyTorch, cured | `torch.std(x, correction=0)`<br>→ 2.99, apart by" in text
    assert "Split by 2: the first piece**]{#pieces}: of other sizes" in text


def test_a_table_names_refusals_and_warnings() -> None:
    text = str(tables.table("labels"))
    assert "Labels in int32**]{#narrow}: one refuses" in text
    assert "→ RuntimeError" in text
    assert text.count("(warns)") == 1


def test_long_results_are_cut() -> None:
    assert tables.shown(Outcome(np.arange(9.0))) == "→ 0, 1.00, 2.00, 3.00, …"
    assert tables.size(None) == "–"


def test_inputs_are_copied_so_that_no_side_writes_to_the_others() -> None:
    row = Row("x", "", (single(1), 2), torch=0, tensorflow=0, layout=(single(3), 2))
    row.fed("PyTorch")[0][0] = 9
    assert row.fed("PyTorch")[0] == [1]
    assert row.fed("TensorFlow")[0] == [3]


# What the prose adds ------------------------------------------------------------


def test_pytorch_draws_uniformly_and_embeddings_normally() -> None:
    layer = nn.Linear(300, 100)
    bound = 1 / math.sqrt(300)
    for drawn in (layer.weight, layer.bias, nn.Conv2d(12, 50, 5).weight):
        numbers = drawn.detach().numpy().ravel()
        assert stats.kstest(numbers, "uniform", (-bound, 2 * bound)).pvalue > 0.001
    vectors = nn.Embedding(300, 100).weight.detach().numpy().ravel()
    assert stats.kstest(vectors, "norm").pvalue > 0.001


def test_keras_draws_uniformly_by_another_bound() -> None:
    layer, bound = keras.layers.Dense(100), math.sqrt(6 / 400)
    layer.build((None, 300))
    drawn = layer.kernel.numpy().ravel()
    assert stats.kstest(drawn, "uniform", (-bound, 2 * bound)).pvalue > 0.001
    table = keras.layers.Embedding(300, 100)
    table.build()
    vectors = table.embeddings.numpy().ravel()
    assert stats.kstest(vectors, "uniform", (-0.05, 0.1)).pvalue > 0.001


def test_both_start_convolution_biases_as_dense_ones() -> None:
    bound = 1 / math.sqrt(12 * 25)
    biases = nn.Conv2d(12, 3000, 5).bias
    assert biases is not None
    drawn = biases.detach().numpy()
    assert stats.kstest(drawn, "uniform", (-bound, 2 * bound)).pvalue > 0.001
    layer = keras.layers.Conv2D(10, 5)
    layer.build((None, None, None, 12))
    assert not layer.bias.numpy().any()


def test_of_the_two_biases_of_an_lstm_only_the_sum_counts() -> None:
    layer, x = nn.LSTM(1, 3), torch.ones(4, 1)
    before = layer(x)[0]
    weights = layer.state_dict()
    weights["bias_ih_l0"] += 0.5
    weights["bias_hh_l0"] -= 0.5
    torch.testing.assert_close(layer(x)[0], before)


def test_the_recurrent_kernel_of_keras_keeps_the_length_of_a_vector() -> None:
    cell = keras.layers.LSTMCell(16)
    cell.build((None, 1))
    stretches = np.linalg.svd(cell.recurrent_kernel.numpy(), compute_uv=False)
    assert stretches == pytest.approx(np.ones(16), abs=1e-5)


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_keras_casts_floats_and_pytorch_refuses_them(dtype: str) -> None:
    x = np.ones((1, 2), dtype)
    assert keras.layers.Dense(1)(x).dtype == tf.float32
    with pytest.raises(RuntimeError, match="dtype"):
        nn.Linear(2, 1)(torch.as_tensor(x))


def test_pytorchs_own_same_refuses_strides() -> None:
    with pytest.raises(ValueError, match="strided"):
        nn.Conv2d(1, 1, 3, stride=2, padding="same")


def test_enlarging_linearly_is_the_same_in_both() -> None:
    rows = torch.as_tensor(PIXELS)[None, None, None]
    in_torch = nn.functional.interpolate(rows, (1, 7), mode="bilinear")
    in_tensorflow = tf.image.resize(PIXELS[None, None, :, None], (1, 7))
    found = largest_difference(in_torch.ravel(), in_tensorflow.numpy().ravel())
    assert found.absolute <= 1e-5


def test_the_epsilon_matters_only_where_values_hardly_vary() -> None:
    wide, close = (
        np.abs(
            normalisation.normalised(batch, 1e-5)
            - normalisation.normalised(batch, 1e-3)
        ).max()
        for batch in (normalisation.BATCH, normalisation.CLOSE)
    )
    assert close > 0.5
    assert wide < 1e-3


def test_a_variance_carried_over_is_used_the_same_way() -> None:
    x, mean, variance = single([3.0]), single(1), single(4)
    in_torch = nn.BatchNorm1d(1, eps=1e-3).eval()
    in_torch.load_state_dict(
        in_torch.state_dict()
        | {"running_mean": torch.as_tensor(mean), "running_var": torch.tensor(variance)}
    )
    in_keras = keras.layers.BatchNormalization()
    in_keras.build((None, 1))
    in_keras.set_weights([single(1), single(0), mean, variance])
    expected = (3 - 1) / math.sqrt(4 + 1e-3)
    assert in_torch(torch.as_tensor(x)).item() == pytest.approx(expected, rel=1e-6)
    assert in_keras(x).numpy().item() == pytest.approx(expected, rel=1e-6)


def test_a_share_of_maps_tells_whole_channels_from_parts() -> None:
    whole = np.ones((1, 2, 2, 2), np.float32)
    assert modes.share_of_whole_maps(whole) == 1
    whole[0, 0, 0, 0] = 0
    assert modes.share_of_whole_maps(whole) == 0.5


# The port -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def digits() -> data.Digits:
    return data.small_digits()


@pytest.fixture(scope="module")
def model(digits: data.Digits) -> nn.Sequential:
    return port.trained(digits)


@pytest.fixture(scope="module")
def shares(model: nn.Sequential, digits: data.Digits) -> dict[str, float]:
    return port.accuracies(model, digits)


def test_with_every_axis_in_place_keras_reads_as_pytorch_does(
    shares: dict[str, float],
) -> None:
    assert shares[port.AS_TRAINED] > 0.9
    assert shares[port.WITH_CARE] == shares[port.AS_TRAINED]


def test_numpy_reads_as_they_do(
    model: nn.Sequential, digits: data.Digits, shares: dict[str, float]
) -> None:
    weights = take(model, problem.SMALL.shapes)
    images = problem.standardise(digits.test_images)
    read = oracle.logits(weights, images).argmax(1)
    assert np.mean(read == digits.test_labels) == shares[port.AS_TRAINED]


def test_the_wrong_order_is_as_good_as_guessing(shares: dict[str, float]) -> None:
    assert shares[port.FLATTENED] < 0.25


def test_swapped_axes_are_not_much_better(shares: dict[str, float]) -> None:
    assert shares[port.SWAPPED] < 0.5


def test_without_eval_some_digits_are_misread(shares: dict[str, float]) -> None:
    assert 0.5 < shares[port.FORGOTTEN] < shares[port.AS_TRAINED] - 0.02


def test_without_eval_the_errors_change_every_time(
    model: nn.Sequential, digits: data.Digits
) -> None:
    images = problem.standardise(digits.test_images)
    first, second = (port.in_torch(model.train(), images) for _ in range(2))
    assert (first != second).any()
    first, second = (port.in_torch(model.eval(), images) for _ in range(2))
    assert (first == second).all()


def test_every_port_has_weights_of_the_right_shapes(model: nn.Sequential) -> None:
    weights = take(model, problem.SMALL.shapes)
    shapes = [
        {name: array.shape for name, array in carry(weights).items()}
        for carry in port.PORTS.values()
    ]
    assert shapes[0] == shapes[1] == shapes[2]


def test_the_picture_tells_its_numbers(shares: dict[str, float]) -> None:
    drawn = port.picture(shares)
    assert f"{shares[port.AS_TRAINED]:.0%}" in drawn.alt
    assert drawn.table.count("\n") == 1 + len(shares)
