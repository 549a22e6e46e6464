"""A function run by a team of processes that know of one another.

Each framework's own launcher is used: `torchrun` for PyTorch; for TensorFlow, which has
none, one process after another is started with TF_CONFIG in its environment. Where that
is safe, they are forks of one that has imported TensorFlow for all of them.
"""

import json
import multiprocessing
import os
import pickle
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import Any

from spotdiff import runtime
from spotdiff.children import LOOPBACK, Child, ChildError, free_port
from spotdiff.own_process import QUIET, configure_what_is_loaded, end_at_once

MODULE = "spotdiff.data_parallelism.launch"
PATIENCE = 120.0  # seconds; a team of two needs a tenth of it
GIVEN = "given.pickle"
# Workers share the cores, and whoever spins takes them from the others.
ONE_THREAD_EACH = {
    "OMP_NUM_THREADS": "1",
    "SPOTDIFF_PAGES_AT_ONCE": str(runtime.cores()),
}
# The places of TensorFlow's workers, for the process that is forked.
PLACES = "SPOTDIFF_PLACES"
FORKS = sys.platform == "linux"
ON_CPU = {"SPOTDIFF_DEVICE": "cpu", "CUDA_VISIBLE_DEVICES": ""}
Task = tuple[list[str], dict[str, str]]


class Team:
    """Processes that run one function, each with its own place among them.

    They end with the `with` block, with `stop`, and with this process.

    Args:
        framework: "PyTorch" (started by torchrun) or "TensorFlow" (by TF_CONFIG).
        workers: How many processes.
        function: A module's function; the module is imported afresh.
        *args: Its arguments; they and the results are pickled.
        imports: Modules that all workers will want.
        options: Further arguments for torchrun.
        environment: Variables set before anything is imported there.
        gpus: Whether they may use GPUs; they do if each can have one of its own.
    """

    def __init__(
        self,
        framework: str,
        workers: int,
        function: Callable[..., Any],
        *args: Any,
        imports: Sequence[str] = (),
        options: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
        gpus: bool = False,
    ) -> None:
        """Start the workers."""
        self.workers = workers
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        named = (function.__module__, function.__qualname__)
        (self.folder / GIVEN).write_bytes(pickle.dumps((named, args)))
        command = [MODULE, str(self.folder)]
        device = device_for(workers if gpus else None)
        if framework == "PyTorch":
            tasks = [under_torchrun(command, workers, options)]
        # A GPU is not to be had in a fork of who may have seen it.
        elif FORKS and device == ON_CPU:
            tasks = [as_forks([*command, *imports], workers)]
        else:
            tasks = with_addresses(command, workers)
        path = os.pathsep.join(filter(None, sys.path))
        common = {**ONE_THREAD_EACH, **QUIET, "PYTHONPATH": path}
        common |= {**device, **(environment or {})}
        self.children = [Child(task, {**common, **own}) for task, own in tasks]

    def __enter__(self) -> "Team":
        """Return the team, already at work."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the team."""
        self.stop()

    def results(self, seconds: float = PATIENCE) -> list[Any]:
        """Wait for all workers, and return what each found, by rank.

        Raises:
            ChildError: a worker failed (the message has its traceback), or the time
                is up; all have been ended.
        """
        end = time.monotonic() + seconds
        try:
            for child, files in self._expected():
                done = partial(self._settled, files)
                left = max(0.0, end - time.monotonic())
                child.until(done, round(left, 1), "through with its work")
            for child in self._lost():
                child.until(lambda: False, 0, "through with its work")
            if self._failures():
                raise ChildError("a worker failed")
        except ChildError as error:
            told = self._failures()
            self.stop()
            raise ChildError("\n".join([*told, str(error)])) from None
        return [
            pickle.loads(found(self.folder, rank).read_bytes())
            for rank in range(self.workers)
        ]

    def stop(self) -> None:
        """End the workers and forget what they left."""
        for child in self.children:
            child.stop()
        self._folder.cleanup()

    def _expected(self) -> list[tuple[Child, list[Path]]]:
        """Return which files each child has to leave: a launcher those of all."""
        files = [found(self.folder, rank) for rank in range(self.workers)]
        if len(self.children) == 1:
            return [(self.children[0], files)]
        return [
            (child, [file]) for child, file in zip(self.children, files, strict=True)
        ]

    def _settled(self, files: list[Path]) -> bool:
        there = all(file.exists() for file in files)
        return there or bool(self._failures()) or bool(self._lost())

    def _lost(self) -> list[Child]:
        """Return the children that ended and left nothing."""
        return [
            child
            for child, files in self._expected()
            if not child.running and not all(file.exists() for file in files)
        ]

    def _failures(self) -> list[str]:
        return [
            f"{file.stem}:\n{file.read_text()}"
            for file in sorted(self.folder.glob("worker-*.failed"))
        ]


def run(
    framework: str, workers: int, function: Callable[..., Any], *args: Any
) -> list[Any]:
    """Have a team run a function, and return what each worker found.

    Raises:
        ChildError: as with `Team.results`.
    """
    with Team(framework, workers, function, *args) as team:
        return team.results()


def under_torchrun(command: list[str], workers: int, options: tuple[str, ...]) -> Task:
    """Return what starts a team of PyTorch's, and its environment."""
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    count = [f"--nproc-per-node={workers}", f"--local-addr={LOOPBACK}", *options]
    # Whoever starts it may be a worker of TensorFlow's; these are not.
    own = {"GLOO_SOCKET_IFNAME": loopback(), "TF_CONFIG": "{}"}
    return [*launcher, *count, "-m", *command], own


def with_addresses(command: list[str], workers: int) -> list[Task]:
    """Return what starts each worker of TensorFlow's, and its environment."""
    ports: set[int] = set()
    while len(ports) < workers:
        ports.add(free_port())
    cluster = {"worker": [f"{LOOPBACK}:{port}" for port in sorted(ports)]}
    places = [{"type": "worker", "index": index} for index in range(workers)]
    return [
        (
            [sys.executable, "-m", *command],
            {"TF_CONFIG": json.dumps({"cluster": cluster, "task": place})},
        )
        for place in places
    ]


def as_forks(command: list[str], workers: int) -> Task:
    """Return what starts all workers of TensorFlow's at once, and its environment."""
    tasks = with_addresses(command, workers)
    places = [own["TF_CONFIG"] for _, own in tasks]
    return tasks[0][0], {PLACES: json.dumps(places)}


def device_for(workers: int | None) -> dict[str, str]:
    """Return what tells so many workers where to compute.

    Args:
        workers: Who are given a GPU each if there are enough; None for the CPU.
    """
    if workers and runtime.from_environment().device == "cuda":
        torch, _ = runtime.import_frameworks()
        if torch.cuda.device_count() >= workers:
            return {"SPOTDIFF_DEVICE": "cuda"}
    return ON_CPU


def see_one_gpu(rank: int) -> None:
    """Hide the GPUs of all others from a worker that computes on one."""
    if runtime.from_environment().device == "cuda":
        seen = os.environ.get("CUDA_VISIBLE_DEVICES")
        numbers = seen.split(",") if seen else list(map(str, range(rank + 1)))
        os.environ["CUDA_VISIBLE_DEVICES"] = numbers[rank]


def loopback() -> str:
    """Name the network interface of the loopback address."""
    return next(name for _, name in socket.if_nameindex() if name.startswith("lo"))


def place() -> tuple[int, int]:
    """Return which worker this process is, and of how many: alone, the first of one."""
    told = json.loads(os.environ.get("TF_CONFIG", "{}"))
    if told:
        return told["task"]["index"], len(told["cluster"]["worker"])
    return int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))


def found(folder: Path, rank: int) -> Path:
    """Return the file in which a worker leaves what it found."""
    return folder / f"worker-{rank}.pickle"


def serve(folder: Path) -> None:
    """Run the function that is named in a folder, and leave its result there."""
    rank, workers = place()
    mine = found(folder, rank)
    see_one_gpu(rank)
    (module, name), args = pickle.loads((folder / GIVEN).read_bytes())
    try:
        with runtime.without_import_notices():
            function = getattr(import_module(module), name)
        configure_what_is_loaded()
        value = function(*args)
    except BaseException:
        leave(mine.with_suffix(".failed"), traceback.format_exc().encode())
        raise
    leave(mine, pickle.dumps(value))
    wait_for_all(folder, workers)


def fork(folder: Path, imports: Sequence[str]) -> None:
    """Import what all workers want, and fork them; end if one of them fails."""
    with runtime.without_import_notices():
        for name in imports:
            import_module(name)
    context = multiprocessing.get_context("fork")
    places = json.loads(os.environ.pop(PLACES))
    workers = [context.Process(target=be, args=(folder, place)) for place in places]
    for worker in workers:
        worker.start()
    while running := [worker for worker in workers if worker.is_alive()]:
        wait([worker.sentinel for worker in running])
        if any(worker.exitcode for worker in workers):
            os._exit(1)  # whoever started this ends the others


def be(folder: Path, place: str) -> None:
    """Be the worker in a place, to the end."""
    os.environ["TF_CONFIG"] = place
    serve(folder)
    end_at_once()


def wait_for_all(folder: Path, workers: int) -> None:
    """Stay until all workers have left something.

    Whoever goes earlier takes along what it has sent and nobody has fetched yet.
    """
    end = time.monotonic() + PATIENCE
    while len(list(folder.glob("worker-*.[pf]*"))) < workers:
        if time.monotonic() > end:
            return
        time.sleep(0.05)


def leave(file: Path, content: bytes) -> None:
    """Write a file under another name first: whoever waits for it finds it whole."""
    draft = file.with_suffix(".draft")
    draft.write_bytes(content)
    draft.rename(file)


if __name__ == "__main__":
    if PLACES in os.environ:
        fork(Path(sys.argv[1]), sys.argv[2:])
    else:
        serve(Path(sys.argv[1]))
    end_at_once()
