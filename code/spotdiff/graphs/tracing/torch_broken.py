"""A function that leaves the graph in the customary ways."""

import random

import torch


def step(x: torch.Tensor) -> torch.Tensor:
    """Do a little, and look at the result every now and then."""
    x = torch.relu(x)
    print("after the first layer")
    x = 2 * x + random.random()
    x = x / x.max().item()
    if x.sum() > 1:
        x = x - 1
    return x
