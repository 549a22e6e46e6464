"""Random numbers."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def seed_all(n: int) -> Any:
    """Begin all random numbers anew, then draw evenly from 0 to 1."""
    torch.manual_seed(0)
    return torch.rand(n)


def uniform(n: int) -> Any:
    """Draw evenly between two bounds."""
    return torch.empty(n).uniform_(-1, 1)


def normal(n: int) -> Any:
    """Draw from a normal distribution."""
    return torch.randn(n)


def normal_of(n: int) -> Any:
    """Draw with a mean and a deviation."""
    return torch.normal(5.0, 0.5, (n,))


def whole(n: int) -> Any:
    """Draw whole numbers, the upper bound left out."""
    return torch.randint(0, 3, (n,))


def own_generator(n: int) -> Any:
    """Draw from a generator of one's own."""
    generator = torch.Generator().manual_seed(0)
    return torch.rand(n, generator=generator)


def permutation(n: int) -> Any:
    """Draw an order."""
    return torch.randperm(n)


def shuffle(x: Tensor) -> Any:
    """Shuffle rows."""
    return x[torch.randperm(len(x))]


def coins(p: Tensor) -> Any:
    """Throw coins that fall on 1 with a given probability."""
    return torch.bernoulli(p)


def choices(p: Tensor, n: int) -> Any:
    """Draw from probabilities, with replacement."""
    return torch.multinomial(p, n, replacement=True)


def truncated(n: int) -> Any:
    """Draw normally, within two deviations."""
    return nn.init.trunc_normal_(torch.empty(n), a=-2, b=2)


def glorot() -> Any:
    """Draw first weights as Glorot and Bengio do."""
    return nn.init.xavier_uniform_(torch.empty(60, 60))


def orthogonal() -> Any:
    """Draw a matrix that keeps lengths."""
    return nn.init.orthogonal_(torch.empty(40, 40))


def dropout(x: Tensor) -> Any:
    """Drop half of the numbers, and double the others."""
    return F.dropout(x, 0.5)
