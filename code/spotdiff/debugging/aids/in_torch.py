"""Steps in PyTorch, without an aid and with each."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from spotdiff.debugging.aids import problem, torch_side
from spotdiff.debugging.aids.waiting import breakpoint_elsewhere
from spotdiff.debugging.aids.watchers import EveryOperation, hooked
from spotdiff.measure import Timing, synchronize_torch, time_together

PRINT, HOOKS = "print the loss", "forward hooks"
MODE, ANOMALY, PDB = "dispatch mode", "detect_anomaly", "pdb, breakpoint elsewhere"


@contextmanager
def eager() -> Iterator[dict[str, Callable[[], Any]]]:
    """Yield calls that take a step, by the aid that is on; "" is none."""
    layers = torch_side.network(problem.weights())
    given = (layers, *torch_side.place(*problem.digits()))

    def step() -> Any:
        return torch_side.step(*given)

    def hooks() -> Any:
        with hooked(layers):
            return step()

    def mode() -> Any:
        with EveryOperation():
            return step()

    def anomaly() -> Any:
        # The same as detect_anomaly, without the remark that it is slow.
        with torch.autograd.set_detect_anomaly(True):
            return step()

    with Path(os.devnull).open("w") as nowhere, breakpoint_elsewhere() as debugged:
        yield {
            "": step,
            PRINT: lambda: print(float(step()), file=nowhere),
            HOOKS: hooks,
            MODE: mode,
            ANOMALY: anomaly,
            PDB: lambda: debugged(step),
        }


def pairs(repeats: int) -> dict[tuple[str, str, str], tuple[Timing, Timing]]:
    """Time steps with every aid, and without.

    Args:
        repeats: Samples of each.

    Returns:
        Both timings, by framework, way to run, and aid.
    """
    with eager() as steps:
        timings = time_together(steps, repeats, synchronize_torch)
    plain = timings.pop("")
    return {("PyTorch", "eager", aid): (t, plain) for aid, t in timings.items()}
