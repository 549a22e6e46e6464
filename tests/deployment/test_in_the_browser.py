"""Both models as ONNX, in the engine that the page carries, and what it carries."""

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from spotdiff import data, node_packages
from spotdiff.deployment.in_the_browser import (
    exported,
    in_node,
    pad,
    preparing,
    shows,
)
from spotdiff.deployment.models import Trained
from spotdiff.measure import largest_difference

FRAMEWORKS = ("PyTorch", "TensorFlow")


@pytest.fixture(scope="module")
def files(models: Trained) -> dict[str, bytes]:
    return exported.both(models)


@pytest.fixture(scope="module")
def rows(models: Trained, files: dict[str, bytes]) -> list[shows.Row]:
    return shows.rows(models, files)


def test_every_engine_gives_both_models_answers(rows: list[shows.Row]) -> None:
    assert [(row.framework, row.engine) for row in rows] == [
        (framework, engine)
        for framework in FRAMEWORKS
        for engine in (shows.FRAMEWORK, shows.PYTHON, shows.WEB)
    ]
    assert max(row.apart for row in rows) <= shows.TOLERANCE
    assert all(row.apart > 0 for row in rows if row.engine != shows.FRAMEWORK)
    for framework in FRAMEWORKS:
        right = {row.right for row in rows if row.framework == framework}
        assert len(right) == 1
        assert right.pop() > 0.9


def named(first: str, second: str, *, turned: bool = False) -> onnx.ModelProto:
    """Return a model of two steps, whose constants have these names."""
    images, scores = (
        helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1])
        for name in ("images", "scores")
    )
    nodes = [
        helper.make_node("Add", ["images", first], ["sum"]),
        helper.make_node("Mul", ["sum", second], ["scores"]),
    ]
    entry = nodes[0].metadata_props.add()
    entry.key, entry.value = "place", first
    constants = [
        numpy_helper.from_array(np.array([value], np.float32), name)
        for name, value in ((first, 1), (second, 2))
    ]
    graph = helper.make_graph(
        nodes, "small", [images], [scores], constants[:: -1 if turned else 1]
    )
    return helper.make_model(graph)


def test_a_file_has_nothing_of_the_moment_in_which_it_was_exported(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    onnx.save(named("const_9", "opt_60"), tmp_path / "one.onnx")
    onnx.save(named("opt_1", "axes_7", turned=True), tmp_path / "other.onnx")
    one, other = (exported.bare(tmp_path / name) for name in ("one.onnx", "other.onnx"))
    assert one == other
    assert not any(b"/spotdiff/" in file for file in files.values())


def test_the_two_models_are_two_that_hardly_differ(models: Trained) -> None:
    one, other = exported.by_framework(models).values()
    assert largest_difference(one, other).absolute > 0
    # How far rounding grows over a training depends on the threads it was given.
    assert np.mean(one.argmax(axis=1) != other.argmax(axis=1)) < 0.05


def test_an_exported_model_reads_any_number_of_digits(
    models: Trained, files: dict[str, bytes]
) -> None:
    for file in files.values():
        read = exported.reader(file)
        all_at_once = read(models.images[:7])
        for image, scores in zip(models.images[:7], all_at_once, strict=True):
            alone = read(image[None])[0]
            np.testing.assert_allclose(alone, scores, rtol=0, atol=shows.TOLERANCE)


def test_an_engine_that_fails_says_so() -> None:
    with pytest.raises(in_node.EngineError, match="model"):
        in_node.scores({"broken": b"no model"}, np.zeros((1, 28, 28), np.float32))


def test_where_there_is_no_engine_the_page_says_so_and_goes_on(
    models: Trained, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(folder: Path) -> Path:
        raise node_packages.NodePackagesError("npm could not\ninstall it")

    monkeypatch.setattr(node_packages, "installed", absent)
    found = pad.demonstration(files, models.images[:1], "Draw.")
    assert isinstance(found, pad.Missing)
    assert found._repr_markdown_().endswith("npm could not install it")
    engines = [row.engine for row in shows.rows(models, files)]
    assert engines == [shows.FRAMEWORK, shows.PYTHON] * 2


def test_the_pad_carries_the_engine_the_models_and_the_samples(
    models: Trained, files: dict[str, bytes]
) -> None:
    made = pad.demonstration(files, models.images[:3], "Draw.")
    assert isinstance(made, pad.Demonstration)
    assert pad.NOTICE in made.files["engine.js"]
    carried = {name: handed_over(text) for name, text in made.files.items()}
    engine = carried["engine.js"]["engine"]
    assert unpacked(engine["wasm"])[:4] == b"\0asm"
    assert b"Microsoft" in unpacked(engine["module"])
    models_carried = carried["models.js"]["models"]
    assert {name: unpacked(text) for name, text in models_carried.items()} == files
    samples = np.frombuffer(unpacked(carried["models.js"]["samples"]), np.float32)
    np.testing.assert_array_equal(samples.reshape(3, 28, 28), models.images[:3])
    megabytes = sum(map(len, made.files.values())) / 1e6
    assert made.settings["size"] == f"{megabytes:.1f} MB"
    again = pad.demonstration(files, models.images[:3], "Draw.")
    assert again == made


def handed_over(script: str) -> dict[str, Any]:
    (given,) = re.findall(r"^Object\.assign\(.*?, (\{.*\})\);$", script, re.MULTILINE)
    found: dict[str, Any] = json.loads(given)
    return found


def unpacked(text: str) -> bytes:
    return gzip.decompress(base64.b64decode(text))


def test_the_smallest_of_the_engines_builds_is_taken() -> None:
    dist = node_packages.installed(pad.LOCK) / "onnxruntime-web" / "dist"
    sizes = {file.name: file.stat().st_size for file in dist.glob("*.wasm")}
    assert min(sizes, key=lambda name: sizes[name]) == pad.ENGINE["wasm"]


def test_cells_become_the_pixels_that_the_models_were_trained_on() -> None:
    from sklearn.datasets import load_digits

    preparation = preparing.of("digits")
    enlarge = preparation.enlarge
    made = np.zeros((28, 28))
    cells = load_digits().images[0] / 16
    made[4:24, 4:24] = enlarge @ cells @ enlarge.T
    everything = np.concatenate([*data.small_digits()[::2]])
    # float32, where this is float64.
    assert np.abs(everything - made).max(axis=(1, 2)).min() < 1e-6


def test_mnists_digits_are_not_enlarged_but_moved_to_the_middle() -> None:
    preparation = preparing.of("mnist")
    np.testing.assert_array_equal(preparation.enlarge, np.eye(20))
    assert preparation.centred
    assert not preparing.of("digits").centred
