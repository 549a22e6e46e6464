"""A dense network, and one step of training it."""

from typing import Any

import torch
from torch.nn import Module, Parameter
from torch.nn.functional import cross_entropy, relu

from spotdiff.debugging.aids.problem import RATE, Array, Weights


class Layer(Module):
    """A matrix and a bias."""

    def __init__(self, matrix: Array, bias: Array) -> None:
        """Take them over.

        Args:
            matrix: (inputs, outputs).
            bias: (outputs,).
        """
        super().__init__()
        self.matrix = Parameter(torch.tensor(matrix))
        self.bias = Parameter(torch.tensor(bias))

    def forward(self, x: Any) -> Any:
        """Weigh the inputs."""
        return x @ self.matrix + self.bias


def network(weights: Weights) -> list[Layer]:
    """Make a layer of each matrix and bias."""
    return [Layer(*pair) for pair in weights]


def scores(layers: list[Layer], x: Any) -> Any:
    """Score every class, with a rectifier between each two layers.

    Args:
        layers: In the order in which they are called.
        x: Images, (n, 64).

    Returns:
        Scores, (n, 10).
    """
    *hidden, last = layers
    for layer in hidden:
        x = relu(layer(x))
    return last(x)


def place(images: Array, labels: Array) -> tuple[Any, Any]:
    """Bring digits to where the network computes."""
    return torch.as_tensor(images), torch.as_tensor(labels)


def step(layers: list[Layer], x: Any, y: Any) -> Any:
    """Take one step down the slope, in place.

    Args:
        layers: In the order in which they are called.
        x: Images, (n, 64).
        y: What they show, (n,).

    Returns:
        The loss before the step.
    """
    learnt = [w for one in layers for w in (one.matrix, one.bias)]
    loss = cross_entropy(scores(layers, x), y)
    slopes = torch.autograd.grad(loss, learnt)
    with torch.no_grad():
        for weight, slope in zip(learnt, slopes, strict=True):
            weight.sub_(RATE * slope)
    return loss.detach()
