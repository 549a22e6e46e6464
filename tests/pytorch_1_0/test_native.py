"""What was trained in Python, run and learnt in C++."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports import table as exports
from spotdiff.deployment.models import Trained
from spotdiff.measure import largest_difference
from spotdiff.pytorch_1_0.native import ahead, programs, toolchain
from spotdiff.pytorch_1_0.native.programs import (
    DESCENT_TOLERANCE,
    TITLES,
    TOLERANCE,
    Native,
)
from spotdiff.pytorch_1_0.native.toolchain import BuildError, Program


@pytest.fixture(scope="module")
def scores(model: Trained) -> dict[str, Array]:
    return exports.as_trained(model)


def test_the_models_have_something_to_say(scores: dict[str, Array]) -> None:
    assert all(np.ptp(found) > 1 for found in scores.values())
    assert largest_difference(*scores.values()).absolute > 0.1


@pytest.mark.parametrize("source", TITLES)
def test_a_program_in_c_answers_as_python_does(
    native: Native, model: Trained, scores: dict[str, Array], source: str
) -> None:
    found, _ = native.classify(source, model.images, 0)
    wanted = scores[native.programs[source].framework]
    assert largest_difference(found, wanted).absolute <= TOLERANCE


@pytest.mark.parametrize("source", TITLES)
def test_a_program_in_c_times_each_of_its_calls(
    native: Native, model: Trained, source: str
) -> None:
    found, taken = native.classify(source, model.images[:1], 5)
    assert found.shape == (1, 10)
    assert taken.shape == (5,)
    assert (taken > 0).all()


def test_both_descents_in_c_take_numpys_steps(native: Native) -> None:
    strays = programs.descents(native)
    assert strays.keys() == {"PyTorch", "TensorFlow"}
    assert max(strays.values()) <= DESCENT_TOLERANCE


def test_a_table_has_a_row_for_each_program(
    native: Native, model: Trained, scores: dict[str, Array]
) -> None:
    found = programs.outcomes(native, model, scores, rounds=1)
    assert list(found) == list(TITLES)
    assert all(0 < one.calls.median < one.start for one in found.values())
    assert all(one.agree == len(model.images) for one in found.values())
    assert len(programs.table(found).rows) == len(TITLES)


def test_one_thread_is_compiled_into_the_package(native: Native) -> None:
    with zipfile.ZipFile(native.models["torch_compiled"]) as package:
        kernels = [name for name in package.namelist() if name.endswith("kernel.cpp")]
        code = "".join(package.read(name).decode() for name in kernels)
    assert "for" in code
    assert "omp parallel" not in code


def test_without_a_compiler_nothing_is_built_and_it_is_said_why(
    monkeypatch: pytest.MonkeyPatch, model: Trained, tmp_path: Path
) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    assert (
        toolchain.unavailable() == "there is no C++ compiler here, no no-such-compiler"
    )
    assert programs.start(tmp_path) is None
    assert programs.build(model, tmp_path, None) is None
    assert programs.compile_ahead(None, model) is None
    assert programs.outcomes(None, model, {}) == {}
    assert programs.descents(None) == {}


def test_what_the_compiler_refuses_is_told_with_its_own_words(
    native: Native, tmp_path: Path
) -> None:
    # It needs a header that only the compiler of TensorFlow writes.
    with pytest.raises(BuildError, match=r"network\.h"):
        toolchain.build(Program("tensorflow_compiled", "TensorFlow"), tmp_path)


@pytest.fixture
def hello(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a source of a few lines, with a cache of its own to be kept in."""
    if toolchain.unavailable():
        pytest.skip(toolchain.unavailable())
    monkeypatch.setenv("SPOTDIFF_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(toolchain, "SOURCES", tmp_path)
    (tmp_path / "hello.cpp").write_text('#include <cstdio>\nint main() { puts("1"); }')
    return tmp_path / "hello.cpp"


def test_a_program_that_was_built_before_is_not_built_again(
    hello: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Program("hello", "PyTorch")
    assert toolchain.run(toolchain.build(asked, tmp_path), ()) == [1]
    monkeypatch.setattr(toolchain, "compile_to", None)
    (tmp_path / "hello").unlink()
    assert toolchain.run(toolchain.build(asked, tmp_path), ()) == [1]


def test_a_program_that_was_spoilt_in_the_cache_is_built_again(
    hello: Path, tmp_path: Path
) -> None:
    asked = Program("hello", "PyTorch")
    toolchain.build(asked, tmp_path)
    (kept,) = (tmp_path / "cache" / "programs").iterdir()
    kept.write_bytes(kept.read_bytes()[:1000])
    assert toolchain.run(toolchain.build(asked, tmp_path), ()) == [1]


def test_a_program_is_built_again_when_a_source_or_a_header_changed(
    hello: Path, tmp_path: Path
) -> None:
    asked = Program("hello", "PyTorch")
    before = toolchain.digest(asked)
    hello.write_text(hello.read_text().replace("1", "2"))
    assert (edited := toolchain.digest(asked)) != before
    assert toolchain.run(toolchain.build(asked, tmp_path), ()) == [2]
    (tmp_path / "new.h").write_text("")
    assert toolchain.digest(asked) != edited


def test_what_the_compiler_refuses_is_not_kept(hello: Path, tmp_path: Path) -> None:
    hello.write_text("int main( {")
    for _ in range(2):
        with pytest.raises(BuildError):
            toolchain.build(Program("hello", "PyTorch"), tmp_path)
    assert list((tmp_path / "cache" / "programs").iterdir()) == []


def test_xla_compiles_for_a_number_of_images_that_is_known(
    model: Trained, tmp_path: Path
) -> None:
    ahead.export(model.keras, tmp_path / "open", None)
    with pytest.raises(ValueError, match="fully defined input shape"):
        ahead.compiled(tmp_path / "open", tmp_path)


def test_the_session_of_tensorflows_guide_is_declared_and_not_there() -> None:
    assert programs.header_of_client_session().exists()
    assert not programs.has_client_session()


def test_litert_brings_a_library_and_no_headers() -> None:
    wheel = toolchain.wheel("ai_edge_litert")
    assert list(wheel.glob("libLiteRt.so"))
    assert list(wheel.rglob("*.h")) == []


def test_torchscript_says_that_it_is_deprecated(model: Trained) -> None:
    assert "`torch.jit.trace` is deprecated" in programs.warnings_of_script(model)[0]
