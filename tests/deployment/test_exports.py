"""Every form in which a model is written down answers as the model that was trained."""

import copy
import json
import logging
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from spotdiff.classifier.problem import Array
from spotdiff.deployment import torch_model
from spotdiff.deployment.exports import (
    elsewhere,
    isolated,
    onnx_loading,
    table,
    torch_forms,
)
from spotdiff.deployment.exports.form import size
from spotdiff.deployment.exports.quiet import without_reports
from spotdiff.deployment.exports.table import FROM_EXACT, TOLERANCE, Export
from spotdiff.deployment.models import Trained
from spotdiff.measure import largest_difference

FILES = [form.file for form in table.FORMS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def made(models: Trained, folder: Path, compiled: Path) -> dict[str, Export]:
    """Make all forms; what was compiled for all tests is not compiled again."""

    def take(_: Any, path: Path) -> None:
        shutil.copy(compiled, path)

    forms = [
        replace(form, make=take) if form.file == table.COMPILED else form
        for form in table.FORMS
    ]
    return table.export(models, folder, forms)


@pytest.fixture(scope="module")
def outcomes(
    made: dict[str, Export], models: Trained, folder: Path
) -> list[elsewhere.Outcome]:
    return elsewhere.ask(made, folder, models.images, table.as_trained(models))


def test_the_forms_are_all_that_the_page_promises() -> None:
    assert [(form.name, form.framework) for form in table.FORMS] == [
        ("`state_dict`", "PyTorch"),
        ("`torch.export`", "PyTorch"),
        ("AOTInductor package", "PyTorch"),
        ("TorchScript (deprecated)", "PyTorch"),
        ("ONNX", "PyTorch"),
        ("SavedModel", "TensorFlow"),
        ("Keras file", "TensorFlow"),
        ("LiteRT", "TensorFlow"),
        ("ONNX", "TensorFlow"),
    ]
    assert len(set(FILES)) == len(FILES)


@pytest.mark.parametrize("file", FILES)
def test_a_form_answers_as_the_trained_model(
    made: dict[str, Export], file: str
) -> None:
    assert made[file].difference <= TOLERANCE
    assert made[file].size > 80_000  # there are 21 840 weights of four bytes
    assert min(made[file].making, made[file].loading) > 0


@pytest.mark.parametrize("file", FILES)
def test_a_form_takes_any_number_of_images(
    made: dict[str, Export], models: Trained, file: str
) -> None:
    predict = made[file].predict
    together = predict(models.images[:7])
    assert together.shape == (7, 10)
    alone = np.concatenate([predict(image[None]) for image in models.images[:7]])
    assert largest_difference(alone, together).absolute <= TOLERANCE


def test_each_program_is_as_near_to_float64_as_the_tolerance_says(
    made: dict[str, Export], models: Trained
) -> None:
    weights = {"PyTorch": models.torch_weights, "TensorFlow": models.keras_weights}
    exact = {name: in_float64(given, models.images) for name, given in weights.items()}
    for one in made.values():
        found = one.predict(models.images)
        assert found.dtype == np.float32
        gap = largest_difference(found, exact[one.form.framework]).absolute
        assert 0 < gap <= FROM_EXACT


def in_float64(weights: dict[str, Array], images: Array) -> Array:
    model = torch_model.from_weights(weights).double()
    scores: Array = torch_forms.predicting(model)(images.astype(np.float64))
    return scores


def test_the_tolerance_tells_rounded_weights_from_the_trained_ones(
    models: Trained,
) -> None:
    rounded = copy.deepcopy(models.torch).half().float()
    found = torch_forms.predicting(rounded)(models.images)
    trained = table.as_trained(models)["PyTorch"]
    assert largest_difference(found, trained).absolute > 10 * TOLERANCE


def test_only_torchscript_is_deprecated(made: dict[str, Export]) -> None:
    said = made["script.pt"].said
    assert said
    assert all("is deprecated. Please switch to `torch." in message for message in said)
    assert all(not one.said for file, one in made.items() if file != "script.pt")


def test_a_state_dict_is_weights_and_nothing_else(
    made: dict[str, Export], folder: Path
) -> None:
    found = torch.load(folder / "weights.pt", weights_only=True)
    assert all(type(value) is torch.Tensor for value in found.values())
    assert sum(value.numel() for value in found.values()) == 21_840


def test_a_compiled_package_says_for_which_processor(compiled: Path) -> None:
    import platform

    machine, features = table.compiled_for(compiled).split(", ", 1)
    assert machine == platform.machine()
    assert features


def test_without_a_compiler_the_other_forms_are_made_and_the_reason_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    assert [form.file for form in table.possible()] == [
        file for file in FILES if file != table.COMPILED
    ]
    said = table.compiled_in({})
    assert said == (
        "not done here (torch.compile needs a C++ compiler, and there is no "
        "no-such-compiler)"
    )


def test_with_a_compiler_all_are_made(made: dict[str, Export]) -> None:
    assert table.possible() == table.FORMS
    assert table.compiled_in(made).endswith("s")


def test_the_table_has_a_row_for_each_form(made: dict[str, Export]) -> None:
    shown = table.table(made.values())
    assert [row[0] for row in shown.rows] == [form.name for form in table.FORMS]
    assert [row[-1] for row in shown.rows] == [form.needs for form in table.FORMS]


def test_what_tensorflow_reports_is_left_out_and_what_it_warns_of_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logger = logging.getLogger("tensorflow")
    level = logger.level
    with caplog.at_level(logging.INFO), without_reports():
        logger.info("written")
        logger.warning("wrong")
    assert [record.message for record in caplog.records] == ["wrong"]
    assert logger.level == level


def test_a_folder_is_as_large_as_its_files(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a").write_bytes(b"123")
    (tmp_path / "inner" / "b").write_bytes(b"45")
    assert size(tmp_path) == 5
    assert size(tmp_path / "a") == 3


def test_every_form_is_read_where_what_it_does_not_need_cannot_be_imported(
    outcomes: list[elsewhere.Outcome],
) -> None:
    assert sorted({one.case.file for one in outcomes}) == sorted(FILES)
    assert max(one.difference for one in outcomes) <= TOLERANCE
    hidden = {(one.case.file, one.case.library): one.case.hidden for one in outcomes}
    both = {"torch", "tensorflow", "keras", "spotdiff"}
    for file in ("from_torch.onnx", "from_keras.onnx"):
        assert both <= set(hidden[file, "onnxruntime"])
    assert both <= set(hidden["model.tflite", "ai-edge-litert"])
    for file in ("exported.pt2", "compiled.pt2", "script.pt"):
        assert {"tensorflow", "keras", "spotdiff"} <= set(hidden[file, "torch"])
    assert {"torch", "keras", "spotdiff"} <= set(hidden["served", "tensorflow"])


def test_a_keras_file_runs_on_either_framework(
    outcomes: list[elsewhere.Outcome],
) -> None:
    hidden = [one.case.hidden for one in outcomes if one.case.file == "model.keras"]
    assert ["tensorflow" in names for names in hidden] == [True, False]
    assert ["torch" in names for names in hidden] == [False, True]
    assert all("spotdiff" in names for names in hidden)


def test_what_the_libraries_take_is_shown_once_each(
    outcomes: list[elsewhere.Outcome],
) -> None:
    rows = elsewhere.libraries(outcomes).rows
    names = {"torch", "tensorflow", "keras", "ai-edge-litert", "onnxruntime"}
    assert {row[0] for row in rows} == names
    assert len(rows) == len(names)
    assert all(isinstance(row[2], int) and row[2] > 0 for row in rows)
    assert len(elsewhere.table(outcomes).rows) == len(outcomes)


def ask_for(folder: Path, model: Path, source: str, hidden: list[str]) -> Path:
    """Write down a task for the program that hides modules."""
    np.save(folder / "images.npy", np.zeros((1, 28, 28), np.float32))
    task = {
        "source": source,
        "loader": "load_onnx",
        "model": str(model),
        "hidden": hidden,
        "answer": str(folder / "answer.npy"),
    }
    given = folder / "tasks.json"
    asked = {"images": str(folder / "images.npy"), "tasks": [task]}
    given.write_text(json.dumps(asked))
    return given


def test_what_a_form_needs_is_missed_where_it_is_hidden(tmp_path: Path) -> None:
    source = onnx_loading.__file__
    given = ask_for(tmp_path, tmp_path / "none", source, ["onnxruntime"])
    with pytest.raises(elsewhere.ElsewhereError, match="named 'onnxruntime'"):
        elsewhere.run(given)


def test_a_loader_that_takes_along_what_is_hidden_is_found_out(tmp_path: Path) -> None:
    source = tmp_path / "sly.py"
    source.write_text(
        "import sys, types\n"
        "def load_onnx(path):\n"
        "    sys.modules['torch'] = types.ModuleType('torch')\n"
        "    return lambda pixels: pixels\n"
    )
    given = ask_for(tmp_path, tmp_path / "model", str(source), ["torch"])
    with pytest.raises(elsewhere.ElsewhereError, match="model was read with torch"):
        elsewhere.run(given)


def test_a_process_that_does_not_answer_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "slow.py"
    source.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(elsewhere, "PATIENCE", 1)
    given = ask_for(tmp_path, tmp_path / "model", str(source), [])
    with pytest.raises(elsewhere.ElsewhereError, match="no answer within 1 s"):
        elsewhere.run(given)


def test_a_hidden_module_is_not_found_and_others_are() -> None:
    class Finder:
        path = "here"

        def find_spec(self, name: str, path: Any = None, target: Any = None) -> str:
            return f"found {name}"

    finder = isolated.Without(Finder(), {"torch"})
    assert finder.find_spec("torch") is None
    assert finder.find_spec("torch.nn") is None
    assert finder.find_spec("torchvision") == "found torchvision"
    assert finder.path == "here"
