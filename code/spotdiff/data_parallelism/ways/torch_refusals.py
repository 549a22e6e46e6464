"""What the pieces of `nn.DataParallel` say where there is no GPU."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn.parallel import gather, parallel_apply, replicate, scatter

from spotdiff.tables import Table

CPU = torch.device("cpu")


def tries() -> dict[str, Callable[[], Any]]:
    """Return a call of every piece, on a CPU that is named twice."""
    module, x = nn.Linear(3, 2, device=CPU), torch.zeros(4, 3, device=CPU)
    twice = [CPU, CPU]
    return {
        "scatter": lambda: scatter(x, twice),
        "replicate": lambda: replicate(module, twice),
        "parallel_apply": lambda: parallel_apply([module] * 2, [(x,)] * 2, None, twice),
        "gather": lambda: gather([x, x], CPU),
    }


def answers() -> dict[str, str]:
    """Return what each piece says, or "runs"."""
    said = {}
    for name, attempt in tries().items():
        try:
            attempt()
            said[name] = "runs"
        except (AssertionError, RuntimeError, ValueError) as error:
            said[name] = f"{error}"
    return said


DOES = {
    "scatter": "cut the batch, a part for each GPU",
    "replicate": "copy the module to each GPU",
    "parallel_apply": "a thread for each copy, one interpreter for all",
    "gather": "bring the ends together on the first GPU",
}


def table() -> Table:
    """Return the pieces, what they are for, and what they say here."""
    rows = [(f"`{name}`", DOES[name], said) for name, said in answers().items()]
    return Table(["Piece", "Does, in every forward pass", "On this CPU"], rows)
