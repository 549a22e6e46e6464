"""Runs every program of a folder, as a reader would or from a common start.

    python run_programs.py FOLDER --python PYTHON --jobs 2 --out FILE

Each runs in an empty folder of its own. For a reader it is `python -I FILE`: an
interpreter that has imported nothing, which finds the packages that the given Python
has installed, and none that it has only linked, as it has ours. Importing a framework
takes seconds, so `--forked` runs the programs in forks of one process for each
framework, which has imported the framework and nothing else, and which refuses to
import ours. What it does not show is whether a program could do without what that
import leaves behind.

Written are, for each program, its exit status (none if it was stopped), what it wrote,
and its seconds, by the clock and of the processor.
"""

import argparse
import ast
import atexit
import importlib
import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import IO

OURS = "spotdiff"
# What takes seconds to import, and what it imports besides itself.
FRAMEWORKS = {"torch": "torch", "tensorflow": "tensorflow", "keras": "tensorflow"}
# TensorFlow tells how it was built; PyTorch, of a compiler for GPUs without a GPU;
# gRPC, of a server that went first.
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TORCH_LOGS": "-torch.utils.cpp_extension",
    "GRPC_VERBOSITY": "ERROR",
}
NOTICES = (
    # What TensorFlow writes before it reads how much it may.
    "WARNING: All log messages before absl::InitializeLog() is called",
    "oneDNN custom operations are on.",
    # And where it comes without the libraries of CUDA, that a GPU would be of no use.
    "Could not find cuda drivers on your machine",
    # PyTorch's profiler looks for GPUs where there are none.
    "gpuGetDeviceCount failed",
    # What the tools for telephones say in any case.
    "fully_quantize: 0, inference_type: ",
    "INFO: Created TensorFlow Lite XNNPACK delegate for CPU.",
    "soc0/image_version",
    "cpu0/regs/identification/midr_el1",
    "CPU info and manual query on # of cpus dont match.",
    "InternalConsistency verification requested but not available",
    "Resetting threadpool to ",
)
# Two threads for small numbers mostly wait for each other, and torch.compile need not
# find out by trying what the processor can do.
SPARING = {
    "OMP_NUM_THREADS": "1",
    "TORCHINDUCTOR_VEC_ISA_OK": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}


@dataclass(frozen=True)
class Run:
    """What became of a program.

    Attributes:
        status: Its exit status, as a shell says it; None if it took too long.
        stdout: What it wrote.
        stderr: What it complained of.
        seconds: By the clock.
        cpu_seconds: Of the processor.
    """

    status: int | None
    stdout: str
    stderr: str
    seconds: float
    cpu_seconds: float


def main() -> None:
    """Run the programs and write what became of them."""
    parser = argparse.ArgumentParser(description="Runs every program of a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=300, help="seconds for each")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--forked", action="store_true")
    wish = parser.parse_args()
    programs = sorted(wish.folder.resolve().glob("*.py"))
    if not programs:
        parser.error(f"there is no program in {wish.folder}")
    runs = forked if wish.forked else fresh
    found = runs(programs, wish.python.absolute(), wish.jobs, wish.limit)
    results = {name: asdict(found[name]) for name in sorted(found)}
    wish.out.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")


# As a reader runs them ----------------------------------------------------------------


def fresh(
    programs: list[Path], python: Path, jobs: int, limit: float
) -> dict[str, Run]:
    """Run each in an interpreter of its own."""
    with empty_folder() as folder:
        clean = without_links(python, folder)

        def start(program: Path) -> None:
            os.execv(clean, [str(clean), "-I", str(program)])

        return all_of(programs, start, jobs, limit, os.environ | QUIET)


def without_links(python: Path, folder: Path) -> Path:
    """Make a Python that finds what another has installed, and not what it links to.

    A file `*.pth` is read where packages are installed, and not in folders that such a
    file names. So what is installed in development, as ours is, is not found.
    """
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)
    own, others = (packages_of(each) for each in (folder / "bin" / "python", python))
    Path(own[0], "others.pth").write_text("\n".join(others), "utf-8")
    return folder / "bin" / "python"


def packages_of(python: Path) -> list[str]:
    """Return the folders that a Python installs packages into."""
    code = "import sysconfig as s; print(s.get_path('purelib'), s.get_path('platlib'))"
    done = subprocess.run(
        [python, "-I", "-c", code], check=True, capture_output=True, text=True
    )
    return list(dict.fromkeys(done.stdout.split()))


# From a common start ------------------------------------------------------------------


def forked(
    programs: list[Path], python: Path, jobs: int, limit: float
) -> dict[str, Run]:
    """Run each in a fork of a process that has imported its framework.

    Raises:
        RuntimeError: Such a process failed.
    """
    if python != Path(sys.executable):
        raise SystemExit("forks are of this Python: leave out one of the two")
    groups: dict[tuple[str, ...], list[Path]] = {}
    for program in programs:
        groups.setdefault(frameworks_of(program), []).append(program)
    found: dict[str, Run] = {}
    for frameworks, group in groups.items():
        found |= apart(frameworks, group, jobs, limit)
    return found


def frameworks_of(program: Path) -> tuple[str, ...]:
    """Return the frameworks that a program imports, in the order to import them.

    They are none if it sets variables that frameworks read when they are imported.
    """
    tree = ast.parse(program.read_text("utf-8"))
    if any(ast.unparse(node).startswith("os.environ[") for node in tree.body):
        return ()
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    used = {FRAMEWORKS.get(name.split(".")[0]) for name in names}
    return tuple(sorted(filter(None, used), reverse=True))


def apart(
    frameworks: tuple[str, ...], programs: list[Path], jobs: int, limit: float
) -> dict[str, Run]:
    """Import frameworks in a process of its own, and run programs in forks of it.

    Raises:
        RuntimeError: That process failed.
    """
    with empty_folder() as folder:
        answer = folder / "answer.json"
        process = os.fork()
        if process == 0:
            with leaving():
                os.environ.update(QUIET | SPARING)
                sys.meta_path.insert(0, Refusing())
                for name in frameworks:
                    importlib.import_module(name)
                found = all_of(programs, as_main, jobs, limit, os.environ)
                answer.write_text(json.dumps({k: asdict(v) for k, v in found.items()}))
        _, status = os.waitpid(process, 0)
        if status:
            raise RuntimeError(f"could not begin from {frameworks}")
        runs = json.loads(answer.read_text())
    return {name: Run(**run) for name, run in runs.items()}


class Refusing:
    """Finds no module, and refuses ours."""

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Refuse to import ours.

        Raises:
            ModuleNotFoundError: It was asked for.
        """
        if name.split(".")[0] == OURS:
            raise ModuleNotFoundError(f"a program cannot import {name}")
        return None


def as_main(program: Path) -> None:
    """Run a program in this process."""
    sys.argv = [str(program)]
    runpy.run_path(str(program), run_name="__main__")


# Processes ----------------------------------------------------------------------------


@contextmanager
def empty_folder() -> Iterator[Path]:
    """Lend a folder; a fork that ends does not remove it, as it would with Python's."""
    folder = Path(tempfile.mkdtemp())
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def all_of(
    programs: list[Path],
    start: Callable[[Path], None],
    jobs: int,
    limit: float,
    environment: Mapping[str, str],
) -> dict[str, Run]:
    """Run programs, so many at a time."""
    waiting, running = programs[::-1], dict[int, Running]()
    found: dict[str, Run] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            begun = Running(waiting.pop(), start, environment)
            running[begun.process] = begun
        for process in [p for p, r in running.items() if r.has_ended(limit)]:
            ended = running.pop(process)
            found[ended.program.name] = ended.result()
        time.sleep(0.01)
    return found


class Running:
    """A program that runs in a process of its own."""

    def __init__(
        self,
        program: Path,
        start: Callable[[Path], None],
        environment: Mapping[str, str],
    ) -> None:
        """Fork, and start it in an empty folder."""
        self.program, self.begin = program, time.monotonic()
        self.folder = tempfile.mkdtemp()
        self.out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed when read)
        self.err: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.stopped, self.status, self.cpu_seconds = False, 0, 0.0
        with warnings.catch_warnings():
            # Python warns of the threads that libraries keep waiting for work.
            warnings.filterwarnings("ignore", ".*multi-threaded, use of fork")
            self.process = os.fork()
        if self.process == 0:
            with leaving():
                os.setsid()
                os.chdir(self.folder)
                os.environ.update(environment, TMPDIR=self.folder)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(self.out.fileno(), 1)
                os.dup2(self.err.fileno(), 2)
                start(program)

    def has_ended(self, limit: float) -> bool:
        """Tell whether it has ended; it is made to when its time is over."""
        process, status, usage = os.wait4(self.process, os.WNOHANG)
        if not process:
            if time.monotonic() - self.begin > limit:
                self.stopped = True
                os.killpg(self.process, signal.SIGKILL)
            return False
        self.status = os.waitstatus_to_exitcode(status)
        self.cpu_seconds = usage.ru_utime + usage.ru_stime
        return True

    def result(self) -> Run:
        """Return what became of it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        return Run(
            None if self.stopped else self.status,
            read(self.out),
            without_notices(read(self.err)),
            round(time.monotonic() - self.begin, 2),
            round(self.cpu_seconds, 2),
        )


def read(file: IO[bytes]) -> str:
    """Return what was written to a file, and close it."""
    with file:
        file.seek(0)
        return file.read().decode(errors="replace")


def without_notices(text: str) -> str:
    """Return what is written to standard error, but for what nothing can silence."""
    lines = text.splitlines(keepends=True)
    return "".join(n for n in lines if not any(notice in n for notice in NOTICES))


class leaving:  # noqa: N801 (used as a function)
    """The life of a fork: when it is over the process ends, and nothing else runs."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: object, error: BaseException | None, trace: object
    ) -> None:
        """End as Python would, with its messages."""
        status = 0
        if isinstance(error, SystemExit):
            status = error.code if isinstance(error.code, int) else bool(error.code)
            if isinstance(error.code, str):
                print(error.code, file=sys.stderr)
        elif error:
            status = 1
            traceback.print_exception(error)
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def failures(runs: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """Yield a line for each program that failed, complained, or said nothing."""
    for name, run in runs.items():
        if run["status"] is None:
            yield f"{name} was stopped after {run['seconds']} s"
        elif run["status"] or run["stderr"]:
            told = str(run["stderr"]).strip().splitlines() or [""]
            yield f"{name} ended with {run['status']}: {told[-1]}"
        elif not str(run["stdout"]).strip():
            yield f"{name} printed nothing"


if __name__ == "__main__":
    main()
