"""How long an import takes, in processes that have imported nothing yet."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from spotdiff.adoption.public_names import FRAMEWORKS
from spotdiff.measure import Timing
from spotdiff.tables import Table, duration

PROGRAM = Path(__file__).with_name("cold.py")
# No GPU: a driver that wakes up takes longer than the import.
ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
ROUNDS = 2


class ImportFailedError(RuntimeError):
    """A package could not be imported; the message is what its process said."""


@dataclass(frozen=True)
class Imported:
    """What importing took.

    Attributes:
        timing: Seconds, one sample a process.
        modules: How many modules came along.
    """

    timing: Timing
    modules: int


def once(package: str) -> tuple[float, int]:
    """Import a package in a new process, and return seconds and modules.

    Raises:
        ImportFailedError: It failed.
    """
    # -P: the modules that stand beside the program are not for it.
    command = [sys.executable, "-P", str(PROGRAM), package]
    variables = {**os.environ, **ENVIRONMENT}
    done = subprocess.run(
        command, env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ImportFailedError(done.stderr.strip())
    found = json.loads(done.stdout.splitlines()[-1])
    return found["seconds"], found["modules"]


def measure(rounds: int = ROUNDS, seed: int = 0) -> dict[str, Imported]:
    """Import both in turns, so that a slow moment of the machine hits both.

    The files are taken to be in the system's memory, as they are after a first import.

    Args:
        rounds: Processes for each framework.
        seed: Of the order within each round.
    """
    order, shuffle = list(FRAMEWORKS), random.Random(seed).shuffle
    seconds: dict[str, list[float]] = {name: [] for name in order}
    modules: dict[str, int] = {}
    for _ in range(rounds):
        shuffle(order)
        for name in order:
            took, modules[name] = once(FRAMEWORKS[name].root)
            seconds[name].append(took)
    return {
        name: Imported(Timing(np.array(seconds[name])), modules[name])
        for name in FRAMEWORKS
    }


def table(measured: Mapping[str, Imported]) -> Table:
    """Show both."""
    rows = []
    for name, one in measured.items():
        taken = one.timing.samples
        low, middle, high = map(duration, (taken.min(), one.timing.median, taken.max()))
        what = f"`import {FRAMEWORKS[name].root}`"
        rows.append((what, middle, f"{low} – {high}", one.modules))
    return Table(["", "Takes", "From – to", "Modules loaded"], rows)
