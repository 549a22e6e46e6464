"""What rows are given besides numbers."""

from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import nn
from torch.utils.data import TensorDataset

from spotdiff.dictionary.giving import problem


def on_cpu() -> AbstractContextManager[Any]:
    """Compute on the CPU, whatever the page computes on."""
    return torch.device("cpu")


def seed(number: int) -> None:
    """Begin the random numbers anew."""
    torch.manual_seed(number)


def tensor(array: Any) -> Any:
    """Make a tensor of an array that nothing else refers to."""
    return torch.as_tensor(array.copy())


def load(made: Any, weights: problem.Weights) -> None:
    """Give a layer or a network its weights."""
    pairs = zip(made.parameters(), weights.torch, strict=True)
    for own, array in pairs:
        own.data.copy_(tensor(array))


def model() -> Any:
    """Make a network of two layers, with weights that are given."""
    made = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    load(made, problem.WEIGHTS)
    return made


def blank() -> Any:
    """Make such a network with zeros for weights."""
    made = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    load(made, problem.BLANK)
    return made


def parameter() -> Any:
    """Make numbers that are trained."""
    return nn.Parameter(tensor(problem.START))


def parameters() -> Any:
    """Make a list of them, as an optimiser wants it."""
    return [parameter()]


def optimizer() -> Any:
    """Make an optimiser that is plain."""
    return torch.optim.SGD(parameters(), lr=problem.RATE)


def cross_entropy() -> Any:
    """Make a loss of logits and labels."""
    return nn.CrossEntropyLoss()


def data() -> Any:
    """Make a data set of eight examples."""
    return TensorDataset(tensor(problem.INPUTS), tensor(problem.LABELS))


def cubes() -> Any:
    """Make a function that adds up cubes."""
    return lambda x: (x**3).sum()


def triple() -> Any:
    """Make a function that takes every number three times."""
    return lambda x: 3 * x
