"""Where and how the book runs: one description, the same for both frameworks."""

import argparse
import ctypes
import importlib.metadata
import json
import logging
import os
import platform
import resource
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

DEVICES = ("auto", "cpu", "cuda")
DATA_SETS = ("digits", "mnist")
FRAMEWORKS = ("torch", "tensorflow")


class RuntimeChoiceError(ValueError):
    """A wish for a device or a data set that cannot be granted here."""


@dataclass(frozen=True)
class Runtime:
    """How a page computes.

    Attributes:
        device: "cpu" or "cuda", the same for both frameworks.
        data: "digits" or "mnist".
        threads: threads each framework may use inside one operation.
        seed: seed of every generator that is not seeded otherwise.
        precision: what a float32 matrix product is computed in.
    """

    device: str = "cpu"
    data: str = "digits"
    threads: int = 1
    seed: int = 0
    precision: str = "float32, TF32 off"


def choose_device(wish: str, seen: Mapping[str, bool]) -> str:
    """Choose one device for both frameworks.

    Args:
        wish: "auto", "cpu" or "cuda".
        seen: for each framework, whether it sees a CUDA device.

    Returns:
        "cuda" if it is wished for or left open, and both see one; else "cpu".

    Raises:
        RuntimeChoiceError: the wish is unknown, or is "cuda" and one of the
            frameworks sees no CUDA device.
    """
    if wish not in DEVICES:
        raise RuntimeChoiceError(f"DEVICE={wish} is unknown: use auto, cpu or cuda")
    both = all(seen[name] for name in FRAMEWORKS)
    if wish == "cuda" and not both:
        sight = ", ".join(
            f"{name} sees {'a GPU' if seen[name] else 'none'}" for name in FRAMEWORKS
        )
        raise RuntimeChoiceError(
            f"DEVICE=cuda needs a GPU that both frameworks see, but {sight}. "
            "Check `nvidia-smi` and the driver (CUDA 12.8 or newer), "
            "or build with DEVICE=cpu"
        )
    return "cuda" if both and wish != "cpu" else "cpu"


def choose_data(wish: str) -> str:
    """Return the data set wished for.

    Raises:
        RuntimeChoiceError: there is no such data set.
    """
    if wish not in DATA_SETS:
        raise RuntimeChoiceError(f"DATA={wish} is unknown: use digits or mnist")
    return wish


def driver_is_installed() -> bool:
    """Tell whether a CUDA driver is there: without one, nobody sees a GPU."""
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError:
        return False
    return True


def frameworks_seeing_cuda() -> dict[str, bool]:
    """Ask each framework itself, importing both where there is a driver."""
    if not driver_is_installed():
        return dict.fromkeys(FRAMEWORKS, False)
    torch, tensorflow = import_frameworks()
    return {
        "torch": torch.cuda.is_available(),
        "tensorflow": bool(tensorflow.config.list_physical_devices("GPU")),
    }


def import_frameworks() -> tuple[ModuleType, ModuleType]:
    """Import PyTorch, then TensorFlow: the other order has crashed at times."""
    torch = import_torch()
    with without_import_notices():
        import tensorflow

    return torch, tensorflow


def import_torch() -> ModuleType:
    """Import PyTorch, with all set that either framework, or NumPy, reads at import."""
    # Errors only.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # PyTorch's idle threads spin as long as the next operation may be near, and
    # then sleep. At once asleep they slow PyTorch down; spinning for as long as
    # OpenMP would have it, they take the cores from TensorFlow's.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")
    # NumPy's spin for 2**26 clock ticks if left to themselves, and PyTorch's products
    # that follow take several times as long: for 2**17, which is not too short either.
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "17")
    # Trust the processor's own word for its vector unit: proving it by compiling
    # test programs takes torch.compile longer than the work it is asked for.
    os.environ.setdefault("TORCHINDUCTOR_VEC_ISA_OK", "1")
    # Only what is compiled for a GPU is compiled in processes beside this one. They
    # would be started all the same, and import PyTorch while something is timed.
    if os.environ.get("SPOTDIFF_DEVICE", "cpu") == "cpu":
        os.environ.setdefault("TORCH_WARM_POOL", "0")
    # Hide the GPU from a CPU page, so that nothing computes there unasked.
    if os.environ.get("SPOTDIFF_DEVICE") == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    with without_import_notices():
        import torch

    # Where a CUDA compiler is found and no GPU, torch.compile remarks on it.
    logging.getLogger("torch.utils.cpp_extension").setLevel(logging.ERROR)
    return torch


# TensorFlow 2.21 logs these while it is imported, before it reads
# TF_CPP_MIN_LOG_LEVEL, so no variable silences them.
IMPORT_NOTICES = (
    b"WARNING: All log messages before absl::InitializeLog() is called",
    b"oneDNN custom operations are on.",
)


@contextmanager
def without_import_notices() -> Iterator[None]:
    """Drop the notices named above from standard error; pass on all the rest."""
    error_stream = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(error_stream, 2)
            os.close(error_stream)
            log.seek(0)
            for line in log:
                if not any(notice in line for notice in IMPORT_NOTICES):
                    os.write(2, line)


def from_environment() -> Runtime:
    """Describe the runtime that the build chose for this page.

    Returns:
        The device in SPOTDIFF_DEVICE and the data set in SPOTDIFF_DATA (CPU and
        digits outside a build), with a thread for each core; pages that run at
        once, SPOTDIFF_PAGES_AT_ONCE, share the cores.
    """
    return Runtime(
        device=os.environ.get("SPOTDIFF_DEVICE", "cpu"),
        data=choose_data(os.environ.get("SPOTDIFF_DATA", "digits")),
        threads=max(1, cores() // int(os.environ.get("SPOTDIFF_PAGES_AT_ONCE", "1"))),
    )


def cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start() -> Runtime:
    """Bring both frameworks into the state in which they are compared.

    Call it first on a page, before any operation: TensorFlow fixes its threads
    with the first one.

    Returns:
        The runtime that is now in force.
    """
    runtime = from_environment()
    torch, tensorflow = import_frameworks()
    configure_torch(torch, runtime)
    configure_tensorflow(tensorflow, runtime)
    return runtime


def take_share(pages: int) -> None:
    """Have PyTorch use one of so many equal shares of the cores.

    Its threads wait for each other after each operation, and if one has no core, all
    do. TensorFlow's take over each other's work, and their number is fixed anyway.
    """
    import torch

    torch.set_num_threads(max(1, cores() // pages))


def configure_torch(torch: Any, runtime: Runtime) -> None:
    """Set threads, seed, precision and default device of PyTorch."""
    torch.set_num_threads(runtime.threads)
    torch.manual_seed(runtime.seed)
    torch.set_float32_matmul_precision("highest")
    torch.backends.cudnn.allow_tf32 = False
    if runtime.device == "cuda":
        torch.set_default_device("cuda")


def configure_tensorflow(tensorflow: Any, runtime: Runtime) -> None:
    """Set threads, seed, precision and memory growth of TensorFlow."""
    config = tensorflow.config
    config.threading.set_intra_op_parallelism_threads(runtime.threads)
    config.threading.set_inter_op_parallelism_threads(runtime.threads)
    config.experimental.enable_tensor_float_32_execution(False)
    gpus = config.list_physical_devices("GPU")
    if runtime.device == "cpu":
        config.set_visible_devices([], "GPU")
    else:
        for gpu in gpus:
            config.experimental.set_memory_growth(gpu, True)
    tensorflow.keras.utils.set_random_seed(runtime.seed)


def unavailable(mode: str) -> str:
    """Say why a way to run a framework is missing here.

    Args:
        mode: The framework's name and the mode's, as in "PyTorch compiled".

    Returns:
        The reason; an empty string if nothing is missing.
    """
    if not mode.startswith("PyTorch compiled"):
        return ""
    compiler = os.environ.get("CXX", "g++")
    if not shutil.which(compiler):
        return f"torch.compile needs a C++ compiler, and there is no {compiler}"
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "torch.compile needs Python's header files, and there are none"
    return ""


def processor_name() -> str:
    """Name the processor as the system does."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def peak_memory() -> int:
    """Return the most memory this process has held so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def device_report(runtime: Runtime) -> dict[str, Any]:
    """Name the device, its driver and the most memory taken on it, in bytes."""
    if runtime.device == "cpu":
        return {"device_name": processor_name()}
    torch, tensorflow = import_frameworks()
    taken = tensorflow.config.experimental.get_memory_info("GPU:0")["peak"]
    driver = Path("/proc/driver/nvidia/version")
    return {
        "device_name": torch.cuda.get_device_name(),
        "driver": driver.read_text().splitlines()[0] if driver.exists() else "unknown",
        "cuda": torch.version.cuda,
        "torch_peak_gpu_bytes": torch.cuda.max_memory_allocated(),
        "tensorflow_peak_gpu_bytes": taken,
    }


def report() -> str:
    """Return what this process knows of its own run, as JSON.

    The build calls it after a page's last cell and publishes the answer.
    """
    runtime = from_environment()
    packages = ("torch", "tensorflow", "keras", "numpy")
    facts = {
        **asdict(runtime),
        **device_report(runtime),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "peak_bytes": peak_memory(),
        "versions": {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in packages},
        },
    }
    return json.dumps(facts)


def main(arguments: list[str] | None = None) -> int:
    """Print the device and the data set that a build will use, as JSON."""
    parser = argparse.ArgumentParser(prog="spotdiff.runtime", description=main.__doc__)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--data", default="digits")
    wish = parser.parse_args(arguments)
    try:
        data = choose_data(wish.data)
        # A wish for the CPU, or a misspelt one, needs no framework to answer it.
        ask = wish.device in ("auto", "cuda")
        seen = frameworks_seeing_cuda() if ask else dict.fromkeys(FRAMEWORKS, False)
        device = choose_device(wish.device, seen)
    except RuntimeChoiceError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps({"device": device, "data": data}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
