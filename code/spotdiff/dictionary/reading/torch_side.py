"""How what a row gives is read, as arrays."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from spotdiff.dictionary.giving.problem import GOAL, STEPS, Weights
from spotdiff.dictionary.giving.torch_side import load, tensor


def values(found: Any) -> list[Any]:
    """Read whatever a row gives, in the order in which it comes."""
    if isinstance(found, Tensor):
        return [found.detach().numpy()]
    if isinstance(found, torch.dtype):
        return [np.asarray(str(found).removeprefix("torch."))]
    if isinstance(found, Mapping):
        return values(list(found.values()))
    if isinstance(found, str | np.ndarray | np.generic):
        return [np.asarray(found)]
    if isinstance(found, Iterable | Dataset):
        # A data set has no `__iter__`, and yet one can walk through it.
        parts: Any = found
        return [array for part in parts for array in values(part)]
    # A number of Python has no type to compare with the other side.
    return [np.asarray(found, object)]


def lengths(found: Any) -> list[Any]:
    """Read the lengths of its arrays: however turned, they stay."""
    return [np.linalg.norm(array) for array in values(found)]


def layer(made: Any, weights: Weights, *inputs: Any) -> list[Any]:
    """Give a layer weights and inputs, and read what comes out."""
    load(made, weights)
    return values(made.eval()(*map(tensor, inputs)))


def first(made: Any, weights: Weights, *inputs: Any) -> list[Any]:
    """Do so, and read the first thing that comes out."""
    return layer(made, weights, *inputs)[:1]


def channels(made: Any, weights: Weights, images: Any) -> list[Any]:
    """Do so with images, whose channels are axis 1 here."""
    return layer(made, weights, images)


def path(made: Any) -> list[Any]:
    """Return where an optimiser is after every step down a bowl."""
    (moved,) = made.param_groups[0]["params"]
    found = []
    for _ in range(STEPS):
        moved.grad = moved.detach() - tensor(GOAL)
        made.step()
        found += values(moved.detach().clone())
    return found


def rates(made: Any) -> list[Any]:
    """Return the learning rates of the first steps."""
    found = []
    for _ in range(STEPS):
        found += values(made.get_last_lr())
        made.optimizer.step()
        made.step()
    return found
