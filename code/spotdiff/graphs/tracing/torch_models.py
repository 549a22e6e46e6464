"""What happens to a model after it was traced."""

from typing import Any

import torch
from torch import nn, optim

from spotdiff.graphs.tracing.stories import Story


class Scaled(nn.Module):
    """A layer with a Python number as an attribute."""

    def __init__(self) -> None:
        """Start with two."""
        super().__init__()
        self.factor = 2.0

    def forward(self, x: Any) -> Any:
        """Multiply by the number."""
        return x * self.factor


def attribute() -> Story:
    """Set a layer's number from two to five."""
    layer, x = Scaled(), torch.ones(1)

    def told(run: Any) -> float:
        return float(run.traced(x)[0])

    def change() -> None:
        layer.factor = 5.0

    return Story(layer, told, told, 5.0, change)


def mode() -> Story:
    """Drop units in training, and then no longer: what is left of four?"""
    layer, x = nn.Dropout(0.5), torch.ones(4)

    def told(run: Any) -> float:
        return float(run.traced(x).sum())

    return Story(layer, told, told, 4.0, layer.eval)


def slope() -> Story:
    """Ask for the slope of an input, which nobody did before."""
    x = torch.ones(1)

    def told(run: Any) -> float:
        return float(run.traced(x)[0])

    def sloped(run: Any) -> float:
        x.requires_grad_()
        (found,) = torch.autograd.grad(run.traced(x).sum(), x)
        return float(found[0])

    return Story(lambda x: x * 3, told, sloped, 3.0)


def freezing() -> Story:
    """Freeze a layer between two steps: how far does it still move?"""
    layer = nn.Linear(1, 1)
    model, x = nn.Sequential(layer, nn.Linear(1, 1)), torch.ones(1, 1)
    optimizer = optim.SGD(model.parameters(), 0.1)

    def moved(run: Any) -> float:
        before = layer.weight.item()
        optimizer.zero_grad()
        run.traced(x).sum().backward()
        optimizer.step()
        return abs(layer.weight.item() - before)

    def change() -> None:
        layer.requires_grad_(False)

    return Story(model, moved, moved, 0.0, change)
