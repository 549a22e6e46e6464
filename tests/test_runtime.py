"""Where and how the book runs: one choice for both frameworks."""

import ctypes
import importlib.metadata
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from unittest.mock import MagicMock, call

import pytest

from spotdiff import runtime
from spotdiff.runtime import Runtime, RuntimeChoiceError

BOTH = {"torch": True, "tensorflow": True}
NEITHER = {"torch": False, "tensorflow": False}
ONLY_TORCH = {"torch": True, "tensorflow": False}
ONLY_TENSORFLOW = {"torch": False, "tensorflow": True}


@pytest.fixture(autouse=True)
def _outside_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SPOTDIFF_DEVICE", "SPOTDIFF_DATA"):
        monkeypatch.delenv(name, raising=False)


# The device -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "seen", "device"),
    [
        ("auto", BOTH, "cuda"),
        ("auto", NEITHER, "cpu"),
        ("auto", ONLY_TORCH, "cpu"),
        ("auto", ONLY_TENSORFLOW, "cpu"),
        ("cuda", BOTH, "cuda"),
        ("cpu", BOTH, "cpu"),
        ("cpu", NEITHER, "cpu"),
    ],
)
def test_both_frameworks_get_one_device(
    wish: str, seen: dict[str, bool], device: str
) -> None:
    assert runtime.choose_device(wish, seen) == device


@pytest.mark.parametrize(
    ("seen", "sight"),
    [
        (NEITHER, "torch sees none, tensorflow sees none"),
        (ONLY_TORCH, "torch sees a GPU, tensorflow sees none"),
        (ONLY_TENSORFLOW, "torch sees none, tensorflow sees a GPU"),
    ],
)
def test_a_gpu_that_one_does_not_see_is_refused_and_said_who_sees_what(
    seen: dict[str, bool], sight: str
) -> None:
    with pytest.raises(RuntimeChoiceError, match=sight) as refusal:
        runtime.choose_device("cuda", seen)
    assert "nvidia-smi" in str(refusal.value)
    assert "DEVICE=cpu" in str(refusal.value)


@pytest.mark.parametrize("wish", ["gpu", "CUDA", "", "mps"])
def test_an_unknown_device_is_refused_with_the_known_ones(wish: str) -> None:
    with pytest.raises(
        RuntimeChoiceError, match=f"^DEVICE={wish} .* auto, cpu or cuda"
    ):
        runtime.choose_device(wish, BOTH)


# The data set -----------------------------------------------------------------


@pytest.mark.parametrize("wish", ["digits", "mnist"])
def test_a_known_data_set_is_granted(wish: str) -> None:
    assert runtime.choose_data(wish) == wish


def test_an_unknown_data_set_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RuntimeChoiceError, match=r"^DATA=cifar .* digits or mnist"):
        runtime.choose_data("cifar")


# Who sees a GPU ---------------------------------------------------------------


def fake_frameworks(
    monkeypatch: pytest.MonkeyPatch, gpus: int = 0
) -> tuple[MagicMock, MagicMock]:
    torch, tensorflow = MagicMock(name="torch"), MagicMock(name="tensorflow")
    torch.cuda.is_available.return_value = gpus > 0
    devices = [f"gpu-{i}" for i in range(gpus)]
    tensorflow.config.list_physical_devices.return_value = devices
    monkeypatch.setattr(runtime, "import_frameworks", lambda: (torch, tensorflow))
    return torch, tensorflow


def test_without_a_driver_no_framework_is_imported_to_be_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never() -> None:
        raise AssertionError("a framework was imported")

    monkeypatch.setattr(runtime, "driver_is_installed", lambda: False)
    monkeypatch.setattr(runtime, "import_frameworks", never)
    assert runtime.frameworks_seeing_cuda() == NEITHER


@pytest.mark.parametrize(("gpus", "seen"), [(0, NEITHER), (1, BOTH)])
def test_with_a_driver_each_framework_is_asked_itself(
    monkeypatch: pytest.MonkeyPatch, gpus: int, seen: dict[str, bool]
) -> None:
    monkeypatch.setattr(runtime, "driver_is_installed", lambda: True)
    fake_frameworks(monkeypatch, gpus)
    assert runtime.frameworks_seeing_cuda() == seen


def test_only_one_may_see_the_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "driver_is_installed", lambda: True)
    torch, _ = fake_frameworks(monkeypatch, gpus=0)
    torch.cuda.is_available.return_value = True
    assert runtime.frameworks_seeing_cuda() == ONLY_TORCH


@pytest.mark.parametrize("there", [True, False])
def test_a_driver_is_there_if_its_library_can_be_loaded(
    monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    def load(name: str) -> str:
        if not there:
            raise OSError(f"{name}: cannot open shared object file")
        return name

    monkeypatch.setattr(ctypes, "CDLL", load)
    assert runtime.driver_is_installed() is there


# The command ------------------------------------------------------------------


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = runtime.main(list(arguments))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def see(monkeypatch: pytest.MonkeyPatch, seen: dict[str, bool]) -> None:
    monkeypatch.setattr(runtime, "frameworks_seeing_cuda", lambda: seen)


def test_the_command_prints_the_choice_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    see(monkeypatch, BOTH)
    status, out, err = answer(capsys, "--data", "mnist")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"device": "cuda", "data": "mnist"}


def test_the_command_chooses_by_itself_where_nothing_is_wished(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    see(monkeypatch, ONLY_TENSORFLOW)
    assert json.loads(answer(capsys)[1]) == {"device": "cpu", "data": "digits"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--device", "cuda"], "DEVICE=cuda needs a GPU that both frameworks see"),
        (["--device", "gpu"], "DEVICE=gpu is unknown"),
        (["--data", "cifar"], "DATA=cifar is unknown"),
    ],
)
def test_the_command_refuses_in_one_line_with_status_2(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    see(monkeypatch, NEITHER)
    status, out, err = answer(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1


@pytest.mark.parametrize("wish", ["cpu", "gpu"])
def test_the_command_asks_no_framework_where_none_can_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wish: str
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(runtime, "frameworks_seeing_cuda", lambda: asked.append(1))
    answer(capsys, "--device", wish)
    assert asked == []


# What a page finds ------------------------------------------------------------


def test_outside_a_build_a_page_runs_on_the_cpu_with_the_embedded_digits() -> None:
    found = runtime.from_environment()
    assert (found.device, found.data, found.seed) == ("cpu", "digits", 0)


def test_in_a_build_a_page_runs_as_the_build_chose(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SPOTDIFF_DEVICE", "cuda")
    monkeypatch.setenv("SPOTDIFF_DATA", "mnist")
    found = runtime.from_environment()
    assert (found.device, found.data) == ("cuda", "mnist")


def test_a_page_may_use_the_cores_it_is_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5, 7}, raising=False)
    assert runtime.from_environment().threads == 3


@pytest.mark.parametrize(("at_once", "threads"), [("1", 6), ("2", 3), ("9", 1)])
def test_pages_that_run_at_once_share_the_cores(
    monkeypatch: pytest.MonkeyPatch, at_once: str, threads: int
) -> None:
    monkeypatch.setattr(runtime, "cores", lambda: 6)
    monkeypatch.setenv("SPOTDIFF_PAGES_AT_ONCE", at_once)
    assert runtime.from_environment().threads == threads


@pytest.mark.parametrize(("cores", "threads"), [(6, 6), (None, 1)])
def test_where_the_system_does_not_say_it_may_use_all_cores(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, threads: int
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert runtime.from_environment().threads == threads


# Both frameworks alike --------------------------------------------------------


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_threads_seed_and_precision_are_the_same_for_both(device: str) -> None:
    torch, tensorflow = MagicMock(), MagicMock()
    wanted = Runtime(device=device, threads=3, seed=7)
    runtime.configure_torch(torch, wanted)
    runtime.configure_tensorflow(tensorflow, wanted)
    torch.set_num_threads.assert_called_once_with(3)
    torch.manual_seed.assert_called_once_with(7)
    torch.set_float32_matmul_precision.assert_called_once_with("highest")
    assert torch.backends.cudnn.allow_tf32 is False
    config = tensorflow.config
    config.threading.set_intra_op_parallelism_threads.assert_called_once_with(3)
    config.threading.set_inter_op_parallelism_threads.assert_called_once_with(3)
    config.experimental.enable_tensor_float_32_execution.assert_called_once_with(False)
    tensorflow.keras.utils.set_random_seed.assert_called_once_with(7)


def test_on_the_cpu_tensorflow_sees_no_gpu_and_pytorch_is_left_on_the_cpu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    torch, tensorflow = fake_frameworks(monkeypatch, gpus=1)
    runtime.configure_torch(torch, Runtime("cpu"))
    runtime.configure_tensorflow(tensorflow, Runtime("cpu"))
    torch.set_default_device.assert_not_called()
    tensorflow.config.set_visible_devices.assert_called_once_with([], "GPU")
    tensorflow.config.experimental.set_memory_growth.assert_not_called()


def test_on_a_gpu_both_compute_there_and_tensorflow_takes_memory_as_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    torch, tensorflow = fake_frameworks(monkeypatch, gpus=2)
    runtime.configure_torch(torch, Runtime("cuda"))
    runtime.configure_tensorflow(tensorflow, Runtime("cuda"))
    torch.set_default_device.assert_called_once_with("cuda")
    tensorflow.config.set_visible_devices.assert_not_called()
    grown = tensorflow.config.experimental.set_memory_growth.call_args_list
    assert grown == [call("gpu-0", True), call("gpu-1", True)]
    # A seed may be the first operation, and after it there is no more growing.
    asked = [name for name, _, _ in tensorflow.mock_calls]
    last = len(asked) - 1 - asked[::-1].index("config.experimental.set_memory_growth")
    assert last < asked.index("keras.utils.set_random_seed")


def test_start_configures_both_and_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    torch, tensorflow = fake_frameworks(monkeypatch, gpus=1)
    monkeypatch.setenv("SPOTDIFF_DEVICE", "cuda")
    assert runtime.start() == runtime.from_environment()
    torch.set_default_device.assert_called_once_with("cuda")
    tensorflow.config.experimental.set_memory_growth.assert_called_once()


# The import -------------------------------------------------------------------

# Two packages that say when they are imported, and what they find.
FAKE = """
import os
for line in {lines!r}:
    os.write(2, line)
names = {names}
print({name!r}, *(os.environ.get(name) for name in names))
{last}
"""
READ_AT_IMPORT = (
    "CUDA_VISIBLE_DEVICES",
    "TF_CPP_MIN_LOG_LEVEL",
    "OMP_WAIT_POLICY",
    "GOMP_SPINCOUNT",
    "TORCH_WARM_POOL",
)
NOTICES = [
    b"WARNING: All log messages before absl::InitializeLog() is called are written\n",
    b"I0000 00:00:17 port.cc:153] oneDNN custom operations are on. You may see\n",
]
TROUBLE = b"W0000 something that a reader should know\n"


def without(names: tuple[str, ...]) -> dict[str, str]:
    return {name: os.environ[name] for name in os.environ if name not in names}


def import_fakes(
    folder: Path, last: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    for name in ("torch", "tensorflow"):
        lines = [NOTICES[0], TROUBLE, NOTICES[1]]
        text = FAKE.format(names=READ_AT_IMPORT, name=name, lines=lines, last=last)
        (folder / f"{name}.py").write_text(text, "utf-8")
    inherited = without(READ_AT_IMPORT)
    return subprocess.run(
        [sys.executable, "-c", "import spotdiff.runtime as r; r.import_frameworks()"],
        env={**inherited, "PYTHONPATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("pages", "threads"), [(1, 6), (2, 3), (4, 1), (9, 1)])
def test_a_page_takes_its_share_of_the_cores(
    monkeypatch: pytest.MonkeyPatch, pages: int, threads: int
) -> None:
    import torch

    taken = MagicMock()
    monkeypatch.setattr(torch, "set_num_threads", taken)
    monkeypatch.setattr(runtime, "cores", lambda: 6)
    runtime.take_share(pages)
    taken.assert_called_once_with(threads)


def test_pytorch_is_imported_before_tensorflow(tmp_path: Path) -> None:
    lines = import_fakes(tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["torch", "tensorflow"]


def test_a_page_on_the_cpu_hides_the_gpu_before_the_import(tmp_path: Path) -> None:
    found = import_fakes(tmp_path, SPOTDIFF_DEVICE="cpu", CUDA_VISIBLE_DEVICES="0")
    assert found.stdout.splitlines() == [
        "torch  3 PASSIVE 20000 0",
        "tensorflow  3 PASSIVE 20000 0",
    ]


@pytest.mark.parametrize(
    ("device", "pool"), [({}, "0"), ({"SPOTDIFF_DEVICE": "cuda"}, "None")]
)
def test_any_other_page_leaves_the_gpu_as_it_is(
    tmp_path: Path, device: dict[str, str], pool: str
) -> None:
    found = import_fakes(tmp_path, **device, CUDA_VISIBLE_DEVICES="0")
    assert found.stdout.splitlines()[0] == f"torch 0 3 PASSIVE 20000 {pool}"


def test_pytorchs_compiler_starts_no_processes_that_only_a_gpu_needs() -> None:
    from torch._inductor import async_compile

    async_compile.maybe_warm_pool()
    assert async_compile.AsyncCompile.process_pool.cache_info().currsize == 0


def test_the_notices_of_the_import_are_dropped_and_all_else_passes(
    tmp_path: Path,
) -> None:
    assert import_fakes(tmp_path).stderr == 2 * TROUBLE.decode()


def test_an_import_that_fails_still_shows_what_it_said(tmp_path: Path) -> None:
    failed = import_fakes(tmp_path, last="raise ImportError('no driver')")
    assert failed.returncode == 1
    assert "something that a reader should know" in failed.stderr
    assert "ImportError: no driver" in failed.stderr


# The report -------------------------------------------------------------------


def test_the_report_holds_what_the_stamp_of_a_page_shows() -> None:
    report = json.loads(runtime.report())
    assert set(report) >= {
        "device",
        "device_name",
        "data",
        "threads",
        "seed",
        "precision",
        "cores",
        "system",
        "peak_bytes",
        "versions",
    }
    assert report["device"] == "cpu"
    assert report["versions"] == {
        "python": ".".join(map(str, sys.version_info[:3])),
        **{
            name: importlib.metadata.version(name)
            for name in ("torch", "tensorflow", "keras", "numpy")
        },
    }
    assert 10**8 < report["peak_bytes"] < 10**11


def test_the_report_of_a_gpu_page_names_gpu_driver_and_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    torch, tensorflow = fake_frameworks(monkeypatch, gpus=1)
    torch.cuda.get_device_name.return_value = "H200"
    torch.cuda.max_memory_allocated.return_value = 5
    torch.version.cuda = "12.8"
    tensorflow.config.experimental.get_memory_info.return_value = {"peak": 7}
    monkeypatch.setenv("SPOTDIFF_DEVICE", "cuda")
    report = json.loads(runtime.report())
    assert (report["device_name"], report["cuda"]) == ("H200", "12.8")
    assert report["torch_peak_gpu_bytes"] == 5
    assert report["tensorflow_peak_gpu_bytes"] == 7
    assert report["driver"]


def test_the_processor_has_a_name() -> None:
    assert runtime.processor_name().strip()


@pytest.mark.parametrize(("system", "factor"), [("linux", 1024), ("darwin", 1)])
def test_peak_memory_is_in_bytes_whatever_unit_the_system_counts_in(
    monkeypatch: pytest.MonkeyPatch, system: str, factor: int
) -> None:
    usage = MagicMock(return_value=MagicMock(ru_maxrss=1000))
    monkeypatch.setattr(resource, "getrusage", usage)
    monkeypatch.setattr(sys, "platform", system)
    assert runtime.peak_memory() == 1000 * factor


# The frameworks themselves ----------------------------------------------------


def test_a_page_that_starts_is_silent_and_ready() -> None:
    code = (
        "from spotdiff import runtime; runtime.start()\n"
        "import tensorflow as tf, torch\n"
        "print(torch.get_num_threads(), torch.get_float32_matmul_precision())\n"
        "print(tf.config.threading.get_intra_op_parallelism_threads())\n"
        "print(tf.config.get_visible_devices('GPU'))\n"
        "backends, exact = torch.backends, tf.config.experimental\n"
        "print(backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32)\n"
        "print(exact.tensor_float_32_execution_enabled())\n"
        "print(tf.reduce_sum(tf.ones(3)).numpy() + torch.ones(3).sum().item())\n"
    )
    inherited = without(READ_AT_IMPORT)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**inherited, "SPOTDIFF_DEVICE": "cpu"},
        capture_output=True,
        text=True,
        check=True,
    )
    threads = runtime.from_environment().threads
    assert ran.stderr == ""
    off = "False False\nFalse"
    assert ran.stdout == f"{threads} highest\n{threads}\n[]\n{off}\n6.0\n"


# What is missing --------------------------------------------------------------


def test_nothing_is_missing_but_for_what_is_compiled() -> None:
    assert runtime.unavailable("TensorFlow XLA") == ""
    assert runtime.unavailable("PyTorch eager") == ""


@pytest.mark.parametrize("mode", ["PyTorch compiled", "PyTorch compiled mixed"])
def test_compiled_pytorch_needs_a_compiler(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    assert "no no-such-compiler" in runtime.unavailable(mode)


def test_compiled_pytorch_needs_header_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: name)
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    assert "header files" in runtime.unavailable("PyTorch compiled")
    (tmp_path / "Python.h").touch()
    assert runtime.unavailable("PyTorch compiled") == ""
