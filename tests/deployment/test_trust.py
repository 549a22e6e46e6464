"""Files that run code: what opens the door to it, and that ours is shut."""

import inspect
from pathlib import Path
from types import ModuleType

import keras
import pytest
import torch

from spotdiff.deployment.trust import keras_trap, problem, torch_trap, tried

FILES = {torch_trap: "weights.pt", keras_trap: "model.keras"}
both = pytest.mark.parametrize("trap", FILES, ids=FILES.values())


@both
def test_the_files_code_runs_where_the_door_is_open(
    trap: ModuleType, tmp_path: Path
) -> None:
    trap.set_trap(tmp_path / FILES[trap])
    assert trap.read(tmp_path / FILES[trap], safely=False) == "the file's code ran"


@both
def test_where_the_door_is_shut_it_is_refused_and_nothing_ran(
    trap: ModuleType, tmp_path: Path
) -> None:
    trap.set_trap(tmp_path / FILES[trap])
    assert trap.read(tmp_path / FILES[trap], safely=True) == problem.REFUSED
    assert problem.ran == [problem.REFUSED]


def test_the_door_is_shut_unless_one_says_otherwise(tmp_path: Path) -> None:
    # `torch.load` has no fixed default: None means True unless a variable says else.
    torch_trap.set_trap(tmp_path / "weights.pt")
    with pytest.raises(Exception, match="Weights only load failed"):
        torch.load(tmp_path / "weights.pt")
    parameters = inspect.signature(keras.saving.load_model).parameters
    assert parameters["safe_mode"].default is True


def test_plain_weights_pass_the_shut_door(tmp_path: Path) -> None:
    torch.save({"fc1.weight": torch.ones(3)}, tmp_path / "weights.pt")
    found = torch.load(tmp_path / "weights.pt", weights_only=True)
    assert torch.equal(found["fc1.weight"], torch.ones(3))
    assert torch_trap.read(tmp_path / "weights.pt", safely=True) == ""


def test_the_page_shows_each_trap_sprung_and_defused(tmp_path: Path) -> None:
    assert [what for _, what in tried.outcomes(tmp_path)] == [
        "the file's code ran",
        problem.REFUSED,
        "the file's code ran",
        problem.REFUSED,
        "the model wrote a file",
    ]
