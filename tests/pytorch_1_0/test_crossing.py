"""ONNX: from either framework, into the other, and into none."""

from pathlib import Path

import numpy as np
import pytest

from spotdiff.deployment.exports import keras_forms, torch_forms
from spotdiff.deployment.models import Trained
from spotdiff.pytorch_1_0.crossing import alone, outcomes
from spotdiff.pytorch_1_0.crossing.outcomes import TOLERANCE, Crossing
from spotdiff.pytorch_1_0.crossing.weights import weights


@pytest.fixture(scope="module")
def crossed(model: Trained) -> tuple[list[Crossing], int]:
    return outcomes.crossings(model)


def test_a_model_answers_alike_wherever_it_is_asked(
    crossed: tuple[list[Crossing], int], model: Trained
) -> None:
    found, _ = crossed
    assert [(one.trained, one.asked) for one in found] == [
        ("PyTorch", "ONNX Runtime"),
        ("TensorFlow", "ONNX Runtime"),
        ("PyTorch", "TensorFlow"),
        ("TensorFlow", "PyTorch"),
    ]
    assert all(one.difference <= TOLERANCE for one in found)
    assert all(one.agree == len(model.images) for one in found)


def test_no_framework_is_loaded_beside_onnx_runtime(
    crossed: tuple[list[Crossing], int],
) -> None:
    found, memory = crossed
    assert [one.loaded for one in found[:2]] == ["none", "none"]
    assert 0 < memory < 1e9


@pytest.mark.parametrize("name", alone.FRAMEWORKS)
def test_a_framework_is_really_out_of_reach_there(name: str) -> None:
    with pytest.raises(ModuleNotFoundError, match="not to be had"):
        alone.Without().find_spec(f"{name}.nn", None)
    assert alone.Without().find_spec("onnxruntime", None) is None


def test_the_weights_come_out_of_pytorchs_file_to_the_bit(
    model: Trained, tmp_path: Path
) -> None:
    torch_forms.save_onnx(model.torch, tmp_path / "torch.onnx")
    found = weights(tmp_path / "torch.onnx")
    assert found.keys() == model.torch_weights.keys()
    for name, wanted in model.torch_weights.items():
        np.testing.assert_array_equal(found[name], wanted)


def test_the_weights_come_out_of_kerass_file_to_the_bit(
    model: Trained, tmp_path: Path
) -> None:
    keras_forms.save_onnx(model.keras, tmp_path / "keras.onnx")
    found = weights(tmp_path / "keras.onnx")
    for name, wanted in model.keras_weights.items():
        np.testing.assert_array_equal(found[name], wanted)
