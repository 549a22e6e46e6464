"""The same training, started by Ray Train, in a Ray of its own that leaves nothing."""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from spotdiff.data_parallelism.surviving import problem
from spotdiff.data_parallelism.surviving.problem import Note
from spotdiff.data_parallelism.surviving.runs import (
    PACKAGE,
    PATIENCE,
    SIDES,
    finish,
    started,
)

MODULE = "spotdiff.data_parallelism.clusters.on_ray"
WORKERS = 2
# Nothing is reported to anybody, no key is written to the home folder, and workers
# run in this environment as it is: where uv started us, Ray would ask uv for another.
ALONE = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "disabled",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    # No cluster of several machines: its servers listen on the loopback address only.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
}
# What a training of seconds on a single machine does without: processes that wait
# for work, for a node to be taken away, or for somebody to ask after the progress.
SMALL = {
    "RAY_prestart_worker_first_driver": "0",
    "RAY_TRAIN_ENABLE_PREEMPTION_WATCHER": "0",
    "RAY_TRAIN_METRICS_ENABLED": "0",
    "RAY_TRAIN_HEALTH_CHECK_INTERVAL_S": "0.5",
    "RAY_TRAIN_WORKER_GROUP_START_TIMEOUT_S": str(PATIENCE),
}


def run(frameworks: Sequence[str] = tuple(SIDES)) -> dict[str, list[Note]]:
    """Train under Ray, and return the first worker's notes, by framework.

    Raises:
        ChildError: a worker failed, or was too slow.
    """
    # Ray puts sockets there, whose names may not be long.
    with TemporaryDirectory(prefix="ray") as place:
        task = [sys.executable, "-m", MODULE, place, *frameworks]
        with started([(task, ALONE | SMALL)]) as children:
            finish(children)
        return {name: problem.read_notes(Path(place, name), 0) for name in frameworks}


def trainer(framework: str) -> Any:
    """Return Ray's trainer for a framework."""
    if framework == "PyTorch":
        from ray.train.torch import TorchTrainer

        return TorchTrainer
    from ray.train.tensorflow import TensorflowTrainer

    return TensorflowTrainer


def serve(place: Path, frameworks: Sequence[str]) -> None:
    """Start Ray, have it train with all frameworks at once, and end it."""
    import ray

    ray.init(
        num_cpus=WORKERS * len(frameworks),
        include_dashboard=False,
        _temp_dir=str(place / "ray"),
    )
    trainers = [trainer(framework) for framework in frameworks]
    with ThreadPoolExecutor() as pool:
        list(pool.map(partial(fit, place), frameworks, trainers))
    ray.shutdown()


def fit(place: Path, framework: str, kind: Any) -> None:
    """Have a trainer of Ray's train with a framework, in a folder of its own."""
    from ray.train import RunConfig, ScalingConfig

    folder = place / framework
    folder.mkdir()
    problem.hand_out(folder)
    kind(
        partial(work, framework, folder),
        scaling_config=ScalingConfig(num_workers=WORKERS),
        run_config=RunConfig(storage_path=str(place / "kept")),
    ).fit()


def work(framework: str, folder: Path) -> None:
    """Do a worker's share."""
    import_module(f"{PACKAGE}.{SIDES[framework]}").train(folder)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2:])
