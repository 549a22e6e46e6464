"""A file that looks like weights, and orders a function to be called."""

import pickle
from pathlib import Path
from typing import Any

import torch

from spotdiff.deployment.trust.problem import REFUSED, note, ran


class Order:
    """Where a tensor should be: pickled, it is an order to call a function."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Say what is to be called by whoever reads the file."""
        return note, ("the file's code ran",)


def set_trap(path: Path) -> None:
    """Write the file."""
    torch.save({"fc1.weight": Order()}, path)


def read(path: Path, safely: bool) -> str:
    """Read it, and return what came of it."""
    ran.clear()
    try:
        torch.load(path, weights_only=safely)
    except pickle.UnpicklingError:
        ran.append(REFUSED)
    return ", ".join(ran)
