"""Every way to several devices comes to what one process does, and what it takes."""

from collections import Counter
from typing import Any
from unittest.mock import MagicMock

import pytest
import torch

from spotdiff.data_parallelism import devices, launch, problem
from spotdiff.data_parallelism.placement import places, torch_side
from spotdiff.data_parallelism.ways import effort, tensorflow1_placed, torch_refusals
from spotdiff.data_parallelism.ways.runs import Runs, Teams


def everything() -> dict[str, Any]:
    """Run it as the page does, where a CPU may still be divided."""
    lesson = problem.lesson(devices=devices.several(2))
    teams = Teams(lesson)
    table = places.table(lesson, list(lesson.devices))
    counted = [tensorflow1_placed.products(lesson, asked) for asked in (True, False)]
    return {"runs": teams.results(), "places": table.rows, "products": counted}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    answers: dict[str, Any] = launch.run("TensorFlow", 1, everything)[0]
    return answers


@pytest.fixture(scope="module")
def runs(found: dict[str, Any]) -> Runs:
    every: Runs = found["runs"]
    return every


@pytest.mark.parametrize("way", effort.WAYS)
def test_it_learns_what_one_process_learns(runs: Runs, way: str) -> None:
    assert runs.apart[way] < problem.TOLERANCE


def test_no_way_is_forgotten(runs: Runs) -> None:
    assert set(runs.apart) == set(effort.WAYS)


def test_each_worker_sees_half_of_every_batch(runs: Runs) -> None:
    assert len(runs.images) == 4
    assert all(set(seen) == {problem.BATCH // 2} for seen in runs.images)


def test_two_devices_are_used(runs: Runs) -> None:
    for way in ("tensorflow_mirrored", "keras_mirrored"):
        assert runs.ran_on[way] == "CPU:0 and CPU:1"


def test_pytorch_has_one_cpu(runs: Runs) -> None:
    assert runs.ran_on["torch_by_hand"] == "one device, in parts"


def test_keras_distribution_counts_devices_and_uses_one(runs: Runs) -> None:
    assert runs.ran_on["keras_distribution"] == "one device"


def test_each_worker_holds_a_part_of_every_weight(runs: Runs) -> None:
    first, second = runs.shards
    weights = problem.initial_weights()
    for name, array in weights.items():
        assert first[name][0] + second[name][0] == array.shape[0]


def test_keras_3_does_not_fit_on_several_workers(runs: Runs) -> None:
    assert set(runs.refused) == {"keras_workers"}
    assert "PerReplica" in runs.refused["keras_workers"]


def test_slopes_are_computed_on_both_devices_only_if_asked(
    found: dict[str, Any],
) -> None:
    asked, unasked = found["products"]
    both = {"CPU:0", "CPU:1"}
    assert set(asked.forward) == set(asked.backward) == set(unasked.forward) == both
    assert len(unasked.backward) == 1
    assert isinstance(asked.forward, Counter)


def test_both_say_where_everything_lies(found: dict[str, Any]) -> None:
    rows = {name: row for name, *row in found["places"]}
    for name, (first, _, in_a_graph) in rows.items():
        number = "1" if "second" in name or name == "scores" else "0"
        assert first.endswith(number)
        assert in_a_graph.endswith(number)


def test_the_wrapper_s_pieces_want_gpus() -> None:
    said = torch_refusals.answers()
    assert set(said) == set(torch_refusals.DOES)
    assert said["scatter"] != "runs"


def test_the_wrapper_is_three_lines_and_make_parallel_many_more() -> None:
    new = {name: way.change.new for name, way in effort.WAYS.items()}
    assert new["torch_data_parallel"] == 3
    assert min(new["tensorflow1_parallel"], new["torch_by_hand"]) > 10
    assert new["keras_mirrored"] < new["torch_ddp"]


@pytest.mark.parametrize(
    ("device", "there", "names"),
    [
        ("cpu", 2, ["/cpu:0", "/cpu:1"]),
        ("cuda", 1, ["/cpu:0", "/cpu:1"]),
        ("cuda", 2, ["/gpu:0", "/gpu:1"]),
    ],
)
def test_tensorflow_has_gpus_where_there_are_enough_and_else_a_divided_cpu(
    monkeypatch: pytest.MonkeyPatch, device: str, there: int, names: list[str]
) -> None:
    tensorflow = MagicMock()
    known = {"GPU": ["gpu"] * there, "CPU": ["cpu"]}
    tensorflow.config.list_physical_devices.side_effect = known.get
    monkeypatch.setattr(devices, "tf", tensorflow)
    monkeypatch.setenv("SPOTDIFF_DEVICE", device)
    assert devices.several(2) == names
    divided = tensorflow.config.set_logical_device_configuration.called
    assert divided == names[0].startswith("/cpu")


def test_pytorchs_layers_are_placed_on_two_gpus_where_there_are_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step = MagicMock(return_value={})
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch_side, "step", step)
    assert places.in_torch(problem.lesson()) == {}
    assert step.call_args.args[-1] == ["cuda:0", "cuda:1"]
