"""One model in every way that it can be compiled."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from spotdiff.deployment.exports.form import Predict
from spotdiff.deployment.models import Trained
from spotdiff.measure import Timing
from spotdiff.pytorch_1_0.native.programs import Native
from spotdiff.pytorch_1_0.ways import ways
from spotdiff.pytorch_1_0.ways.ways import TOLERANCE, WAYS, Ready

NAMES = [ways.key(way) for way in WAYS]


@pytest.fixture(scope="module")
def ready(model: Trained, native: Native) -> list[Ready]:
    return ways.prepare_all(model, native)


def test_every_way_is_there_and_the_compiled_package_among_pytorchs(
    ready: list[Ready],
) -> None:
    names = [ways.key(one.way) for one in ready]
    assert [name for name in names if name != "PyTorch, AOTInductor"] == NAMES
    assert names.index("PyTorch, AOTInductor") == 4


def test_every_way_answers_as_the_model_does(ready: list[Ready]) -> None:
    assert all(one.difference <= TOLERANCE for one in ready)


def test_what_writes_a_file_tells_its_size(ready: list[Ready]) -> None:
    assert all((one.size is not None) == bool(one.way.file) for one in ready)
    # The network has 21 840 numbers of four bytes.
    assert all(one.size > 87_360 for one in ready if one.size is not None)


def test_a_trace_is_ready_before_a_compiler_is(ready: list[Ready]) -> None:
    seconds = {ways.key(one.way): one.seconds for one in ready}
    assert seconds["TensorFlow, `tf.function`"] < seconds["PyTorch, `torch.compile`"]


def test_the_table_sets_times_and_sizes_beside_each_other(
    ready: list[Ready],
) -> None:
    timed = {ways.key(one.way): Timing(np.array([1e-4])) for one in ready}
    rows = ways.table(ready, timed).rows
    assert [row[3] for row in rows] == ["100 µs"] * len(ready)
    assert {row[4] for row in rows if row[1] in ("eager", "XLA")} == {None}


def test_a_way_that_answers_otherwise_is_noticed(
    model: Trained, tmp_path: Path
) -> None:
    def off_by_one(network: object, path: Path) -> Predict:
        predict = ways.eager_torch(network, path)
        return lambda pixels: predict(pixels) + 1

    odd = replace(WAYS[0], prepare=off_by_one)
    assert ways.prepare(odd, model, tmp_path).difference == pytest.approx(1)
